use super::super::Protocol;
use super::*;

const ON: (&str, &str) = ("ENABLE_OPENTELEMETRY", "Yes");

fn read(variables: &[(&str, &str)]) -> Reading {
    Settings::read(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
}

fn settings(variables: &[(&str, &str)]) -> Settings {
    let mut all = vec![ON];
    all.extend_from_slice(variables);
    let reading = read(&all);
    assert!(reading.invalid.is_empty(), "{:?}", reading.invalid);
    reading.settings.unwrap()
}

#[test]
fn only_one_variable_switches_it_on() {
    assert!(read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317")]).settings.is_none());
    assert!(read(&[ON]).settings.is_some());
    assert!(read(&[ON, ("OTEL_SDK_DISABLED", "true")]).settings.is_none());
    let all_none = ["OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"].map(|name| (name, "none"));
    assert!(read(&[&[ON][..], &all_none].concat()).settings.is_none());
}

#[test]
fn what_makes_no_sense_is_named_and_the_default_stands() {
    for (variable, value) in [
        ("ENABLE_OPENTELEMETRY", "perhaps"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "-1"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "no pair"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "zip"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=k,host=other.example"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "Content-Length=0"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "transfer-encoding=chunked"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "content-encoding=gzip"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "Connection=close"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "te=trailers"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "trailer=x"),
        ("OTEL_RESOURCE_ATTRIBUTES", "=nameless"),
        ("OTEL_TRACES_SAMPLER", "sometimes"),
        ("OTEL_TRACES_EXPORTER", "zipkin"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "0"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "many"),
    ] {
        let reading = read(&[ON, (variable, value)].iter().rev().copied().collect::<Vec<_>>());
        assert_eq!(reading.invalid, [variable], "{value}");
        if variable != "ENABLE_OPENTELEMETRY" {
            let traces = reading.settings.unwrap().traces.unwrap();
            assert_eq!(traces.endpoint, "http://localhost:4318/v1/traces");
            assert_eq!(traces.timeout, Duration::from_secs(10));
        }
    }
}

#[test]
fn where_the_place_makes_no_sense_nothing_is_sent() {
    let key = ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=k");
    for (variable, value) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:pass@collector"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "Cargo.toml"),
    ] {
        let reading = read(&[ON, key, (variable, value)]);
        assert_eq!(reading.invalid, [variable], "{value}");
        assert!(reading.settings.is_none(), "{value}");
    }
    // The others have theirs.
    let reading = read(&[ON, key, ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector")]);
    assert_eq!(reading.invalid, ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]);
    let settings = reading.settings.unwrap();
    assert!(settings.traces.is_none() && settings.metrics.is_some() && settings.logs.is_some());
}

#[test]
fn a_key_goes_nowhere_else_than_it_is_for() {
    let variables = [ON, ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=k"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "no pair")];
    let reading = read(&variables);
    assert_eq!(reading.invalid, ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"]);
    let settings = reading.settings.unwrap();
    assert!(settings.traces.unwrap().headers.is_empty());
    assert_eq!(settings.logs.unwrap().headers["api-key"], "k");
}

#[test]
fn a_signal_may_have_its_own_place() {
    let settings = settings(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example:8443/otlp/"),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://logs.example/in"),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc"),
        ("OTEL_METRICS_EXPORTER", "otlp,prometheus"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "X-Tenant=a%20b, api-key = k"),
    ]);
    let (traces, metrics, logs) = (settings.traces.unwrap(), settings.metrics.unwrap(), settings.logs.unwrap());
    assert_eq!(traces.endpoint, "https://collector.example:8443/otlp/v1/traces");
    assert_eq!(logs.endpoint, "http://logs.example/in");
    assert_eq!((metrics.protocol, traces.protocol), (Protocol::Grpc, Protocol::HttpProtobuf));
    assert_eq!(metrics.endpoint, "https://collector.example:8443/otlp/");
    assert_eq!(traces.headers["x-tenant"], "a b");
    assert_eq!(traces.headers["api-key"], "k");
    assert!(!format!("{traces:?}").contains("collector"));
}

#[test]
fn samplers_of_the_specification_are_known() {
    let sampler = |word, argument| {
        let setting = settings(&[("OTEL_TRACES_SAMPLER", word), ("OTEL_TRACES_SAMPLER_ARG", argument)]).sampler;
        (setting.parent_based, setting.ratio)
    };
    assert_eq!(sampler("always_off", "0.5"), (false, 0.0));
    assert_eq!(sampler("traceidratio", "0.25"), (false, 0.25));
    assert_eq!(sampler("parentbased_traceidratio", "0.25"), (true, 0.25));
    assert_eq!(sampler("parentbased_always_on", ""), (true, 1.0));
}
