use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn read(text: &str, environment: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    file::read("copydesk.toml", text, &mut settings);
    env::read(environment.iter().map(|(name, value)| ((*name).into(), (*value).into())), &mut settings);
    rules::check(&mut settings);
    settings
}

fn complaints(text: &str, environment: &[(&str, &str)]) -> Vec<String> {
    read(text, environment).problems.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_given_is_the_defaults() {
    assert_eq!(load(None, std::iter::empty()), Ok(Config::default()));
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let settings = read(
        "[kafka]\ngroup_id = \"file\"\noutput_topic = \"file.out\"\n",
        &[("COPYDESK__KAFKA__GROUP_ID", "env"), ("COPYDESK_KAFKA", "not ours"), ("HOME", "/")],
    );
    assert_eq!(settings.problems, []);
    assert_eq!(settings.config.kafka.group_id, "env");
    assert_eq!(settings.config.kafka.output_topic, "file.out");
    assert_eq!(settings.config.kafka.dead_letter_topic, "articles.dlq");
    assert_eq!(settings.origin("kafka.group_id"), Origin::Environment("COPYDESK__KAFKA__GROUP_ID".into()));
    assert_eq!(
        settings.origin("kafka.output_topic"),
        Origin::File { file: "copydesk.toml".into(), line: 3, column: 16 }
    );
    assert_eq!(settings.origin("kafka.linger"), Origin::Default);
}

#[test]
fn every_kind_of_value_is_read_from_the_environment() {
    let settings = read(
        "",
        &[
            ("COPYDESK__KAFKA__BROKERS", "a:9092, [::1]:9093"),
            ("COPYDESK__KAFKA__DELIVERY", "at_least_once"),
            ("COPYDESK__KAFKA__START_FROM", "2026-01-01T00:00:00Z"),
            ("COPYDESK__KAFKA__LINGER", "5ms"),
            ("COPYDESK__KAFKA__TRANSACTION__INTERVAL", "1s"),
            ("COPYDESK__KAFKA__PROPERTIES__SECURITY_PROTOCOL", "ssl"),
            ("COPYDESK__LIMITS__PAYLOAD_BYTES", "1MiB"),
            ("COPYDESK__PIPELINE__WORKERS", "3"),
            ("COPYDESK__DEAD_LETTERS__MAX_RATIO", "0.25"),
            ("COPYDESK__FILTER__LANGUAGES", ""),
            ("COPYDESK__INPUT__ENVELOPE__ARTICLE_TEXT", "/data/text"),
        ],
    );
    assert_eq!(settings.problems, []);
    let Config { kafka, limits, pipeline, dead_letters, filter, input, .. } = settings.config;
    assert_eq!(kafka.brokers, ["a:9092", "[::1]:9093"]);
    assert_eq!(kafka.start_from, StartFrom::Time { unix_ms: 1_767_225_600_000 });
    assert_eq!((kafka.linger, kafka.transaction.interval), (Period::millis(5), Period::millis(1000)));
    assert_eq!(kafka.properties, BTreeMap::from([("security.protocol".into(), "ssl".into())]));
    assert_eq!((limits.payload_bytes, pipeline.workers), (ByteSize::mib(1), 3));
    assert!((dead_letters.max_ratio - 0.25).abs() < f64::EPSILON);
    assert!(filter.languages.is_empty());
    assert_eq!(input.envelope, BTreeMap::from([("article_text".into(), "/data/text".into())]));
}

#[test]
fn a_mistyped_variable_is_a_mistake() {
    assert_eq!(
        complaints("", &[("COPYDESK__KAFKA__GRUOP_ID", "x"), ("COPYDESK__PIPELINE__WORKERS", "many")]),
        [
            "environment COPYDESK__KAFKA__GRUOP_ID: expected a key that copydesk knows; did you mean COPYDESK__KAFKA__GROUP_ID?",
            "environment COPYDESK__PIPELINE__WORKERS: pipeline.workers: expected a whole number from 0 to 1024, got \"many\"",
        ]
    );
    let enricher = complaints("", &[("COPYDESK__ENRICH__HTTP__0__NAME", "geo")]);
    assert!(enricher[0].contains("set in the file"), "{enricher:?}");
    let whole = complaints("", &[("COPYDESK__KAFKA__PROPERTIES", "a=b")]);
    assert!(whole[0].contains("COPYDESK__KAFKA__PROPERTIES__NAME"), "{whole:?}");
}

#[test]
fn properties_are_the_same_with_dots_and_with_quotes() {
    let dotted = read("[kafka.properties]\nsasl.mechanism = \"PLAIN\"\n", &[]);
    let quoted = read("[kafka]\nproperties = { \"sasl.mechanism\" = \"PLAIN\" }\n", &[]);
    assert_eq!(dotted.problems, []);
    assert_eq!(dotted.config.kafka.properties, BTreeMap::from([("sasl.mechanism".into(), "PLAIN".into())]));
    assert_eq!(dotted.config, quoted.config);
}

#[test]
fn a_property_with_quotes_and_without_is_given_twice() {
    let lines =
        complaints("[kafka.properties]\nsasl.mechanism = \"PLAIN\"\n\"sasl.mechanism\" = \"SCRAM-SHA-512\"\n", &[]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("kafka.properties.sasl.mechanism: expected a name once"), "{lines:?}");
}

#[test]
fn numbers_may_be_written_as_toml_writes_them() {
    let settings = read("[pipeline]\nworkers = 1_0\n[dead_letters]\nmax_ratio = 1\nmax_consecutive = +5\n", &[]);
    assert_eq!(settings.problems, []);
    assert_eq!((settings.config.pipeline.workers, settings.config.dead_letters.max_consecutive), (10, 5));
    assert_eq!(complaints("[pipeline]\nworkers = -1\n", &[]).len(), 1);
    assert_eq!(complaints("[pipeline]\nworkers = 2.0\n", &[]).len(), 1);
}

#[test]
fn a_file_without_end_is_a_problem() {
    let problems = load(Some(Path::new("/dev/zero")), std::iter::empty()).unwrap_err();
    assert_eq!(problems.to_string(), "/dev/zero: expected a configuration file, got: a file of more than 1MiB");
}

#[test]
fn owned_properties_are_refused_in_the_file_and_in_the_environment() {
    let refused = complaints(
        "[kafka.properties]\n\"group.id\" = \"mine\"\n",
        &[("COPYDESK__KAFKA__PROPERTIES__BOOTSTRAP_SERVERS", "a:1")],
    );
    assert_eq!(
        refused,
        [
            "copydesk.toml:2:1: kafka.properties.group.id: expected a property that copydesk does not own, set kafka.group_id instead",
            "environment COPYDESK__KAFKA__PROPERTIES__BOOTSTRAP_SERVERS: kafka.properties.bootstrap.servers: expected a property that copydesk does not own, set kafka.brokers instead",
        ]
    );
}

#[test]
fn a_secret_of_a_wrong_type_is_not_printed() {
    let complaint = complaints("[kafka.properties]\nsasl.password = [\"hunter2\"]\nssl.key.password = 1.5\n", &[]);
    assert_eq!(complaint.len(), 2);
    assert!(complaint.iter().all(|line| !line.contains("hunter2") && !line.contains("1.5")), "{complaint:?}");
}

#[test]
fn rules_between_keys_name_both() {
    let lines = complaints(
        r#"
        [kafka]
        delivery = "exactly_once"
        input_topics = ["a", "b"]
        output_topic = "b"
        dead_letter_topic = "b"
        session_timeout = "6s"
        commit_interval = "10s"
        group_protocol = "consumer"
        assignor = "roundrobin"
        [limits]
        in_flight_bytes = "1MiB"
        payload_bytes = "2MiB"
        decompressed_bytes = "1MiB"
        "#,
        &[],
    );
    for (key, other) in [
        ("default: kafka.transactional_id", "kafka.delivery"),
        ("default: kafka.transaction.timeout", "kafka.session_timeout"),
        ("copydesk.toml:5:24: kafka.output_topic", "kafka.input_topics"),
        ("copydesk.toml:6:29: kafka.dead_letter_topic", "kafka.input_topics"),
        ("copydesk.toml:6:29: kafka.dead_letter_topic", "kafka.output_topic"),
        ("copydesk.toml:8:27: kafka.commit_interval", "kafka.session_timeout"),
        ("copydesk.toml:10:20: kafka.assignor", "kafka.group_protocol"),
        ("copydesk.toml:12:27: limits.in_flight_bytes", "limits.payload_bytes"),
        ("copydesk.toml:14:30: limits.decompressed_bytes", "limits.payload_bytes"),
    ] {
        assert!(
            lines.iter().any(|line| line.starts_with(key) && line.contains(other)),
            "{key} and {other}: {lines:#?}"
        );
    }
    assert_eq!(lines.len(), 9, "{lines:#?}");
}

#[test]
fn a_rule_about_a_key_in_trouble_keeps_quiet() {
    let lines = complaints("[limits]\nin_flight_bytes = \"1MiB\"\npayload_bytes = \"8 MB/s\"\n", &[]);
    assert_eq!(lines.len(), 1, "{lines:?}");
}

#[test]
fn enrichers_are_read_with_their_own_mistakes() {
    let settings = read(
        r#"
        [[enrich.http]]
        name = "geo"
        url = "http://geo.internal/v1"
        request = { title = "/title/display" }
        headers = { "accept-language" = "ar" }
        timeout = "100ms"
        on_failure = "dead_letter"

        [[enrich.http]]
        name = "geo"
        timeuot = "1s"
        deadline = "1s"
        "#,
        &[],
    );
    let geo = &settings.config.enrich.http[0];
    assert_eq!((geo.timeout, geo.on_failure), (Period::millis(100), OnFailure::DeadLetter));
    assert_eq!(geo.request, BTreeMap::from([("title".into(), "/title/display".into())]));
    let lines: Vec<_> = settings.problems.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(lines[0].starts_with("copydesk.toml:10:9: enrich.http[1].url: expected an http"), "{lines:#?}");
    assert!(lines[1].contains("enrich.http[1].timeuot") && lines[1].ends_with("did you mean timeout?"), "{lines:#?}");
    assert!(lines[2].starts_with("copydesk.toml:11:16: enrich.http[1].name"), "{lines:#?}");
    assert!(lines[3].starts_with("copydesk.toml:13:20: enrich.http[1].deadline"), "{lines:#?}");
}

#[test]
fn a_key_in_the_wrong_table_is_told_where_it_belongs() {
    let lines = complaints("group_id = \"x\"\n[kafka]\npayload_bytes = \"1MiB\"\n[limit]\n", &[]);
    assert_eq!(
        lines,
        [
            "copydesk.toml:1:1: group_id: expected a key that copydesk knows, got \"group_id\"; did you mean kafka.group_id?",
            "copydesk.toml:3:1: kafka.payload_bytes: expected a key that copydesk knows, got \"payload_bytes\"; did you mean limits.payload_bytes?",
            "copydesk.toml:4:2: limit: expected a key that copydesk knows, got \"limit\"; did you mean limits?",
        ]
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_place_and_nothing_is_guessed() {
    let lines = complaints("[kafka]\ngroup_id = \"a\nbrokers = 5\n", &[]);
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("no TOML")), "{lines:?}");
    assert!(lines[0].starts_with("copydesk.toml:2:"), "{lines:?}");
}

#[test]
fn the_column_counts_characters() {
    let lines = complaints("filter = { hosts_deny = [\"مثال.إختبار\", 5] }\n", &[]);
    assert_eq!(
        lines,
        [
            "copydesk.toml:1:41: filter.hosts_deny[1]: expected a host name without scheme, port or path, got the number 5"
        ]
    );
}

#[test]
fn every_table_is_described_and_every_key_has_a_table() {
    let mut config = Config::default();
    for key in keys::keys(&mut config) {
        let table = key.path.rsplit_once('.').map(|(table, _)| table);
        let pairs = matches!(key.field, field::Field::Pairs(..));
        for table in table.into_iter().chain(pairs.then_some(key.path)) {
            assert!(keys::TABLES.iter().any(|(known, _)| *known == table), "{table}");
        }
        assert!(key.doc.ends_with(['.', '?']), "{}", key.path);
    }
}

proptest! {
    /// Whatever stands in a file, each complaint has its place in it.
    #[test]
    fn no_file_is_too_wild_to_be_complained_about(
        lines in prop::collection::vec(
            "(\\[{1,2}(kafka|limits|enrich\\.http|kafka\\.properties|x)\\]{1,2}|\
              (brokers|group_id|workers|name|url|sasl\\.password|start_from|properties|kafka\\.linger) = \
              (5|\"é\"|\\[\\]|\\[1, \"a:1\"\\]|\\{\\}|\\{a = 1\\}|2026-01-01T00:00:00Z|true|nan)|.{0,12})",
            0..12,
        ),
    ) {
        let text = lines.join("\n");
        for problem in read(&text, &[]).problems {
            match problem.origin {
                Origin::File { line, column, .. } => {
                    prop_assert!(line >= 1 && line <= lines.len().max(1) && column >= 1, "{problem}");
                }
                Origin::Default => {}
                other => prop_assert!(false, "{other}"),
            }
        }
    }
}
