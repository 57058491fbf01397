//! The topics that are read: filled once, read by everybody.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::PARTITIONS;
use crate::pages;
use crate::support::broker::Broker;
use crate::support::producer::{Outgoing, Producer};
use crate::support::topics::{Shape, create};

pub const ITEM_BYTES: usize = 1024;

/// A topic that was filled.
#[derive(Debug, Clone)]
pub struct Input {
    pub topic: String,
    pub records: u64,
    pub bytes: u64,
}

impl Input {
    /// News pages: from a file, again from the start until there are enough, or invented ones.
    pub fn pages(broker: &Broker, data: Option<&Path>, records: u64) -> Self {
        let pages = pages_of(data);
        Self::fill(broker, "bench.pages", (0..records).zip(pages.iter().cycle()).map(|(_, page)| page.clone()))
    }

    /// Items of 1 KiB.
    pub fn items(broker: &Broker, topic: &str, records: u64) -> Self {
        Self::fill(broker, topic, (0..records).map(|n| pages::item(n, ITEM_BYTES).into_bytes()))
    }

    fn fill(broker: &Broker, topic: &str, values: impl Iterator<Item = Vec<u8>>) -> Self {
        create(broker, &[(topic, Shape { partitions: PARTITIONS, config: crate::ROOMY, node: 1 })]);
        let mut producer = Producer::new(broker, topic);
        let mut input = Self { topic: topic.into(), records: 0, bytes: 0 };
        for value in values {
            input.bytes += value.len() as u64;
            let partition = i32::try_from(input.records % PARTITIONS as u64).expect("a partition");
            producer.send(partition, &Outgoing::value(value).with_key(input.records.to_string()));
            input.records += 1;
        }
        producer.flush();
        println!(
            "input      {topic}: {} payloads, {:.1} MB, {PARTITIONS} partitions",
            input.records,
            input.bytes as f64 / 1e6
        );
        input
    }
}

/// Different pages, as payloads.
pub fn pages_of(data: Option<&Path>) -> Vec<Vec<u8>> {
    const INVENTED: u64 = 500;
    let Some(path) = data else {
        return (0..INVENTED).map(|n| pages::page(n, pages::PAGE_BYTES).into_bytes()).collect();
    };
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = BufReader::new(MultiGzDecoder::new(file)).lines();
    let pages: Vec<Vec<u8>> = lines.map(|line| envelope(&line.expect("a line"))).collect();
    assert!(!pages.is_empty(), "{}: no pages", path.display());
    pages
}

fn envelope(line: &str) -> Vec<u8> {
    let page: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let picked: serde_json::Map<String, serde_json::Value> = ["id", "url", "html", "text"]
        .iter()
        // A page has its markup or, without any, its text.
        .filter(|field| **field != "text" || page["html"].is_null())
        .filter(|field| !page[**field].is_null())
        .map(|field| ((*field).to_owned(), page[*field].clone()))
        .collect();
    serde_json::Value::from(picked).to_string().into_bytes()
}
