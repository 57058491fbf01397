//! The points of a build for tests, armed by the environment. A word that is no point or no rule ends the process at once:
//! a typo must not become a test that proves nothing.

use std::io::Write as _;
use std::process::{self, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::{POINTS, Rule};

const POINTS_VARIABLE: &str = "COPYDESK_FAILPOINTS";
const RULES_VARIABLE: &str = "COPYDESK_RULES_OFF";

/// A step that is not a side of a call.
pub fn at(step: &str) {
    hit(|point| point == step);
}

/// The moment before a call.
pub fn before(call: &str) {
    hit(|point| point.strip_suffix(".before") == Some(call));
}

/// The moment after it.
pub fn after(call: &str) {
    hit(|point| point.strip_suffix(".after") == Some(call));
}

/// Whether a rule is kept.
#[must_use]
pub fn holds(rule: Rule) -> bool {
    !orders().rules_off.contains(&rule)
}

#[derive(Debug, Default)]
struct Orders {
    armed: Vec<Armed>,
    rules_off: Vec<Rule>,
}

#[derive(Debug)]
struct Armed {
    point: String,
    action: Action,
    /// Acts at this hit and, where it is a delay, at none before or after.
    nth: u64,
    hits: AtomicU64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Kill,
    Block,
    Delay(Duration),
}

fn orders() -> &'static Orders {
    static ORDERS: OnceLock<Orders> = OnceLock::new();
    ORDERS.get_or_init(|| {
        let text = |name| std::env::var(name).unwrap_or_default();
        match parse(&text(POINTS_VARIABLE), &text(RULES_VARIABLE)) {
            Ok(orders) => orders,
            Err(complaint) => {
                say(&complaint);
                process::exit(2);
            }
        }
    })
}

fn hit(is_here: impl Fn(&str) -> bool) {
    for armed in orders().armed.iter().filter(|armed| is_here(&armed.point)) {
        if armed.hits.fetch_add(1, Ordering::AcqRel) + 1 == armed.nth {
            armed.act();
        }
    }
}

impl Armed {
    fn act(&self) {
        say(&format!("fail point {}: {:?}", self.point, self.action));
        match self.action {
            Action::Delay(time) => thread::sleep(time),
            Action::Block => forever(),
            Action::Kill => {
                // As an operator or the kernel would: nothing in this process gets to say goodbye.
                let id = process::id().to_string();
                let _ = Command::new("kill").args(["-s", "KILL", &id]).stdin(Stdio::null()).status();
                forever();
            }
        }
    }
}

fn forever() {
    loop {
        thread::park();
    }
}

/// The log may not be there yet, or not any more.
fn say(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

fn parse(points: &str, rules: &str) -> Result<Orders, String> {
    let words = |text: &str| -> Vec<String> {
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let rule = |name: &String| {
        let found = Rule::ALL.into_iter().find(|rule| rule.as_str() == name);
        found.ok_or_else(|| format!("{RULES_VARIABLE}: no such rule: {name:?}"))
    };
    Ok(Orders {
        armed: words(points).iter().map(|order| armed(order)).collect::<Result<_, _>>()?,
        rules_off: words(rules).iter().map(rule).collect::<Result<_, _>>()?,
    })
}

/// `point=action`, and `@n` where not the first hit is meant.
fn armed(order: &str) -> Result<Armed, String> {
    let wrong = || format!("{POINTS_VARIABLE}: expected point=kill|block|delay:MILLISECONDS[@HIT], got {order:?}");
    let (point, action) = order.split_once('=').ok_or_else(wrong)?;
    let (action, nth) = match action.split_once('@') {
        Some((action, nth)) => (action, nth.parse().ok().filter(|nth| *nth > 0).ok_or_else(wrong)?),
        None => (action, 1),
    };
    let action = match action.split_once(':') {
        Some(("delay", time)) => Action::Delay(Duration::from_millis(time.parse().map_err(|_| wrong())?)),
        None if action == "kill" => Action::Kill,
        None if action == "block" => Action::Block,
        _ => return Err(wrong()),
    };
    if !POINTS.contains(&point) {
        return Err(format!("{POINTS_VARIABLE}: no such point: {point:?}"));
    }
    Ok(Armed { point: point.into(), action, nth, hits: AtomicU64::new(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_and_what_is_none_is_refused() {
        let orders = parse("produce=kill@3, flush.before=delay:40,revoke=block", " epoch_check ").unwrap();
        let read: Vec<_> = orders.armed.iter().map(|armed| (&*armed.point, armed.action, armed.nth)).collect();
        let delay = Action::Delay(Duration::from_millis(40));
        assert_eq!(read, [("produce", Action::Kill, 3), ("flush.before", delay, 1), ("revoke", Action::Block, 1)]);
        assert_eq!(orders.rules_off, [Rule::EpochCheck]);
        for wrong in ["produce", "produce=die", "produce=kill@0", "produce=delay:soon", "lunch=kill", "flush=kill"] {
            assert!(parse(wrong, "").is_err(), "{wrong}");
        }
        assert!(parse("", "gravity").is_err());
    }

    #[test]
    fn a_point_acts_at_its_hit_and_at_no_other() {
        let armed = armed("produce=delay:0@2").unwrap();
        let acts: Vec<bool> = (0..4).map(|_| armed.hits.fetch_add(1, Ordering::AcqRel) + 1 == armed.nth).collect();
        assert_eq!(acts, [false, true, false, false]);
    }

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
    }
}
