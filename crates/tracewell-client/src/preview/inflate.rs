use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::media::Coding;

/// The beginning of what `bytes` unpack to, at most `most` bytes of it, and whether that is all. Nothing where they do not
/// unpack.
///
/// However much a few bytes claim to be, no more than `most` of it is ever made.
pub(super) fn inflate(coding: Coding, bytes: &[u8], most: usize) -> Option<(Vec<u8>, bool)> {
    let most_and_one = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    match coding {
        Coding::Gzip => read(MultiGzDecoder::new(bytes), most, most_and_one),
        // Zlib by the standard, bare deflate by what some servers send.
        Coding::Deflate => read(ZlibDecoder::new(bytes), most, most_and_one)
            .or_else(|| read(DeflateDecoder::new(bytes), most, most_and_one)),
        Coding::Identity | Coding::Other => None,
    }
}

fn read(decoder: impl Read, most: usize, most_and_one: u64) -> Option<(Vec<u8>, bool)> {
    let mut out = Vec::new();
    // The input is a beginning, so that an end before its time is no surprise: what came before counts.
    let whole = decoder.take(most_and_one).read_to_end(&mut out).is_ok() && out.len() <= most;
    out.truncate(most);
    (whole || !out.is_empty()).then_some((out, whole))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    #[test]
    fn a_bomb_does_not_go_off() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        for _ in 0..100 {
            packed.write_all(&[b'a'; 100_000]).unwrap();
        }
        let packed = packed.finish().unwrap();
        assert!(packed.len() < 20_000);
        let (out, whole) = inflate(Coding::Gzip, &packed, 1000).unwrap();
        assert_eq!((out.len(), whole), (1000, false));
        assert!(out.capacity() < 10_000);
    }

    #[test]
    fn both_kinds_of_deflate_and_half_of_a_gzip_are_read() {
        let text = b"hello, hello, hello";
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(text).unwrap();
        assert_eq!(inflate(Coding::Deflate, &zlib.finish().unwrap(), 99).unwrap(), (text.to_vec(), true));
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(text).unwrap();
        assert_eq!(inflate(Coding::Deflate, &bare.finish().unwrap(), 99).unwrap(), (text.to_vec(), true));
        let mut gzip = GzEncoder::new(Vec::new(), Compression::none());
        gzip.write_all(text).unwrap();
        let packed = gzip.finish().unwrap();
        let (out, whole) = inflate(Coding::Gzip, &packed[..packed.len() - 12], 99).unwrap();
        assert!(!whole && text.starts_with(&out) && !out.is_empty());
        assert_eq!(inflate(Coding::Gzip, b"no gzip at all", 99), None);
    }
}
