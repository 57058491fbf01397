//! Numbers with what they count: percentages, money, measures.
//!
//! ```text
//!  $2.5 billion     sign, number, multiplier          2500000000, USD where the text says whose dollar
//!  ٣٫٥ مليون دولار    number, multiplier, currency       3500000
//!  12 percent       number, unit                      12 percent
//!  4,000 people     a large number of something       4000
//! ```
//!
//! A number alone is a quantity only where it is large or has a multiplier: the rest are dates, scores and addresses.
//! What a date holds is no quantity; the caller says where dates stand.

mod number;
mod units;

use std::ops::Range;

use crate::article::Quantity;
use crate::text::{Token, Tokens};
use number::Number;
use units::{Meaning, NAMES, Name, currency_sign, dollar_of, money_suffix};

/// The most quantities of an article; what comes behind them is left out.
pub const MAX_QUANTITIES: usize = 300;
/// A number without a unit counts from here on.
const LARGE: usize = 4;

/// The quantities of a text, in order. `taken` are the places, in code points and in order, that belong to something else.
#[must_use]
pub fn quantities(tokens: &Tokens<'_>, lang: &str, taken: &[(u32, u32)]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut taken = taken.iter().peekable();
    while at < tokens.list.len() && found.len() < MAX_QUANTITIES {
        let Some(token) = tokens.get(at) else { break };
        if !token.is_number() {
            at += 1;
            continue;
        }
        while taken.next_if(|(_, end)| *end <= token.char_start).is_some() {}
        let is_taken = taken.peek().is_some_and(|(start, end)| *start < token.char_end && token.char_start < *end);
        let Some(number) = Number::at(tokens, at, lang) else {
            at += 1;
            continue;
        };
        match Some(&number).filter(|_| !is_taken).and_then(|number| quantity(tokens, at, number, lang)) {
            Some((quantity, end)) => {
                found.push(quantity);
                at = end.max(at + 1);
            }
            None => at = number.end,
        }
    }
    found
}

/// What the number at a token counts, and where that ends.
fn quantity(tokens: &Tokens<'_>, at: usize, number: &Number, lang: &str) -> Option<(Quantity, usize)> {
    // Part of a code, an address, a version, a score.
    let before = at.checked_sub(1).and_then(|before| tokens.get(before)).filter(|_| tokens.is_glued(at));
    let code = before.is_some_and(|token| match token.sign() {
        Some(sign) => {
            matches!(sign, '.' | ',' | ':' | '/' | '#' | '@' | '_') || (sign == '-' && tokens.is_glued(at - 1))
        }
        None => !is_particle(tokens, token),
    });
    if code {
        return None;
    }
    if tokens.is_glued(number.end)
        && tokens.get(number.end).and_then(Token::sign).is_some_and(|sign| matches!(sign, ':' | '/' | '_' | '-' | '–'))
        && tokens.get(number.end + 1).is_some_and(Token::is_number)
    {
        return None;
    }
    let mut span = at..number.end;
    if number.is_negative() {
        span.start -= 1;
    }
    let mut money = signed(tokens, &mut span);
    let (mut power, mut unit) = (0, None);
    // A multiplier, then what is counted; particles of Arabic may stand between.
    for _ in 0..3 {
        let Some((meaning, end)) = meaning(tokens, span.end, lang, money.is_some()) else { break };
        match meaning {
            Meaning::Times(times) if unit.is_none() && power + times <= 15 => power += times,
            Meaning::Unit(symbol) if unit.is_none() && money.is_none() => unit = Some(symbol),
            Meaning::Money(_) | Meaning::MoneyOf(_) if unit.is_none() && money.is_none() => money = Some(meaning),
            _ => break,
        }
        span.end = end;
        if unit.is_some() {
            break;
        }
    }
    let iso4217 = match money {
        Some(Meaning::Money(code)) => Some(code),
        _ => None,
    };
    let value = number.times(power);
    let counts = unit.is_some() || money.is_some() || power > 0 || is_large(at..number.end, &value);
    if !counts {
        return None;
    }
    let (start, end) = tokens.span(span.clone());
    Some((Quantity { text: tokens.text_of(span.clone()).to_owned(), start, end, value, unit, iso4217 }, span.end))
}

