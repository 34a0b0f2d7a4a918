use tracewell_names::marker;

/// What kind of secret was found in a text: the word in `[REDACTED:<kind>]`.
///
/// ```
/// use tracewell_redact::Kind;
///
/// assert_eq!(Kind::Email.as_str(), "email");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// E-mail address.
    Email,
    /// JSON web token.
    Jwt,
    /// Credentials after `Bearer`.
    Bearer,
    /// Credentials after `Basic`.
    Basic,
    /// Payment card number.
    Card,
    /// International bank account number.
    Iban,
    /// PEM block of a private key.
    PrivateKey,
    /// AWS access key id.
    AwsKey,
    /// GitHub token.
    GitHubToken,
    /// Slack token or webhook.
    SlackToken,
    /// Stripe key.
    StripeKey,
    /// Google API key.
    GoogleKey,
    /// User and password of a URL in text.
    UrlUserinfo,
    /// GitLab token.
    GitLabToken,
    /// OpenAI key.
    OpenAiKey,
    /// Anthropic key.
    AnthropicKey,
    /// Hugging Face token.
    HuggingFaceToken,
    /// npm token.
    NpmToken,
    /// PyPI token.
    PyPiToken,
    /// RubyGems key.
    RubyGemsKey,
    /// Vault token.
    VaultToken,
    /// Terraform token.
    TerraformToken,
    /// SendGrid key.
    SendGridKey,
    /// DigitalOcean token.
    DigitalOceanToken,
    /// Shopify token.
    ShopifyToken,
    /// Databricks token.
    DatabricksToken,
    /// Grafana token.
    GrafanaToken,
    /// Linear key.
    LinearKey,
    /// Doppler token.
    DopplerToken,
    /// Postman key.
    PostmanKey,
    /// Sentry token.
    SentryToken,
    /// 1Password service token.
    OnePasswordToken,
    /// Pulumi token.
    PulumiToken,
    /// Azure client secret.
    AzureSecret,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Email,
        Self::Jwt,
        Self::Bearer,
        Self::Basic,
        Self::Card,
        Self::Iban,
        Self::PrivateKey,
        Self::AwsKey,
        Self::GitHubToken,
        Self::SlackToken,
        Self::StripeKey,
        Self::GoogleKey,
        Self::UrlUserinfo,
        Self::GitLabToken,
        Self::OpenAiKey,
        Self::AnthropicKey,
        Self::HuggingFaceToken,
        Self::NpmToken,
        Self::PyPiToken,
        Self::RubyGemsKey,
        Self::VaultToken,
        Self::TerraformToken,
        Self::SendGridKey,
        Self::DigitalOceanToken,
        Self::ShopifyToken,
        Self::DatabricksToken,
        Self::GrafanaToken,
        Self::LinearKey,
        Self::DopplerToken,
        Self::PostmanKey,
        Self::SentryToken,
        Self::OnePasswordToken,
        Self::PulumiToken,
        Self::AzureSecret,
    ];

    /// The word of the marker.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => marker::KIND_EMAIL,
            Self::Jwt => marker::KIND_JWT,
            Self::Bearer => marker::KIND_BEARER,
            Self::Basic => marker::KIND_BASIC,
            Self::Card => marker::KIND_CARD,
            Self::Iban => marker::KIND_IBAN,
            Self::PrivateKey => marker::KIND_PRIVATE_KEY,
            Self::AwsKey => marker::KIND_AWS_KEY,
            Self::GitHubToken => marker::KIND_GITHUB_TOKEN,
            Self::SlackToken => marker::KIND_SLACK_TOKEN,
            Self::StripeKey => marker::KIND_STRIPE_KEY,
            Self::GoogleKey => marker::KIND_GOOGLE_KEY,
            Self::UrlUserinfo => marker::KIND_URL_USERINFO,
            Self::GitLabToken => marker::KIND_GITLAB_TOKEN,
            Self::OpenAiKey => marker::KIND_OPENAI_KEY,
            Self::AnthropicKey => marker::KIND_ANTHROPIC_KEY,
            Self::HuggingFaceToken => marker::KIND_HUGGINGFACE_TOKEN,
            Self::NpmToken => marker::KIND_NPM_TOKEN,
            Self::PyPiToken => marker::KIND_PYPI_TOKEN,
            Self::RubyGemsKey => marker::KIND_RUBYGEMS_KEY,
            Self::VaultToken => marker::KIND_VAULT_TOKEN,
            Self::TerraformToken => marker::KIND_TERRAFORM_TOKEN,
            Self::SendGridKey => marker::KIND_SENDGRID_KEY,
            Self::DigitalOceanToken => marker::KIND_DIGITALOCEAN_TOKEN,
            Self::ShopifyToken => marker::KIND_SHOPIFY_TOKEN,
            Self::DatabricksToken => marker::KIND_DATABRICKS_TOKEN,
            Self::GrafanaToken => marker::KIND_GRAFANA_TOKEN,
            Self::LinearKey => marker::KIND_LINEAR_KEY,
            Self::DopplerToken => marker::KIND_DOPPLER_TOKEN,
            Self::PostmanKey => marker::KIND_POSTMAN_KEY,
            Self::SentryToken => marker::KIND_SENTRY_TOKEN,
            Self::OnePasswordToken => marker::KIND_ONEPASSWORD_TOKEN,
            Self::PulumiToken => marker::KIND_PULUMI_TOKEN,
            Self::AzureSecret => marker::KIND_AZURE_SECRET,
        }
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}
