use tracewell_names::{outcome, stage};

use super::flow_spec::Sequence;
use super::{FlowSpec, Relation, StageSpec};
use crate::{
    IdentityEmail, IdentityExternal, IdentityJwks, IdentityProfile, RouterBodyIdpAuth, RouterCheckSecurityGroup,
    RouterIdentityInjection, RouterIdentityResolution, RouterProfileInjection, RouterProfileResolution,
};

impl FlowSpec {
    /// The stages that this library knows: identity, e-mail, profile and router.
    ///
    /// A service's own stages have to end, too. No stage has to be there, nor to be inside of another: but where two of
    /// them are in one request, the outer one neither starts inside of the inner one nor ends before it, and keys come
    /// before the e-mail address.
    ///
    /// ```
    /// use tracewell_flow::FlowSpec;
    ///
    /// assert!(FlowSpec::builtin().stages().any(|stage| stage.name() == "identity.jwks"));
    /// ```
    #[must_use]
    pub fn builtin() -> Self {
        let request = [stage::ROUTER_CHECK_SECURITY_GROUP];
        let external = [stage::IDENTITY_EXTERNAL, stage::ROUTER_CHECK_SECURITY_GROUP];
        let found = |cache, stage| Relation::cache_hit(cache, true).then(stage, [outcome::FROM_CACHE]);
        let mut spec = Self::new("builtin")
            .strict(false)
            .cycle_start(stage::ROUTER_CHECK_SECURITY_GROUP)
            .inner_cycle_start(stage::IDENTITY_EXTERNAL)
            .stage(StageSpec::of::<RouterCheckSecurityGroup>())
            .stage(StageSpec::of::<RouterIdentityResolution>().inside(request))
            .stage(StageSpec::of::<RouterProfileResolution>().inside(request))
            .stage(StageSpec::of::<RouterIdentityInjection>().inside(request))
            .stage(StageSpec::of::<RouterProfileInjection>().inside(request))
            .stage(StageSpec::of::<RouterBodyIdpAuth>().inside(request))
            .stage(StageSpec::note(stage::ROUTER_STRIP_INBOUND_MYCELIUM_HEADERS))
            .stage(StageSpec::of::<IdentityExternal>().inside(request))
            .stage(StageSpec::of::<IdentityJwks>().inside(external))
            .stage(
                StageSpec::of::<IdentityEmail>()
                    .outcomes([outcome::FROM_CACHE, outcome::RESOLVED])
                    .alone([outcome::FROM_TOKEN])
                    .inside(external),
            )
            .stage(StageSpec::note(stage::IDENTITY_EMAIL_CACHE))
            .stage(StageSpec::of::<IdentityProfile>().inside(request))
            .stage(StageSpec::note(stage::IDENTITY_PROFILE_CACHE))
            .relation(found(stage::IDENTITY_JWKS, stage::IDENTITY_JWKS))
            .relation(found(stage::IDENTITY_EMAIL, stage::IDENTITY_EMAIL))
            .relation(found(stage::IDENTITY_EMAIL_CACHE, stage::IDENTITY_EMAIL))
            .relation(found(stage::IDENTITY_PROFILE, stage::IDENTITY_PROFILE))
            .relation(found(stage::IDENTITY_PROFILE_CACHE, stage::IDENTITY_PROFILE));
        let around = [
            stage::ROUTER_CHECK_SECURITY_GROUP,
            stage::ROUTER_PROFILE_RESOLUTION,
            stage::ROUTER_PROFILE_INJECTION,
            stage::ROUTER_IDENTITY_RESOLUTION,
            stage::ROUTER_IDENTITY_INJECTION,
            stage::IDENTITY_EXTERNAL,
        ];
        let of_profile = around.iter().take(3).copied();
        spec.chains = vec![
            around.into_iter().chain([stage::IDENTITY_JWKS]).collect(),
            around.into_iter().chain([stage::IDENTITY_EMAIL]).collect(),
            of_profile.chain([stage::IDENTITY_PROFILE]).collect(),
            vec![stage::ROUTER_CHECK_SECURITY_GROUP, stage::ROUTER_BODY_IDP_AUTH],
        ];
        spec.sequences = [
            (stage::IDENTITY_EXTERNAL, stage::IDENTITY_JWKS, stage::IDENTITY_EMAIL),
            (stage::ROUTER_PROFILE_INJECTION, stage::ROUTER_IDENTITY_RESOLUTION, stage::IDENTITY_PROFILE),
        ]
        .map(|(around, first, then)| Sequence { around, first, then })
        .into();
        spec
    }
}
