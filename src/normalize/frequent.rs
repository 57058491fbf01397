//! What words say about the language, among neighbours that n-grams do not tell apart: Malay and Indonesian, and the
//! three that were Serbo-Croatian.

/// Beginnings of words that one language writes and its neighbour does not.
struct Neighbours {
    languages: [&'static str; 2],
    words: [&'static [&'static str]; 2],
}

const MALAY: Neighbours = Neighbours {
    languages: ["ms", "id"],
    words: [
        &[
            "kerana",
            "ialah",
            "iaitu",
            "beliau",
            "wang",
            "syarikat",
            "daripada",
            "bahawa",
            "mahu",
            "isnin",
            "khamis",
            "jumaat",
            "ahad",
            "polis",
            "kereta",
            "kerajaan",
            "bandar",
            "kajian",
            "pelajar",
            "selepas",
            "manakala",
            "menerusi",
            "supaya",
            "sekiranya",
            "lelaki",
            "hospital",
            "universiti",
            "antarabangsa",
            "eropah",
            "peratus",
            "bilion",
            "ogos",
            "disember",
            "julai",
            "semasa",
            "apabila",
            "bagaimanapun",
            "perkara",
            "pejabat",
            "jawatan",
            "mesyuarat",
            "perniagaan",
            "pengundi",
            "parti",
            "dijangka",
            "perlawanan",
            "mahkamah",
            "peguam",
            "jenayah",
            "mangsa",
            "kemalangan",
            "tentera",
            "kebangsaan",
            "perkhidmatan",
            "hadapan",
            "sahaja",
            "cuba",
            "perlu",
            "mempunyai",
            "bekas",
            "kelab",
            "pasukan",
            "negeri",
            "pihak",
            "minit",
            "berbanding",
            "kesemua",
            "kali",
        ],
        &[
            "karena",
            "yaitu",
            "uang",
            "perusahaan",
            "ingin",
            "bisa",
            "bahwa",
            "polisi",
            "mobil",
            "penelitian",
            "tim",
            "siswa",
            "pria",
            "perempuan",
            "universitas",
            "internasional",
            "eropa",
            "serikat",
            "persen",
            "miliar",
            "agustus",
            "desember",
            "juli",
            "maret",
            "senin",
            "kamis",
            "jumat",
            "minggu",
            "setelah",
            "saat",
            "sekarang",
            "tapi",
            "hingga",
            "meskipun",
            "namun",
            "kantor",
            "rapat",
            "bisnis",
            "pemilu",
            "partai",
            "oposisi",
            "pertandingan",
            "sepak",
            "klub",
            "pengadilan",
            "pengacara",
            "tersangka",
            "korban",
            "kecelakaan",
            "bandara",
            "tentara",
            "merupakan",
            "serta",
            "para",
            "sangat",
            "lalu",
            "harus",
            "sebuah",
            "mengatakan",
            "dari",
            "dia",
            "melalui",
            "mencoba",
            "memiliki",
            "mantan",
            "menit",
            "dibandingkan",
            "pemerintah",
            "layanan",
            "provinsi",
        ],
    ],
};

/// Words of Croatia, and those of Bosnia and Serbia.
const CROATIAN: Neighbours = Neighbours {
    languages: ["hr", "bs"],
    words: [
        &[
            "što",
            "tko",
            "netko",
            "nitko",
            "svatko",
            "tisuć",
            "europ",
            "tjed",
            "povijes",
            "sustav",
            "također",
            "tijekom",
            "glazb",
            "kazališ",
            "zrakoplov",
            "sveučiliš",
            "znanos",
            "znanstv",
            "tvrtk",
            "nogomet",
            "siječnj",
            "veljač",
            "ožujk",
            "travnj",
            "svibnj",
            "lipnj",
            "srpnj",
            "kolovoz",
            "rujn",
            "listopad",
            "studen",
            "prosinc",
            "uvjet",
            "obitelj",
            "kruh",
            "tvornic",
            "vlak",
            "unatoč",
            "izvješ",
            "priopć",
            "dužnosni",
            "odvjetni",
            "čimben",
            "gospodar",
            "milijun",
            "milijard",
            "osob",
            "stoljeć",
            "promet",
            "redar",
            "vjerojat",
            "potpor",
            "zaposlen",
            "udrug",
            "stožer",
            "suradn",
            "financ",
            "nazočn",
            "primjeric",
            "kolovoz",
            "glede",
            "poduze",
            "proračun",
            "tečaj",
            "mrež",
            "posjet",
            "prosvjed",
            "nadalje",
            "odgoj",
            "uporab",
            "vlasni",
        ],
        &[
            "šta",
            "ko",
            "neko",
            "niko",
            "svako",
            "hiljad",
            "evrop",
            "sedmic",
            "nedjelj",
            "nedelj",
            "histori",
            "istorij",
            "sistem",
            "takođe",
            "tokom",
            "muzik",
            "pozoriš",
            "avion",
            "univerzitet",
            "nauk",
            "nauč",
            "kompanij",
            "fudbal",
            "januar",
            "februar",
            "mart",
            "april",
            "maj",
            "juni",
            "juli",
            "august",
            "avgust",
            "septembar",
            "septembr",
            "oktobar",
            "oktobr",
            "novembar",
            "novembr",
            "decembar",
            "decembr",
            "uslov",
            "porodic",
            "hljeb",
            "hleb",
            "fabrik",
            "voz",
            "uprkos",
            "izvješta",
            "izvešta",
            "saopć",
            "saopšt",
            "zvanični",
            "advokat",
            "ekonom",
            "milion",
            "milijarda",
            "lic",
            "vijek",
            "saobraćaj",
            "policaj",
            "vjerovatn",
            "verovatn",
            "podršk",
            "štab",
            "sarad",
            "finans",
            "prisustv",
            "preduzeć",
            "budžet",
            "protest",
            "upotreb",
            "opštin",
            "tačk",
            "tačn",
            "lahk",
            "organizov",
            "definis",
            "ohrab",
            "bezbjed",
            "bezbed",
            "štamp",
            "odsto",
        ],
    ],
};