/// «لـ20»: a particle that is written to a number.
fn is_particle(tokens: &Tokens<'_>, token: &Token) -> bool {
    tokens.surface(token).ends_with('ـ') || currency_word(tokens, token)
}

fn currency_word(tokens: &Tokens<'_>, token: &Token) -> bool {
    token.key().is_some_and(|key| {
        NAMES.get(tokens.key(key)).is_some_and(|names| {
            names.iter().any(|name| name.rest.is_empty() && matches!(name.meaning, Meaning::Money(_)))
        })
    })
}

/// A currency before the number: `$5`, `US$5`, `EUR 5`.
fn signed(tokens: &Tokens<'_>, span: &mut Range<usize>) -> Option<Meaning> {
    let before = span.start.checked_sub(1)?;
    let token = tokens.get(before)?;
    if let Some(meaning) = token.sign().and_then(currency_sign) {
        let letters = before.checked_sub(1).filter(|_| tokens.is_glued(before)).map(|at| (at, tokens.key_at(at)));
        span.start = before;
        if let Some((at, key)) = letters
            && meaning == Meaning::MoneyOf("$")
            && let Some(code) = dollar_of(key)
        {
            span.start = at;
            return Some(Meaning::Money(code));
        }
        return Some(meaning);
    }
    let surface = tokens.surface(token);
    let code =
        surface.len() == 3 && surface.bytes().all(|byte| byte.is_ascii_uppercase()) && currency_word(tokens, token);
    let name = NAMES.get(tokens.key_at(before)).filter(|_| code)?.iter().find(|name| name.rest.is_empty())?;
    span.start = before;
    Some(name.meaning)
}

/// What stands behind a number and where it ends.
fn meaning(tokens: &Tokens<'_>, at: usize, lang: &str, money: bool) -> Option<(Meaning, usize)> {
    let token = tokens.get(at)?;
    if let Some(sign) = token.sign() {
        return match sign {
            '%' | '٪' | '％' => Some((Meaning::Unit("percent"), at + 1)),
            '‰' => Some((Meaning::Unit("per_mille"), at + 1)),
            '°' if tokens.is_glued(at + 1) => match tokens.key_at(at + 1) {
                "c" => Some((Meaning::Unit("°C"), at + 2)),
                "f" => Some((Meaning::Unit("°F"), at + 2)),
                _ => None,
            },
            '-' if tokens.is_glued(at) && tokens.is_glued(at + 1) => named(tokens, at + 1, lang),
            sign => currency_sign(sign).map(|meaning| (meaning, at + 1)),
        };
    }
    let key = tokens.key_at(at);
    if money
        && tokens.is_glued(at)
        && let Some(power) = money_suffix(key)
    {
        return Some((Meaning::Times(power), at + 1));
    }
    named(tokens, at, lang)
}

/// The longest name that stands at a token.
fn named(tokens: &Tokens<'_>, at: usize, lang: &str) -> Option<(Meaning, usize)> {
    let names = NAMES.get(tokens.key_at(at))?;
    let primary = lang.split('-').next().unwrap_or_default();
    let fits = |name: &&Name| {
        (name.lang.is_empty() || name.lang == primary)
            && (1..).zip(&name.rest).all(|(step, word)| tokens.key_at(skip(tokens, at, step)) == word)
    };
    let name = names.iter().find(fits)?;
    Some((name.meaning, skip(tokens, at, name.rest.len()) + 1))
}

/// The token so many words further, over signs that stand inside a name: `km/h`.
fn skip(tokens: &Tokens<'_>, at: usize, words: usize) -> usize {
    let mut at = at;
    for _ in 0..words {
        at += 1;
        while tokens.get(at).and_then(Token::sign).is_some_and(|sign| matches!(sign, '/' | '-' | '.'))
            && tokens.is_glued(at)
        {
            at += 1;
        }
    }
    at
}

