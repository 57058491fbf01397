//! `content-encoding` → the bytes inside, never more of them than the configuration allows.

use std::borrow::Cow;
use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use crate::outcome::{RejectReason, Stop};

/// Output over input from which a payload that outgrows its bound is a bomb. Markup compresses 5 to 20 times; deflate
/// itself ends at 1,032.
const BOMB_RATIO: usize = 100;

/// Codings in one header. Real ones have one, proxies may add a second.
const CODINGS: usize = 4;

/// A window that a zstd frame may ask for: 2^25 bytes, what level 22 takes for 32 MiB.
const ZSTD_WINDOW_LOG: u32 = 25;

const CHUNK: usize = 32 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Undoes the codings that `content_encoding` lists, the last one first (RFC 9110 §8.4). Without a header, gzip is known
/// by its magic bytes.
///
/// # Errors
///
/// `unsupported_type` for a coding that is none of ours; `decompression` for bytes that are truncated, corrupt or a bomb;
/// `payload_too_large` for an honest payload above `limit`.
pub fn decompress<'a>(bytes: &'a [u8], content_encoding: Option<&str>, limit: usize) -> Result<Cow<'a, [u8]>, Stop> {
    let codings = match content_encoding {
        Some(header) => codings(header)?,
        None if is_gzip(bytes) => vec![Coding::Gzip],
        None => Vec::new(),
    };
    let mut bytes = Cow::Borrowed(bytes);
    for coding in codings.into_iter().rev() {
        bytes = Cow::Owned(undo(coding, &bytes, limit)?);
    }
    Ok(bytes)
}

/// Whether the bytes begin like a gzip member with the one method there is (RFC 1952).
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 0x08])
}

fn codings(header: &str) -> Result<Vec<Coding>, Stop> {
    let mut codings = Vec::new();
    for name in header.split(',').map(str::trim) {
        let coding = match name.to_ascii_lowercase().as_str() {
            "" | "identity" => continue,
            "gzip" | "x-gzip" => Coding::Gzip,
            "deflate" => Coding::Deflate,
            "br" => Coding::Brotli,
            "zstd" => Coding::Zstd,
            _ => {
                let detail = format!("expected content-encoding gzip, deflate, br, zstd or identity, got {name:?}");
                return Err(Stop::rejected(RejectReason::UnsupportedType, detail));
            }
        };
        codings.push(coding);
    }
    if codings.len() > CODINGS {
        let detail = format!("expected at most {CODINGS} content codings, got {}", codings.len());
        return Err(Stop::rejected(RejectReason::UnsupportedType, detail));
    }
    Ok(codings)
}

fn undo(coding: Coding, bytes: &[u8], limit: usize) -> Result<Vec<u8>, Stop> {
    let result = match coding {
        Coding::Gzip => read(bytes, limit, |rest| Ok(MultiGzDecoder::new(rest))),
        Coding::Brotli => read(bytes, limit, |rest| Ok(Decompressor::new(rest, CHUNK))),
        Coding::Zstd => read(bytes, limit, |rest| {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(rest)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Ok(decoder)
        }),
        // Two bytes of raw deflate can look like the header of zlib.
        Coding::Deflate if is_zlib(bytes) => match inflate(bytes, limit, true) {
            Err(Fault::Corrupt(_)) => inflate(bytes, limit, false),
            result => result,
        },
        Coding::Deflate => inflate(bytes, limit, false),
    };
    result.map_err(|fault| {
        let name = coding.name();
        let (reason, detail) = match fault {
            Fault::Corrupt(error) => {
                let detail = format!("expected {name} data, got {} bytes that do not decompress: {error}", bytes.len());
                (RejectReason::Decompression, detail)
            }
            Fault::TooLarge { consumed } => {
                let bomb = limit / consumed.max(1) >= BOMB_RATIO;
                let reason = if bomb { RejectReason::Decompression } else { RejectReason::PayloadTooLarge };
                (
                    reason,
                    format!("expected at most {limit} bytes of decompressed {name}, got more from {consumed} bytes"),
                )
            }
        };
        Stop::rejected(reason, detail)
    })
}

enum Fault {
    Corrupt(io::Error),
    /// The output outgrew the limit after so many bytes of input.
    TooLarge {
        consumed: usize,
    },
}

/// Reads a decoder to its end, and stops one byte after the limit.
fn read<'a, R: Read + Remaining>(
    bytes: &'a [u8],
    limit: usize,
    decoder: impl FnOnce(&'a [u8]) -> io::Result<R>,
) -> Result<Vec<u8>, Fault> {
    let mut decoder = decoder(bytes).map_err(Fault::Corrupt)?;
    let mut out = Vec::new();
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder.by_ref().take(bound).read_to_end(&mut out).map_err(Fault::Corrupt)?;
    if out.len() > limit {
        return Err(Fault::TooLarge { consumed: bytes.len() - decoder.remaining() });
    }
    Ok(out)
}

/// How much input a decoder has not read yet.
trait Remaining {
    fn remaining(&self) -> usize;
}

impl Remaining for MultiGzDecoder<&[u8]> {
    fn remaining(&self) -> usize {
        self.get_ref().len()
    }
}

impl Remaining for Decompressor<&[u8]> {
    fn remaining(&self) -> usize {
        self.get_ref().len()
    }
}

impl Remaining for zstd::stream::read::Decoder<'_, &[u8]> {
    fn remaining(&self) -> usize {
        self.get_ref().len()
    }
}

