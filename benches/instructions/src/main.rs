//! How many instructions each hot path takes, under callgrind, next to what it took when `baseline.json` was written. Times vary
//! from machine to machine and from minute to minute; counts hardly do.
//!
//! ```text
//! instructions            counts, and compares: exit code 1 where a path takes over 5 % more than before
//! instructions --write    counts, and writes what it counted
//! instructions run PATH N goes N times along one path: what is counted
//! ```
//!
//! Another compiler or another processor may count otherwise: write the baseline anew with the commit before, and compare with that.

mod baseline;
mod count;
mod path;

use std::error::Error;
use std::process::ExitCode;

use crate::baseline::Baseline;
use crate::path::PATHS;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run", name, times] => {
            let (_, path) = PATHS.iter().find(|(known, _)| *known == name).ok_or("no such path")?;
            path(times.parse()?);
            Ok(ExitCode::SUCCESS)
        }
        ["--write"] => Baseline::counted()?.write().map(|()| ExitCode::SUCCESS),
        [] => {
            let holds = Baseline::read()?.compare(&Baseline::counted()?);
            Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        _ => Err("usage: instructions [--write | run PATH N]".into()),
    }
}
