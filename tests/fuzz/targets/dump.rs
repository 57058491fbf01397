#![no_main]
//! A page as plain text.

use libfuzzer_sys::fuzz_target;

mod road;

fuzz_target!(|page: &str| {
    road::travel(&road::payload(page.as_bytes(), &[("content-type", "text/plain; charset=utf-8")]));
});
