//! The log: to stderr, as text for people or as JSON for machines; the level comes from `RUST_LOG`, `info` by default.
//!
//! ```text
//! 2026-03-01T09:30:00.125Z  INFO copydesk::kafka: rebalanced kind=assigned partitions=3 owned=3
//! {"timestamp":"2026-03-01T09:30:00.125Z","level":"info","target":"copydesk::kafka","message":"rebalanced",…}
//! ```
//!
//! Payloads are hostile and error messages quote them. tracing-subscriber 0.3 prints `%value` fields and line breaks in
//! messages as they are, so a payload could forge a line or steer a terminal. Here every value passes through `escape`,
//! in both formats, whatever sigil the call site used.

use std::fmt::{self, Write as _};
use std::io::IsTerminal;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, MakeWriter};
use tracing_subscriber::registry::LookupSpan;

use crate::config::LogFormat;

/// What a single value may add to a line.
const VALUE_CHARS: usize = 4096;

/// Sends the log of this process to stderr, and panics to the log. Does nothing where a subscriber is there already.
pub fn init(format: LogFormat) {
    init_at(format, "info");
}

/// The same, with another level where `RUST_LOG` names none.
pub fn init_at(format: LogFormat, level: &str) {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colors = format == LogFormat::Text && !no_color && std::io::stderr().is_terminal();
    let wanted = std::env::var("RUST_LOG").unwrap_or_default();
    let (filter, error) = match EnvFilter::try_new(if wanted.is_empty() { level } else { &wanted }) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), Some(error)),
    };
    let subscriber = subscriber(filter, Lines { format, colors }, std::io::stderr);
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        return;
    }
    super::panics::install_hook();
    if let Some(error) = error {
        tracing::warn!(%error, value = wanted, "RUST_LOG is no filter, logging at info");
    }
}

fn subscriber<W>(filter: EnvFilter, lines: Lines, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt().with_env_filter(filter).event_format(lines).with_writer(writer).finish()
}

/// One event, one line.
#[derive(Debug, Clone, Copy)]
struct Lines {
    format: LogFormat,
    colors: bool,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let (level, target) = (event.metadata().level(), event.metadata().target());
        let now = jiff::Timestamp::now();
        match self.format {
            LogFormat::Text => {
                let (color, reset) = if self.colors { (color(*level), "\u{1b}[0m") } else { ("", "") };
                write!(out, "{now:.3} {color}{level:>5}{reset} {target}: {}", escape(&fields.message))?;
                for (name, value) in &fields.others {
                    write!(out, " {name}={}", value.text())?;
                }
                writeln!(out)
            }
            LogFormat::Json => {
                let level = level.as_str().to_ascii_lowercase();
                write!(out, "{{\"timestamp\":\"{now:.3}\",\"level\":\"{level}\",\"target\":{}", json(target))?;
                write!(out, ",\"message\":{}", json(&fields.message))?;
                for (name, value) in &fields.others {
                    write!(out, ",{}:{}", json(name), value.json())?;
                }
                writeln!(out, "}}")
            }
        }
    }
}

fn color(level: Level) -> &'static str {
    match level {
        Level::ERROR => "\u{1b}[31m",
        Level::WARN => "\u{1b}[33m",
        Level::INFO => "\u{1b}[32m",
        _ => "\u{1b}[2m",
    }
}

#[derive(Debug, Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, Value)>,
}

#[derive(Debug)]
enum Value {
    /// A number or a truth value: the same in both formats.
    Plain(String),
    Text(String),
}

impl Fields {
    fn push(&mut self, field: &Field, value: Value) {
        match value {
            Value::Text(text) if field.name() == "message" && self.message.is_empty() => self.message = text,
            value => self.others.push((key(field.name()), value)),
        }
    }
}

/// A field under a name that the line itself uses keeps its value under another.
fn key(name: &'static str) -> &'static str {
    match name {
        "message" => "field.message",
        "timestamp" => "field.timestamp",
        "level" => "field.level",
        "target" => "field.target",
        name => name,
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.push(field, Value::Text(cut(format!("{value:?}"))));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field, Value::Text(cut(value.to_string())));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.push(field, Value::Plain(value.to_string()));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.push(field, Value::Plain(value.to_string()));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.push(field, Value::Plain(value.to_string()));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        let text = value.to_string();
        // JSON has no word for infinities and NaN.
        self.push(field, if value.is_finite() { Value::Plain(text) } else { Value::Text(text) });
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Plain(value) => value.clone(),
            Self::Text(value) => {
                let bare = !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c == '"' || c == '=');
                if bare || is_quoted(value) { escape(value) } else { escape(&format!("{value:?}")) }
            }
        }
    }

    fn json(&self) -> String {
        match self {
            Self::Plain(value) => value.clone(),
            Self::Text(value) => json(value),
        }
    }
}

