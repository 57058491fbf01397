//! The language of a text, by the text.
//!
//! ```text
//!  letters ──▶ too few? ──▶ what was declared, if its script fits, else `und`
//!     │
//!     ▼
//!  script  ──▶ one that a single language of the press uses (Hangul, Thai, Greek …)
//!     │
//!     ▼
//!  letters that only one language writes (Sindhi ڄ, Pashto ټ, Urdu ڑ …), where the model is weak
//!     │
//!     ▼
//!  two models together: n-grams of bytes, and fastText's lid.176 over the languages of an allow-list
//!     │
//!     ▼
//!  frequent words, among languages that the models confuse; what was declared, among those that nobody tells apart
//! ```

use std::cell::LazyCell;

use icu_properties::props::Script;

use fasttext_pure_rs::FastText;

use super::ModelError;
use super::body::in_body;
use super::ngrams::Ngrams;
use super::{frequent, labels, letters};
use crate::article::{Block, Confidence, Direction, Language, LanguageMethod, Warning, WarningCode};
use crate::text::{Pages, ScriptCounts, is_alphabetic, is_mark, is_right_to_left, letter_weight, script_code};

/// The weights of lid.176.ftz (Bojanowski et al., CC-BY-SA-3.0; see `data/README.md`).
const MODEL: &[u8] = include_bytes!("../../data/lid.176.ftz");

/// The SHA-256 of [`MODEL`], as records name it. A test holds it to the file.
pub const MODEL_HASH: &str = "sha256:8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83";

/// Bytes of text that the language is told from: more does not change the answer, and the model is the slowest part of
/// this stage.
pub const SAMPLE_BYTES: usize = 1024;

/// Bytes of a block that is asked alone.
const SAMPLE_BLOCK_BYTES: usize = 256;

/// A shorter sample is asked as a whole at once.
const WHOLE_BYTES: usize = 256;

/// A shorter block says little about its language, and blocks beyond so many are not asked.
const MIXED_BLOCK_BYTES: usize = 100;
const MIXED_BLOCKS: usize = 32;
/// A text is mixed where one part in so many is in another language, and that is as sure as this.
const MIXED_SHARE: usize = 5;
const MIXED_CONFIDENCE: Confidence = Confidence::per_mille(950);

/// Below so many letters of an alphabet a text says too little.
const MIN_LETTERS: u32 = 10;

/// Below this the models' answer is a guess.
const MIN_SCORE: f32 = 0.15;

/// Two models that agree may still be wrong, one text in a thousand.
const MAX_SCORE: f32 = 0.999;

/// The two models count so much: n-grams add up over a text as if each were news, and so claim too much. A language that
/// fastText did not name has the least share.
const NGRAM_WEIGHT: f32 = 0.12;
const FASTTEXT_WEIGHT: f32 = 0.5;
const LEAST_SHARE: f32 = 0.01;

/// Tells languages apart. Holds the models; one serves all workers.
pub struct LanguageDetector {
    model: FastText,
    ngrams: Ngrams,
}

impl LanguageDetector {
    /// # Errors
    ///
    /// Where the model that ships with copydesk cannot be read: a broken build.
    pub fn new() -> Result<Self, ModelError> {
        let model = FastText::load_from_reader(MODEL).map_err(|error| ModelError(error.to_string()))?;
        Ok(Self { model, ngrams: Ngrams::new()? })
    }

    /// The language of a text, of which the first `SAMPLE_BYTES` count; `declared` are the languages that the payload
    /// declares, the most trustworthy first.
    #[must_use]
    pub fn detect(&self, text: &str, declared: &[String]) -> Language {
        let sample = head(text, SAMPLE_BYTES);
        let counts = ScriptCounts::of(sample);
        let script = counts.dominant();
        let guess = self.guess(sample, &counts, None).unwrap_or_else(|| from_declared(declared, script));
        let code = match guess.tag {
            "ja" => "Jpan",
            "ko" => "Kore",
            "zh" => letters::chinese_script(sample),
            _ => script_code(script),
        };
        let direction = if script.is_some_and(is_right_to_left) { Direction::Rtl } else { Direction::Ltr };
        let tag = declared_neighbour(&guess, declared, script).unwrap_or_else(|| guess.tag.to_owned());
        Language {
            tag,
            script: code.to_owned(),
            direction,
            confidence: guess.confidence,
            method: guess.method,
            declared: declared.first().cloned(),
        }
    }

