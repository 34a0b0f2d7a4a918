//! What a client may do: everyday work, mistakes, malice, and leaving in the middle of it. Each act knows what it must be
//! answered, whatever else is out of order.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use super::cast::{Cast, Team, User};
use super::told::{End, Told};
use super::upstream::{BROKEN, KNOWN, SLOW, UNKNOWN};
use crate::live::Stream;
use crate::socket::{CLOSE, Socket, TEXT};
use crate::support::client::{Request, Response};

/// The kinds of acts, each as often as it stands here.
const ACTS: &[fn(&mut Scene<'_>)] = &[
    makes_an_item,
    makes_an_item,
    makes_an_item,
    makes_an_item,
    reads_an_item,
    reads_an_item,
    changes_an_item,
    changes_an_item,
    links_two_items,
    searches_for_secrets,
    searches_for_a_property,
    lists_a_team,
    reaches_for_another_team,
    reaches_for_another_team_s_item,
    reaches_for_another_team_s_events,
    follows_events_for_a_moment,
    asks_for_the_audit_log,
    asks_where_an_address_is,
    asks_where_an_address_is,
    makes_a_handler_panic,
    makes_a_handler_fail,
    waits,
    leaves_before_the_answer,
    reads_a_stream,
    leaves_amid_a_stream,
    talks_over_a_socket,
    starts_a_job,
    sends_too_much,
    sends_much,
    sends_a_broken_body,
    sends_what_is_not_theirs_to_set,
    has_no_token,
    has_a_bad_token,
    asks_for_what_is_not_there,
    uses_a_wrong_method,
    sends_a_hostile_path,
    sends_a_bad_id,
    sends_secrets_in_headers,
    looks_at_metrics,
    looks_whether_it_is_up,
    sends_nonsense,
];

/// Does the `n`th act, and says what was seen of it.
pub(super) fn act(cast: &Cast, n: usize) -> Vec<Told> {
    let team = cast.team(n);
    let user = team.user(n / 5);
    let mut scene = Scene { cast, n, team, user, told: Vec::new() };
    ACTS[n % ACTS.len()](&mut scene);
    scene.told
}

struct Scene<'c> {
    cast: &'c Cast,
    n: usize,
    team: &'c Team,
    user: &'c User,
    told: Vec<Told>,
}

/// Whether the service knows who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    User,
    Nobody,
}

