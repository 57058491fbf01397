//! The configuration as an operator meets it: the file, the environment, the example, the reference, the schema.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use copydesk::config::{self, Config};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn environment(variables: &[(&str, &str)]) -> impl Iterator<Item = (String, String)> {
    variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect::<Vec<_>>().into_iter()
}

/// A file is held to what it should be; `UPDATE_GOLDEN=1` writes it.
fn golden(path: &Path, expected: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "{} is stale: UPDATE_GOLDEN=1 rewrites it, read the diff", path.display());
}

fn written(folder: &tempfile::TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("copydesk.toml");
    std::fs::write(&path, text).unwrap();
    path
}

fn as_json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

#[test]
fn five_mistakes_in_a_file_are_five_reports() {
    let file = root().join("tests/fixtures/config/five-mistakes.toml");
    let problems = config::load(Some(&file), environment(&[])).unwrap_err();
    let expected = [
        r#"3:12: kafka.brokers[0]: expected host:port such as "localhost:9092", got "localhost""#,
        r#"4:1: kafka.gruop_id: expected a key that copydesk knows, got "gruop_id"; did you mean kafka.group_id?"#,
        r#"5:12: kafka.delivery: expected one of "at_least_once", "exactly_once", got "exactly-once"; did you mean "exactly_once"?"#,
        r#"8:17: limits.payload_bytes: expected a size with its unit from "1KiB" to "512MiB", got the number 1048576"#,
        r#"11:17: pipeline.drain_timeout: expected a time with its unit from "1s" to "10m", got "20 parsecs""#,
    ];
    let expected = expected.map(|report| format!("{}:{report}", file.display()));
    assert_eq!(problems.to_string().lines().collect::<Vec<_>>(), expected);
}

#[test]
fn file_and_environment_are_reported_together() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, "[admin]\nlisten = 9464\n");
    let problems = config::load(Some(&file), environment(&[("COPYDESK__KAFKA__LINGER", "soon")])).unwrap_err();
    let lines: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("copydesk.toml:2:10: admin.listen: expected address:port"), "{lines:?}");
    assert!(lines[1].starts_with("environment COPYDESK__KAFKA__LINGER: kafka.linger: expected a time"), "{lines:?}");
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let missing = Path::new("no-such-folder/copydesk.toml");
    let problems = config::load(Some(missing), environment(&[])).unwrap_err();
    assert!(problems.to_string().starts_with("no-such-folder/copydesk.toml: expected a configuration file, got: "));
}

#[test]
fn secrets_come_from_files_and_are_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("password");
    std::fs::write(&secret, "hunter2\n").unwrap();
    let text = format!(
        "[kafka.properties_file]\nsasl.password = {0:?}\nsasl.username = {0:?}\n[[enrich.http]]\nname = \"geo\"\nurl = \"http://geo.internal/\"\nheaders = {{ authorization = \"hunter2\" }}\n",
        secret.display().to_string()
    );
    let file = written(&folder, &text);
    let (config, origins) = config::load_with_origins(Some(&file), environment(&[])).unwrap();
    assert_eq!(config.kafka.properties.get("sasl.password").map(String::as_str), Some("hunter2"));
    for printed in [format!("{config:?}"), format!("{config:#?}"), config::summary(&config, &origins)] {
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("***"), "{printed}");
    }
}

#[test]
fn a_secret_that_cannot_be_read_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, "[kafka.properties_file]\nsasl.password = \"/no/such/secret\"\n");
    let problems = config::load(Some(&file), environment(&[])).unwrap_err();
    let line = problems.to_string();
    assert!(line.contains(":2:17: kafka.properties_file.sasl.password: expected a text file"), "{line}");
    assert!(line.contains("/no/such/secret"), "{line}");
}

#[test]
fn the_example_shows_every_key_at_its_default() {
    let example = config::example();
    golden(&root().join("config/example.toml"), &example);

    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, &example);
    assert_eq!(config::load(Some(&file), environment(&[])), Ok(Config::default()));

    let schema = config::schema();
    let mut missing = Vec::new();
    keys_missing(&schema, &as_json(&example), "", &mut missing);
    assert_eq!(missing, ["enrich.http"], "an enricher has no default");
}

fn keys_missing(schema: &Value, value: &Value, path: &str, missing: &mut Vec<String>) {
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}{}{name}", if path.is_empty() { "" } else { "." });
        match value.get(name) {
            Some(value) => keys_missing(inner, value, &path, missing),
            None => missing.push(path),
        }
    }
}

/// The example with everything that could be set in it, set.
fn uncommented() -> String {
    let mut text = String::new();
    for line in config::example().lines() {
        let _ = writeln!(text, "{}", line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line));
    }
    text
}

#[test]
fn what_the_example_leaves_out_can_be_put_in() {
    let folder = tempfile::tempdir().unwrap();
    let config = config::load(Some(&written(&folder, &uncommented())), environment(&[])).unwrap();
    let geo = &config.enrich.http[0];
    let defaults = config::HttpEnricher { name: geo.name.clone(), url: geo.url.clone(), ..Default::default() };
    assert_eq!((geo.name.as_str(), geo), ("geo", &defaults));
}

#[test]
fn the_summary_of_the_defaults_reads_back_as_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, &uncommented());
    let (config, origins) = config::load_with_origins(Some(&file), environment(&[])).unwrap();
    let summary = config::summary(&config, &origins);
    assert!(summary.contains("copydesk.toml:"), "{summary}");
    assert_eq!(config::load(Some(&written(&folder, &summary)), environment(&[])), Ok(config));
}

#[test]
fn the_schema_takes_the_example_and_refuses_unknown_keys() {
    let schema = config::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let mut example = as_json(&uncommented());
    let errors: Vec<String> = validator.iter_errors(&example).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    example["kafka"]["gruop_id"] = "x".into();
    assert!(!validator.is_valid(&example));
    let mistakes = std::fs::read_to_string(root().join("tests/fixtures/config/five-mistakes.toml")).unwrap();
    // The form of a broker is the one that only copydesk knows.
    assert_eq!(validator.iter_errors(&as_json(&mistakes)).count(), 4);
}

#[test]
fn the_reference_lists_every_key() {
    const BEGIN: &str = "<!-- keys: written by tests/it/config.rs, UPDATE_GOLDEN=1 -->\n";
    let path = root().join("docs/CONFIGURATION.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (prose, _) = page.split_once(BEGIN).expect("the mark before the tables");
    golden(&path, &format!("{prose}{BEGIN}\n{}", config::reference()));
}

#[test]
fn what_copydesk_sets_for_the_client_is_refused_as_a_property() {
    // These are defaults of ours that properties may replace: they are set first.
    const REPLACEABLE: [&str; 4] =
        ["client.id", "fetch.wait.max.ms", "reconnect.backoff.max.ms", "topic.metadata.refresh.interval.ms"];
    let settings = std::fs::read_to_string(root().join("src/kafka/settings.rs")).unwrap();
    let set: Vec<&str> = settings.split("client.set(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(set.len() > 20, "{set:?}");
    let folder = tempfile::tempdir().unwrap();
    for property in set {
        let file = written(&folder, &format!("[kafka.properties]\n{property:?} = \"1\"\n"));
        let refused = config::load(Some(&file), environment(&[])).is_err();
        assert_eq!(refused, !REPLACEABLE.contains(&property), "{property}");
    }
}
