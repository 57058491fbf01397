//! Keyphrases: what the article says again and again, and in its title.
//!
//! Candidates are runs of up to four words between function words, numbers and signs. Forms of one word count together:
//! case, accents and, in Arabic, particles written to a word that the article also has without them. A candidate counts
//! by how often it stands, more in title and headings and near the beginning. A part of a longer one that always stands
//! in it is left out, and so are half a name and one that is nothing but names.
//!
//! An Arabic noun with its adjectives, as in «محادثات ثنائية», may stand once where each of its words comes again: with its
//! article or without, the adjective in either gender.
//!
//! A language without a list of function words has no keyphrases: what we cannot tell apart we do not rank.

mod stop;

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use crate::article::{Confidence, Keyphrase};
use crate::text::{ByWord, SeededState, Token, Tokens, is_caseless};

/// The most keyphrases of an article.
pub const MAX_KEYPHRASES: usize = 10;
/// The most different candidates that are counted; a text with more is rather a list.
const MAX_CANDIDATES: usize = 50_000;
/// The longest keyphrase, in words.
const MAX_WORDS: usize = 4;

/// The forms of up to so many words.
type Key = [u32; MAX_WORDS];
const NO_WORDS: Key = [u32::MAX; MAX_WORDS];

/// The forms of a key.
fn words(key: &Key) -> &[u32] {
    key.split(|word| *word == u32::MAX).next().unwrap_or_default()
}

#[derive(Debug, Clone)]
struct Candidate {
    key: Key,
    first: Range<usize>,
    line: usize,
    count: u32,
    title: u32,
    /// Of the count, those in headings.
    headed: u32,
    /// Its first place is a part of a name.
    cut: bool,
    /// It is of one piece also where it stands once.
    whole: bool,
}

/// What is known of places in the body, in code points and in order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Places<'p> {
    /// Where somebody or something is named: a phrase of nothing else says no more than they do.
    pub names: &'p [(u32, u32)],
    /// A phrase that comes again counts for more where one of its places is a heading.
    pub headings: &'p [(u32, u32)],
}

impl Places<'_> {
    fn has(places: &[(u32, u32)], token: &Token) -> bool {
        let next = places.partition_point(|(_, end)| *end <= token.char_start);
        places.get(next).is_some_and(|(start, _)| *start < token.char_end)
    }
}

/// The keyphrases of an article, the best first.
#[must_use]
pub fn keyphrases(body: &Tokens<'_>, title: Option<&Tokens<'_>>, lang: &str, places: Places<'_>) -> Vec<Keyphrase> {
    let Some(stop) = stop::words(lang) else { return Vec::new() };
    let arabic = matches!(lang.split('-').next(), Some("ar" | "arz" | "ary" | "apc"));
    let forms = forms(body, arabic);
    let roots = if arabic { roots(body, &forms) } else { forms.clone() };
    let is_stop: Vec<bool> = body.hashed_keys().map(|(key, hash)| is_stop(key, hash, stop)).collect();
    let again = forms_again(body, title, &forms, &roots);
    let form_again = |at: usize| again.get(body.get(at)?.key()? as usize).copied().flatten();
    let cased = !lang.starts_with("de");
    let expected = body.key_count().min(MAX_CANDIDATES);
    let mut index = Index::of(body.key_count());
    let mut found: Vec<Candidate> = Vec::with_capacity(expected);
    let mut runs = Runs::default();
    for (line_number, line) in body.lines().enumerate() {
        let headed = u32::from(body.get(line.start).is_some_and(|token| Places::has(places.headings, token)));
        runs.read(body, line, &is_stop);
        for run in runs.iter() {
            for (from, first) in run.iter().enumerate() {
                let mut key = NO_WORDS;
                let mut before = None;
                for (length, last) in run.iter().skip(from).take(MAX_WORDS).enumerate() {
                    // A gram with a word that does not come again leads to none without it.
                    let Some((slot, form)) = key.get_mut(length).zip(form_again(*last)) else { break };
                    *slot = form;
                    let Some(place) = index.place(before, form, found.len()) else { break };
                    before = Some(place);
                    if let Some(candidate) = found.get_mut(place) {
                        candidate.count += 1;
                        candidate.headed += headed;
                        continue;
                    }
                    let words = *first..last + 1;
                    let cut = cased && is_cut(body, run, &(from..from + length + 1));
                    let whole =
                        arabic && is_described(body, words.clone()) && !leads_to_name(body, &words, places.names);
                    let (line, count, title) = (line_number, 1, 0);
                    found.push(Candidate { key, first: words, line, count, title, headed, cut, whole });
                }
            }
        }
    }
    if let Some(title) = title {
        count_title(title, body, &forms, &index, &mut found);
    }
    rank(body, &found, places.names)
}