    /// Whether a good part of the blocks is in another language than the article. One that cannot be told, or only from
    /// its neighbours, is none.
    #[must_use]
    pub fn is_mixed(&self, blocks: &[Block], language: &Language) -> bool {
        let long = in_body(blocks).filter(|block| block.text.len() >= MIXED_BLOCK_BYTES);
        let long: Vec<&Block> = long.take(MIXED_BLOCKS).collect();
        let is_other = |block: &Block| {
            let sample = head(&block.text, SAMPLE_BLOCK_BYTES);
            let told = self.guess(sample, &ScriptCounts::of(sample), Some(&language.tag));
            told.is_some_and(|told| told.confidence >= MIXED_CONFIDENCE && !same_language(told.tag, &language.tag))
        };
        // Most texts have one language: two blocks are asked, and only where one of them differs the others.
        let asked = [long.last(), long.get(long.len() / 2)];
        if language.tag == "und" || !asked.into_iter().flatten().any(|block| is_other(block)) {
            return false;
        }
        let bytes = |of: &dyn Fn(&Block) -> bool| -> usize {
            long.iter().filter(|block| of(block)).map(|block| block.text.len()).sum()
        };
        bytes(&is_other) * MIXED_SHARE >= bytes(&|_| true)
    }

    /// The language of a sample; nothing of one that says too little, nor where it is asked only whether that is surely
    /// another than an expected one, and it is not.
    fn guess(&self, sample: &str, counts: &ScriptCounts, expected: Option<&str>) -> Option<Guess<'static>> {
        let script = counts.dominant().filter(|&script| counts.letters * letter_weight(script) >= MIN_LETTERS)?;
        if let Some(tag) = letters::only_language_of(script, counts) {
            return Some(Guess { tag, confidence: Confidence::per_mille(995), method: LanguageMethod::Script });
        }
        // Nobody asks for them of most texts.
        let plain = LazyCell::new(|| plain_words(sample));
        if let Some(tag) = letters::language_by_letters(script, sample, || &plain) {
            return Some(Guess { tag, confidence: Confidence::per_mille(980), method: LanguageMethod::Letters });
        }
        let (tag, score) = self.ask_models(sample, || &plain, script, expected)?;
        if let Some(tag) = frequent::better_neighbour(|| &plain, tag) {
            return Some(Guess { tag, confidence: Confidence::per_mille(800), method: LanguageMethod::Words });
        }
        (score >= MIN_SCORE).then(|| Guess {
            tag,
            confidence: Confidence::from_score(score.min(MAX_SCORE)),
            method: LanguageMethod::Model,
        })
    }

    /// The best language of that script and its share of the probability.
    fn ask_models<'p>(
        &self,
        sample: &str,
        plain: impl FnOnce() -> &'p str,
        script: Script,
        expected: Option<&str>,
    ) -> Option<(&'static str, f32)> {
        let ask_ngrams = |text: &str| self.ngrams.scores(&running(text), script_code(Some(script)));
        let is_expected = |scores: &[Said]| expected.is_some_and(|expected| no_other_is_sure(scores, expected));
        // A part says enough of most texts.
        let part = (sample.len() >= WHOLE_BYTES).then(|| sample_of(sample.lines(), sample.len() * 3 / 8));
        let mut scores = None;
        for text in part.as_deref().into_iter().chain([sample]) {
            scores = ask_ngrams(text);
            let Some(scores) = &scores else { break };
            if let Some(tag) = decided(scores) {
                return Some((tag, MAX_SCORE));
            }
            if is_expected(scores) {
                return None;
            }
        }
        let shares = self.ask_fasttext(plain(), script);
        if let Some(scores) = scores {
            return weighed(scores, &shares);
        }
        let sum: f32 = shares.iter().map(|(_, share)| share).sum();
        let best = best(&shares)?;
        (sum > 0.0).then(|| (best.0, best.1 / sum))
    }

    /// The shares of the languages of that script, as fastText has them.
    fn ask_fasttext(&self, plain: &str, script: Script) -> Vec<(&'static str, f32)> {
        let mut shares: Vec<(&'static str, f32)> = Vec::new();
        // An empty text is the only error there is.
        for prediction in self.model.predict(plain, 32, 0.0).unwrap_or_default() {
            let label = prediction.label.strip_prefix("__label__").unwrap_or_default();
            let Some(tag) = labels::language_of(label) else { continue };
            if !letters::may_be_written_in(tag, script) {
                continue;
            }
            match shares.iter_mut().find(|(known, _)| *known == tag) {
                Some((_, share)) => *share += prediction.probability,
                None => shares.push((tag, prediction.probability)),
            }
        }
        shares
    }
}