impl Scene<'_> {
    /// How often acts of this kind were before: for variants of them.
    fn turn(&self) -> usize {
        self.n / ACTS.len()
    }

    fn request(&self, method: &'static str, target: impl Into<String>) -> Request {
        let request = Request::new(method, target).bearer(self.user.token());
        request.header("x-dev-team", self.team.name())
    }

    fn id(&self) -> String {
        format!("r-{:05}-{}", self.n, self.told.len())
    }

    /// A request with an id of its own, part of a trace now and then.
    fn named(&self, request: Request) -> (Request, String, Option<String>) {
        let id = self.id();
        let trace = self
            .n
            .is_multiple_of(3)
            .then(|| format!("{:032x}", 0xabcd_0000_u64 + self.n as u64 * 16 + self.told.len() as u64));
        let mut request = request.header("x-request-id", id.as_str());
        if let Some(trace) = &trace {
            request = request
                .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"))
                .header("tracestate", format!("vendor={}", self.cast.canaries.email(self.n)));
        }
        (request, id, trace)
    }

    fn keep(
        &mut self,
        what: &'static str,
        request: &Request,
        whose: As,
        status: u16,
        (id, trace): (String, Option<String>),
        end: End,
    ) {
        let owner = (whose == As::User).then(|| (self.team.name().to_owned(), self.user.id().to_owned()));
        self.told.push(Told { id, what, method: request.method(), status, owner, trace, end });
    }

    /// Sends it and reads the answer, which must be this one.
    fn ask(&mut self, what: &'static str, request: Request, whose: As, status: u16) -> Response {
        self.ask_with(what, request, whose, status, End::Answered)
    }

    fn ask_with(&mut self, what: &'static str, request: Request, whose: As, status: u16, end: End) -> Response {
        let (request, id, trace) = self.named(request);
        let answer = self.answer(what, &request, status);
        let ids: Vec<_> = answer.headers("x-request-id").collect();
        assert_eq!(ids, [id.as_str()], "{what}");
        self.keep(what, &request, whose, status, (id, trace), end);
        answer
    }

    fn answer(&self, what: &str, request: &Request, status: u16) -> Response {
        let sent = format!("{what}: {} {}", request.method(), request.target());
        let answer = request.send(self.cast.address).unwrap_or_else(|error| panic!("{sent}: {error}"));
        assert_eq!(answer.status(), status, "{sent}: {}", answer.text());
        if status >= 400 && answer.header("content-type").is_some() {
            let problem = answer.json();
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{sent}");
            assert_eq!(problem["correlation_id"].as_str(), answer.header("x-request-id"), "{sent}");
            if status == 500 {
                assert!(problem.get("detail").is_none(), "{sent}: {problem}");
            }
        }
        answer
    }

    /// A body with what an application stores: things that are told to nobody but its users.
    fn properties(&self) -> Value {
        let data = self.cast.canaries.data(self.n);
        let email = [&*data, "mail.example"].join("@");
        let colour = ["red", "green", "blue"][self.n % 3];
        json!({"colour": colour, "note": data, "password": data, "email": email,
               "job_id": format!("job-{}", self.n % 7)})
    }

    fn makes(&mut self) -> String {
        let body = json!({"properties": self.properties(), "unknown": self.cast.canaries.opaque(self.n)});
        let item = self.ask("makes an item", self.request("POST", "/v1/items").body(body.to_string()), As::User, 200);
        let item = item.json();
        assert_eq!((&item["created_by"], &item["properties"]), (&json!(self.user.id()), &self.properties()));
        let id = item["id"].as_str().unwrap().to_owned();
        self.team.remember(&id);
        id
    }

    /// An item of the team's, made now if there is none.
    fn item(&mut self) -> String {
        self.team.item(self.n).unwrap_or_else(|| self.makes())
    }
}

/// `text` as it may stand in a query or in a path.
fn encoded(text: &str) -> String {
    let encode = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(encode).collect()
}

fn makes_an_item(scene: &mut Scene<'_>) {
    scene.makes();
}

fn reads_an_item(scene: &mut Scene<'_>) {
    let path = format!("/v1/items/{}", scene.item());
    let item = scene.ask("reads an item", scene.request("GET", path), As::User, 200).json();
    assert!(scene.team.has_user(item["created_by"].as_str().unwrap()), "another team's item");
}

fn changes_an_item(scene: &mut Scene<'_>) {
    let path = format!("/v1/items/{}", scene.item());
    let body = json!({"properties": scene.properties()});
    scene.ask("changes an item", scene.request("PUT", path).body(body.to_string()), As::User, 200);
}

fn links_two_items(scene: &mut Scene<'_>) {
    let (source, target) = (scene.makes(), scene.makes());
    let body = json!({"source": source, "target": target, "properties": scene.properties()});
    let link =
        scene.ask("links items", scene.request("POST", "/v1/links").body(body.to_string()), As::User, 200).json();
    let path = format!("/v1/links/{}", link["id"].as_str().unwrap());
    let found = scene.ask("searches links", scene.request("GET", format!("/v1/links?source={source}")), As::User, 200);
    assert_eq!(found.json(), json!([link]));
    match scene.turn() % 3 {
        0 => drop(scene.ask("deletes a link", scene.request("DELETE", path.as_str()), As::User, 200)),
        1 => {
            let body = json!({"source": target, "target": source}).to_string();
            scene.ask("changes a link", scene.request("PUT", path).body(body), As::User, 200);
        }
        _ => {
            let body = json!({"source": source, "target": scene.cast.canaries.opaque(scene.n)}).to_string();
            scene.ask("links nothing", scene.request("POST", "/v1/links").body(body), As::User, 400);
        }
    }
}

