use std::io::{self, Write};

use crate::command::check::report::Report;
use crate::command::check::verdict::Verdict;
use crate::output::Markup;

/// The report as JUnit XML: a failure for each violation.
pub(in crate::command::check) fn write_junit(output: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let violations = report.summary.violations();
    let verdict = report.verdict();
    let errors = usize::from(matches!(verdict, Verdict::Nothing | Verdict::Incomplete));
    let skipped = usize::from(verdict == Verdict::Empty);
    let tests = violations.len() + 1;
    writeln!(output, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        output,
        r#"<testsuites><testsuite name="tracewell check" tests="{tests}" failures="{}" errors="{errors}" skipped="{skipped}">"#,
        violations.len()
    )?;
    let flow = report.redactor.text(&report.flow);
    let sentence = report.sentence();
    write!(output, r#"<testcase classname="{}" name="stage events""#, Markup(&flow))?;
    match verdict {
        Verdict::Nothing | Verdict::Incomplete => {
            writeln!(output, r#"><error message="{}"/></testcase>"#, Markup(sentence))?
        }
        Verdict::Empty => writeln!(output, r#"><skipped message="{}"/></testcase>"#, Markup(sentence))?,
        Verdict::Holds | Verdict::Fails => writeln!(output, "/>")?,
    }
    for violation in violations {
        let text = |text: &str| report.redactor.text(text);
        let stage = text(violation.stage());
        let place = report.place(violation.place());
        writeln!(output, r#"<testcase classname="{}" name="{} at {}">"#, Markup(&flow), Markup(stage), Markup(&place))?;
        let message = text(violation.text());
        write!(output, r#"<failure type="{}" message="{}">"#, violation.rule().as_str(), Markup(&message))?;
        if let Some(time) = violation.time() {
            write!(output, "At {}: ", Markup(text(time)))?;
        }
        write!(output, "{}", Markup(&message))?;
        if let Some(detail) = violation.detail() {
            write!(output, " ({})", Markup(text(detail)))?;
        }
        if let Some(id) = violation.id() {
            write!(output, " [{}]", Markup(text(id)))?;
        }
        write!(output, " {}", Markup(place))?;
        for line in violation.lines() {
            write!(
                output,
                "\n{} {} ({})",
                line.level(),
                Markup(text(line.text())),
                Markup(report.place(line.place()))
            )?;
        }
        writeln!(output, "</failure></testcase>")?;
    }
    let notes = report.notes();
    if !notes.is_empty() {
        writeln!(output, "<system-out>{}</system-out>", Markup(notes.join("\n")))?;
    }
    writeln!(output, "</testsuite></testsuites>")
}
