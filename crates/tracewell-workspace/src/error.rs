/// Why a rule could not be checked: the text names the file or the command.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
