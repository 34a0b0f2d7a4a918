//! What looks around at a stop and decides whether a secret is there. One file a kind, or a family of kinds.

mod azure_secret;
mod basic;
mod bearer;
mod card;
mod email;
mod finder;
mod iban;
mod jwt;
mod openai_key;
mod private_key;
mod slack_webhook;
mod terraform_token;
mod token;
mod url_userinfo;

pub(super) use self::azure_secret::azure_secret;
pub(super) use self::card::card;
pub(super) use self::email::email;
pub(super) use self::finder::Finder;
pub(super) use self::iban::iban;
pub(super) use self::private_key::private_key;
pub(super) use self::token::TOKENS;
pub(super) use self::url_userinfo::{behind_slashes, url_userinfo};
