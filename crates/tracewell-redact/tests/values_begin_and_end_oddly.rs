//! A value goes whole, whatever sign it begins with, however its quotes are written, and in whichever lines it stands.

use tracewell_redact::Policy;

fn scrub(text: &str) -> String {
    Policy::development().scrub(text).into_owned()
}

#[track_caller]
fn assert_gone(text: &str) {
    let scrubbed = scrub(text);
    for part in ["Secret", "Zx9", "Abc", "b'", "two"] {
        assert!(!scrubbed.contains(part), "{text:?}: {scrubbed:?}");
    }
    assert_eq!(scrub(&scrubbed), scrubbed, "{text:?}");
}

#[test]
fn a_value_may_begin_with_what_ends_others() {
    for name in
        ["password: ", "DB_PASSWORD=", "token: ", "Server=db;Password=", "{\"note\":\"password: ", "curl (password: "]
    {
        for value in [
            "&Secret123x",
            ";Secret123x",
            ",Secret123;x=1",
            ";;Secret",
            "&;Secret",
            "&Zx9Secret==",
            "&Zx9Secret=",
            ")-Secret",
            "<!Secret",
        ] {
            assert_gone(&format!("{name}{value}"));
        }
    }
    assert_gone("/x/token:&Zx9xwqIz0Wiw8SE");
}

#[test]
fn an_empty_value_stays_empty() {
    for text in [
        "https://x.example/?token=&page=2",
        "Password=;Server=db",
        "token=, next",
        "password=;",
        "token=&amp;page=2",
        "{password: , user: x}",
        "password='' user=\"bob\"",
        "password=\"\",user=\"bob\"",
        "call(password=)",
    ] {
        assert_eq!(scrub(text), text);
    }
}

#[test]
fn a_doubled_quote_ends_no_value() {
    for text in [
        "password='a''bSecret123'",
        "password='''Secret two'''",
        "Password=\"a;\"\"Secret123\"\"b\";Server=x",
        "password=N'two words'",
        "password: u'two words'",
        "password=U&'Secret'",
        "{\\\"password\\\":\\\"a;\\\"\\\"Secret\\\"}",
        "password = r#\"two words\"#",
        "password = br\"two words\"",
    ] {
        assert_gone(text);
    }
    assert_eq!(scrub("password='a''b' user='c'"), "password='[REDACTED]' user='c'");
    assert_eq!(
        scrub("\"{\"\"password\"\":\"\"x1\"\",\"\"id\"\":\"\"7\"\"}\""),
        "\"{\"\"password\"\":\"[REDACTED]\"\",\"\"id\"\":\"\"7\"\"}\""
    );
}

#[test]
fn a_value_may_stand_in_lines_of_its_own() {
    for text in [
        "token: |\n  Secret two\n",
        "token: |\n\n  Secret two\n\n  Secret\n",
        "jwt: >-\n  Secret",
        "session_cookie: |\n  Secret",
        "ssh_key: |\n  Secret\n  Abc",
        "token:\n  Secret123xAbc",
        "\"password\": |\n  Secret",
        "passwords:\n  - Secret\n  - Abc\n",
        "api_key:\n  - Secret",
        "api_key:\n- Secret\n- Abc",
        "tokens:\n  - Secret123x\n  - Abc\n",
        "password: |2\n  Secret",
        "password: |-2 # note\n  Secret",
        "password: !!str Secret",
        "password: !!str \"two words\"",
        "password: &anchor Secret",
        "password: !!binary |\n  Secret",
        "password:\n\nSecret",
        "password: !!str\n  Secret",
        "password: &Secret\n  x",
        "password: &Secret |\n  Abc",
        "password:\r\n  Secret\r\n",
    ] {
        assert_gone(text);
    }
    assert_eq!(scrub("password: |\n    x\n\n    y\nuser: bob\n"), "password: |\n    [REDACTED]\nuser: bob\n");
    assert_eq!(scrub("passwords:\n- x\n- y\nuser: bob\n"), "passwords:\n- [REDACTED]\nuser: bob\n");
    for text in ["keys:\n  - first\n  - second name\n", "Unknown tokens:\n  foo\n", "sessions:\n", "token:\n"] {
        assert_eq!(scrub(text), text);
    }
}
