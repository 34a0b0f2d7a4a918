use crate::tour::script::Script;

/// Ids that a client sends: good ones are kept, bad ones replaced.
pub(in crate::tour) fn ids(script: &mut Script) {
    script.chapter("Ids, good and bad");
    script.good_id("an id that is a UUID", "0190163d-8694-739b-aea5-966c26f8ad91");
    script.good_id("an id of 128 characters", &"x".repeat(128));
    script.bad_ids("an id of 129 characters", ["x".repeat(129)]);
    script.bad_ids("an empty id", [""]);
    script.bad_ids("an id with spaces", ["two words"]);
    script.bad_ids("an id that would forge a line", [b"a\x1b[31m\x07\"}".as_slice()]);
    script.bad_ids("an id of other bytes", [b"\xc3\xa9\xff".as_slice()]);
    script.bad_ids("two ids at once", ["first", "second"]);
    script.feature();
}
