//! The file in which a worker keeps its memory of hosts over a restart.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use super::file;
use crate::config::Config;
use crate::parse::hosts::{HostMemory, ImportError};

/// A file larger than that many times what the memory may hold is none of ours.
const LARGEST_FILE: u64 = 4;

/// The memory as the configuration wants it, with what the file holds; none where it is off.
///
/// # Errors
///
/// Where the file is there and cannot be read as a memory.
pub fn open(config: &Config) -> Result<Option<HostMemory>, ImportError> {
    let Some(empty) = empty(config) else { return Ok(None) };
    let settings = &config.parse.host_memory;
    if settings.path.is_empty() {
        return Ok(Some(empty));
    }
    let file = match File::open(&settings.path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(empty)),
        Err(error) => return Err(error.into()),
    };
    let most = settings.max_bytes.0.saturating_mul(LARGEST_FILE);
    HostMemory::import(BufReader::new(file.take(most)), super::bytes(settings.max_bytes.0)).map(Some)
}

/// The same for a worker: a memory that cannot be read is begun anew, for the work does not depend on it.
pub fn open_or_begin(config: &Config) -> Option<Arc<HostMemory>> {
    let path = &config.parse.host_memory.path;
    let memory = open(config).unwrap_or_else(|error| {
        tracing::warn!(path, %error, "the host memory cannot be read, and begins anew");
        empty(config)
    })?;
    let figures = memory.figures();
    tracing::info!(path, hosts = figures.hosts, bytes = figures.bytes, "host memory");
    Some(Arc::new(memory))
}

/// Writes the memory where the configuration wants it.
pub fn keep(config: &Config, memory: &HostMemory) {
    let path = &config.parse.host_memory.path;
    if path.is_empty() {
        return;
    }
    match file::replace(Path::new(path), |out| memory.export(out)) {
        Ok(()) => tracing::info!(path, hosts = memory.figures().hosts, "host memory kept"),
        Err(error) => tracing::warn!(path, %error, "the host memory could not be kept"),
    }
}

fn empty(config: &Config) -> Option<HostMemory> {
    let settings = &config.parse.host_memory;
    settings.enabled.then(|| HostMemory::new(super::bytes(settings.max_bytes.0)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::parse::hosts::Page;

    fn config(path: &Path) -> Config {
        let mut config = Config::default();
        config.parse.host_memory.enabled = true;
        config.parse.host_memory.path = path.to_str().unwrap().to_owned();
        config
    }

    #[test]
    fn a_worker_finds_what_the_one_before_it_kept() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder.path().join("hosts"));
        let memory = open_or_begin(&config).unwrap();
        let page = |n: u32| Page::new(Some(&format!("https://paper.example/{n}")), [("menu", false)]);
        (0..5).for_each(|n| drop(memory.visit("paper.example", &page(n))));
        keep(&config, &memory);
        let found = open(&config).unwrap().unwrap();
        assert_eq!(found.visit("paper.example", &page(9)).line(0).of, 5);
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["hosts"]);
    }

    #[test]
    fn a_file_that_is_no_memory_stops_no_worker_and_is_told_to_whoever_asks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hosts");
        fs::write(&path, "copydesk hosts 1\nhost paper.example\n").unwrap();
        assert!(open(&config(&path)).is_err());
        assert_eq!(open_or_begin(&config(&path)).unwrap().figures().hosts, 0);
    }

    #[test]
    fn without_the_switch_there_is_none() {
        assert!(open(&Config::default()).unwrap().is_none());
        assert!(open_or_begin(&Config::default()).is_none());
    }
}
