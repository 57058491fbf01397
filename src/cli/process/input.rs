//! Payloads out of files and lines. None is read any further than a payload may be large.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

use super::Failure;

/// Where payloads come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Stdin,
    File(PathBuf),
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One payload.
    Whole,
    /// A payload a line; empty lines are none.
    Lines,
}

/// One payload.
#[derive(Debug, PartialEq, Eq)]
pub struct Payload {
    /// From 1, where the input is lines.
    pub line: Option<u64>,
    pub value: Value,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Value {
    Bytes(Vec<u8>),
    /// Larger than a payload may be, with its length; its bytes were not kept.
    TooLarge(u64),
}

impl Input {
    /// What it is called in rejects.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".into(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Sees to it that it can be read, before any work is done.
    pub fn probe(&self) -> Result<(), Failure> {
        let Self::File(path) = self else { return Ok(()) };
        let readable = std::fs::metadata(path).and_then(|metadata| match metadata {
            folder if folder.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            // A pipe is opened once: whoever writes to it would be cut off at the second time.
            file if file.is_file() => File::open(path).map(drop),
            _ => Ok(()),
        });
        readable.map_err(|error| self.unreadable(&error))
    }

    /// Hands over its payloads, one after the other, until `take` has had enough.
    pub fn payloads(&self, shape: Shape, limit: usize, mut take: impl FnMut(Payload) -> bool) -> Result<bool, Failure> {
        let read = match self {
            Self::Stdin => read(io::stdin().lock(), shape, limit, &mut take),
            Self::File(path) => File::open(path)
                .and_then(|file| read(BufReader::with_capacity(64 << 10, file), shape, limit, &mut take)),
        };
        read.map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &io::Error) -> Failure {
        Failure::usage(format!("{}: {error}", self.name()), "name files that can be read, or - for stdin")
    }
}

/// False where `take` had enough.
fn read(
    mut input: impl BufRead,
    shape: Shape,
    limit: usize,
    take: &mut impl FnMut(Payload) -> bool,
) -> io::Result<bool> {
    if shape == Shape::Whole {
        return Ok(take(Payload { line: None, value: whole(&mut input, limit)? }));
    }
    let mut number = 0;
    while let Some(value) = line(&mut input, limit)? {
        number += 1;
        let empty = matches!(&value, Value::Bytes(bytes) if bytes.iter().all(u8::is_ascii_whitespace));
        if !empty && !take(Payload { line: Some(number), value }) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn whole(input: &mut impl Read, limit: usize) -> io::Result<Value> {
    let limit = limit as u64;
    let mut bytes = Vec::new();
    if input.take(limit).read_to_end(&mut bytes)? as u64 == limit {
        let beyond = io::copy(input, &mut io::sink())?;
        if beyond > 0 {
            return Ok(Value::TooLarge(limit + beyond));
        }
    }
    Ok(Value::Bytes(bytes))
}

/// The next line without its line break. One that is too long is skipped, and only measured.
fn line(input: &mut impl BufRead, limit: usize) -> io::Result<Option<Value>> {
    let mut bytes = Vec::new();
    let mut length = 0;
    let mut begun = false;
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            break;
        }
        begun = true;
        let end = memchr::memchr(b'\n', chunk);
        let part = end.and_then(|end| chunk.get(..end)).unwrap_or(chunk);
        length += part.len() as u64;
        // One byte more than the limit is kept: it may be the `\r` of a line break.
        if bytes.len() <= limit {
            bytes.extend(part.iter().take(limit + 1 - bytes.len()));
        }
        let used = end.map_or(chunk.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    if !begun {
        return Ok(None);
    }
    if length == bytes.len() as u64 && bytes.last() == Some(&b'\r') {
        bytes.pop();
        length -= 1;
    }
    Ok(Some(if length > limit as u64 { Value::TooLarge(length) } else { Value::Bytes(bytes) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payloads(text: &str, shape: Shape, limit: usize) -> Vec<Payload> {
        let mut found = Vec::new();
        // A small buffer, so that lines cross its end.
        let input = BufReader::with_capacity(3, text.as_bytes());
        let mut take = |payload| {
            found.push(payload);
            true
        };
        assert!(read(input, shape, limit, &mut take).unwrap());
        found
    }

    fn bytes(line: u64, text: &str) -> Payload {
        Payload { line: Some(line), value: Value::Bytes(text.into()) }
    }

    #[test]
    fn lines_lose_their_breaks_and_keep_their_numbers() {
        let found = payloads("one\r\n\n  \ntwo three\nfour", Shape::Lines, 100);
        assert_eq!(found, [bytes(1, "one"), bytes(4, "two three"), bytes(5, "four")]);
    }

    #[test]
    fn a_line_that_is_too_long_is_measured_and_the_next_one_is_whole() {
        let found = payloads("12345\r\n123456\n1234567890\n12345", Shape::Lines, 5);
        let too_large = |line, length| Payload { line: Some(line), value: Value::TooLarge(length) };
        assert_eq!(found, [bytes(1, "12345"), too_large(2, 6), too_large(3, 10), bytes(4, "12345")]);
    }

    #[test]
    fn a_file_is_one_payload_as_it_is() {
        let one = |value| [Payload { line: None, value }];
        assert_eq!(payloads("a\r\nb\n", Shape::Whole, 5), one(Value::Bytes("a\r\nb\n".into())));
        assert_eq!(payloads("", Shape::Whole, 5), one(Value::Bytes(Vec::new())));
        assert_eq!(payloads("123456789", Shape::Whole, 5), one(Value::TooLarge(9)));
    }

    #[test]
    fn a_file_that_is_not_there_or_a_folder_is_named() {
        for path in ["no-such-file", "src"] {
            let failure = Input::File(path.into()).probe().unwrap_err();
            let mut told = Vec::new();
            failure.tell(&mut told);
            let told = String::from_utf8(told).unwrap();
            assert!(told.starts_with(&format!("error: {path}: ")), "{told}");
        }
    }
}
