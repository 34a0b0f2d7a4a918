use metrics::counter;
use tracewell_context::Context;
use tracewell_names::{event, metric, target};
use tracing::Level;

use super::SecurityEvent;
use crate::Security;

/// Levels are part of a callsite, so each level is one.
macro_rules! security_event {
    ($level:ident, $security:ident, $context:ident, $told:ident) => {
        tracing::event!(
            target: target::SECURITY,
            Level::$level,
            message = event::SECURITY_EVENT,
            violation = $told.violation().code(),
            category = $told.violation().category().as_str(),
            severity = $told.violation().severity().as_str(),
            owasp = $told.violation().owasp().as_str(),
            method = $context.and_then(Context::method),
            path = $context.and_then(Context::path),
            route = $context.and_then(Context::route),
            status_code = $told.status_code(),
            client_host = $security.shown_client($told, $context).as_deref(),
            user_id = $told.shown_user(team($context), $security.policy()).as_deref(),
            requested_team_id = $told.shown_team($security.policy()).as_deref(),
            error_type = $told.error_word(),
            error_detail = $told.shown_detail($security.policy()).as_deref(),
            jti_prefix = $told.jti_prefix($security.policy()),
        )
    };
}

/// Writes the event and counts it. It is counted also where its level is switched off.
pub(crate) fn emit(security: &Security, context: Option<&Context>, told: &SecurityEvent) {
    counter!(metric::SECURITY_EVENTS_TOTAL, metric::LABEL_VIOLATION => told.violation().code()).increment(1);
    match told.violation().level() {
        Level::ERROR => security_event!(ERROR, security, context, told),
        Level::WARN => security_event!(WARN, security, context, told),
        Level::INFO => security_event!(INFO, security, context, told),
        Level::DEBUG => security_event!(DEBUG, security, context, told),
        Level::TRACE => security_event!(TRACE, security, context, told),
    }
}

fn team(context: Option<&Context>) -> Option<&str> {
    context.and_then(Context::team_id).map(tracewell_context::TeamId::as_str)
}