fn searches_for_secrets(scene: &mut Scene<'_>) {
    let canaries = &scene.cast.canaries;
    let (opaque, email) = (canaries.opaque(scene.n), encoded(&canaries.email(scene.n)));
    let target = format!("/v1/items?password={opaque}&q={email}&{opaque}&token%5B%5D={opaque}");
    let found = scene.ask("searches for secrets", scene.request("GET", target), As::User, 200);
    assert_eq!(found.json(), json!([]));
}

fn searches_for_a_property(scene: &mut Scene<'_>) {
    let made = scene.item();
    let note = scene.cast.canaries.data(scene.n);
    let body = json!({"properties": {"note": note}}).to_string();
    scene.ask("changes an item", scene.request("PUT", format!("/v1/items/{made}")).body(body), As::User, 200);
    let target = format!("/v1/items?note={note}");
    scene.ask("searches for a property", scene.request("GET", target), As::User, 200);
}

fn lists_a_team(scene: &mut Scene<'_>) {
    let target = format!("/v1/teams/{}/items", scene.team.name());
    let items = scene.ask("lists its team", scene.request("GET", target), As::User, 200).json();
    for item in items.as_array().unwrap() {
        assert!(scene.team.has_user(item["created_by"].as_str().unwrap()), "another team's item");
    }
}

fn reaches_for_another_team(scene: &mut Scene<'_>) {
    let other = match scene.turn() % 3 {
        0 => encoded(&scene.cast.canaries.email(scene.n)),
        1 => format!("%0a{}", scene.team.name()),
        _ => scene.cast.other_team(scene.n).name().to_owned(),
    };
    let request = scene.request("GET", format!("/v1/teams/{other}/items"));
    scene.ask("reaches for another team", request, As::User, 403);
}

fn reaches_for_another_team_s_item(scene: &mut Scene<'_>) {
    let Some(item) = scene.cast.other_team(scene.n).item(scene.n) else { return };
    let path = format!("/v1/items/{item}");
    let request = match scene.turn() % 2 {
        0 => scene.request("GET", path),
        _ => scene.request("PUT", path).body(json!({"properties": scene.properties()}).to_string()),
    };
    scene.ask("reaches for another team's item", request, As::User, 404);
}

fn reaches_for_another_team_s_events(scene: &mut Scene<'_>) {
    let other = match scene.turn() % 2 {
        0 => encoded(&scene.cast.canaries.email(scene.n)),
        _ => scene.cast.other_team(scene.n).name().to_owned(),
    };
    let request = scene.request("GET", format!("/v1/events?team_id={other}"));
    scene.ask("reaches for another team's events", request, As::User, 403);
}

fn follows_events_for_a_moment(scene: &mut Scene<'_>) {
    let canaries = &scene.cast.canaries;
    let (job, agent) = (encoded(&canaries.email(scene.n)), canaries.email(scene.n));
    let target = match scene.turn() % 3 {
        0 => format!("/v1/events?job_id={job}"),
        1 => format!("/v1/events?job_id=job-{}", scene.n % 7),
        _ => "/v1/events".to_owned(),
    };
    let request = Request::new("GET", target.as_str());
    let (_, id, _) = scene.named(Request::get(target.as_str()));
    let headers = [
        format!("authorization: Bearer {}", scene.user.token()),
        format!("x-dev-team: {}", scene.team.name()),
        format!("x-request-id: {id}"),
        format!("user-agent: {agent}/1.0"),
        format!("last-event-id: {agent}"),
    ];
    let mut stream = Stream::open(scene.cast.address, &target, &headers.each_ref().map(String::as_str));
    stream.wait_for(": open\n\n");
    assert!(stream.text().contains(&format!("x-request-id: {id}\r\n")), "{}", stream.text());
    scene.keep("follows events", &request, As::User, 200, (id, None), End::LeftStream);
}

fn asks_for_the_audit_log(scene: &mut Scene<'_>) {
    let auditor = |scene: &Scene<'_>, target: &str| scene.request("GET", target).header("x-dev-roles", "auditor");
    match scene.turn() % 4 {
        0 => drop(scene.ask("is no auditor", scene.request("GET", "/v1/audit"), As::User, 403)),
        1 => {
            let target = format!("/v1/audit?until={}", scene.cast.canaries.opaque(scene.n));
            scene.ask("asks for no time", auditor(scene, &target), As::User, 400);
        }
        2 => {
            let state =
                scene.ask("asks for the past", auditor(scene, "/v1/audit?until=2020-01-01T00:00:00Z"), As::User, 200);
            assert_eq!(state.json(), json!({"items": [], "links": []}));
        }
        _ => drop(scene.ask("is no auditor", scene.request("GET", "/v1/audit?until=x"), As::User, 403)),
    }
}