/// Words as Serbia says them, where Croatia and Bosnia have *ije* or *je*.
const EKAVIAN: [&str; 92] = [
    "vreme", "reč", "deo", "delov", "mlek", "posle", "pre", "gde", "ovde", "uvek", "cel", "mest", "dve", "dete",
    "deca", "dece", "deci", "mer", "pobed", "vest", "izvešt", "obavešt", "reši", "rešen", "rešav", "uspe", "razume",
    "hte", "vide", "žele", "smeh", "bezbed", "odel", "podel", "sledeć", "sledi", "posled", "čovek", "vek", "lek",
    "leč", "zvezd", "cen", "cvet", "reke", "reka", "bel", "sneg", "vetar", "lev", "nedelj", "ponedelj", "primer",
    "promen", "namer", "zahtev", "verova", "veruj", "ver", "poveren", "mesec", "menja", "tel", "svedo", "seća", "seti",
    "sever", "sednic", "sede", "vežb", "ocen", "procen", "ubed", "bes", "pesm", "pev", "spreč", "napred", "unapred",
    "predsed", "dodel", "nasled", "sused", "živel", "živeo", "volel", "voleo", "devoj", "deluj", "del", "nemač", "lep",
];

/// Words with *je* after a consonant that all three write.
const JE_EVERYWHERE: [&str; 7] = ["sjedinjen", "objek", "subjek", "izjed", "podjed", "odjek", "objed"];

/// The language of a text among the neighbours of the one that the models found best; nothing where no word tells.
pub fn better_neighbour<'p>(plain: impl FnOnce() -> &'p str, best: &'static str) -> Option<&'static str> {
    match best {
        "ms" | "id" => MALAY.of(plain(), best),
        "hr" | "bs" | "sr" => serbo_croatian(plain(), best),
        _ => None,
    }
    .filter(|tag| *tag != best)
}

impl Neighbours {
    /// The language that more words are of; the one that is known where both have as many.
    fn of(&self, plain: &str, known: &'static str) -> Option<&'static str> {
        let count = |stems: &[&str]| plain.split(' ').filter(|word| begins_with_one_of(word, stems)).count();
        let [of_first, of_second] = self.words.map(count);
        let [first, second] = self.languages;
        match of_first.cmp(&of_second) {
            std::cmp::Ordering::Greater => Some(first),
            std::cmp::Ordering::Less => Some(second),
            std::cmp::Ordering::Equal => Some(known),
        }
    }
}

fn serbo_croatian(plain: &str, best: &'static str) -> Option<&'static str> {
    let ekavian = plain.split(' ').filter(|word| begins_with_one_of(word, &EKAVIAN)).count();
    let ijekavian = plain.split(' ').filter(|word| is_ijekavian(word)).count();
    if ekavian > ijekavian {
        return Some("sr");
    }
    let known = if best == "sr" && ijekavian > 0 { "bs" } else { best };
    CROATIAN.of(plain, known)
}

/// *ije* inside a word, or *je* after a consonant other than l and n.
fn is_ijekavian(word: &str) -> bool {
    if word == "nije" || begins_with_one_of(word, &JE_EVERYWHERE) {
        return false;
    }
    let inside = word.strip_suffix("ije").unwrap_or(word);
    let short = ["prije", "poslije", "dvije", "gdje", "ovdje", "smije"].contains(&word);
    let after_consonant = ["bje", "cje", "dje", "mje", "pje", "sje", "tje", "vje", "zje", "rje"];
    short || inside.contains("ije") || after_consonant.iter().any(|letters| word.contains(letters))
}

/// Words of three letters and less must be the same.
fn begins_with_one_of(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| if stem.len() <= 3 { word == *stem } else { word.starts_with(stem) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_neighbours_apart() {
        for (best, tag, text) in [
            ("id", "ms", "kerajaan berkata jambatan itu dibuka selepas jumaat kerana hujan"),
            ("ms", "id", "pemerintah mengatakan bahwa jembatan itu dibuka setelah jumat karena hujan"),
            ("hr", "sr", "predsednik je rekao da će most posle leta biti otvoren za ceo grad"),
            ("hr", "bs", "predsjednik je rekao da će most koji je koštao hiljadu maraka biti otvoren u januaru"),
            ("bs", "hr", "predsjednik je rekao da će most koji je stajao tisuću kuna biti otvoren u siječnju"),
        ] {
            assert_eq!(better_neighbour(|| text, best), Some(tag), "{text}");
        }
    }

    #[test]
    fn where_no_word_tells_the_models_are_believed() {
        for best in ["ms", "hr", "sr", "en"] {
            assert_eq!(better_neighbour(|| "most 2025", best), None);
        }
    }
}
