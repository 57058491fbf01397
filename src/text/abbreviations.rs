//! What ends with a full stop and ends no sentence.

/// Abbreviations that are followed by more of their sentence, lower-case, without the final full stop. Those that often
/// end a sentence ("etc", "Inc", "usw", "т. д") are not here: before a lower-case letter they need no rule.
pub(super) const ABBREVIATIONS: [(&str, &[&str]); 17] = [
    (
        "",
        &[
            "mr", "mrs", "ms", "dr", "prof", "st", "vs", "gen", "col", "lt", "sgt", "capt", "sen", "rep", "gov", "hon",
            "rev", "mt", "no", "nos", "pres",
        ],
    ),
    (
        "en",
        &[
            "jr", "fig", "vol", "approx", "dept", "univ", "maj", "cmdr", "supt", "adm", "ft", "e.g", "i.e", "jan",
            "feb", "aug", "sept", "oct", "nov", "dec",
        ],
    ),
    (
        "de",
        &[
            "nr", "abs", "art", "bzw", "ca", "d.h", "z.b", "u.a", "v.a", "o.ä", "mio", "mrd", "str", "geb", "evtl",
            "ggf", "inkl", "vgl", "sog", "dipl", "ing", "hl", "jh", "jhd", "s", "bd", "hrsg", "v", "n", "z", "feat",
        ],
    ),
    (
        "fr",
        &[
            "m", "mm", "mme", "mlle", "me", "mgr", "ste", "av", "bd", "art", "env", "p.ex", "cf", "janv", "févr",
            "avr", "juill", "sept", "oct", "nov", "déc",
        ],
    ),
    (
        "es",
        &[
            "sr", "sra", "srta", "d", "dña", "dra", "lic", "ing", "ud", "uds", "av", "avda", "núm", "pág", "ee", "ff",
            "aa", "arq", "gral", "a", "cía",
        ],
    ),
    ("pt", &["sr", "sra", "dra", "d", "av", "eng", "exmo", "núm", "pág", "art", "prof", "profa", "des"]),
    ("it", &["sig", "sigg", "dott", "avv", "ing", "on", "mons", "art", "pag", "ecc", "geom", "rag", "arch"]),
    ("nl", &["dhr", "mevr", "drs", "ir", "mr", "bijv", "o.a", "ca", "nr", "blz", "jl", "resp"]),
    (
        "ru",
        &[
            "г", "гг", "ул", "им", "тыс", "млн", "млрд", "руб", "см", "напр", "акад", "проф", "д", "св", "т.е", "т.к",
            "о", "п", "ст", "корп", "обл", "пр",
        ],
    ),
    ("uk", &["р", "рр", "м", "вул", "ім", "тис", "млн", "млрд", "грн", "напр", "акад", "проф", "св", "обл", "тов"]),
    (
        "tr",
        &["av", "doç", "yrd", "öğr", "gör", "alb", "org", "tuğg", "mah", "cad", "sok", "no", "bkz", "örn", "op", "uzm"],
    ),
    (
        "pl",
        &[
            "ul", "im", "ks", "św", "tzn", "tj", "np", "inż", "mgr", "płk", "gen", "hab", "godz", "pl", "al", "red",
            "ok",
        ],
    ),
    ("cs", &["č", "tzv", "např", "ing", "mgr", "mudr", "judr", "bc", "tj", "sv", "ul", "nám", "cca", "čl", "odst"]),
    ("sk", &["č", "tzv", "napr", "ing", "mgr", "mudr", "judr", "bc", "tj", "sv", "ul", "nám", "čl", "ods"]),
    ("sv", &["bl.a", "t.ex", "d.v.s", "dvs", "ca", "kl", "s.k", "f.d", "resp"]),
    ("da", &["bl.a", "f.eks", "dvs", "ca", "kl", "nr", "s.k", "hr", "pct", "mio", "mia"]),
    ("id", &["jl", "bpk", "drs", "ir", "hj", "h", "kh", "tgl", "rp", "yth"]),
];

/// Languages that write an ordinal number as a number and a full stop.
pub(super) const ORDINAL_STOP: [&str; 18] =
    ["de", "da", "nb", "nn", "no", "fi", "is", "et", "lv", "cs", "sk", "sl", "hr", "bs", "sr", "hu", "tr", "lb"];
