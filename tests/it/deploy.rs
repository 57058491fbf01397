//! What deploy/ promises to the worker: keys that exist, time enough to drain, memory enough for the worst case.

use std::fs;
use std::path::{Path, PathBuf};

use copydesk::app;
use copydesk::config::{self, Config};

/// Partitions that the manifests leave room for in one worker.
const PARTITIONS: u32 = 12;

#[test]
fn the_variables_of_each_manifest_are_a_configuration() {
    let mut seen = 0;
    for file in files(&root().join("deploy")) {
        let variables = variables(&fs::read_to_string(&file).unwrap());
        seen += variables.len();
        if let Err(problems) = config::load(None, variables.into_iter()) {
            panic!("{}:\n{problems}", file.display());
        }
    }
    assert!(seen >= 10, "{seen} variables found");
}

#[test]
fn supervisors_are_more_patient_than_the_drain() {
    let drain = pods().pipeline.drain_timeout.0.as_secs();
    for (file, key) in [
        ("deploy/kustomize/base/deployment.yaml", "terminationGracePeriodSeconds: "),
        ("deploy/compose.yaml", "stop_grace_period: "),
        ("deploy/systemd/copydesk.service", "TimeoutStopSec="),
    ] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let patience = text.lines().find_map(|line| line.trim().strip_prefix(key)).expect(file);
        let patience: u64 = patience.trim_end_matches('s').parse().expect(file);
        // Ten seconds for committing, leaving the group and joining threads.
        assert!(patience >= drain + 10, "{file} waits {patience} s for a drain of {drain} s");
    }
}

#[test]
fn memory_limits_hold_the_worst_case() {
    let config = pods();
    assert!(config.pipeline.workers > 0, "as many workers as the node has cores have no bound on their memory");
    let worst = app::worst_case(&config, PARTITIONS, config.pipeline.workers).total();
    for (file, key, suffix) in [
        ("deploy/kustomize/base/deployment.yaml", "memory: ", "Mi"),
        ("deploy/compose.yaml", "mem_limit: ", "m"),
        ("deploy/systemd/copydesk.service", "MemoryMax=", "M"),
    ] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let limit = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_suffix(suffix)).expect(file);
        let limit = limit.parse::<u64>().expect(file) << 20;
        assert!(limit >= worst, "{file} gives {} MiB, the worst case is {} MiB", limit >> 20, worst >> 20);
    }
}

/// `NAME=value` of Dockerfile and unit, `NAME: value` of compose, `name: NAME` and `value: value` of Kubernetes.
fn variables(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let line = line.trim().trim_end_matches(" \\");
        if let Some(value) = line.strip_prefix("value: ").filter(|_| found.last().is_some_and(|(_, v)| v.is_empty())) {
            found.last_mut().unwrap().1 = value.into();
        } else if line == "valueFrom:" {
            found.last_mut().unwrap().1 = "from a secret".into();
        } else if let Some(at) = line.find("COPYDESK__") {
            let (name, value) = line[at..].split_once(['=', ':']).unwrap_or((&line[at..], ""));
            found.push((name.into(), value.trim().trim_matches('"').into()));
        }
    }
    found
}

/// The configuration that the manifests ship.
fn pods() -> Config {
    config::load(Some(&root().join("deploy/kustomize/base/copydesk.toml")), std::iter::empty()).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
