//! All hosts within so many bytes, and which go first.

use std::collections::HashMap;
use std::mem::size_of;

use super::Host;
use super::page::Page;

/// Pages after which a host is known; until then it is on trial.
const KNOWN_FROM: u32 = 3;
/// Part of the bytes that hosts on trial may hold: a flood of new names ends there.
const TRIAL_PART: usize = 4;
/// Part of an area that one site may hold when room is needed: a flood of subdomains ends there.
const SITE_PART: usize = 8;
/// A longer name is no host's (RFC 1035).
const LONGEST_NAME: usize = 253;

/// What the memory holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub hosts: usize,
    pub bytes: usize,
    /// Hosts that were forgotten for others.
    pub evictions: u64,
}

#[derive(Debug)]
pub struct Store {
    hosts: HashMap<String, Host>,
    max_bytes: usize,
    /// What hosts on trial and known ones cost.
    bytes: [usize; 2],
    clock: u64,
    evictions: u64,
}

/// The name by which a host is remembered; empty where it is none.
pub fn name(host: &str) -> String {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let name = name.strip_prefix("www.").unwrap_or(&name);
    if name.len() > LONGEST_NAME || name.contains(char::is_whitespace) { String::new() } else { name.to_owned() }
}

impl Store {
    pub fn new(max_bytes: usize) -> Self {
        Self { hosts: HashMap::new(), max_bytes, bytes: [0; 2], clock: 0, evictions: 0 }
    }

    pub fn get(&self, name: &str) -> Option<&Host> {
        self.hosts.get(name)
    }

    pub fn learn(&mut self, name: String, page: &Page) {
        let mut host = self.take(&name).unwrap_or_default();
        host.learn(page);
        self.put(name, host);
    }

    /// The host as visited last, whatever it was before; others may go for it.
    pub fn put(&mut self, name: String, mut host: Host) {
        self.take(&name);
        self.clock += 1;
        host.touched = self.clock;
        let area = area(&host);
        self.charge(area, cost(&name, &host));
        self.hosts.insert(name, host);
        if self.held(area) > self.limit(area) {
            self.make_room(area);
        }
    }

    /// Those visited last stand last.
    pub fn in_order(&self) -> Vec<(&str, &Host)> {
        let mut hosts: Vec<(&str, &Host)> = self.hosts.iter().map(|(name, host)| (name.as_str(), host)).collect();
        hosts.sort_unstable_by_key(|(_, host)| host.touched);
        hosts
    }

    pub fn figures(&self) -> Figures {
        Figures { hosts: self.hosts.len(), bytes: self.bytes.iter().sum(), evictions: self.evictions }
    }

    fn take(&mut self, name: &str) -> Option<Host> {
        let host = self.hosts.remove(name)?;
        if let Some(bytes) = self.bytes.get_mut(area(&host)) {
            *bytes = bytes.saturating_sub(cost(name, &host));
        }
        Some(host)
    }

    fn charge(&mut self, area: usize, cost: usize) {
        if let Some(bytes) = self.bytes.get_mut(area) {
            *bytes += cost;
        }
    }

    fn held(&self, area: usize) -> usize {
        self.bytes.get(area).copied().unwrap_or(0)
    }

    fn limit(&self, area: usize) -> usize {
        let trial = self.max_bytes / TRIAL_PART;
        if area == TRIAL { trial } else { self.max_bytes - trial }
    }

