use std::borrow::Cow;

use serde::Deserialize;

/// The members of a JWK (RFC 7517, section 4) that a public key is made of.
#[derive(Deserialize)]
pub(super) struct Jwk<'j> {
    #[serde(borrow)]
    kty: Cow<'j, str>,
    #[serde(borrow, rename = "use", default)]
    usage: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    key_ops: Option<Vec<Cow<'j, str>>>,
    #[serde(borrow, default)]
    alg: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    kid: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    crv: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    n: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    e: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    x: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    y: Option<Cow<'j, str>>,
}

impl Jwk<'_> {
    /// Type and curve.
    pub(super) fn kind(&self) -> (&str, Option<&str>) {
        (&self.kty, self.crv.as_deref())
    }

    /// Whether nothing says that it is for something else.
    pub(super) fn is_for_verifying(&self) -> bool {
        self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|operation| operation == "verify"))
    }

    pub(super) fn key_id(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub(super) fn algorithm(&self) -> Option<&str> {
        self.alg.as_deref()
    }

    pub(super) fn modulus(&self) -> Option<&str> {
        self.n.as_deref()
    }

    pub(super) fn exponent(&self) -> Option<&str> {
        self.e.as_deref()
    }

    pub(super) fn x(&self) -> Option<&str> {
        self.x.as_deref()
    }

    pub(super) fn y(&self) -> Option<&str> {
        self.y.as_deref()
    }
}
