//! The words of one language that speak of time, by the first word of each name.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::super::calendar::Calendar;
use super::super::words::{TABLES, Unit};
use crate::text::{ByWord, Fnv, TokenKind, Tokens};

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Month(Calendar, u8),
    /// Monday is 0.
    Weekday(u8),
    /// A day around today.
    Day(i8),
    /// The year, month or week before this one.
    Last(Unit),
    /// So many units ago; `None`: the number stands in the text.
    Ago(Unit, Option<u32>),
    /// A unit that a number stands before, or a dual with its own number.
    Unit(Unit, Option<u32>),
    /// A word that puts a month or a weekday before the text.
    Past,
    /// And one that puts it behind.
    Next,
    /// A word that leads to a year.
    Year,
}

/// What stands for a number in a name.
const NUMBER: &str = "0";

/// A name: the words behind its first, and its meaning.
#[derive(Debug)]
pub struct Name {
    rest: Vec<Box<str>>,
    what: What,
}

#[derive(Debug, Default)]
pub struct Names {
    by_first: ByWord<Vec<Name>>,
    /// Those that begin with a number, by the word behind it.
    behind_number: ByWord<Vec<Name>>,
}

/// Units in the forms that a number takes and that phrases of "ago" do not show.
const UNITS: [(&str, [&str; 7]); 13] = [
    (
        "ar",
        [
            "سنة سنوات أعوام عاما عام سنين 2:سنتين 2:سنتان 2:عامين 2:عامان",
            "شهر أشهر شهور شهرا 2:شهرين 2:شهران",
            "أسبوع أسابيع أسبوعا 2:أسبوعين 2:أسبوعان",
            "يوم أيام يوما 2:يومين 2:يومان",
            "ساعة ساعات 2:ساعتين 2:ساعتان",
            "دقيقة دقائق 2:دقيقتين 2:دقيقتان",
            "ثانية ثوان ثواني 2:ثانيتين",
        ],
    ),
    (
        "en",
        [
            "year years",
            "month months",
            "week weeks",
            "day days",
            "hour hours hrs",
            "minute minutes mins",
            "second seconds",
        ],
    ),
    (
        "de",
        [
            "Jahr Jahre Jahren",
            "Monat Monate Monaten",
            "Woche Wochen",
            "Tag Tage Tagen",
            "Stunde Stunden",
            "Minute Minuten",
            "Sekunde Sekunden",
        ],
    ),
    (
        "fr",
        [
            "an ans année années",
            "mois",
            "semaine semaines",
            "jour jours",
            "heure heures",
            "minute minutes",
            "seconde secondes",
        ],
    ),
    ("es", ["año años", "mes meses", "semana semanas", "día días", "hora horas", "minuto minutos", "segundo segundos"]),
    ("pt", ["ano anos", "mês meses", "semana semanas", "dia dias", "hora horas", "minuto minutos", "segundo segundos"]),
    (
        "it",
        [
            "anno anni",
            "mese mesi",
            "settimana settimane",
            "giorno giorni",
            "ora ore",
            "minuto minuti",
            "secondo secondi",
        ],
    ),
    ("nl", ["jaar", "maand maanden", "week weken", "dag dagen", "uur", "minuut minuten", "seconde seconden"]),
    (
        "ru",
        [
            "год года лет",
            "месяц месяца месяцев",
            "неделя недели недель неделю",
            "день дня дней",
            "час часа часов",
            "минута минуты минут минуту",
            "секунда секунды секунд",
        ],
    ),
    ("tr", ["yıl yıllık", "ay aylık", "hafta", "gün günlük", "saat", "dakika", "saniye"]),
    ("fa", ["سال", "ماه", "هفته", "روز", "ساعت", "دقیقه", "ثانیه"]),
    ("id", ["tahun", "bulan", "minggu pekan", "hari", "jam", "menit", "detik"]),
    ("zh", ["", "个月 個月", "周 週", "天", "小时 小時", "分钟 分鐘", "秒"]),
];

const PAST: &str = "الماضي الفائت المنصرم last dernier dernière pasado pasada passado passada scorso scorsa گذشته letzten letzter vergangenen \
                    прошлого прошлом прошлый geçen lalu";
const NEXT: &str = "المقبل القادم next prochain prochaine próximo próxima prossimo prossima آینده nächsten kommenden следующего gelecek mendatang";
/// Words that a year alone stands behind.
const YEAR: &str = "عام العام سنة لعام منذ بعام in since during year by until im jahr jahre seit en depuis em desde ano año nel dal anno в с году سال \
                    tahun";

