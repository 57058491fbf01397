//! What a number can count: multipliers, percent, currencies and units, by language where they differ.

use std::sync::LazyLock;

use crate::text::{ByWord, word_key};

/// What a word or a sign beside a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A power of ten.
    Times(i32),
    /// `percent`, `km`.
    Unit(&'static str),
    /// ISO 4217.
    Money(&'static str),
    /// A currency of several countries: the word behind it tells which.
    MoneyOf(&'static str),
}

/// Language (empty: any), what it means, words apart by `|`. A name of two words has a space.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "",
        "%",
        "percent|per cent|pct|prozent|procent|por ciento|por cento|pour cent|per cento|процент|процента|процентов|proc|درصد|فيصد|في المئة|في المائة|بالمئة|بالمائة|بالمية|persen|phần trăm|प्रतिशत|אחוז|אחוזים",
    ),
    (
        "",
        "pp",
        "percentage point|percentage points|prozentpunkt|prozentpunkte|prozentpunkten|points de pourcentage|puntos porcentuales|نقطة مئوية|نقاط مئوية",
    ),
    (
        "",
        "e3",
        "thousand|tausend|mille|mil|mila|duizend|тысяча|тысячи|тысяч|тыс|bin|هزار|ألف|آلاف|ألفا|ribu|tusen|tusind|हज़ार|אלף|nghìn|هزار",
    ),
    (
        "",
        "e6",
        "million|millions|mio|millionen|millones|millón|milhão|milhões|milione|milioni|miljoen|миллион|миллиона|миллионов|млн|milyon|میلیون|مليون|ملايين|مليونا|juta|miljoner|millioner|मिलियन|מיליון|triệu|ملین",
    ),
    (
        "",
        "e9",
        "billion|billions|bn|milliarde|milliarden|mrd|milliard|milliards|mil millones|bilhão|bilhões|miliardo|miliardi|miljard|миллиард|миллиарда|миллиардов|млрд|milyar|میلیارد|مليار|مليارات|بليون|miliar|miljarder|milliarder|מיליארד|tỷ|ارب",
    ),
    (
        "",
        "e12",
        "trillion|trillions|billones|trilhão|trilhões|триллион|триллиона|триллионов|трлн|trilyon|تريليون|تريليونات|triliun",
    ),
    ("de", "e12", "billion|billionen"),
    ("da", "e12", "billion|billioner"),
    ("sv", "e12", "biljon|biljoner"),
    ("nl", "e12", "biljoen"),
    ("fr", "e12", "billion|billions"),
    ("hi", "e5", "लाख"),
    ("hi", "e7", "करोड़"),
    ("en", "e5", "lakh"),
    ("en", "e7", "crore"),
    ("ur", "e5", "لاکھ"),
    ("ur", "e7", "کروڑ"),
    ("zh", "e4", "万|萬"),
    ("zh", "e8", "亿|億"),
    ("ja", "e4", "万"),
    ("ja", "e8", "億"),
    ("ja", "e12", "兆"),
    (
        "",
        "USD",
        "us dollar|us dollars|usd|u.s. dollars|us-dollar|دولار أمريكي|دولار أميركي|دولارا أمريكيا|دولارات أمريكية|美元|米ドル|dólares estadounidenses|доллар сша|долларов сша|دلار آمریکا",
    ),
    ("", "EUR", "euro|euros|eur|евро|يورو|یورو|avro|欧元|ユーロ|אירו"),
    ("", "GBP", "gbp|pound sterling|pounds sterling|جنيه إسترليني|جنيه استرليني|英镑|фунтов стерлингов"),
    ("", "JPY", "yen|jpy|ين ياباني|日元|иен|yenes|ienes"),
    ("ja", "JPY", "円"),
    ("", "CNY", "yuan|renminbi|rmb|cny|يوان|юаней|人民币|یوان"),
    ("zh", "CNY", "元"),
    ("", "RUB", "ruble|rubles|rouble|roubles|rubel|rub|рубль|рубля|рублей|руб|روبل|روبلا|卢布"),
    ("", "SAR", "saudi riyal|saudi riyals|sar|ريال سعودي|ريالا سعوديا"),
    ("", "QAR", "qatari riyal|qatari riyals|qar|ريال قطري"),
    ("", "IRR", "iranian rial|iranian rials|irr|ريال إيراني"),
    ("fa", "IRR", "ریال"),
    ("", "YER", "ريال يمني"),
    ("", "OMR", "ريال عماني|omani rial|omani rials|omr"),
    ("", "EGP", "egyptian pound|egyptian pounds|egp|جنيه مصري|جنيها مصريا"),
    ("", "SDG", "جنيه سوداني"),
    ("", "AED", "dirhams emiratis|uae dirham|uae dirhams|aed|درهم إماراتي|درهما إماراتيا"),
    ("", "MAD", "درهم مغربي|moroccan dirhams|dirhams marocains"),
    ("", "KWD", "kuwaiti dinar|kuwaiti dinars|kwd|دينار كويتي"),
    ("", "IQD", "iraqi dinar|iraqi dinars|iqd|دينار عراقي"),
    ("", "JOD", "jordanian dinar|jordanian dinars|jod|دينار أردني"),
    ("", "BHD", "دينار بحريني"),
    ("", "DZD", "دينار جزائري|dinars algériens"),
    ("", "TND", "دينار تونسي|dinars tunisiens"),
    ("", "LYD", "دينار ليبي"),
    ("", "LBP", "ليرة لبنانية|lebanese pounds"),
    ("", "SYP", "ليرة سورية|syrian pounds"),
    ("", "TRY", "ليرة تركية|turkish lira|turkish liras|türk lirası|lira turca"),
    ("tr", "TRY", "lira|liraya|tl|liralık"),
    ("", "INR", "rupees indian|indian rupee|indian rupees|inr"),
    ("hi", "INR", "रुपये|रुपए"),
    ("", "PKR", "pakistani rupees|pkr"),
    ("ur", "PKR", "روپے"),
    ("", "CHF", "swiss franc|swiss francs|chf|schweizer franken|franken|francs suisses|фرنك سويسري|فرنك سويسري"),
    ("", "XOF", "francs cfa|fcfa|cfa francs"),
    ("", "KRW", "south korean won|krw"),
    ("ko", "KRW", "원"),
    ("", "IDR", "idr"),
    ("id", "IDR", "rupiah"),
    ("", "UAH", "hryvnia|hryvnias|гривна|гривны|гривен|грн|uah"),
    ("", "PLN", "złoty|złotych|zloty|zlotys|pln"),
    ("", "BRL", "brl"),
    ("pt", "BRL", "reais"),
    ("", "NGN", "naira|ngn"),
    ("", "KES", "kenyan shillings|kes"),
    ("", "ZAR", "zar"),
    ("", "ILS", "shekel|shekels|شيكل|שקל|שקלים"),
    ("fa", "IRT", "تومان"),
    ("", "CAD", "canadian dollars|cad"),
    ("", "AUD", "australian dollars|aud"),
    ("", "MXN", "pesos mexicanos|mexican pesos"),
    (
        "",
        "$",
        "dollar|dollars|dólar|dólares|dollaro|dollari|доллар|доллара|долларов|دولار|دولارا|دولارات|دلار|dolar|דולר|डॉलर|美金|ドル|đô la",
    ),
    (
        "",
        "$",
        "pound|pounds|جنيه|جنيها|جنيهات|riyal|riyals|ريال|ريالا|ريالات|dirham|dirhams|درهم|درهما|دراهم|dinar|dinars|دينار|دينارا|دنانير|ليرة|lira|liras|rupee|rupees|franc|francs|peso|pesos|won",
    ),
    (
        "",
        "km",
        "km|kilometer|kilometers|kilometre|kilometres|kilometern|kilómetros|quilômetros|chilometri|км|километр|километра|километров|كيلومتر|كيلومترا|كيلومترات|كم|کیلومتر|kilometre|公里|ק\"מ|किलोमीटर",
    ),
    ("", "m", "meter|meters|metre|metres|metern|metros|metri|метр|метра|метров|متر|مترا|أمتار|米"),
    (
        "",
        "cm",
        "cm|centimeter|centimeters|centimetre|centimetres|zentimeter|centímetros|сантиметров|سنتيمتر|سنتيمترا|سم|厘米",
    ),
    ("", "mm", "mm|millimeter|millimeters|millimetres|مليمتر|ملم|毫米"),
    ("", "mi", "mile|miles|ميل|أميال"),
    ("", "ft", "feet"),
    (
        "",
        "km2",
        "km2|km²|square kilometers|square kilometres|quadratkilometer|kilómetros cuadrados|كيلومتر مربع|كيلومترا مربعا|кв км|平方公里",
    ),
    (
        "",
        "m2",
        "m2|m²|square meters|square metres|quadratmeter|mètres carrés|metros cuadrados|metros quadrados|متر مربع|مترا مربعا|кв м|平方米",
    ),
    ("", "ha", "hectare|hectares|hektar|hectáreas|гектаров|هكتار|هكتارا|公顷"),
    ("", "acre", "acre|acres"),
    (
        "",
        "kg",
        "kg|kilogram|kilograms|kilogramme|kilogramm|kilos|kilogramos|килограммов|кг|كيلوغرام|كيلوغراما|كجم|كلغ|公斤",
    ),
    ("", "g", "gram|grams|gramm|gramos|граммов|غرام|غراما|جرام"),
    ("", "t", "ton|tons|tonne|tonnes|tonnen|toneladas|tonnellate|тонн|тонны|тонна|طن|طنا|أطنان|تن|吨"),
    ("", "lb", "lbs"),
    ("", "bbl", "barrel|barrels|barril|barriles|baril|barils|баррелей|برميل|برميلا|بشكه|桶"),
    ("", "L", "liter|liters|litre|litres|litros|litri|литров|لتر|لترا"),
    ("", "km/h", "km/h|kph|kmh|kilometers per hour|kilometres per hour|км/ч|كيلومترا في الساعة|كم/ساعة"),
    ("", "mph", "mph|miles per hour"),
    ("", "°C", "°c|degrees celsius|grad celsius|degrés celsius|grados celsius|درجة مئوية|درجات مئوية|摄氏度"),
    ("", "°F", "°f|degrees fahrenheit"),
    ("de", "°C", "grad"),
    ("", "MW", "mw|megawatt|megawatts|мвт|ميغاواط|ميجاوات|兆瓦"),
    ("", "GW", "gw|gigawatt|gigawatts|гвт|غيغاواط|جيجاوات"),
    ("", "kWh", "kwh|kilowattstunden"),
    ("", "MWh", "mwh"),
    ("", "TWh", "twh"),
    ("", "GB", "gb|gigabyte|gigabytes|غيغابايت"),
    ("", "TB", "tb|terabyte|terabytes"),
    ("", "MB", "mb|megabyte|megabytes"),
];

