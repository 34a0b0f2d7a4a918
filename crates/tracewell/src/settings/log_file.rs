use std::path::{Path, PathBuf};

use tracewell_log::FileName;
use tracewell_names::variable;

use super::{EnvironmentName, Lookup};

/// Where lines go beside standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileSink {
    Off,
    /// Nobody has said where, and here that is not ours to guess.
    DirectoryUnset,
    On(FileSettings),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileSettings {
    pub(crate) directory: PathBuf,
    pub(crate) name: FileName,
    pub(crate) max_bytes: u64,
    pub(crate) backup_count: u32,
}

const MAX_BYTES: u64 = 10 << 20;
const BACKUP_COUNT: u32 = 10;
/// Above this a limit is a slip of the keyboard: a tebibyte, a million files.
const MOST_BYTES: u64 = 1 << 40;
const MOST_BACKUPS: u32 = 1_000_000;
const IN_DEVELOPMENT: &str = "./logs";

/// `LOG_TO_FILE` and what belongs to it. All of it is read in any case, so that a slip shows before it matters.
pub(crate) fn log_file(lookup: &mut Lookup, environment: EnvironmentName, default: Option<&Path>) -> FileSink {
    let wanted = lookup.boolean(variable::LOG_TO_FILE).unwrap_or(false);
    let directory = lookup.parsed(variable::LOG_DIR, |text| (!text.contains('\0')).then(|| PathBuf::from(text)));
    let name = lookup.parsed(variable::LOG_FILE_NAME, FileName::parse).unwrap_or_default();
    let bytes = |text: &str| text.parse().ok().filter(|bytes| (1..=MOST_BYTES).contains(bytes));
    let max_bytes = lookup.parsed(variable::LOG_FILE_MAX_BYTES, bytes).unwrap_or(MAX_BYTES);
    let count = |text: &str| text.parse().ok().filter(|count| *count <= MOST_BACKUPS);
    let backup_count = lookup.parsed(variable::LOG_FILE_BACKUP_COUNT, count).unwrap_or(BACKUP_COUNT);
    if !wanted {
        return FileSink::Off;
    }
    let in_development = || environment.is_development().then(|| PathBuf::from(IN_DEVELOPMENT));
    match directory.or_else(|| default.map(Path::to_owned)).or_else(in_development) {
        Some(directory) => FileSink::On(FileSettings { directory, name, max_bytes, backup_count }),
        None => FileSink::DirectoryUnset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sink_of(variables: &[(&str, &str)]) -> (FileSink, Vec<&'static str>) {
        let mut lookup = Lookup::of(variables);
        let sink = log_file(&mut lookup, EnvironmentName::Production, None);
        (sink, lookup.into_invalid())
    }

    fn settings_of(variables: &[(&str, &str)]) -> (FileSettings, Vec<&'static str>) {
        let all = [&[("LOG_TO_FILE", "Yes"), ("LOG_DIR", "/var/log/app")], variables].concat();
        match sink_of(&all) {
            (FileSink::On(settings), invalid) => (settings, invalid),
            other => panic!("{other:?}"),
        }
    }

    fn defaults() -> FileSettings {
        FileSettings {
            directory: "/var/log/app".into(),
            name: FileName::default(),
            max_bytes: 10_485_760,
            backup_count: 10,
        }
    }

    #[test]
    fn off_unless_asked_for() {
        assert_eq!(sink_of(&[]), (FileSink::Off, vec![]));
        assert_eq!(sink_of(&[("LOG_TO_FILE", "off"), ("LOG_DIR", "/x")]), (FileSink::Off, vec![]));
        assert_eq!(sink_of(&[("LOG_TO_FILE", "maybe"), ("LOG_DIR", "/x")]), (FileSink::Off, vec!["LOG_TO_FILE"]));
        let slip = [("LOG_FILE_MAX_BYTES", "10M")];
        assert_eq!(sink_of(&slip), (FileSink::Off, vec!["LOG_FILE_MAX_BYTES"]), "told before it matters");
    }

    #[test]
    fn the_folder_is_said_or_the_builder_s_or_that_of_development() {
        let folder = |variables: &[(&str, &str)], environment, default: Option<&str>| {
            let variables = [&[("LOG_TO_FILE", "1")], variables].concat();
            match log_file(&mut Lookup::of(&variables), environment, default.map(Path::new)) {
                FileSink::On(settings) => Some(settings.directory.to_str().unwrap().to_owned()),
                FileSink::DirectoryUnset => None,
                FileSink::Off => panic!("off"),
            }
        };
        use EnvironmentName::{Development, Production, Staging};
        let said = [("LOG_DIR", "/said")];
        assert_eq!(folder(&said, Production, Some("/built")).as_deref(), Some("/said"));
        assert_eq!(folder(&[], Production, Some("/built")).as_deref(), Some("/built"));
        assert_eq!(folder(&[("LOG_DIR", " ")], Development, None).as_deref(), Some("./logs"));
        assert_eq!(folder(&[], Staging, None), None);
        assert_eq!(folder(&[], Production, None), None);
        assert_eq!(folder(&[("LOG_DIR", "/a\0b")], Production, None), None);
    }

    #[test]
    fn sizes_are_read() {
        let (settings, invalid) = settings_of(&[
            ("LOG_FILE_NAME", "orders.log"),
            ("LOG_FILE_MAX_BYTES", "1"),
            ("LOG_FILE_BACKUP_COUNT", "0"),
        ]);
        assert_eq!((settings.name.as_str(), settings.max_bytes, settings.backup_count), ("orders.log", 1, 0));
        assert!(invalid.is_empty());
    }

    #[test]
    fn absurd_values_are_named_and_ignored() {
        for absurd in ["-1", "x", "1.5", "10M", "0x10", "99999999999999999999", "1099511627777", "0"] {
            assert_eq!(settings_of(&[("LOG_FILE_MAX_BYTES", absurd)]), (defaults(), vec!["LOG_FILE_MAX_BYTES"]));
        }
        for absurd in ["-1", "x", "1.5", "4294967296", "1000001", "99999999999999999999"] {
            assert_eq!(settings_of(&[("LOG_FILE_BACKUP_COUNT", absurd)]), (defaults(), vec!["LOG_FILE_BACKUP_COUNT"]));
        }
        for unsafe_name in ["../../x", "/etc/passwd", "a/b", "a\0b", "a\nb", "..", ".hidden", "-rf", "a\\b"] {
            assert_eq!(settings_of(&[("LOG_FILE_NAME", unsafe_name)]), (defaults(), vec!["LOG_FILE_NAME"]));
        }
        let empty = [("LOG_FILE_NAME", ""), ("LOG_FILE_MAX_BYTES", " "), ("LOG_FILE_BACKUP_COUNT", "")];
        assert_eq!(settings_of(&empty), (defaults(), vec![]), "empty is unset");
    }
}