    /// Lets hosts of an area go until a tenth of it is free, so that this is seldom: first those of sites that hold more than
    /// their part, then whichever was not visited for longest.
    fn make_room(&mut self, of: usize) {
        let limit = self.limit(of);
        let enough = limit - limit / 10;
        let mut oldest: Vec<(u64, &str)> = self
            .hosts
            .iter()
            .filter(|(_, host)| area(host) == of)
            .map(|(name, host)| (host.touched, name.as_str()))
            .collect();
        oldest.sort_unstable();
        let mut sites: HashMap<&str, usize> = HashMap::new();
        for (name, host) in self.hosts.iter().filter(|(_, host)| area(host) == of) {
            *sites.entry(site(name)).or_default() += cost(name, host);
        }
        let mut held = self.held(of);
        let mut gone = Vec::new();
        for greedy in [true, false] {
            oldest.retain(|(_, name)| {
                let Some(own) = sites.get_mut(site(name)) else { return true };
                let goes = held > enough && (!greedy || *own > limit / SITE_PART);
                if goes {
                    let cost = self.hosts.get(*name).map_or(0, |host| cost(name, host));
                    held = held.saturating_sub(cost);
                    *own = own.saturating_sub(cost);
                    gone.push((*name).to_owned());
                }
                !goes
            });
        }
        for name in gone {
            self.take(&name);
            self.evictions += 1;
        }
    }
}

const TRIAL: usize = 0;
const KNOWN: usize = 1;

fn area(host: &Host) -> usize {
    if host.pages < KNOWN_FROM { TRIAL } else { KNOWN }
}

fn cost(name: &str, host: &Host) -> usize {
    host.bytes() + name.len() + size_of::<String>()
}

/// Who answers for a host: its name but for subdomains. Knows no list of public suffixes, but that a short label before
/// that of a country is one (`co.uk`, `com.eg`).
fn site(name: &str) -> &str {
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else { return name };
    let country = name.len() - last == 3 && last - second <= 4;
    let cut = if country { dots.next() } else { Some(second) };
    cut.and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: usize = 256 << 10;

    fn page(host: &str, number: usize) -> Page {
        let lines: Vec<String> = (0..40).map(|n| format!("{host} {} {}.", "x".repeat(number), "y".repeat(n))).collect();
        Page::new(None, lines.iter().map(|line| (line.as_str(), true)))
    }

    fn visit(store: &mut Store, host: &str, pages: std::ops::Range<usize>) {
        for number in pages {
            store.learn(name(host), &page(host, number));
            let counted: usize = store.hosts.iter().map(|(name, host)| cost(name, host)).sum();
            assert_eq!(store.figures().bytes, counted);
            assert!(counted <= SMALL, "{counted} bytes");
        }
    }

    #[test]
    fn a_site_is_a_host_but_for_its_subdomains() {
        for (host, of) in [
            ("news.inlet.example", "inlet.example"),
            ("inlet.example", "inlet.example"),
            ("a.b.inlet.co.uk", "inlet.co.uk"),
            ("inlet.co.uk", "inlet.co.uk"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(site(host), of);
        }
        assert_eq!(name("WWW.Inlet.example."), "inlet.example");
        assert_eq!(name(&"x".repeat(300)), "");
    }

    #[test]
    fn subdomains_of_one_site_push_no_other_out() {
        let mut store = Store::new(SMALL);
        let honest: Vec<String> = (0..8).map(|n| format!("paper{n}.example")).collect();
        honest.iter().for_each(|host| visit(&mut store, host, 0..4));
        for n in 0..400 {
            visit(&mut store, &format!("s{n}.attack.example"), 0..4);
        }
        assert!(honest.iter().all(|host| store.get(host).is_some()));
        assert!(store.figures().evictions > 100);
    }

    #[test]
    fn a_flood_of_new_names_pushes_no_known_host_out() {
        let mut store = Store::new(SMALL);
        let honest: Vec<String> = (0..8).map(|n| format!("paper{n}.example")).collect();
        honest.iter().for_each(|host| visit(&mut store, host, 0..4));
        for n in 0..500 {
            visit(&mut store, &format!("attack{n}.example"), 0..2);
        }
        assert!(honest.iter().all(|host| store.get(host).is_some()));
    }

    #[test]
    fn the_host_that_was_not_visited_for_longest_goes_first() {
        let mut store = Store::new(SMALL);
        for n in 0..200 {
            visit(&mut store, &format!("paper{n}.example"), 0..4);
            visit(&mut store, "often.example", n..n + 1);
        }
        assert!(store.get("often.example").is_some() && store.get("paper199.example").is_some());
        assert!(store.get("paper0.example").is_none());
    }
}
