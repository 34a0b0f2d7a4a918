use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use crate::count::count;
use crate::path::PATHS;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/baseline.json");
/// How much more than before is still the same: a dependency's patch release moves a few instructions.
const TOLERANCE: f64 = 1.05;

/// Instructions of each path.
pub(crate) struct Baseline(BTreeMap<String, u64>);

impl Baseline {
    pub(crate) fn read() -> Result<Self, Box<dyn Error>> {
        Ok(Self(serde_json::from_str(&fs::read_to_string(FILE)?)?))
    }

    pub(crate) fn counted() -> Result<Self, Box<dyn Error>> {
        let counted = PATHS.iter().map(|(name, _)| Ok(((*name).to_owned(), count(name)?)));
        Ok(Self(counted.collect::<Result<_, Box<dyn Error>>>()?))
    }

    pub(crate) fn write(&self) -> Result<(), Box<dyn Error>> {
        Ok(fs::write(FILE, serde_json::to_string_pretty(&self.0)? + "\n")?)
    }

    /// Prints both, and whether no path takes more than it may.
    pub(crate) fn compare(&self, now: &Self) -> bool {
        println!("{:<24} {:>8} {:>8} {:>7}", "instructions", "before", "now", "ratio");
        let mut holds = self.0.len() == now.0.len();
        for (name, now) in &now.0 {
            let Some(before) = self.0.get(name) else {
                println!("{name:<24} {:>8} {now:>8}         new: --write it", "-");
                holds = false;
                continue;
            };
            let ratio = *now as f64 / (*before).max(1) as f64;
            let verdict = match ratio {
                _ if ratio > TOLERANCE => "  MORE THAN BEFORE",
                _ if ratio < 1.0 / TOLERANCE => "  less: --write it, so that it stays",
                _ => "",
            };
            holds &= ratio <= TOLERANCE;
            println!("{name:<24} {before:>8} {now:>8} {ratio:>7.3}{verdict}");
        }
        holds
    }
}