static TABLES_BY_LANGUAGE: LazyLock<HashMap<&'static str, OnceLock<Names>>> = LazyLock::new(|| {
    let lines = TABLES.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split('\t').nth(1)).map(|lang| (primary(lang), OnceLock::new())).collect()
});

fn primary(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or_default() {
        "no" => "nb",
        "arz" | "ary" | "apc" => "ar",
        "prs" => "fa",
        primary => primary,
    }
}

impl Names {
    /// The words of a language, read when it is first met; none for a language that the tables do not know.
    pub fn of(lang: &str) -> Option<&'static Self> {
        let lang = primary(lang);
        Some(TABLES_BY_LANGUAGE.get(lang)?.get_or_init(|| Self::load(lang)))
    }

    fn load(lang: &str) -> Self {
        let mut names = Self::default();
        for line in TABLES.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            if let (Some(kind), Some(of)) = (cells.next(), cells.next())
                && primary(of) == lang
            {
                names.add_row(kind, cells);
            }
        }
        if let Some((_, units)) = UNITS.iter().find(|(of, _)| *of == lang) {
            for (unit, words) in Unit::ALL.into_iter().zip(units) {
                for word in words.split_whitespace() {
                    let (count, word) = counted(word);
                    names.add(word, What::Unit(unit, count));
                }
            }
        }
        for (words, what) in [(PAST, What::Past), (NEXT, What::Next), (YEAR, What::Year)] {
            words.split_whitespace().for_each(|word| names.add(word, what));
        }
        names
    }

    fn add_row<'t>(&mut self, kind: &str, cells: impl Iterator<Item = &'t str>) {
        for (name, at) in cells.zip(0_u8..).flat_map(|(cell, at)| cell.split('|').map(move |name| (name, at))) {
            let unit = Unit::ALL.get(usize::from(at)).copied();
            match kind {
                "months-gregorian" => self.add(name, What::Month(Calendar::Gregorian, at + 1)),
                "months-hijri" => self.add(name, What::Month(Calendar::Hijri, at + 1)),
                "months-persian" => self.add(name, What::Month(Calendar::Persian, at + 1)),
                // Two or three Latin letters are words of every kind.
                "weekdays" if !(name.is_ascii() && name.len() < 4) => self.add(name, What::Weekday(at)),
                "day" => self.add(name, What::Day(i8::try_from(at).unwrap_or(0) - 2)),
                "last" => unit.into_iter().for_each(|unit| self.add(name, What::Last(unit))),
                "ago" => {
                    let (count, phrase) = counted(name);
                    // One word says too little: «m», «s».
                    if let Some(unit) = unit.filter(|_| phrase.trim().contains(' ')) {
                        self.add(&phrase.replace("{}", " 0 "), What::Ago(unit, count));
                    }
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, name: &str, what: What) {
        let tokens = Tokens::of(name, "und", usize::MAX);
        let mut words = tokens.list.iter().filter(|token| token.sign().is_none()).map(|token| match token.key() {
            Some(key) => Box::from(tokens.key(key)),
            None => Box::from(NUMBER),
        });
        if let Some(first) = words.next() {
            let name = Name { rest: words.collect(), what };
            let (table, word) = match name.rest.first() {
                Some(second) if &*first == NUMBER => (&mut self.behind_number, second.clone()),
                _ => (&mut self.by_first, first),
            };
            table.change(&word, |known| {
                if !known.iter().any(|other| other.what == what && other.rest == name.rest) {
                    known.push(name);
                }
            });
        }
    }

    /// The names that begin with a key.
    pub fn starting(&self, key: &str) -> &[Name] {
        self.starting_hashed(key, Fnv::of(key.as_bytes()))
    }

    /// The same where the hash is known.
    fn starting_hashed(&self, key: &str, hash: u64) -> &[Name] {
        self.by_first.get_hashed(key, hash).map_or(&[], Vec::as_slice)
    }
}

fn counted(name: &str) -> (Option<u32>, &str) {
    match name.split_once(':') {
        Some((count, name)) => (count.parse().ok(), name),
        None => (None, name),
    }
}

impl Name {
    /// The end of the name and the place of the number in it, where its first word stands at a token.
    pub fn ends(&self, tokens: &Tokens<'_>, at: usize) -> Option<(usize, Option<usize>)> {
        let mut number = tokens.get(at).filter(|token| token.is_number()).map(|_| at);
        let mut end = at + 1;
        for word in &self.rest {
            end = behind_stop(tokens, end);
            let token = tokens.get(end)?;
            let fits = if &**word == NUMBER { token.is_number() } else { tokens.key_at(end) == &**word };
            if !fits {
                return None;
            }
            if token.is_number() {
                number = Some(end);
            }
            end += 1;
        }
        Some((end, number))
    }

    pub fn what(&self) -> What {
        self.what
    }

    pub fn words(&self) -> usize {
        self.rest.len() + 1
    }
}

/// The place, or the next one behind the full stop of an abbreviation.
fn behind_stop(tokens: &Tokens<'_>, at: usize) -> usize {
    let stop = tokens.get(at).is_some_and(|token| token.is_sign('.')) && tokens.is_glued(at);
    at + usize::from(stop)
}

/// The names that each key of a text begins, looked up once.
pub struct Triggers {
    by_key: Vec<&'static [Name]>,
    names: &'static Names,
}

impl Triggers {
    pub fn of(tokens: &Tokens<'_>, lang: &str) -> Option<Self> {
        let names = Names::of(lang)?;
        let clitics: &[char] = if primary(lang) == "ar" { &['و', 'ب', 'ل'] } else { &[] };
        let by_key = tokens.hashed_keys().map(|(key, hash)| {
            match (names.starting_hashed(key, hash), key.strip_prefix(clitics)) {
                // A month or a day with a particle: «ويناير».
                ([], Some(stem)) => {
                    let found = names.starting(stem);
                    if found.iter().all(|name| matches!(name.what, What::Month(..) | What::Weekday(_) | What::Day(_))) {
                        found
                    } else {
                        &[]
                    }
                }
                (found, _) => found,
            }
        });
        Some(Self { by_key: by_key.collect(), names })
    }

    pub fn at(&self, tokens: &Tokens<'_>, at: usize) -> &'static [Name] {
        match tokens.get(at) {
            Some(token) if token.is_number() => {
                let second = behind_stop(tokens, at + 1);
                let found = match tokens.get(second).map(|token| token.kind) {
                    Some(TokenKind::Word(key)) => {
                        self.names.behind_number.get_hashed(tokens.key(key), tokens.hash(key))
                    }
                    Some(TokenKind::Number) => self.names.behind_number.get(NUMBER),
                    _ => None,
                };
                found.map_or(&[], Vec::as_slice)
            }
            Some(token) => token.key().and_then(|key| self.by_key.get(key as usize)).copied().unwrap_or_default(),
            None => &[],
        }
    }

    /// The longest name of a kind that begins at a token: what, its end, its number.
    pub fn longest<T>(
        &self,
        tokens: &Tokens<'_>,
        at: usize,
        pick: impl Fn(What) -> Option<T>,
    ) -> Option<(T, usize, Option<usize>)> {
        let names = self.at(tokens, at).iter();
        let fitting = names.filter_map(|name| Some((pick(name.what())?, name.ends(tokens, at)?, name.words())));
        fitting.max_by_key(|(_, _, words)| *words).map(|(what, (end, number), _)| (what, end, number))
    }

    pub fn is(&self, tokens: &Tokens<'_>, at: usize, what: What) -> bool {
        self.at(tokens, at).iter().any(|name| name.words() == 1 && name.what() == what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::word_key;

    fn what(word: &str, lang: &str) -> Vec<What> {
        Names::of(lang)
            .unwrap()
            .starting(&word_key(word))
            .iter()
            .filter(|name| name.rest.is_empty())
            .map(|name| name.what)
            .collect()
    }

    #[test]
    fn a_word_is_a_name_in_its_own_language_only() {
        assert_eq!(what("Juli", "de"), [What::Month(Calendar::Gregorian, 7)]);
        assert_eq!(what("يوليو", "ar").first(), Some(&What::Month(Calendar::Gregorian, 7)));
        assert!(what("Freitag", "de").contains(&What::Weekday(4)));
        assert!(what("Freitag", "en").is_empty());
        assert!(what("Sun", "en").is_empty());
        assert!(what("عامين", "ar").contains(&What::Unit(Unit::Year, Some(2))));
    }

    #[test]
    fn a_name_of_several_words_and_a_number_is_found_whole() {
        let text = "3 days ago";
        let tokens = Tokens::of(text, "en", usize::MAX);
        let triggers = Triggers::of(&tokens, "en").unwrap();
        let ago = |what| if let What::Ago(unit, _) = what { Some(unit) } else { None };
        assert_eq!(triggers.longest(&tokens, 0, ago), Some((Unit::Day, 3, Some(0))));
    }
}
