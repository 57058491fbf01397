#![no_main]
//! Any bytes as a payload, with any of the headers that say what they are.

use libfuzzer_sys::fuzz_target;

mod road;

const TYPES: [&str; 8] = [
    "text/html",
    "text/plain",
    "application/json",
    "text/html; charset=windows-1256",
    "text/plain; charset=utf-16le",
    "application/xhtml+xml; charset=shift_jis",
    "application/octet-stream",
    "text/html; charset=\"",
];
const ENCODINGS: [&str; 6] = ["gzip", "deflate", "br", "zstd", "identity", "gzip, br"];

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, value)) = bytes.split_first() else { return };
    let mut headers = Vec::new();
    let (kind, encoding) = (usize::from(choice & 0x0F), usize::from(choice >> 4));
    if let Some(kind) = TYPES.get(kind) {
        headers.push(("content-type", *kind));
    }
    if let Some(encoding) = ENCODINGS.get(encoding) {
        headers.push(("content-encoding", *encoding));
    }
    road::travel(&road::payload(value, &headers));
});
