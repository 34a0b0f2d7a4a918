use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;

use super::jwk::Jwk;
use crate::token::LONGEST_KEY_ID;
use crate::{Algorithm, Anomaly};

/// Bytes of an RSA modulus: 2048 to 8192 bits.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;
/// Bytes of an RSA exponent that anybody uses.
const LONGEST_EXPONENT: usize = 8;
/// Bytes of a coordinate of P-256, and of an Ed25519 key.
const COORDINATE: usize = 32;

/// A public key of the issuer, for one algorithm.
pub(crate) struct Key {
    id: Option<Box<str>>,
    algorithm: Algorithm,
    /// What tells it from a key of the same id.
    thumbprint: [u8; 32],
    decoding: DecodingKey,
}

impl Key {
    /// The key of a JWK, if it is one to verify with by an algorithm that is taken.
    pub(super) fn of(jwk: &Jwk<'_>) -> Option<Self> {
        let id = jwk.key_id();
        if !jwk.is_for_verifying() || id.is_some_and(|id| id.len() > LONGEST_KEY_ID) {
            return None;
        }
        let bytes = |member: Option<&str>| URL_SAFE_NO_PAD.decode(member?).ok();
        let (algorithm, material, decoding) = match jwk.kind() {
            ("RSA", _) => {
                let modulus = without_leading_zeros(bytes(jwk.modulus())?);
                let exponent = without_leading_zeros(bytes(jwk.exponent())?);
                if !MODULUS.contains(&modulus.len()) || exponent.is_empty() || exponent.len() > LONGEST_EXPONENT {
                    return None;
                }
                let decoding = DecodingKey::from_rsa_raw_components(&modulus, &exponent);
                (Algorithm::Rs256, [modulus, exponent].concat(), decoding)
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (bytes(jwk.x())?, bytes(jwk.y())?);
                if x.len() != COORDINATE || y.len() != COORDINATE {
                    return None;
                }
                let point = [&[4][..], &x, &y].concat();
                (Algorithm::Es256, point.clone(), DecodingKey::from_ec_der(&point))
            }
            ("OKP", Some("Ed25519")) => {
                let x = bytes(jwk.x())?;
                if x.len() != COORDINATE {
                    return None;
                }
                (Algorithm::EdDsa, x.clone(), DecodingKey::from_ed_der(&x))
            }
            _ => return None,
        };
        if jwk.algorithm().is_some_and(|named| named != algorithm.as_str()) {
            return None;
        }
        let mut thumbprint = [0; 32];
        thumbprint.copy_from_slice(digest(&SHA256, &material).as_ref());
        Some(Self { id: id.map(Box::from), algorithm, thumbprint, decoding })
    }

    pub(crate) fn is_named(&self, id: &str) -> bool {
        self.id.as_deref() == Some(id)
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether they are one key: the same id, algorithm and material.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.thumbprint == other.thumbprint && self.algorithm == other.algorithm && self.id == other.id
    }

    /// Verifies a signature.
    pub(crate) fn verify(&self, signed: &[u8], signature: &Vec<u8>) -> Result<(), Anomaly> {
        // Its provider is named, not the process's: whose features another crate may have set to two, and then it panics.
        let verifier = (DEFAULT_PROVIDER.verifier_factory)(&self.algorithm.of_library(), &self.decoding)
            .map_err(|_| Anomaly::Signature)?;
        verifier.verify(signed, signature).map_err(|_| Anomaly::Signature)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

fn without_leading_zeros(bytes: Vec<u8>) -> Vec<u8> {
    match bytes.iter().position(|byte| *byte != 0) {
        Some(0) => bytes,
        Some(first) => bytes.get(first..).unwrap_or_default().to_vec(),
        None => Vec::new(),
    }
}
