use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// More than all roots of a system take.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The file's content, if it holds certificates and nothing that is broken.
pub(super) fn certificates(path: &str) -> Option<Arc<[u8]>> {
    let mut pem = Vec::new();
    File::open(path).ok()?.take(LONGEST + 1).read_to_end(&mut pem).ok()?;
    let mut count = 0;
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        certificate.ok()?;
        count += 1;
    }
    (count > 0 && pem.len() as u64 <= LONGEST).then(|| pem.into())
}
