use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use crate::machine;
use crate::plot;
use crate::subject::{SUBJECTS, Subject};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/benchmarks.md");
/// Above a section: what it is of, and when it was measured.
const MARK: &str = "<!-- bench ";

const HEAD: &str = "\
# Benchmarks

What tracewell costs, next to what it replaces and to the least that it could cost. Written by one command, on a machine with nothing
else to do:

```sh
cargo run --release --manifest-path benches/Cargo.toml --bin report
```

Trust the ratios. Cases of a table are measured in turn, round after round, in one process: what disturbs one disturbs all. Nanoseconds
are the median round, mostly of the thread's own time; the ratio is the median of the rounds' own ratios to the first case, and behind
it stands the range of the middle half of them. `allocs` counts allocations. Above each table stands what is compared, and where the
work is not the same. Instructions, which do not vary, are held by `./test counts`.
";

/// The page: a section for each subject, which stays as it is until it is measured again.
pub(crate) struct Page(BTreeMap<String, String>);

impl Page {
    pub(crate) fn read() -> Result<Self, Box<dyn Error>> {
        let text = fs::read_to_string(FILE).unwrap_or_default();
        let sections = text.split(MARK).skip(1).filter_map(|section| {
            let name = section.split(' ').next()?;
            Some((name.to_owned(), format!("{MARK}{}\n", section.trim_end())))
        });
        Ok(Self(sections.collect()))
    }

    pub(crate) fn put(&mut self, subject: &Subject, said: &str) {
        let plots: String = plot::plots(said)
            .iter()
            .map(|plot| format!("\n![{}](benchmarks/{})\n", plot.title(), plot.file()))
            .collect();
        let said = said.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let section = format!(
            "{MARK}{} -->\n## {}\n\n{}\n\nMeasured {} with {}, the machine's load being {}.\n\n```text\n{}\n```\n{plots}",
            subject.name(),
            subject.heading(),
            subject.about(),
            machine::day(),
            machine::compiler(),
            machine::load(),
            said.trim_matches('\n'),
        );
        self.0.insert(subject.name().to_owned(), section);
    }

    pub(crate) fn write(&self) -> Result<(), Box<dyn Error>> {
        let mut page = format!("{HEAD}\nMachine: {}. Compared with: {}.\n", machine::machine(), machine::peers());
        for section in SUBJECTS.iter().filter_map(|subject| self.0.get(subject.name())) {
            page.push('\n');
            page.push_str(section);
        }
        Ok(fs::write(FILE, page)?)
    }
}