fn asks_where_an_address_is(scene: &mut Scene<'_>) {
    let address = |kind| scene.cast.canaries.address(kind, scene.n);
    let (ip, status) = match scene.turn() % 5 {
        0 if scene.turn().is_multiple_of(50) => (address(SLOW), 504),
        0 => (address(UNKNOWN), 404),
        1 => (address(BROKEN), 502),
        2 => (scene.cast.canaries.email(scene.n), 400),
        _ => (address(KNOWN), 200),
    };
    let request = scene.request("GET", format!("/v1/geo/{}", encoded(&ip)));
    scene.ask("asks where an address is", request, As::User, status);
}

fn makes_a_handler_panic(scene: &mut Scene<'_>) {
    let text = encoded(&scene.cast.canaries.spilled(scene.turn()));
    scene.ask("makes a handler panic", Request::get(format!("/debug/panic?text={text}")), As::Nobody, 500);
}

fn makes_a_handler_fail(scene: &mut Scene<'_>) {
    let text = encoded(&scene.cast.canaries.spilled(scene.turn()));
    let status = [500, 503, 404, 409, 418, 599, 422, 451][scene.turn() % 8];
    let request = Request::get(format!("/debug/error/{status}?text={text}"));
    scene.ask("makes a handler fail", request, As::Nobody, status);
}

fn waits(scene: &mut Scene<'_>) {
    scene.ask("waits", Request::get(format!("/debug/slow?ms={}", scene.n % 40)), As::Nobody, 200);
}

fn leaves_before_the_answer(scene: &mut Scene<'_>) {
    let (request, id, trace) = scene.named(Request::get("/debug/slow?ms=30000"));
    request.send_and_leave(scene.cast.address, Duration::from_millis(scene.n as u64 % 50)).unwrap();
    scene.keep("leaves before the answer", &request, As::Nobody, 0, (id, trace), End::Left);
}

fn reads_a_stream(scene: &mut Scene<'_>) {
    let answer = scene.ask("reads a stream", Request::get("/debug/stream?chunks=20&ms=1"), As::Nobody, 200);
    assert!(answer.text().contains("chunk 20\n"));
}

fn leaves_amid_a_stream(scene: &mut Scene<'_>) {
    let (request, id, trace) = scene.named(Request::get("/debug/stream?chunks=100000&ms=5"));
    let answer = request.send_and_leave_amid(scene.cast.address).unwrap();
    assert_eq!((answer.status(), answer.header("x-request-id")), (200, Some(id.as_str())));
    scene.keep("leaves amid a stream", &request, As::Nobody, 200, (id, trace), End::Left);
}

fn talks_over_a_socket(scene: &mut Scene<'_>) {
    let id = scene.id();
    let mut socket = Socket::upgrade(scene.cast.address, &id);
    let secret = scene.cast.canaries.email(scene.n);
    socket.send(TEXT, secret.as_bytes());
    assert_eq!(socket.receive(), (TEXT, secret.into_bytes()));
    if scene.turn().is_multiple_of(2) {
        socket.send(CLOSE, &1000_u16.to_be_bytes());
        assert_eq!(socket.receive().0, CLOSE);
    }
    scene.keep("talks over a socket", &Request::get("/debug/ws"), As::Nobody, 101, (id, None), End::Socket);
}

fn starts_a_job(scene: &mut Scene<'_>) {
    let outcome = ["ok", "error", "panic", "cancel"][scene.turn() % 4];
    let name = encoded(&scene.cast.canaries.email(scene.n));
    let request = Request::get(format!("/debug/job?name=job{name}&outcome={outcome}"));
    scene.ask_with("starts a job", request, As::Nobody, 202, End::Job);
}

