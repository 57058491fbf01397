#![no_main]
//! A page in HTML, with its address.

use libfuzzer_sys::fuzz_target;

mod road;

fuzz_target!(|page: &str| {
    let headers = [("content-type", "text/html; charset=utf-8"), ("url", "https://gazette.example/2025/01/17/story")];
    road::travel(&road::payload(page.as_bytes(), &headers));
});