/// Whether a value is one string literal already, as `?text` makes it.
fn is_quoted(value: &str) -> bool {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut escaped = false;
    for character in inner.chars() {
        if character == '"' && !escaped {
            return false;
        }
        escaped = character == '\\' && !escaped;
    }
    !escaped
}

/// A JSON string. What JSON lets stand and a terminal obeys (C1 controls, direction marks) is escaped too.
fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for character in serde_json::Value::from(text).to_string().chars() {
        if steers(character) {
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// Text without anything that ends a line, steers a terminal or turns the direction of what follows.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if steers(character) { out.extend(character.escape_default()) } else { out.push(character) }
    }
    out
}

fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn cut(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(VALUE_CHARS) {
        text.truncate(at);
        text.push('…');
    }
    text
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is logged on this thread meanwhile.
    pub fn logged(format: LogFormat, emit: impl FnOnce()) -> String {
        let page = Page::default();
        let writer = page.clone();
        let subscriber = subscriber(EnvFilter::new("info"), Lines { format, colors: false }, move || writer.clone());
        tracing::subscriber::with_default(subscriber, emit);
        let bytes = page.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::logged;
    use super::*;

    const FORGERY: &str = "a\n2026-01-01T00:00:00Z ERROR forged\u{1b}[2J\u{7}\r\u{9b}1m\u{202e}\u{2028}";

    #[test]
    fn no_value_and_no_message_forges_a_line_or_steers_a_terminal() {
        for format in [LogFormat::Text, LogFormat::Json] {
            let out = logged(format, || {
                tracing::info!(display = %FORGERY, debug = ?FORGERY, text = FORGERY, "said {FORGERY}");
            });
            assert_eq!(out.matches('\n').count(), 1, "{out:?}");
            assert!(out.ends_with('\n'));
            assert!(!out.trim_end_matches('\n').chars().any(steers), "{out:?}");
        }
    }

    #[test]
    fn text_reads_well_alone() {
        let out = logged(LogFormat::Text, || {
            tracing::info!(target: "copydesk::kafka", topic = "raw", partition = 3, error = %"no way", quoted = ?"x y", "revoked");
        });
        let (time, rest) = out.split_once(' ').unwrap();
        assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        assert_eq!(rest, " INFO copydesk::kafka: revoked topic=raw partition=3 error=\"no way\" quoted=\"x y\"\n");
    }

    #[test]
    fn a_value_cannot_pass_for_two_fields() {
        let out = logged(LogFormat::Text, || tracing::info!(a = "\"x\" level=\"error\"", b = "1 c=2", "m"));
        assert!(out.trim_end().ends_with(r#" a="\"x\" level=\"error\"" b="1 c=2""#), "{out}");
    }

    #[test]
    fn json_carries_every_field_with_its_type() {
        let out = logged(LogFormat::Json, || {
            tracing::warn!(offset = 7_i64, ratio = f64::NAN, ok = true, detail = FORGERY, "went");
        });
        let line: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((&line["level"], &line["message"], &line["offset"]), (&"warn".into(), &"went".into(), &7.into()));
        assert_eq!((&line["ok"], &line["ratio"], &line["detail"]), (&true.into(), &"NaN".into(), &FORGERY.into()));
    }

    #[test]
    fn a_field_under_a_name_of_the_line_is_not_lost() {
        let out = logged(LogFormat::Json, || {
            let (level, message) = ("FAIL", "broker away");
            tracing::info!(level, message, "librdkafka");
        });
        let line: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((&line["level"], &line["message"]), (&"info".into(), &"librdkafka".into()), "{out}");
        assert_eq!((&line["field.level"], &line["field.message"]), (&"FAIL".into(), &"broker away".into()), "{out}");
    }

    #[test]
    fn a_long_value_is_cut() {
        let out = logged(LogFormat::Text, || tracing::info!(long = "ö".repeat(10_000), "m"));
        assert!(out.chars().count() < VALUE_CHARS + 100);
        assert!(out.contains('…'));
    }
}