/// What the models say of a language: natural logarithms, or shares.
type Said = (&'static str, f32);

/// What the most is said for; of equals the first.
fn best(said: &[Said]) -> Option<Said> {
    said.iter().copied().reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// The language that n-grams alone are so sure of that fastText, which is slow, cannot make the answer another or less sure,
/// whatever it says.
fn decided(scores: &[Said]) -> Option<&'static str> {
    let best = best(scores)?;
    let others = scores.iter().filter(|(tag, _)| *tag != best.0);
    let against: f32 = others.map(|(_, score)| ((score - best.1) * NGRAM_WEIGHT).exp()).sum();
    (against * sway() < 1.0 - MAX_SCORE).then_some(best.0)
}

/// What it makes where fastText gives all of its share to one language, and none to another.
fn sway() -> f32 {
    ((1.1 + LEAST_SHARE) / LEAST_SHARE).powf(FASTTEXT_WEIGHT)
}

/// Whether n-grams alone speak so much for a language that fastText, whatever it says, could make no other as sure as
/// [`MIXED_CONFIDENCE`].
fn no_other_is_sure(scores: &[Said], language: &str) -> bool {
    // A language stands there once for each of its spellings.
    const SPELLINGS: f32 = 4.0;
    let (mut same, mut other) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for (tag, score) in scores {
        let best = if same_language(tag, language) { &mut same } else { &mut other };
        *best = best.max(*score);
    }
    if same.is_infinite() || other.is_infinite() {
        return false;
    }
    let odds = SPELLINGS * ((other - same) * NGRAM_WEIGHT).exp() * sway();
    // A little below, for sums are not exact.
    odds / (1.0 + odds) < MIXED_CONFIDENCE.value() as f32 - 0.01
}

/// Both models together: the best language and its share of the probability.
fn weighed(mut scores: Vec<Said>, shares: &[Said]) -> Option<Said> {
    for (tag, score) in &mut scores {
        let share = shares.iter().find(|(known, _)| known == tag).map_or(0.0, |(_, share)| *share);
        *score = *score * NGRAM_WEIGHT + (share + LEAST_SHARE).ln() * FASTTEXT_WEIGHT;
    }
    let best = best(&scores)?;
    // A language may stand there twice, once for each of its spellings.
    let of = |tag: &str| -> f32 {
        let of_tag = scores.iter().filter(|(known, _)| tag.is_empty() || *known == tag);
        of_tag.map(|(_, score)| (score - best.1).exp()).sum()
    };
    Some((best.0, of(best.0) / of("")))
}

/// The text as the n-grams were counted: in one line, and not all in capitals.
fn running(sample: &str) -> String {
    let line = sample.replace('\n', " ");
    let mut cased = sample.chars().filter(|ch| CASED.get(*ch)).peekable();
    if cased.peek().is_none() || cased.any(char::is_lowercase) { line } else { line.to_lowercase() }
}

/// Letters that are small, or have a small one.
static CASED: Pages<bool> = Pages::new(|ch| ch.is_lowercase() || !ch.to_lowercase().eq([ch]));

/// What the language is told from: the title and the heads of the blocks, up to [`SAMPLE_BYTES`].
pub fn sample(title: Option<&str>, blocks: &[Block]) -> String {
    let texts = title.into_iter().chain(in_body(blocks).map(|block| block.text.as_str()));
    sample_of(texts, SAMPLE_BYTES)
}

/// The heads of some texts, a line for each. Where there are enough of them, none is more than a quarter: a quotation in
/// another language does not fill the sample.
fn sample_of<'t>(texts: impl Iterator<Item = &'t str> + Clone, bytes: usize) -> String {
    let mut sample = String::with_capacity(bytes + 1);
    let of_one = bytes / texts.clone().take(4).count().max(1);
    for text in texts {
        if sample.len() >= bytes {
            break;
        }
        sample.push_str(head(text, of_one.min(bytes - sample.len())));
        sample.push('\n');
    }
    sample
}