/// Letters that multiply where money stands before them: `$5bn`, `€3m`.
pub fn money_suffix(key: &str) -> Option<i32> {
    match key {
        "k" => Some(3),
        "m" | "mn" | "mln" => Some(6),
        "b" | "bn" => Some(9),
        "tn" | "trn" => Some(12),
        _ => None,
    }
}

/// Signs of currencies. `$` and `¥` are those of several countries.
pub fn currency_sign(sign: char) -> Option<Meaning> {
    Some(match sign {
        '$' => Meaning::MoneyOf("$"),
        '€' => Meaning::Money("EUR"),
        '£' => Meaning::Money("GBP"),
        '¥' => Meaning::MoneyOf("¥"),
        '₽' => Meaning::Money("RUB"),
        '₹' => Meaning::Money("INR"),
        '₺' => Meaning::Money("TRY"),
        '₩' => Meaning::Money("KRW"),
        '₴' => Meaning::Money("UAH"),
        '₦' => Meaning::Money("NGN"),
        '₪' => Meaning::Money("ILS"),
        '₫' => Meaning::Money("VND"),
        _ => return None,
    })
}

/// Letters before the dollar sign: `US$`, `C$`.
pub fn dollar_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "us" | "usd" => "USD",
        "c" | "ca" | "can" => "CAD",
        "a" | "au" => "AUD",
        "nz" => "NZD",
        "s" => "SGD",
        "hk" => "HKD",
        "r" => "BRL",
        _ => return None,
    })
}

