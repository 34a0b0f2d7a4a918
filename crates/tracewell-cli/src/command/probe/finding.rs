/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) what: &'static str,
    pub(super) detail: String,
    pub(super) well: bool,
}

impl Finding {
    pub(super) fn of(what: &'static str, result: Result<String, String>) -> Self {
        let well = result.is_ok();
        Self { what, detail: result.unwrap_or_else(|reason| reason), well }
    }
}
