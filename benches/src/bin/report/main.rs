//! Runs the benches and writes what they say into `docs/benchmarks.md`, with plots beside it.
//!
//! ```text
//! cargo run --release --manifest-path benches/Cargo.toml --bin report              all of them: about half an hour
//! cargo run --release --manifest-path benches/Cargo.toml --bin report -- line scan these; the others' sections stay
//! ```
//!
//! The machine has nothing else to do meanwhile. Where RabbitMQ is installed, the bench of messaging starts a node of its own
//! and publishes through it; the one of checking logs needs Python and `grep`, and 1 GB of the temporary folder.

mod machine;
mod page;
mod plot;
mod subject;

use std::error::Error;
use std::time::Instant;

use crate::page::Page;
use crate::subject::SUBJECTS;

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = asked.iter().find(|name| SUBJECTS.iter().all(|subject| subject.name() != **name)) {
        let known: Vec<_> = SUBJECTS.iter().map(subject::Subject::name).collect();
        return Err(format!("no bench {unknown:?}; there are {}", known.join(", ")).into());
    }
    let mut page = Page::read()?;
    let chosen: Vec<_> =
        SUBJECTS.iter().filter(|it| asked.is_empty() || asked.iter().any(|name| it.name() == name)).collect();
    for (number, subject) in chosen.iter().enumerate() {
        let begin = Instant::now();
        eprintln!("[{}/{}] {} ...", number + 1, chosen.len(), subject.name());
        let said = subject.run()?;
        for plot in plot::plots(&said) {
            plot.draw()?;
        }
        page.put(subject, &said);
        page.write()?;
        eprintln!("      {:.0} s", begin.elapsed().as_secs_f64());
    }
    Ok(())
}
