use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom, Write};

use serde::de::IgnoredAny;

/// Longer than any line of ours; what ends in more than that without a newline was written by somebody else.
const LONGEST: u64 = 17 << 20;
const BLOCK: u64 = 64 << 10;

/// What mending has made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mended {
    /// How long the file is now.
    pub(super) length: u64,
    /// Whether the beginning of a line was cut off.
    pub(super) cut: bool,
}

/// Lets a file end with a whole line.
///
/// The beginning of a line of ours, which a crash or a full disk has left, is cut off; one that lacks only its newline gets
/// it. What does not look like ours is left alone and ended.
pub(super) fn mend(file: &mut File) -> Result<Mended> {
    let length = file.metadata()?.len();
    if length == 0 || byte_at(file, length - 1)? == b'\n' {
        return Ok(Mended { length, cut: false });
    }
    let start = start_of_last_line(file, length)?;
    let (mut tail, start) = (Vec::new(), start.unwrap_or(length));
    file.seek(SeekFrom::Start(start))?;
    (&*file).take(length - start).read_to_end(&mut tail)?;
    let whole = serde_json::from_slice::<IgnoredAny>(&tail).is_ok();
    // Zeros are what some file systems leave of the last bytes before a power failure.
    if tail.first().is_some_and(|first| matches!(first, b'{' | 0)) && !whole {
        file.set_len(start)?;
        return Ok(Mended { length: start, cut: true });
    }
    file.write_all(b"\n")?;
    Ok(Mended { length: length + 1, cut: false })
}

/// Where the last line begins; none if that is too far back for a line of ours.
fn start_of_last_line(file: &mut File, length: u64) -> Result<Option<u64>> {
    let mut block = vec![0; BLOCK as usize];
    let mut end = length;
    while end > 0 {
        if length - end > LONGEST {
            return Ok(None);
        }
        let start = end.saturating_sub(BLOCK);
        let block = &mut block[..(end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(block)?;
        if let Some(newline) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(Some(start + newline as u64 + 1));
        }
        end = start;
    }
    Ok(Some(0))
}

fn byte_at(file: &mut File, at: u64) -> Result<u8> {
    let mut byte = [0];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut byte)?;
    Ok(byte[0])
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};

    use super::*;

    fn mended(name: &str, before: &[u8]) -> (Vec<u8>, bool) {
        let path = std::env::temp_dir().join(format!("tracewell-tail-{}-{name}", std::process::id()));
        fs::write(&path, before).unwrap();
        let mut file = OpenOptions::new().read(true).append(true).open(&path).unwrap();
        let mended = mend(&mut file).unwrap();
        let after = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(mended.length, after.len() as u64);
        (after, mended.cut)
    }

    fn check(name: &str, before: &str, after: &str, cut: bool) {
        assert_eq!(mended(name, before.as_bytes()), (after.as_bytes().to_vec(), cut), "{before:.40?}");
    }

    #[test]
    fn whole_lines_stay() {
        check("empty", "", "", false);
        check("whole", "{\"a\":1}\n", "{\"a\":1}\n", false);
    }

    #[test]
    fn the_beginning_of_a_line_goes() {
        check("torn", "{\"a\":1}\n{\"b\":", "{\"a\":1}\n", true);
        check("one-byte", "{\"a\":1}\n{", "{\"a\":1}\n", true);
        check("first", "{\"a", "", true);
        check("zeros", "{\"a\":1}\n\0\0\0", "{\"a\":1}\n", true);
        let long = format!("{{\"a\":1}}\n{{\"b\":\"{}", "x".repeat(300_000));
        check("long", &long, "{\"a\":1}\n", true);
    }

    #[test]
    fn a_line_without_its_newline_gets_it() {
        check("whole-tail", "{\"a\":1}\n{\"b\":2}", "{\"a\":1}\n{\"b\":2}\n", false);
    }

    #[test]
    fn what_is_not_ours_is_not_cut() {
        check("foreign", "notes\nof somebody", "notes\nof somebody\n", false);
        let huge = "x".repeat(LONGEST as usize + 3 * BLOCK as usize);
        check("huge", &huge, &format!("{huge}\n"), false);
        let huge = format!("{{{huge}");
        check("huge-brace", &huge, &format!("{huge}\n"), false);
    }
}
