//! OpenTelemetry attribute names that are exported, as the semantic conventions (1.44) have them.
//!
//! Metric labels of the same names stand in [`crate::metric`].

/// Method of an HTTP request; one that HTTP does not know is [`crate::metric::METHOD_OTHER`].
pub const HTTP_REQUEST_METHOD: &str = "http.request.method";
/// The method as it came, where HTTP does not know it.
pub const HTTP_REQUEST_METHOD_ORIGINAL: &str = "http.request.method_original";
/// Number of this attempt after the first.
pub const HTTP_REQUEST_RESEND_COUNT: &str = "http.request.resend_count";
/// Bytes of the request body.
pub const HTTP_REQUEST_BODY_SIZE: &str = "http.request.body.size";
/// Status of the response.
pub const HTTP_RESPONSE_STATUS_CODE: &str = "http.response.status_code";
/// Bytes of the response body.
pub const HTTP_RESPONSE_BODY_SIZE: &str = "http.response.body.size";
/// Matched route template.
pub const HTTP_ROUTE: &str = "http.route";
/// Path without query, scrubbed.
pub const URL_PATH: &str = "url.path";
/// `http` or `https`.
pub const URL_SCHEME: &str = "url.scheme";
/// Masked URL of an outbound request.
pub const URL_FULL: &str = "url.full";
/// What went wrong; absent on success.
pub const ERROR_TYPE: &str = "error.type";
/// Address of the client, as the policy shows it.
pub const CLIENT_ADDRESS: &str = "client.address";
/// Host of the called service.
pub const SERVER_ADDRESS: &str = "server.address";
/// Port of the called service.
pub const SERVER_PORT: &str = "server.port";
/// Protocol version: `1.1`, `2`.
pub const NETWORK_PROTOCOL_VERSION: &str = "network.protocol.version";
/// Type of an exception.
pub const EXCEPTION_TYPE: &str = "exception.type";
/// Scrubbed text of an exception.
pub const EXCEPTION_MESSAGE: &str = "exception.message";
/// Scrubbed stack or chain of an exception.
pub const EXCEPTION_STACKTRACE: &str = "exception.stacktrace";
/// `rabbitmq`.
pub const MESSAGING_SYSTEM: &str = "messaging.system";
/// What is done with a message, in the system's own word.
pub const MESSAGING_OPERATION_NAME: &str = "messaging.operation.name";
/// `create`, `send`, `receive`, `process` or `settle`.
pub const MESSAGING_OPERATION_TYPE: &str = "messaging.operation.type";
/// Exchange, routing key or queue.
pub const MESSAGING_DESTINATION_NAME: &str = "messaging.destination.name";
/// Routing key of a RabbitMQ message.
pub const MESSAGING_RABBITMQ_ROUTING_KEY: &str = "messaging.rabbitmq.destination.routing_key";
/// Delivery tag of a RabbitMQ message.
pub const MESSAGING_RABBITMQ_DELIVERY_TAG: &str = "messaging.rabbitmq.message.delivery_tag";
/// Id of a message.
pub const MESSAGING_MESSAGE_ID: &str = "messaging.message.id";
/// Correlation id of a message.
pub const MESSAGING_CONVERSATION_ID: &str = "messaging.message.conversation_id";
/// Bytes of a message.
pub const MESSAGING_BODY_SIZE: &str = "messaging.message.body.size";
/// Messages of a batch.
pub const MESSAGING_BATCH_COUNT: &str = "messaging.batch.message_count";
/// The team that work is done for.
pub const APP_TEAM_ID: &str = "app.team.id";
/// The user who does it.
pub const APP_USER_ID: &str = "app.user.id";
/// The job that a stream or an event belongs to.
pub const APP_JOB_ID: &str = "app.job.id";
/// The service.
pub const SERVICE_NAME: &str = "service.name";
/// Its version.
pub const SERVICE_VERSION: &str = "service.version";
/// The environment it runs in.
pub const DEPLOYMENT_ENVIRONMENT_NAME: &str = "deployment.environment.name";
/// What made the telemetry.
pub const TELEMETRY_SDK_NAME: &str = "telemetry.sdk.name";
/// The language of that.
pub const TELEMETRY_SDK_LANGUAGE: &str = "telemetry.sdk.language";
/// The version of that.
pub const TELEMETRY_SDK_VERSION: &str = "telemetry.sdk.version";

/// Every attribute. All are safe: strict filtering lets them through, their text scanned like any other.
pub const ALL: &[&str] = &[
    HTTP_REQUEST_METHOD,
    HTTP_REQUEST_METHOD_ORIGINAL,
    HTTP_REQUEST_RESEND_COUNT,
    HTTP_REQUEST_BODY_SIZE,
    HTTP_RESPONSE_STATUS_CODE,
    HTTP_RESPONSE_BODY_SIZE,
    HTTP_ROUTE,
    URL_PATH,
    URL_SCHEME,
    URL_FULL,
    ERROR_TYPE,
    CLIENT_ADDRESS,
    SERVER_ADDRESS,
    SERVER_PORT,
    NETWORK_PROTOCOL_VERSION,
    EXCEPTION_TYPE,
    EXCEPTION_MESSAGE,
    EXCEPTION_STACKTRACE,
    MESSAGING_SYSTEM,
    MESSAGING_OPERATION_NAME,
    MESSAGING_OPERATION_TYPE,
    MESSAGING_DESTINATION_NAME,
    MESSAGING_RABBITMQ_ROUTING_KEY,
    MESSAGING_RABBITMQ_DELIVERY_TAG,
    MESSAGING_MESSAGE_ID,
    MESSAGING_CONVERSATION_ID,
    MESSAGING_BODY_SIZE,
    MESSAGING_BATCH_COUNT,
    APP_TEAM_ID,
    APP_USER_ID,
    APP_JOB_ID,
    SERVICE_NAME,
    SERVICE_VERSION,
    DEPLOYMENT_ENVIRONMENT_NAME,
    TELEMETRY_SDK_NAME,
    TELEMETRY_SDK_LANGUAGE,
    TELEMETRY_SDK_VERSION,
];
