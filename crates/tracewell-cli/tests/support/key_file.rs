use super::Folder;

/// A line of a key file, made of one letter: 33 bytes in Base64.
pub(crate) fn key(id: &str, letter: char) -> String {
    format!("{id}:{}\n", letter.to_string().repeat(44))
}

/// A key file with these keys.
pub(crate) fn key_file(folder: &Folder, keys: &[(&str, char)]) -> String {
    let lines: String = keys.iter().map(|(id, letter)| key(id, *letter)).collect();
    folder.file("keys", lines.as_bytes())
}
