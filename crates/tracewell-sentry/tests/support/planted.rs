/// Secrets by kind, made at run time: none is in this file.
pub(crate) fn planted() -> Vec<(&'static str, String)> {
    let tail = |length: u32| -> String {
        (1..=length).map(|n| char::from_digit((n.pow(3) + n) % 37 % 36, 36).unwrap()).collect()
    };
    let mail = |who: &str| [who, "example.com"].join("@");
    let jwt = format!("{}{}.{}{}.{}", "ey", "JhbGciOiJIUzI1NiJ9", "ey", "JzdWIiOiIxMjM0NTY3ODkwIn0", tail(43));
    vec![
        ("email", mail("alice.planted")),
        ("github_token", format!("{}{}", "ghp_", tail(36))),
        ("jwt", jwt),
        ("card", [4111, 1111, 1111, 1111].map(|n: u32| n.to_string()).concat()),
    ]
}