/// Inflates by hand: the readers of flate2 take a truncated zlib stream for a complete one.
fn inflate(bytes: &[u8], limit: usize, zlib_header: bool) -> Result<Vec<u8>, Fault> {
    let mut inflater = Decompress::new(zlib_header);
    let mut out = Vec::new();
    let mut chunk = vec![0; CHUNK];
    let mut rest = bytes;
    loop {
        let (before_in, before_out) = (inflater.total_in(), inflater.total_out());
        let status = inflater
            .decompress(rest, &mut chunk, FlushDecompress::None)
            .map_err(|error| Fault::Corrupt(io::Error::new(io::ErrorKind::InvalidData, error)))?;
        let consumed = usize::try_from(inflater.total_in() - before_in).unwrap_or(usize::MAX);
        let produced = usize::try_from(inflater.total_out() - before_out).unwrap_or(usize::MAX);
        rest = rest.get(consumed..).unwrap_or_default();
        out.extend_from_slice(chunk.get(..produced).unwrap_or_default());
        if out.len() > limit {
            return Err(Fault::TooLarge { consumed: bytes.len() - rest.len() });
        }
        match status {
            Status::StreamEnd => return Ok(out),
            Status::Ok | Status::BufError if consumed == 0 && produced == 0 => {
                return Err(Fault::Corrupt(io::ErrorKind::UnexpectedEof.into()));
            }
            Status::Ok | Status::BufError => {}
        }
    }
}

/// Whether the bytes begin like zlib (RFC 1950 §2.2): method 8, and a header that 31 divides.
fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [method, flags, ..] => method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31),
        _ => false,
    }
}

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = b"The harbour master counted the boats twice before the storm came in.";
    const LIMIT: usize = 1 << 20;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// An uncompressed meta-block (RFC 7932 §9.2): enough for a test, and no encoder is needed.
    fn brotli(bytes: &[u8]) -> Vec<u8> {
        // WBITS 16 (one bit 0), ISLAST 0, MNIBBLES 4 (00), MLEN - 1 (16 bits), ISUNCOMPRESSED 1, padding.
        let header = u32::try_from(bytes.len() - 1).unwrap() << 4 | 1 << 20;
        let mut out = header.to_le_bytes()[..3].to_vec();
        out.extend_from_slice(bytes);
        out.push(0b11); // ISLAST, ISLASTEMPTY
        out
    }

    fn reason(result: Result<Cow<'_, [u8]>, Stop>) -> RejectReason {
        match result {
            Err(Stop::Rejected(rejection)) => rejection.reason,
            other => panic!("expected a rejection, got {other:?}"),
        }
    }

    fn every_coding() -> Vec<(&'static str, Vec<u8>)> {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(TEXT).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(TEXT).unwrap();
        vec![
            ("gzip", gzip(TEXT)),
            ("deflate", zlib.finish().unwrap()),
            ("Deflate", raw.finish().unwrap()),
            ("br", brotli(TEXT)),
            ("zstd", zstd::stream::encode_all(TEXT, 3).unwrap()),
        ]
    }

    #[test]
    fn every_coding_is_undone() {
        for (name, bytes) in every_coding() {
            assert_eq!(decompress(&bytes, Some(name), LIMIT).unwrap(), TEXT, "{name}");
        }
    }

    #[test]
    fn every_coding_that_is_cut_short_is_rejected() {
        for (name, bytes) in every_coding() {
            for cut in [bytes.len() / 2, bytes.len() - 1] {
                let result = decompress(&bytes[..cut], Some(name), LIMIT);
                assert_eq!(reason(result), RejectReason::Decompression, "{name} cut at {cut}");
            }
        }
    }

    #[test]
    fn codings_are_undone_last_first() {
        let bytes = brotli(&gzip(TEXT));
        assert_eq!(decompress(&bytes, Some("gzip, identity, br"), LIMIT).unwrap(), TEXT);
    }

    #[test]
    fn gzip_is_known_without_a_header() {
        assert_eq!(decompress(&gzip(TEXT), None, LIMIT).unwrap(), TEXT);
        assert_eq!(decompress(TEXT, None, LIMIT).unwrap(), TEXT);
    }

    #[test]
    fn a_bomb_is_told_from_a_payload_that_is_merely_large() {
        let bomb = gzip(&vec![b'a'; 2 * LIMIT]);
        assert_eq!(reason(decompress(&bomb, Some("gzip"), LIMIT)), RejectReason::Decompression);
        let mut state = 1u32;
        let honest: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + (state >> 28) as u8
        })
        .take(LIMIT)
        .collect();
        let honest = gzip(&honest);
        assert_eq!(reason(decompress(&honest, Some("gzip"), LIMIT - 1)), RejectReason::PayloadTooLarge);
        assert_eq!(decompress(&honest, Some("gzip"), LIMIT).unwrap().len(), LIMIT);
    }

    #[test]
    fn a_coding_that_is_none_of_ours_is_named() {
        let Err(Stop::Rejected(rejection)) = decompress(TEXT, Some("gzip, sdch"), LIMIT) else {
            panic!("no rejection")
        };
        assert_eq!(rejection.reason, RejectReason::UnsupportedType);
        assert!(rejection.detail.contains("\"sdch\""), "{}", rejection.detail);
        assert_eq!(reason(decompress(TEXT, Some("br,br,br,br,br"), LIMIT)), RejectReason::UnsupportedType);
    }
}
