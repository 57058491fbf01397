//! What `tools/train` asks of the parser, JSON lines in, JSON lines out:
//!
//! ```text
//! features names dump                 the names of the numbers in a row
//! features rows dump < pages          {id, blocks: [{text, kind, kept, open, row}]}
//! features bodies dump < pages        {id, text, subheads} by the rules alone
//! features bodies dump MODEL < pages  the same by a model
//! ```
//!
//! A page is `{"id", "text", "url"?, "title"?}`.

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};

use serde::Deserialize;
use serde_json::{Value, json};

use copydesk::article::{BlockKind, RawArticle};
use copydesk::parse::training::{self, Candidate, Dump, GuessSample, Sample};

#[derive(Deserialize)]
struct Page {
    id: String,
    url: Option<String>,
    text: Option<String>,
    title: Option<String>,
}

impl Page {
    fn text(&self) -> Dump<'_> {
        Dump {
            text: self.text.as_deref().unwrap_or(""),
            title: self.title.as_deref(),
            url: self.url.as_deref(),
            ..Dump::default()
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["names", "dump"] => writeln!(io::stdout(), "{}", training::dump_features().join("\n"))?,
        ["rows", "dump"] => each(|page| rows(page, &training::dump_samples(page.text())))?,
        ["bodies", "dump"] => each(|page| body(page, training::dump_by_rules(page.text()).ok()))?,
        ["bodies", "dump", model] => {
            let model = Candidate::for_dumps(&std::fs::read_to_string(model)?)?;
            each(|page| body(page, model.dump(page.text()).ok()))?;
        }
        ["names", kind @ ("title" | "date" | "authors")] => {
            writeln!(io::stdout(), "{}", training::dump_guess_features(kind).join("\n"))?;
        }
        ["rows", kind @ ("title" | "date" | "authors")] => each(|page| guesses(page, kind))?,
        _ => return Err("usage: features names|rows|bodies dump [MODEL]".into()),
    }
    Ok(())
}

fn each(answer: impl Fn(&Page) -> Value) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let page: Page = serde_json::from_str(&line?)?;
        writeln!(out, "{}", answer(&page))?;
    }
    Ok(out.flush()?)
}

fn rows(page: &Page, samples: &[Sample]) -> Value {
    let block = |sample: &Sample| json!({ "text": sample.text, "kind": sample.kind, "kept": sample.kept, "open": sample.open, "row": sample.row });
    json!({ "id": page.id, "blocks": samples.iter().map(block).collect::<Vec<_>>() })
}

fn guesses(page: &Page, kind: &str) -> Value {
    let guess = |guess: GuessSample| json!({ "value": guess.value, "names": guess.names, "row": guess.row });
    json!({ "id": page.id, "guesses": training::dump_guesses(kind, page.text()).into_iter().map(guess).collect::<Vec<_>>() })
}

fn body(page: &Page, article: Option<RawArticle>) -> Value {
    let blocks = article.map(|article| article.blocks).unwrap_or_default();
    let texts = |wanted: fn(BlockKind) -> bool| {
        blocks.iter().filter(|block| wanted(block.kind)).map(|block| block.text.as_str()).collect::<Vec<_>>()
    };
    let text = texts(|kind| kind != BlockKind::Caption).join("\n");
    json!({ "id": page.id, "text": text, "subheads": texts(|kind| kind == BlockKind::Heading) })
}
