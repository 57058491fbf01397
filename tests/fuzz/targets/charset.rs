#![no_main]
//! Bytes in any charset, declared rightly, wrongly or not at all: the first byte chooses.

use libfuzzer_sys::fuzz_target;

mod road;

const LABELS: [&str; 16] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1256",
    "windows-1252",
    "windows-1251",
    "iso-8859-6",
    "iso-8859-8-i",
    "koi8-r",
    "gb18030",
    "big5",
    "shift_jis",
    "iso-2022-jp",
    "euc-kr",
    "macintosh",
    "no-such-charset",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, value)) = bytes.split_first() else { return };
    let kind = if choice & 0x80 == 0 { "text/plain" } else { "text/html" };
    let kind = match LABELS.get(usize::from(choice & 0x1F)) {
        Some(label) => format!("{kind}; charset={label}"),
        None => kind.to_owned(),
    };
    road::travel(&road::payload(value, &[("content-type", &kind)]));
});