/// The places of candidates by their words, each behind the one without its last word.
struct Index {
    /// One more than the place of each form alone.
    ones: Vec<usize>,
    longer: HashMap<(usize, u32), usize, SeededState>,
}

impl Index {
    fn of(forms: usize) -> Self {
        let longer = HashMap::with_capacity_and_hasher((forms / 2).min(MAX_CANDIDATES), Default::default());
        Self { ones: vec![0; forms], longer }
    }

    /// The place of a candidate with one word more; of a new one the next, unless there are enough of them.
    fn place(&mut self, before: Option<usize>, form: u32, next: usize) -> Option<usize> {
        let is_free = next < MAX_CANDIDATES;
        let Some(before) = before else {
            let one = self.ones.get_mut(form as usize)?;
            if *one == 0 && is_free {
                *one = next + 1;
            }
            return one.checked_sub(1);
        };
        match self.longer.entry((before, form)) {
            Entry::Occupied(place) => Some(*place.get()),
            Entry::Vacant(place) => is_free.then(|| *place.insert(next)),
        }
    }

    fn find(&self, forms: impl Iterator<Item = u32>) -> Option<usize> {
        let mut place = None;
        for form in forms {
            place = match place {
                None => Some(self.ones.get(form as usize)?.checked_sub(1)?),
                Some(before) => Some(*self.longer.get(&(before, form))?),
            };
        }
        place
    }
}

/// The form of each key whose root stands twice or in the title: no phrase with another comes again.
fn forms_again(body: &Tokens<'_>, title: Option<&Tokens<'_>>, forms: &[u32], roots: &[u32]) -> Vec<Option<u32>> {
    let mut counts = vec![0_u32; body.key_count()];
    let mut count = |root: Option<&u32>| {
        root.and_then(|root| counts.get_mut(*root as usize)).into_iter().for_each(|count| *count += 1);
    };
    for token in &body.list {
        count(token.key().and_then(|key| roots.get(key as usize)));
    }
    for key in title.into_iter().flat_map(Tokens::keys) {
        let form = number_in(body, key).and_then(|number| forms.get(number as usize));
        count(form.and_then(|form| roots.get(*form as usize)));
    }
    let again = |root: &u32| counts.get(*root as usize).is_some_and(|count| *count > 1);
    forms.iter().zip(roots).map(|(form, root)| again(root).then_some(*form)).collect()
}

/// The root that each key counts as: the first form with the same letters but for the article and the gender.
fn roots(body: &Tokens<'_>, forms: &[u32]) -> Vec<u32> {
    let mut first: HashMap<&str, u32, SeededState> = HashMap::with_capacity_and_hasher(forms.len(), Default::default());
    forms.iter().map(|form| *first.entry(root(body.key(*form))).or_insert(*form)).collect()
}

const ARTICLE: &str = "ال";

fn root(form: &str) -> &str {
    let long = |rest: &&str| rest.chars().nth(2).is_some();
    let bare = form.strip_prefix(ARTICLE).filter(long).unwrap_or(form);
    bare.strip_suffix('ه').filter(|rest| rest.ends_with('ي')).filter(long).unwrap_or(bare)
}

/// An Arabic noun and adjectives of belonging behind it, all with the article or all without.
fn is_described(body: &Tokens<'_>, words: Range<usize>) -> bool {
    let mut words = words.filter_map(|at| Some((body.get(at).filter(|token| token.is_word())?, body.key_at(at))));
    let Some((_, noun)) = words.next() else { return false };
    let definite = noun.starts_with(ARTICLE);
    let mut adjectives = words.peekable();
    adjectives.peek().is_some()
        && adjectives.all(|(token, key)| {
            let belongs = ["ي", "يه", "يين", "يون", "يات"].iter().any(|end| key.ends_with(end));
            // A last ى is no ي, though the key has one for both.
            belongs
                && !body.surface(token).ends_with('ى')
                && key.starts_with(ARTICLE) == definite
                && root(key).chars().nth(3).is_some()
        })
}

