//! What the address of a page says of it: words of its title, the day of its publication.

use std::collections::HashSet;

use url::Url;

use crate::text::fold;

type Day = jiff::civil::Date;

/// Parts of a path that are looked at, and words of each.
const MOST: usize = 24;

/// What is read out of an address.
#[derive(Debug, Default)]
pub struct Address {
    /// Words of the part that has most of them: the slug of the title.
    slug: HashSet<String>,
    pub day: Option<Day>,
    pub year: Option<i16>,
    pub month: Option<i8>,
    /// Words of the host.
    host: HashSet<String>,
    pub tld: Option<String>,
}

impl Address {
    pub fn of(url: Option<&str>) -> Self {
        let Some(url) = url.and_then(|url| Url::parse(url).ok()) else { return Self::default() };
        let path = decoded(url.path());
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).take(MOST).collect();
        let slug = parts.iter().map(|part| words(part)).max_by_key(HashSet::len).filter(|words| words.len() > 1);
        let host = url.host_str().unwrap_or_default();
        let numbers: Vec<&str> =
            path.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let (mut day, mut year, mut month) = (None, None, None);
        for (at, number) in numbers.iter().take(MOST).enumerate() {
            let next = |step: usize| numbers.get(at + step).copied().filter(|next| next.len() <= 2);
            let found = match number.len() {
                4 => Some((*number, next(1), next(2))),
                8 => number.get(..4).map(|year| (year, number.get(4..6), number.get(6..8))),
                _ => None,
            };
            let Some((of_year, of_month, of_day)) = found else { continue };
            let Some(of_year) = of_year.parse().ok().filter(|year| (1990..=2100).contains(year)) else { continue };
            let of_month: Option<i8> =
                of_month.and_then(|month| month.parse().ok()).filter(|month| (1..=12).contains(month));
            let of_day = of_day.and_then(|day| day.parse().ok()).zip(of_month);
            let of_day = of_day.and_then(|(day, month)| Day::new(of_year, month, day).ok());
            if number.len() == 8 && of_day.is_none() {
                continue;
            }
            year = year.or(Some(of_year));
            month = month.or(of_month);
            day = day.or(of_day);
        }
        let tld = host.rsplit('.').next().map(str::to_owned);
        Self { slug: slug.unwrap_or_default(), day, year, month, host: words(host), tld }
    }

    /// Thousandths of the slug that stand in a text, and of the text that stand in the slug; -1 where there is no slug.
    pub fn shared(&self, text: &str) -> (i32, i32) {
        if self.slug.is_empty() {
            return (-1, -1);
        }
        let own = words(text);
        let both = own.intersection(&self.slug).count();
        (share(both, self.slug.len()), share(both, own.len()))
    }

    /// Words of a text that stand in the name of the host.
    pub fn of_host(&self, text: &str) -> i32 {
        let squeezed =
            |word: &String| word.chars().count() > 3 && self.host.iter().any(|part| part.contains(word.as_str()));
        i32::try_from(words(text).iter().filter(|word| squeezed(word)).count()).unwrap_or(9).min(9)
    }
}

fn share(part: usize, whole: usize) -> i32 {
    i32::try_from((part * 1000).checked_div(whole).unwrap_or(0)).unwrap_or(1000)
}

/// Words as addresses spell them: no marks, the first letters only.
fn words(text: &str) -> HashSet<String> {
    let plain: String = fold(text, "und").chars().take(400).map(plain).collect();
    let words = plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .filter(|word| !matches!(*word, "html" | "htm" | "php" | "www" | "com"))
        .take(60)
        .map(|word| word.chars().take(7).collect())
        .collect()
}

/// A letter without the mark that addresses leave out.
fn plain(sign: char) -> char {
    match sign {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'ı' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ś' | 'ş' | 'ș' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        'ğ' => 'g',
        'ř' => 'r',
        'ť' | 'ț' | 'ţ' => 't',
        'ď' | 'đ' => 'd',
        sign => sign,
    }
}

/// A path with its percents taken out.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_words_of_the_title_and_the_day() {
        let address = Address::of(Some("https://www.inlet.example/2024/05/17/f%C3%A4hre-legt-wieder-ab-1234.html"));
        assert_eq!(address.day, Day::new(2024, 5, 17).ok());
        assert_eq!(address.shared("Fähre legt wieder ab"), (800, 1000));
        assert_eq!(address.of_host("The Inlet"), 1);
        let address = Address::of(Some("https://inlet.example/news/2024/05/tides"));
        assert_eq!((address.day, address.year, address.month), (None, Some(2024), Some(5)));
        assert_eq!(address.shared("Tides"), (-1, -1));
        assert_eq!(Address::of(Some("https://inlet.example/a-b-20241399-c")).year, None);
        assert_eq!(Address::of(Some("no address")).shared("x"), (-1, -1));
    }
}
