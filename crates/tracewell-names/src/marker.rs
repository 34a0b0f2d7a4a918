//! Markers: what stands where something was taken out, and the kinds of secrets that text is searched for.
//!
//! A marker never tells the length or a part of what it replaced.

/// Stands for a value under a sensitive name.
pub const REDACTED: &str = "[REDACTED]";
/// Stands for a value outside the allowlist.
pub const FILTERED: &str = "[FILTERED]";
/// Stands for a value inside a URL, where brackets would need escaping.
pub const URL_REDACTED: &str = "REDACTED";
/// Stands for user and password of a URL, before its `@`.
pub const URL_USERINFO_REDACTED: &str = "REDACTED:REDACTED";
/// Begins a marker that names a kind: `[REDACTED:email]`.
pub const KIND_PREFIX: &str = "[REDACTED:";
/// Ends a marker that names a kind.
pub const KIND_SUFFIX: &str = "]";
/// Begins the mark of a cut value: `…[+120 bytes]`.
pub const CUT_PREFIX: &str = "…[+";
/// Ends the mark of a cut value.
pub const CUT_SUFFIX: &str = " bytes]";
/// Begins a keyed hash: `hmac:<key id>:<22 characters>`.
pub const HMAC_PREFIX: &str = "hmac:";

// Kinds.

/// E-mail address.
pub const KIND_EMAIL: &str = "email";
/// JSON web token.
pub const KIND_JWT: &str = "jwt";
/// Credentials after `Bearer`.
pub const KIND_BEARER: &str = "bearer";
/// Credentials after `Basic`.
pub const KIND_BASIC: &str = "basic";
/// Payment card number.
pub const KIND_CARD: &str = "card";
/// International bank account number.
pub const KIND_IBAN: &str = "iban";
/// PEM block of a private key.
pub const KIND_PRIVATE_KEY: &str = "private_key";
/// AWS access key id.
pub const KIND_AWS_KEY: &str = "aws_key";
/// GitHub token.
pub const KIND_GITHUB_TOKEN: &str = "github_token";
/// Slack token or webhook.
pub const KIND_SLACK_TOKEN: &str = "slack_token";
/// Stripe key.
pub const KIND_STRIPE_KEY: &str = "stripe_key";
/// Google API key.
pub const KIND_GOOGLE_KEY: &str = "google_key";
/// User and password of a URL in text.
pub const KIND_URL_USERINFO: &str = "url_userinfo";
/// GitLab token.
pub const KIND_GITLAB_TOKEN: &str = "gitlab_token";
/// OpenAI key.
pub const KIND_OPENAI_KEY: &str = "openai_key";
/// Anthropic key.
pub const KIND_ANTHROPIC_KEY: &str = "anthropic_key";
/// Hugging Face token.
pub const KIND_HUGGINGFACE_TOKEN: &str = "huggingface_token";
/// npm token.
pub const KIND_NPM_TOKEN: &str = "npm_token";
/// PyPI token.
pub const KIND_PYPI_TOKEN: &str = "pypi_token";
/// RubyGems key.
pub const KIND_RUBYGEMS_KEY: &str = "rubygems_key";
/// Vault token.
pub const KIND_VAULT_TOKEN: &str = "vault_token";
/// Terraform token.
pub const KIND_TERRAFORM_TOKEN: &str = "terraform_token";
/// SendGrid key.
pub const KIND_SENDGRID_KEY: &str = "sendgrid_key";
/// DigitalOcean token.
pub const KIND_DIGITALOCEAN_TOKEN: &str = "digitalocean_token";
/// Shopify token.
pub const KIND_SHOPIFY_TOKEN: &str = "shopify_token";
/// Databricks token.
pub const KIND_DATABRICKS_TOKEN: &str = "databricks_token";
/// Grafana token.
pub const KIND_GRAFANA_TOKEN: &str = "grafana_token";
/// Linear key.
pub const KIND_LINEAR_KEY: &str = "linear_key";
/// Doppler token.
pub const KIND_DOPPLER_TOKEN: &str = "doppler_token";
/// Postman key.
pub const KIND_POSTMAN_KEY: &str = "postman_key";
/// Sentry token.
pub const KIND_SENTRY_TOKEN: &str = "sentry_token";
/// 1Password service token.
pub const KIND_ONEPASSWORD_TOKEN: &str = "onepassword_token";
/// Pulumi token.
pub const KIND_PULUMI_TOKEN: &str = "pulumi_token";
/// Azure client secret.
pub const KIND_AZURE_SECRET: &str = "azure_secret";

/// Every kind.
pub const KINDS: &[&str] = &[
    KIND_EMAIL,
    KIND_JWT,
    KIND_BEARER,
    KIND_BASIC,
    KIND_CARD,
    KIND_IBAN,
    KIND_PRIVATE_KEY,
    KIND_AWS_KEY,
    KIND_GITHUB_TOKEN,
    KIND_SLACK_TOKEN,
    KIND_STRIPE_KEY,
    KIND_GOOGLE_KEY,
    KIND_URL_USERINFO,
    KIND_GITLAB_TOKEN,
    KIND_OPENAI_KEY,
    KIND_ANTHROPIC_KEY,
    KIND_HUGGINGFACE_TOKEN,
    KIND_NPM_TOKEN,
    KIND_PYPI_TOKEN,
    KIND_RUBYGEMS_KEY,
    KIND_VAULT_TOKEN,
    KIND_TERRAFORM_TOKEN,
    KIND_SENDGRID_KEY,
    KIND_DIGITALOCEAN_TOKEN,
    KIND_SHOPIFY_TOKEN,
    KIND_DATABRICKS_TOKEN,
    KIND_GRAFANA_TOKEN,
    KIND_LINEAR_KEY,
    KIND_DOPPLER_TOKEN,
    KIND_POSTMAN_KEY,
    KIND_SENTRY_TOKEN,
    KIND_ONEPASSWORD_TOKEN,
    KIND_PULUMI_TOKEN,
    KIND_AZURE_SECRET,
];

/// What markers with a changing part begin and end with.
pub const PARTS: &[&str] = &[KIND_PREFIX, KIND_SUFFIX, CUT_PREFIX, CUT_SUFFIX, HMAC_PREFIX];

/// Every marker that stands for a whole value.
pub const ALL: &[&str] = &[REDACTED, FILTERED, URL_REDACTED, URL_USERINFO_REDACTED];