/// Whether somebody is named right behind it, or behind a comma: it is his office.
fn leads_to_name(body: &Tokens<'_>, words: &Range<usize>, names: &[(u32, u32)]) -> bool {
    let comma = body.get(words.end).is_some_and(|token| token.is_sign('،') || token.is_sign(','));
    body.get(words.end + usize::from(comma)).is_some_and(|token| token.is_word() && Places::has(names, token))
}

/// The number of a word of the title in the body, there perhaps without particles.
fn number_in(body: &Tokens<'_>, key: &str) -> Option<u32> {
    body.number_of(key).or_else(|| stems(key).find_map(|stem| body.number_of(&stem)))
}

/// The form that each key counts as.
fn forms(body: &Tokens<'_>, arabic: bool) -> Vec<u32> {
    let number = |key: usize| u32::try_from(key).unwrap_or(u32::MAX);
    (0..body.key_count())
        .map(|key| {
            let text = body.key(number(key));
            if !arabic {
                return number(key);
            }
            stems(text).find_map(|stem| body.number_of(&stem)).unwrap_or_else(|| number(key))
        })
        .collect()
}

/// A word without the particles that may be written to it, the shortest first: «وللعلاقات» is «علاقات» or «العلاقات».
fn stems(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let long = |rest: &&str| rest.chars().nth(3).is_some();
    let bare = text.strip_prefix('و').filter(long);
    let both = [Some(text), bare].into_iter().flatten();
    both.flat_map(move |word| {
        let double = word.strip_prefix("لل").map(|rest| Cow::Owned(format!("ال{rest}")));
        let single = word.strip_prefix(['ب', 'ل', 'ك']).filter(long).map(Cow::Borrowed);
        double.into_iter().chain(single)
    })
    .chain(bare.map(Cow::Borrowed))
}

fn is_stop(key: &str, hash: u64, stop: &ByWord<()>) -> bool {
    let short = key.len() < 2 && key.is_ascii();
    let listed = || stop.get_hashed(key, hash).is_some();
    short || listed() || key.strip_prefix('و').is_some_and(|rest| stop.get(rest).is_some())
}

/// Words of a line that stand together: no stop word, number or sign between them but a hyphen.
#[derive(Debug, Default)]
struct Runs {
    words: Vec<usize>,
    /// Where each run ends among the words.
    ends: Vec<usize>,
}

impl Runs {
    fn read(&mut self, tokens: &Tokens<'_>, line: Range<usize>, is_stop: &[bool]) {
        self.words.clear();
        self.ends.clear();
        for at in line {
            let Some(token) = tokens.get(at) else { break };
            match token.key() {
                Some(key) if !is_stop.get(key as usize).copied().unwrap_or(true) => self.words.push(at),
                None if token.is_sign('-') && tokens.is_glued(at) && tokens.is_glued(at + 1) => {}
                _ => self.ends.push(self.words.len()),
            }
        }
        self.ends.push(self.words.len());
    }

    fn iter(&self) -> impl Iterator<Item = &[usize]> {
        let mut start = 0;
        self.ends.iter().filter_map(move |end| self.words.get(std::mem::replace(&mut start, *end)..*end))
    }
}

/// The places of up to [`MAX_WORDS`] words in a row of so many.
fn grams(length: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).flat_map(move |from| (from + 1..=length.min(from + MAX_WORDS)).map(move |end| from..end))
}

/// The tokens from the first word of a gram to its last, with what stands between them.
fn tokens_of(run: &[usize], gram: &Range<usize>) -> Option<Range<usize>> {
    Some(*run.get(gram.start)?..run.get(gram.end.checked_sub(1)?)? + 1)
}

/// Whether a name goes on before or behind: "York Times" of "New York Times".
fn is_cut(tokens: &Tokens<'_>, run: &[usize], gram: &Range<usize>) -> bool {
    let capital = |place: Option<usize>| {
        let token = place.and_then(|place| run.get(place)).and_then(|at| tokens.get(*at));
        let is_capital = |ch: char| !is_caseless(ch) && ch.is_uppercase();
        token.is_some_and(|token| tokens.surface(token).starts_with(is_capital))
    };
    (capital(gram.start.checked_sub(1)) && capital(Some(gram.start)))
        || (capital(Some(gram.end)) && capital(gram.end.checked_sub(1)))
}