/// A number of so many digits that it counts something; four digits alone may be a year.
fn is_large(digits: Range<usize>, value: &str) -> bool {
    let grouped = digits.len() > 1;
    let whole = !value.contains('.');
    whole && (value.len() > LARGE || (grouped && value.len() >= LARGE)) && (grouped || value.len() <= 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, value, unit or currency.
    fn found(text: &str, lang: &str) -> Vec<(String, String, &'static str)> {
        let tokens = Tokens::of(text, lang, usize::MAX);
        let quantities = quantities(&tokens, lang, &[]);
        for quantity in &quantities {
            let length = (quantity.end - quantity.start) as usize;
            assert_eq!(text.chars().skip(quantity.start as usize).take(length).collect::<String>(), quantity.text);
        }
        quantities.into_iter().map(|q| (q.text, q.value, q.unit.or(q.iso4217).unwrap_or_default())).collect()
    }

    fn case(lang: &str, text: &str, quantity: &str, value: &str, of: &'static str) {
        assert_eq!(found(text, lang), [(quantity.to_owned(), value.to_owned(), of)], "{lang}: {text}");
    }

    #[test]
    fn money_is_written_in_many_ways() {
        case("en", "It cost $2.5 billion.", "$2.5 billion", "2500000000", "");
        case("en", "It cost US$40m.", "US$40m", "40000000", "USD");
        case("en", "worth EUR 12,500 now", "EUR 12,500", "12500", "EUR");
        case("de", "kostet 1.250,50 Euro", "1.250,50 Euro", "1250.5", "EUR");
        case("de", "rund 3 Billionen Euro", "3 Billionen Euro", "3000000000000", "EUR");
        case("ar", "بلغت التكلفة ٣٫٥ مليار دولار أمريكي", "٣٫٥ مليار دولار أمريكي", "3500000000", "USD");
        case("ar", "بقيمة 20 مليون ريال سعودي", "20 مليون ريال سعودي", "20000000", "SAR");
        case("fr", "près de 12 000 euros", "12 000 euros", "12000", "EUR");
        case("ru", "более 5 млрд рублей", "5 млрд рублей", "5000000000", "RUB");
        case("tr", "toplam 15 milyon lira", "15 milyon lira", "15000000", "TRY");
    }

    #[test]
    fn the_currency_of_several_countries_is_left_open() {
        let tokens = Tokens::of("20 ألف جنيه", "ar", usize::MAX);
        let [quantity] = &quantities(&tokens, "ar", &[])[..] else { panic!() };
        assert_eq!((quantity.value.as_str(), quantity.iso4217, quantity.unit), ("20000", None, None));
    }

    #[test]
    fn percentages_and_measures_have_units() {
        case("en", "rose by 3.2 per cent", "3.2 per cent", "3.2", "percent");
        case("en", "fell -1.5% on Monday", "-1.5%", "-1.5", "percent");
        case("ar", "بنسبة 12 في المئة", "12 في المئة", "12", "percent");
        case("ar", "بنسبة ٪ ثم 7٪", "7٪", "7", "percent");
        case("en", "over 120 km/h", "120 km/h", "120", "km/h");
        case("en", "a 40-mile road", "40-mile", "40", "mi");
        case("de", "auf 3,5 Kilometern", "3,5 Kilometern", "3.5", "km");
        case("en", "at 31 °C", "31 °C", "31", "°C");
        case("en", "a rise of 2 percentage points", "2 percentage points", "2", "percentage_point");
    }

    #[test]
    fn large_numbers_count_alone() {
        case("en", "some 14,300 people", "14,300", "14300", "");
        case("en", "about 2 million people", "2 million", "2000000", "");
        for text in [
            "in 2019",
            "won 3-1",
            "version 2.10.4",
            "room 101",
            "at 10:30",
            "flight AB1234",
            "call 555-123456",
            "192.168.0.1",
        ] {
            assert_eq!(found(text, "en"), [], "{text}");
        }
    }

    #[test]
    fn what_belongs_to_a_date_is_no_quantity() {
        let tokens = Tokens::of("12000 and 13000", "en", usize::MAX);
        let values: Vec<_> = quantities(&tokens, "en", &[(0, 5)]).into_iter().map(|quantity| quantity.value).collect();
        assert_eq!(values, ["13000"]);
    }

    #[test]
    fn hostile_numbers_end_in_a_bounded_list() {
        assert_eq!(found(&"7% ".repeat(300_000), "en").len(), MAX_QUANTITIES);
        assert_eq!(found(&"1".repeat(1_000_000), "en"), []);
        assert_eq!(found(&"1,000,".repeat(100_000), "en").len(), 0);
    }
}