/// A warning for each declared language that was not believed.
pub fn mismatches(language: &Language, declared: &[String]) -> Vec<Warning> {
    let told_by_text = language.method != LanguageMethod::Declared;
    let detected = primary_subtag(&language.tag);
    declared
        .iter()
        .take(5)
        .filter_map(|tag| {
            let detail = match (primary_subtag(tag), &detected) {
                (None, _) => format!("declared {tag}, which is no language tag"),
                (Some(primary), Some(detected)) if told_by_text && !same_language(&primary, detected) => {
                    format!("declared {tag}, the text is {detected}")
                }
                _ => return None,
            };
            Some(Warning::with_detail(WarningCode::LanguageMismatch, &detail))
        })
        .collect()
}

/// Tags that mean one language, or languages that nobody should be warned about confusing.
fn same_language(a: &str, b: &str) -> bool {
    let group = |tag: &str| match tag {
        "no" | "nb" | "nn" => "no",
        "hr" | "bs" | "sr" | "sh" => "sh",
        "id" | "in" | "ms" => "ms",
        "fa" | "prs" => "fa",
        "he" | "iw" => "he",
        "tl" | "fil" => "tl",
        "zh" | "yue" | "cmn" => "zh",
        "ro" | "mo" => "ro",
        "ku" | "kmr" => "ku",
        _ => "",
    };
    a == b || (!group(a).is_empty() && group(a) == group(b))
}

struct Guess<'d> {
    tag: &'d str,
    confidence: Confidence,
    method: LanguageMethod,
}

/// Of languages that can hardly be told apart by their text (Bosnian and Croatian, Malay and Indonesian, the two
/// Norwegian ones) the declared one is believed.
fn declared_neighbour(guess: &Guess<'_>, declared: &[String], script: Option<Script>) -> Option<String> {
    if !matches!(guess.method, LanguageMethod::Model | LanguageMethod::Words) {
        return None;
    }
    let known = |tag: &String| {
        let primary = primary_subtag(tag)?;
        let written = script.is_none_or(|script| letters::may_be_written_in(&primary, script));
        (written && same_language(&primary, guess.tag)).then_some(primary)
    };
    declared.iter().find_map(known).filter(|tag| matches!(tag.as_str(), "hr" | "bs" | "sr" | "id" | "ms" | "nb" | "nn"))
}

/// Too little text: the first declared language that can be written with these letters.
fn from_declared(declared: &[String], script: Option<Script>) -> Guess<'_> {
    let fits = |tag: &&str| {
        let Some(primary) = primary_subtag(tag) else { return false };
        script.is_none_or(|script| letters::may_be_written_in(&primary, script))
    };
    let tag = declared.iter().map(String::as_str).find(fits);
    Guess {
        tag: tag.unwrap_or("und"),
        confidence: Confidence::per_mille(if tag.is_some() { 500 } else { 0 }),
        method: LanguageMethod::Declared,
    }
}

/// The primary subtag of a BCP 47 tag in lower case, where it looks like one.
#[must_use]
pub fn primary_subtag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?;
    let looks_like_one = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    (looks_like_one && !primary.eq_ignore_ascii_case("und")).then(|| primary.to_ascii_lowercase())
}

/// Lower-case words without punctuation and digits, apart by one space: what the model was trained on, nearly.
fn plain_words(sample: &str) -> String {
    let mut plain = String::with_capacity(sample.len());
    let mut gap = false;
    for ch in sample.chars() {
        let joins = || matches!(ch, '\'' | '’' | '\u{200C}' | '\u{200D}') || is_mark(ch);
        if is_alphabetic(ch) || (!gap && !plain.is_empty() && joins()) {
            if gap && !plain.is_empty() {
                plain.push(' ');
            }
            gap = false;
            if ch.is_ascii() || !CASED.get(ch) {
                plain.push(ch.to_ascii_lowercase());
            } else {
                plain.extend(ch.to_lowercase());
            }
        } else {
            gap = true;
        }
    }
    plain
}