fn sends_too_much(scene: &mut Scene<'_>) {
    let secret = scene.cast.canaries.opaque(scene.n);
    let body = format!("{{\"password\":\"{}\"", secret.repeat((1 << 20) / secret.len() + 1));
    let request = scene.request("POST", "/v1/items");
    let request = if scene.turn().is_multiple_of(2) { request.body(body) } else { request.chunked(body) };
    scene.ask("sends too much", request, As::User, 413);
}

fn sends_much(scene: &mut Scene<'_>) {
    // What is not among the properties is not kept.
    let secret = scene.cast.canaries.opaque(scene.n).repeat(2_000);
    let body = json!({"properties": {"colour": "grey"}, "upload": secret}).to_string();
    let item = scene.ask("sends much", scene.request("POST", "/v1/items").chunked(body), As::User, 200).json();
    scene.team.remember(item["id"].as_str().unwrap());
}

fn sends_a_broken_body(scene: &mut Scene<'_>) {
    let (opaque, email) = (scene.cast.canaries.opaque(scene.n), scene.cast.canaries.email(scene.n));
    let body = match scene.turn() % 4 {
        0 => format!("{{\"password\": \"{opaque}\", \"email\": {email}"),
        1 => format!("password={opaque}&email={email}"),
        2 => "[".repeat(100_000),
        _ => format!("\"{opaque}\""),
    };
    let answer = scene.ask("sends a broken body", scene.request("POST", "/v1/items").body(body), As::User, 400);
    assert!(!answer.text().contains(&opaque));
}

fn sends_what_is_not_theirs_to_set(scene: &mut Scene<'_>) {
    let name = ["id", "created_at", "created_by"][scene.turn() % 3];
    let body = json!({name: scene.cast.canaries.opaque(scene.n)}).to_string();
    let answer = scene.ask("sets what is not theirs", scene.request("POST", "/v1/items").body(body), As::User, 400);
    assert_eq!(answer.json()["detail"], format!("{name} cannot be set externally"));
}

fn has_no_token(scene: &mut Scene<'_>) {
    let target = ["/v1/items", "/metrics", "/v1/events", "/v1/audit"][scene.turn() % 4];
    let cookie = format!("session={}", scene.cast.canaries.opaque(scene.n));
    scene.ask("has no token", Request::get(target).header("cookie", cookie), As::Nobody, 401);
}

fn has_a_bad_token(scene: &mut Scene<'_>) {
    let secret = scene.cast.canaries.opaque(scene.n);
    let authorization = match scene.turn() % 4 {
        0 => "Bearer BAAD".to_owned(),
        1 => format!("Basic {secret}"),
        2 => format!("Bearer {secret} {secret}"),
        _ => secret,
    };
    let request = Request::get("/v1/items").header("authorization", authorization);
    scene.ask("has a bad token", request, As::Nobody, 401);
}

fn asks_for_what_is_not_there(scene: &mut Scene<'_>) {
    let canaries = &scene.cast.canaries;
    let (target, whose) = match scene.turn() % 4 {
        0 => (format!("/v2/{}", encoded(&canaries.email(scene.n))), As::Nobody),
        1 => (format!("/{}?key={}", canaries.github(scene.n), canaries.opaque(scene.n)), As::Nobody),
        2 => (format!("/v1/items/{}", canaries.jwt(scene.n)), As::User),
        _ => (format!("/v1/links/{}", encoded(&canaries.email(scene.n))), As::User),
    };
    scene.ask("asks for what is not there", scene.request("GET", target), whose, 404);
}

fn uses_a_wrong_method(scene: &mut Scene<'_>) {
    let (method, target) =
        [("DELETE", "/v1/items"), ("PATCH", "/v1/links"), ("POST", "/v1/geo/1.1.1.1"), ("PUT", "/v1/audit")]
            [scene.turn() % 4];
    let answer = scene.ask("uses a wrong method", scene.request(method, target), As::Nobody, 405);
    assert!(answer.header("allow").is_some());
}

