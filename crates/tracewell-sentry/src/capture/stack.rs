use sentry_core::protocol::Frame;

/// Frames that are sent: the innermost.
const MOST: usize = 64;
/// What is not the service's own code.
const FOREIGN: &[&str] = &[
    "std",
    "core",
    "alloc",
    "tokio",
    "hyper",
    "hyper_util",
    "axum",
    "tower",
    "futures_util",
    "tracing",
    "tracewell",
    "tracewell_http",
    "tracewell_context",
    "tracewell_correlation",
    "tracewell_failure",
    "__rustc",
    "main",
    "clone3",
    "start_thread",
];

/// The frames of a backtrace as the standard library prints it, outermost first as Sentry has them.
pub(super) fn frames(backtrace: &str) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    for line in backtrace.lines() {
        let line = line.trim();
        if let Some(place) = line.strip_prefix("at ") {
            if let Some(frame) = frames.last_mut() {
                place_in(frame, place);
            }
        } else if let Some((number, function)) = line.split_once(": ")
            && number.bytes().all(|byte| byte.is_ascii_digit())
        {
            if frames.len() == MOST {
                break;
            }
            frames.push(Frame {
                in_app: Some(is_own(function)),
                function: Some(function.to_owned()),
                ..Frame::default()
            });
        }
    }
    frames.reverse();
    frames
}

/// A place in the source: `src/main.rs:10:5`.
pub(super) fn frame_of_location(location: &str) -> Frame {
    let mut frame = Frame { in_app: Some(true), ..Frame::default() };
    place_in(&mut frame, location);
    frame
}

fn place_in(frame: &mut Frame, place: &str) {
    let mut parts = place.rsplitn(3, ':');
    let (column, line, file) = (parts.next(), parts.next(), parts.next());
    match (file, line.and_then(|line| line.parse().ok())) {
        (Some(file), Some(line)) => {
            frame.filename = Some(file.to_owned());
            frame.lineno = Some(line);
            frame.colno = column.and_then(|column| column.parse().ok());
        }
        _ => frame.filename = Some(place.to_owned()),
    }
}

fn is_own(function: &str) -> bool {
    let root = function.trim_start_matches(['<', '&']).split([':', ' ', '<']).next().unwrap_or_default();
    !root.starts_with('_') && !FOREIGN.contains(&root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backtrace_becomes_frames() {
        let text = "   0: app::buy\n             at ./src/buy.rs:10:5\n   1: <tower::X as Y>::call\n   2: main\n      at /rustc/a.rs\n";
        let frames = frames(text);
        let shown: Vec<_> =
            frames.iter().map(|frame| (frame.function.as_deref().unwrap(), frame.lineno, frame.in_app)).collect();
        assert_eq!(
            shown,
            [
                ("main", None, Some(false)),
                ("<tower::X as Y>::call", None, Some(false)),
                ("app::buy", Some(10), Some(true)),
            ]
        );
        assert_eq!(frames[2].filename.as_deref(), Some("./src/buy.rs"));
    }

    #[test]
    fn a_location_is_one_frame() {
        let frame = frame_of_location("C:\\src\\main.rs:3:9");
        assert_eq!(
            (frame.filename.as_deref(), frame.lineno, frame.colno),
            (Some("C:\\src\\main.rs"), Some(3), Some(9))
        );
    }

    #[test]
    fn what_is_no_backtrace_has_no_frames_and_many_are_bounded() {
        assert!(frames("disabled backtrace").is_empty());
        let many: String = (0..500).map(|number| format!("{number}: f\n")).collect();
        assert_eq!(frames(&many).len(), MOST);
    }
}