/// A name and its meaning.
#[derive(Debug)]
pub struct Name {
    pub rest: Vec<String>,
    pub lang: &'static str,
    pub meaning: Meaning,
}

/// Names by their first word; the sign `%` and its kin are read by the caller.
pub static NAMES: LazyLock<ByWord<Vec<Name>>> = LazyLock::new(|| {
    let mut names = ByWord::<Vec<Name>>::default();
    for (lang, code, words) in WORDS {
        for name in words.split('|') {
            let mut parts = name.split([' ', '/', '-', '.']).filter(|part| !part.is_empty()).map(word_key);
            let Some(first) = parts.next() else { continue };
            let name = Name { rest: parts.collect(), lang, meaning: meaning(code) };
            names.change(&first, |names| names.push(name));
        }
    }
    // The longest name first, and the one of a language before that of all.
    for names in names.values_mut() {
        names.sort_by_key(|name| (std::cmp::Reverse(name.rest.len()), name.lang.is_empty()));
    }
    names
});

fn meaning(code: &'static str) -> Meaning {
    match code {
        "%" => Meaning::Unit("percent"),
        "pp" => Meaning::Unit("percentage_point"),
        "$" => Meaning::MoneyOf("$"),
        code => match code.strip_prefix('e').and_then(|power| power.parse().ok()) {
            Some(power) => Meaning::Times(power),
            None if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) && code != "TWH" => {
                Meaning::Money(code)
            }
            None => Meaning::Unit(code),
        },
    }
}