/// The text up to `bytes` bytes, cut between characters.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(text: &str, declared: &[&str]) -> Language {
        let declared: Vec<String> = declared.iter().map(|&tag| tag.to_owned()).collect();
        LanguageDetector::new().unwrap().detect(text, &declared)
    }

    #[test]
    fn each_language_is_told_by_its_text() {
        let detector = LanguageDetector::new().unwrap();
        for (tag, script, direction, text) in [
            ("ar", "Arab", Direction::Rtl, "أعلنت البلدية أن الجسر الجديد سيفتح أمام المارة قبل نهاية الصيف"),
            ("fa", "Arab", Direction::Rtl, "شهرداری اعلام کرد که پل جدید پیش از پایان تابستان باز می‌شود"),
            ("ur", "Arab", Direction::Rtl, "بلدیہ نے اعلان کیا ہے کہ نیا پل گرمیوں سے پہلے کھول دیا جائے گا"),
            ("ckb", "Arab", Direction::Rtl, "شارەوانی ڕایگەیاند کە پردە نوێیەکە پێش کۆتایی هاوین دەکرێتەوە"),
            ("ps", "Arab", Direction::Rtl, "ښاروالۍ وویل چې نوی پل به د اوړي تر پای مخکې پرانیستل شي"),
            ("ug", "Arab", Direction::Rtl, "شەھەرلىك ھۆكۈمەت يېڭى كۆۋرۈكنىڭ يازدىن بۇرۇن ئېچىلىدىغانلىقىنى ئېلان قىلدى"),
            ("he", "Hebr", Direction::Rtl, "העירייה הודיעה כי הגשר החדש ייפתח לפני סוף הקיץ"),
            ("en", "Latn", Direction::Ltr, "The council said the new bridge would open before the end of the summer"),
            ("uk", "Cyrl", Direction::Ltr, "Міська рада повідомила, що новий міст відкриють до кінця літа"),
            ("zh", "Hans", Direction::Ltr, "市政府表示，新桥将在夏天结束之前对行人开放，这是这个地区的第三座桥"),
            ("zh", "Hant", Direction::Ltr, "市政府表示，新橋將在夏天結束之前對行人開放，這是這個地區的第三座橋"),
            ("ja", "Jpan", Direction::Ltr, "市は新しい橋が夏の終わりまでに開通すると発表した"),
            ("ko", "Kore", Direction::Ltr, "시는 새 다리가 여름이 끝나기 전에 개통될 것이라고 밝혔다"),
            (
                "el",
                "Grek",
                Direction::Ltr,
                "Ο δήμος ανακοίνωσε ότι η νέα γέφυρα θα ανοίξει πριν το τέλος του καλοκαιριού",
            ),
            (
                "so",
                "Latn",
                Direction::Ltr,
                "Dowladda hoose ayaa sheegtay in buundada cusub la furi doono iyo in waddooyinka la dayactiri doono",
            ),
        ] {
            let language = detector.detect(text, &[]);
            assert_eq!(
                (language.tag.as_str(), language.script.as_str(), language.direction),
                (tag, script, direction),
                "{text}"
            );
        }
    }

    #[test]
    fn where_ngrams_decide_nothing_that_fasttext_says_counts() {
        let detector = LanguageDetector::new().unwrap();
        let text = "The council said the new bridge would open before the end of the summer. Families who live on the other bank \
                    have been waiting for it since the storm of last winter, when the old one was closed to lorries and buses.";
        let scores = detector.ngrams.scores(text, "Latn").unwrap();
        assert_eq!(decided(&scores), Some("en"));
        for (tag, _) in &scores {
            let (best, share) = weighed(scores.clone(), &[(*tag, 1.0)]).unwrap();
            assert!(best == "en" && share >= MAX_SCORE, "{tag}: {best} {share}");
        }
        let short = detector.ngrams.scores("summer bridge", "Latn").unwrap();
        assert_eq!(decided(&short), None);
    }

    #[test]
    fn no_fasttext_makes_another_language_sure_than_that_which_ngrams_speak_for() {
        let detector = LanguageDetector::new().unwrap();
        let scores =
            detector.ngrams.scores("The council said the new bridge would open before the summer.", "Latn").unwrap();
        assert!(no_other_is_sure(&scores, "en") && !no_other_is_sure(&scores, "de"));
        assert!(!no_other_is_sure(&scores, "ar") && !no_other_is_sure(&scores, "und"));
        for (tag, _) in scores.iter().filter(|(tag, _)| *tag != "en") {
            let (best, share) = weighed(scores.clone(), &[(*tag, 1.0)]).unwrap();
            assert!(best == "en" || Confidence::from_score(share) < MIXED_CONFIDENCE, "{tag}: {share}");
        }
        let spellings = |tag| scores.iter().filter(|(known, _)| *known == tag).count();
        assert!(scores.iter().all(|(tag, _)| spellings(*tag) <= 4));
    }

    #[test]
    fn a_little_foreign_text_does_not_decide() {
        let text = "أعلنت شركة Example Media Group أن خدمتها الجديدة ستبدأ العمل في الأسواق العربية خلال أيام";
        let language = detect(text, &["en-US"]);
        assert_eq!((language.tag.as_str(), language.direction), ("ar", Direction::Rtl));
        assert_eq!(mismatches(&language, &["en-US".into()]).len(), 1);
        assert_eq!(mismatches(&language, &["ar-EG".into()]), []);
    }

    #[test]
    fn a_quotation_at_the_head_does_not_decide() {
        let french =
            "Le maire de la commune a déclaré que le nouveau pont serait ouvert avant la fin de l'été ".repeat(3);
        let english = "The council said that the new bridge would be open to the public before the summer is over ";
        let text = [english, &french, &english.repeat(3), &english.repeat(3), &english.repeat(3)].join("\n");
        assert_eq!(detect(&text, &[]).tag, "en");
    }

    #[test]
    fn of_languages_that_look_alike_the_declared_one_is_believed() {
        let text = "Kommunen opplyser at den nye broen skal åpne før sommeren er over, etter flere uker med arbeid";
        assert_eq!(detect(text, &[]).tag, "no");
        assert_eq!(detect(text, &["nb-NO"]).tag, "nb");
        assert_eq!(detect(text, &["de"]).tag, "no");
    }

    #[test]
    fn a_text_of_few_blocks_is_read_as_far_as_the_sample_goes() {
        let block = |text: &str| Block {
            idx: 0,
            kind: crate::article::BlockKind::Paragraph,
            level: None,
            text: text.into(),
            parent_heading: None,
            char_start: None,
            char_end: None,
        };
        let long = "word ".repeat(400);
        let of = |blocks: usize| sample(None, &vec![block(&long); blocks]);
        assert_eq!(of(1).trim_end_matches('\n').len(), SAMPLE_BYTES);
        assert_eq!(of(8).lines().map(str::len).max(), Some(SAMPLE_BLOCK_BYTES));
        assert!(of(8).len() <= SAMPLE_BYTES + 1);
    }

    #[test]
    fn a_text_with_many_latin_names_is_still_in_its_own_language() {
        let korean = "린지 그레이엄(Lindsey Graham)과 존 케네디(John Kennedy)가 밝혔다";
        let japanese = "美容製品はRevlon、Essie、Tweezerman、Dr.PawPawの製品も入れた";
        assert_eq!((detect(korean, &[]).tag.as_str(), detect(japanese, &[]).tag.as_str()), ("ko", "ja"));
    }

    #[test]
    fn too_little_text_is_not_guessed() {
        let language = detect("OK!", &[]);
        assert_eq!((language.tag.as_str(), language.confidence), ("und", Confidence::per_mille(0)));
        assert_eq!(detect("نعم", &["en", "fa-IR"]).tag, "fa-IR");
        assert_eq!(detect("2025", &["not a tag", "fr"]).tag, "fr");
        assert_eq!(detect("", &[]).script, "Zyyy");
    }

    #[test]
    fn only_the_head_of_a_text_is_read() {
        let text = format!("{}{}", "The council said the bridge would open soon. ".repeat(200), "ق".repeat(500_000));
        assert_eq!(detect(&text, &[]).tag, "en");
        assert_eq!(head("aé", 2), "a");
    }
}