fn count_title(title: &Tokens<'_>, body: &Tokens<'_>, forms: &[u32], index: &Index, found: &mut [Candidate]) {
    let form = |at: usize| {
        let text = title.key_at(at);
        forms.get(number_in(body, text)? as usize).copied()
    };
    for line in title.lines() {
        let words: Vec<usize> = line.filter(|at| title.get(*at).is_some_and(Token::is_word)).collect();
        for gram in grams(words.len()).filter_map(|gram| tokens_of(&words, &gram)) {
            let all = gram.clone().all(|at| !title.get(at).is_some_and(Token::is_word) || form(at).is_some());
            if let Some(place) = index.find(gram.filter_map(form)).filter(|_| all) {
                found.get_mut(place).into_iter().for_each(|candidate| candidate.title += 1);
            }
        }
    }
}

fn rank(body: &Tokens<'_>, found: &[Candidate], names: &[(u32, u32)]) -> Vec<Keyphrase> {
    let weight = |candidate: &Candidate| {
        let times = f64::from(candidate.count) + 2.0 * f64::from((candidate.title + candidate.headed).min(1));
        let words = match words(&candidate.key).len() {
            1 => 0.3,
            2 => 1.0,
            3 => 1.25,
            _ => 1.3,
        };
        times * words * (1.0 + 1.0 / (2.0 + candidate.line as f64))
    };
    let mut ranked: Vec<(f64, &Candidate)> = found
        .iter()
        .filter(|candidate| {
            let long = words(&candidate.key).len() > 1;
            let first = body.get(candidate.first.start).map_or(0, |token| token.char_end - token.char_start);
            let often = match (long, candidate.whole) {
                (true, true) => 1,
                (true, false) => 2,
                (false, _) => 3,
            };
            let counts = !candidate.cut && candidate.count + candidate.title >= often && (long || first > 3);
            counts && !is_only_names(body, candidate.first.clone(), names)
        })
        .map(|candidate| (weight(candidate), candidate))
        .collect();
    ranked.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.first.start.cmp(&b.first.start)));
    let mut chosen: Vec<(f64, &Candidate)> = Vec::with_capacity(MAX_KEYPHRASES);
    for (weight, candidate) in ranked {
        // A part of one that was chosen, or the whole around it.
        let known =
            chosen.iter().any(|(_, other)| within(&candidate.key, &other.key) || within(&other.key, &candidate.key));
        if !known {
            chosen.push((weight, candidate));
        }
        if chosen.len() == MAX_KEYPHRASES {
            break;
        }
    }
    let best = chosen.first().map_or(1.0, |(weight, _)| *weight);
    let phrase = |(weight, candidate): (f64, &Candidate)| Keyphrase {
        text: body.text_of(candidate.first.clone()).to_owned(),
        score: Confidence::from_score((weight / best) as f32),
        count: candidate.count + candidate.title,
    };
    chosen.into_iter().map(phrase).collect()
}

/// Whether every word of a phrase is part of a name.
fn is_only_names(body: &Tokens<'_>, mut phrase: Range<usize>, names: &[(u32, u32)]) -> bool {
    phrase.all(|at| body.get(at).is_none_or(|token| !token.is_word() || Places::has(names, token)))
}