fn sends_a_hostile_path(scene: &mut Scene<'_>) {
    let id = match scene.turn() % 5 {
        0 => "%2e%2e%2f%2e%2e%2fetc%2fpasswd".to_owned(),
        1 => "%0d%0a%7B%22level%22%3A%22ERROR%22%7D".to_owned(),
        2 => "%1b%5B31m%e2%80%aeforged".to_owned(),
        3 => "%ff%fe%00".to_owned(),
        _ => "x".repeat(20_000),
    };
    scene.ask("sends a hostile path", scene.request("GET", format!("/v1/items/{id}")), As::User, 404);
}

fn sends_a_bad_id(scene: &mut Scene<'_>) {
    let canaries = &scene.cast.canaries;
    let ids: Vec<Vec<u8>> = match scene.turn() % 7 {
        0 => vec![Vec::new()],
        1 => vec![canaries.email(scene.n).into()],
        2 => vec![canaries.jwt(scene.n).into()],
        3 => vec![format!("{}\x1b[31m\x07\"}}", canaries.opaque(scene.n)).into()],
        4 => vec![canaries.opaque(scene.n).repeat(9).into()],
        5 => vec![format!("two {}", canaries.opaque(scene.n)).into(), b"second".to_vec()],
        _ => vec![canaries.github(scene.n).into()],
    };
    let request =
        ids.into_iter().fold(scene.request("GET", "/health"), |request, id| request.header("x-request-id", id));
    let answer = scene.answer("sends a bad id", &request, 200);
    let ids: Vec<_> = answer.headers("x-request-id").map(str::to_owned).collect();
    assert!(matches!(&*ids, [id] if uuid::Uuid::try_parse(id).is_ok()), "{ids:?}");
    scene.keep("sends a bad id", &request, As::Nobody, 200, (ids[0].clone(), None), End::Answered);
}

fn sends_secrets_in_headers(scene: &mut Scene<'_>) {
    let canaries = &scene.cast.canaries;
    let (opaque, email) = (canaries.opaque(scene.n), canaries.email(scene.n));
    let request = Request::get(format!("/health?{opaque}={opaque}"))
        .header("cookie", format!("session={opaque}; theme=dark; {opaque}"))
        .header("authorization", format!("Digest username=\"{email}\", response=\"{opaque}\""))
        .header("x-api-key", opaque.as_str())
        .header("x-forwarded-for", format!("{email}, 203.0.113.9"))
        .header("baggage", format!("user.email={email},session={opaque}"))
        .header("user-agent", format!("{email}/1.0 {}", canaries.github(scene.n)))
        .header("referer", format!("http://u:{opaque}@mail.example/?password={opaque}"))
        .header("x-card", canaries.card(scene.n))
        .header("x-other-bytes", b"\xff\xfe\x80".as_slice());
    scene.ask("sends secrets in headers", request, As::Nobody, 200);
}

fn looks_at_metrics(scene: &mut Scene<'_>) {
    let page = scene.ask("looks at metrics", scene.request("GET", "/metrics"), As::User, 200).text();
    assert_eq!(scene.cast.canaries.leak_or_data(page.as_bytes()), None);
    for label in scene.cast.teams().iter().map(Team::name).chain([scene.user.id()]) {
        assert!(!page.contains(label), "{label} is a label");
    }
}

fn looks_whether_it_is_up(scene: &mut Scene<'_>) {
    let (target, word) = [("/", "items-api"), ("/health", "UP"), ("/ready", "READY")][scene.turn() % 3];
    let answer = scene.ask("looks whether it is up", Request::get(target), As::Nobody, 200);
    assert!(answer.text().contains(word));
}

/// What no parser reads: answered, if at all, without having been a request.
fn sends_nonsense(scene: &mut Scene<'_>) {
    let secret = scene.cast.canaries.opaque(scene.n);
    let bytes = match scene.turn() % 3 {
        0 => format!("{secret}\r\n\r\n"),
        1 => format!("GET / HTTP/1.1\r\nhost: \x01{secret}\r\n\r\n"),
        _ => format!(
            "POST /v1/items HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 9\r\nx: {secret}\r\n\r\n{{}}"
        ),
    };
    let mut stream = TcpStream::connect(scene.cast.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 400 ") && !answer.contains(&secret), "{answer}");
}
