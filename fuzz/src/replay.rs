/// Runs a claim on each file that is named on the command line.
pub fn replay(claim: fn(&[u8])) {
    for path in std::env::args().skip(1) {
        match std::fs::read(&path) {
            Ok(bytes) => {
                claim(&bytes);
                println!("{path}: holds");
            }
            Err(error) => eprintln!("{path}: {error}"),
        }
    }
}