/// Whether all words of one stand in a row in the other.
fn within(part: &Key, whole: &Key) -> bool {
    let part = words(part);
    words(whole).windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(title: &str, body: &str, lang: &str) -> Vec<String> {
        let (title, body) = (Tokens::of(title, lang, usize::MAX), Tokens::of(body, lang, usize::MAX));
        keyphrases(&body, Some(&title), lang, Places::default()).into_iter().map(|phrase| phrase.text).collect()
    }

    #[test]
    fn what_is_said_again_and_in_the_title_comes_first() {
        let body = "The fishing fleet left the harbour.\nA storm met the fishing fleet near the old lighthouse.\nThe old lighthouse was dark.";
        assert_eq!(found("Storm hits fishing fleet", body, "en"), ["fishing fleet", "old lighthouse"]);
    }

    #[test]
    fn a_phrase_of_names_alone_is_left_to_the_names() {
        let body = "Anna Berg met the old guard.\nAnna Berg left the old guard.";
        let tokens = Tokens::of(body, "en", usize::MAX);
        let phrases = |names: &[(u32, u32)]| {
            let places = Places { names, headings: &[] };
            keyphrases(&tokens, None, "en", places).into_iter().map(|phrase| phrase.text).collect::<Vec<_>>()
        };
        assert_eq!(phrases(&[]), ["Anna Berg", "old guard"]);
        assert_eq!(phrases(&[(0, 9), (29, 38)]), ["old guard"]);
    }

    #[test]
    fn a_phrase_in_a_heading_counts_for_more_and_not_by_itself() {
        let body =
            "The old guard paid harbour fees.\nHarbour fees\nNobody met the old guard.\nEmpty quays\nNobody came.";
        let tokens = Tokens::of(body, "en", usize::MAX);
        let phrases = |headings: &[(u32, u32)]| {
            let places = Places { names: &[], headings };
            keyphrases(&tokens, None, "en", places).into_iter().map(|phrase| phrase.text).collect::<Vec<_>>()
        };
        assert_eq!(phrases(&[]), ["old guard", "harbour fees"]);
        assert_eq!(phrases(&[(33, 45), (72, 83)]), ["harbour fees", "old guard"]);
    }

    #[test]
    fn arabic_particles_do_not_part_a_phrase() {
        let body = "بحث الوزيران تعزيز التعاون البحري.\nاتفاق لتعزيز التعاون البحري بين البلدين.";
        assert_eq!(found("", body, "ar"), ["تعزيز التعاون البحري"]);
    }

    #[test]
    fn a_noun_with_its_adjectives_is_a_phrase_where_each_of_them_comes_again() {
        let body = "بدأت محادثات بحرية بين المرفأين.\nالعلاقات التونسية-المغربية\nقال المرفأ التونسي إن المحادثات عن التعاون البحري.\nوصل الوفد المغربي لبحث العلاقات.";
        let tokens = Tokens::of(body, "ar", usize::MAX);
        let heading = [(33, 59)];
        let phrases = keyphrases(&tokens, None, "ar", Places { names: &[], headings: &heading });
        let texts: Vec<&str> = phrases.iter().map(|phrase| phrase.text.as_str()).collect();
        assert!(texts.starts_with(&["العلاقات التونسية-المغربية"]), "{texts:?}");
        assert!(texts.contains(&"محادثات بحرية"), "{texts:?}");
        // Its noun and its adjective do not agree, or one of them does not come again.
        assert!(!texts.iter().any(|text| text.contains("التعاون") || text.contains("الوفد")), "{texts:?}");
    }

    #[test]
    fn an_office_before_a_name_is_left_to_the_name() {
        let body = "قال الرئيس التونسي، سامي البحري، إن الرئيس وصل.\nالوفد التونسي هنا.";
        let tokens = Tokens::of(body, "ar", usize::MAX);
        let phrases = |names: &[(u32, u32)]| keyphrases(&tokens, None, "ar", Places { names, headings: &[] }).len();
        assert_eq!((phrases(&[]), phrases(&[(20, 31)])), (1, 0));
    }

    #[test]
    fn no_stop_word_and_no_half_of_a_name_is_a_keyphrase() {
        let body = "Port Grey Haven Pier opened.\nPort Grey Haven Pier closed.\nPort Grey Haven Pier is old.";
        let phrases = found("", body, "en");
        assert!(phrases.contains(&"Port Grey Haven Pier".to_owned()), "{phrases:?}");
        assert!(
            !phrases.iter().any(|phrase| phrase == "Grey Haven" || phrase.split(' ').any(|word| word == "is")),
            "{phrases:?}"
        );
    }

    #[test]
    fn a_language_without_a_list_has_none() {
        assert_eq!(found("", "aaaa bbbb. aaaa bbbb. aaaa bbbb.", "xx"), Vec::<String>::new());
    }

    #[test]
    fn hostile_text_ends_in_a_bounded_list() {
        let body: String = (0..200_000).map(|n| format!("w{} ", (n * 7919) % 1000).replace(['0', '1'], "x")).collect();
        assert!(found("", &body, "en").len() <= MAX_KEYPHRASES);
        assert!(found("", &"word ".repeat(200_000), "en").len() <= MAX_KEYPHRASES);
    }
}
