//! Why a command ends without having done its work: a line that says what, a line that says what to do.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use crate::config::Problems;

/// The end of a command that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    code: u8,
    /// What went wrong; nothing where nobody is there to read it.
    what: Vec<String>,
    help: Option<String>,
}

impl Failure {
    /// Not well, or rejected: exit code 1.
    pub fn unwell(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code: 1, what: vec![what.into()], help: Some(help.into()) }
    }

    /// Wrong usage or configuration: exit code 2.
    pub fn usage(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code: 2, what: vec![what.into()], help: Some(help.into()) }
    }

    /// copydesk had to stop: exit code 3.
    pub fn stopped(what: impl Into<String>) -> Self {
        Self { code: 3, what: vec![what.into()], help: None }
    }

    /// Output that nobody takes. A reader that has seen enough, such as `head`, is no failure.
    // By value, as `map_err` hands it over.
    #[allow(clippy::needless_pass_by_value)]
    pub fn output(error: std::io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            return Self { code: 0, what: Vec::new(), help: None };
        }
        Self::stopped(format!("cannot write the output: {error}"))
    }

    /// Tells people, and says how to exit.
    pub fn tell(self, stderr: &mut impl Write) -> ExitCode {
        let Self { code, what, help } = self;
        // Without a stderr there is nobody to tell that it is gone.
        for line in what {
            let _ = writeln!(stderr, "error: {line}");
        }
        if let Some(help) = help {
            let _ = writeln!(stderr, "help: {help}");
        }
        ExitCode::from(code)
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        let what = problems.0.iter().map(ToString::to_string).collect();
        let help = "docs/CONFIGURATION.md lists every key, `copydesk check` the configuration that results".into();
        Self { code: 2, what, help: Some(help) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Origin, Problem};

    fn told(failure: Failure) -> (String, ExitCode) {
        let mut stderr = Vec::new();
        let code = failure.tell(&mut stderr);
        (String::from_utf8(stderr).unwrap(), code)
    }

    #[test]
    fn each_problem_is_a_line_and_the_help_comes_once() {
        let problem =
            |path: &str| Problem { origin: Origin::Default, path: path.into(), message: "expected more".into() };
        let (text, code) = told(Problems(vec![problem("a"), problem("b")]).into());
        assert!(
            text.starts_with("error: default: a: expected more\nerror: default: b: expected more\nhelp: "),
            "{text}"
        );
        assert_eq!(code, ExitCode::from(2));
    }

    #[test]
    fn a_reader_that_has_seen_enough_is_no_failure() {
        assert_eq!(told(Failure::output(ErrorKind::BrokenPipe.into())), (String::new(), ExitCode::SUCCESS));
        assert_eq!(told(Failure::output(ErrorKind::StorageFull.into())).1, ExitCode::from(3));
    }
}
