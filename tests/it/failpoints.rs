//! Fail points and rules that can be switched off are for tests: nothing that is shipped has them.

use std::fs;
use std::path::Path;

/// What the environment is searched for where they are compiled in.
const TRACES: [&str; 2] = ["COPYDESK_FAILPOINTS", "COPYDESK_RULES_OFF"];

#[test]
fn the_binary_has_fail_points_with_their_feature_and_without_it_none() {
    let binary = fs::read(env!("CARGO_BIN_EXE_copydesk")).expect("the binary");
    for trace in TRACES {
        let found = memchr::memmem::find(&binary, trace.as_bytes()).is_some();
        assert_eq!(found, cfg!(feature = "failpoints"), "{trace}");
    }
}

#[test]
fn the_feature_is_off_by_default_and_no_recipe_that_ships_turns_it_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("Cargo.toml");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let features = manifest["features"].as_table().expect("features");
    assert!(features.contains_key("failpoints"));
    assert!(!features.contains_key("default"), "with features by default, say here which");

    let mut recipes = Vec::new();
    collect(&root.join("deploy"), &mut recipes);
    assert!(recipes.len() > 5, "found {} recipes only", recipes.len());
    for recipe in recipes {
        let text = fs::read(&recipe).expect("a recipe");
        for word in ["failpoints", "all-features"] {
            assert!(memchr::memmem::find(&text, word.as_bytes()).is_none(), "{} says {word}", recipe.display());
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
