//! The configuration: a TOML file, the environment over it, every problem reported at once.
//!
//! ```text
//!  defaults (model) ◀ file (file) ◀ environment (env) ▶ rules between keys (rules) ▶ Config, or every Problem
//!                       └──────── table of all keys (keys) ────────┘
//! ```
//!
//! A key stands once in the table: name, meaning, bounds. What reads it, its environment variable, `config/example.toml`,
//! `docs/CONFIGURATION.md` and the JSON Schema all follow from there; its default follows from the model.
//!
//! A file is not required, and nothing is expanded in it: what stands there is what is meant. Values that nobody should
//! read come from files of their own (`*_file`) and print as `***`.

mod env;
mod field;
mod file;
mod keys;
mod model;
mod near;
mod owned;
mod problem;
mod redact;
mod reference;
mod rules;
mod schema;
mod shape;
mod units;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use env::PREFIX as ENVIRONMENT_PREFIX;
pub use model::*;
pub use problem::{Origin, Problem, Problems};
pub use redact::{is_secret, shown};
pub use reference::{example, reference, summary};
pub use schema::schema;
pub use shape::address;
pub use units::{ByteSize, Period};

/// By key path, where its value was given; what is absent is at its default.
pub type Origins = BTreeMap<String, Origin>;

/// A configuration on its way: what was read, from where, and what is wrong with it.
#[derive(Debug, Default)]
struct Settings {
    config: Config,
    origins: Origins,
    problems: Vec<Problem>,
}

/// The largest configuration file that is read, and the largest secret.
const FILE_BYTES: u64 = 1 << 20;
const SECRET_BYTES: u64 = 64 << 10;

/// The configuration from a file, where one is given, and the environment over it.
///
/// # Errors
///
/// [`Problems`]: all of them at once. A file that is given must be there.
pub fn load(path: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config, Problems> {
    load_with_origins(path, environment).map(|(config, _)| config)
}

/// The same, and where each value comes from.
///
/// # Errors
///
/// As [`load`].
pub fn load_with_origins(
    path: Option<&Path>,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<(Config, Origins), Problems> {
    let mut settings = Settings::default();
    if let Some(path) = path {
        let name = path.display().to_string();
        match text_of(path, FILE_BYTES) {
            Ok(text) => file::read(&name, &text, &mut settings),
            Err(error) => settings.problems.push(Problem {
                origin: Origin::WholeFile { file: name },
                path: String::new(),
                message: format!("expected a configuration file, got: {error}"),
            }),
        }
    }
    env::read(environment, &mut settings);
    rules::check(&mut settings);
    rules::secrets(&mut settings);
    let Settings { config, origins, problems } = settings;
    if problems.is_empty() { Ok((config, origins)) } else { Err(Problems(problems)) }
}

/// The text of a file that is no larger than that: a path may name anything, even what never ends.
fn text_of(path: &Path, most: u64) -> std::io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    if read as u64 > most {
        return Err(std::io::Error::other(format!("a file of more than {}", ByteSize(most))));
    }
    Ok(text)
}
