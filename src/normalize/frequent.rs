//! What the most frequent words say about the language, where the model confuses neighbours.
//!
//! Each list holds words that are frequent in one language and rare or unknown in those it is confused with; the lists
//! of one group are read together, and what is in none of them says nothing.

/// Words of which a text of the language has one in ten or so, each list one language. Only groups whose members the
/// model confuses are here.
const GROUPS: [&[(&str, &[&str])]; 9] = [
    &[
        (
            "af",
            &[
                "nie", "vir", "hulle", "sy", "ek", "deur", "gesê", "baie", "wees", "hy", "het", "was", "is", "'n", "n",
                "hom", "haar", "nog", "ook", "kan", "sal", "moet",
            ],
        ),
        (
            "nl",
            &[
                "niet", "een", "voor", "zijn", "zij", "hij", "het", "de", "dat", "door", "heeft", "werd", "naar",
                "wordt", "deze", "haar", "nog", "ook", "kan",
            ],
        ),
    ],
    &[
        (
            "ms",
            &[
                "kerana",
                "ialah",
                "boleh",
                "wang",
                "daripada",
                "beliau",
                "syarikat",
                "berkata",
                "pelbagai",
                "selepas",
                "polis",
                "iaitu",
                "menerusi",
                "turut",
                "lelaki",
                "mahu",
                "cuba",
                "bagi",
                "kini",
                "pihak",
                "mendapati",
                "sudah",
                "telah",
                "manakala",
                "sebagai",
            ],
        ),
        (
            "id",
            &[
                "karena",
                "bisa",
                "uang",
                "dari",
                "ia",
                "perusahaan",
                "mengatakan",
                "tersebut",
                "setelah",
                "polisi",
                "yaitu",
                "melalui",
                "pria",
                "ingin",
                "mencoba",
                "bagi",
                "kini",
                "pihak",
                "namun",
                "sudah",
                "telah",
                "sementara",
                "sebagai",
                "bahwa",
            ],
        ),
    ],
    &[
        (
            "no",
            &["av", "etter", "ikke", "hun", "ble", "mot", "sier", "fra", "å", "noen", "også", "på", "opp", "seg", "nå"],
        ),
        (
            "da",
            &[
                "af", "efter", "ikke", "hun", "blev", "mod", "siger", "fra", "at", "nogle", "også", "på", "op", "sig",
                "nu",
            ],
        ),
        (
            "nn",
            &[
                "av", "etter", "ikkje", "ho", "vart", "mot", "seier", "frå", "å", "nokre", "òg", "på", "opp", "seg",
                "no", "eg", "dei", "ein", "kva", "berre", "meir", "ei", "eit", "vere",
            ],
        ),
        (
            "sv",
            &[
                "av", "efter", "inte", "hon", "blev", "mot", "säger", "från", "att", "några", "också", "på", "upp",
                "sig", "nu", "och", "för", "är",
            ],
        ),
    ],
    &[
        (
            "gl",
            &[
                "unha", "dunha", "nunha", "non", "máis", "tamén", "ás", "polo", "pola", "coa", "co", "xa", "moi",
                "cando", "súa", "á", "eu", "foi", "os", "ao", "aos", "do", "da", "e", "o",
            ],
        ),
        (
            "es",
            &[
                "una", "no", "más", "también", "el", "los", "las", "por", "con", "ya", "y", "al", "fue", "muy",
                "cuando", "su", "la", "del", "lo",
            ],
        ),
        (
            "pt",
            &[
                "uma", "não", "mais", "também", "as", "pelo", "pela", "com", "já", "os", "ao", "aos", "foi", "muito",
                "quando", "sua", "à", "do", "da", "e", "o", "em", "um", "são",
            ],
        ),
    ],
    &[
        (
            "so",
            &[
                "waxaa", "iyo", "oo", "ayaa", "uu", "ee", "in", "ku", "ka", "waa", "soo", "ay", "aan", "si", "lagu",
                "kale", "ah", "la", "aad", "isku", "wax",
            ],
        ),
        (
            "ha",
            &[
                "cewa", "kuma", "wannan", "yana", "kasar", "domin", "zuwa", "da", "ne", "ce", "ya", "na", "ta", "ba",
                "amma", "sun", "wani", "wata", "akan", "shi", "an", "suka", "ga",
            ],
        ),
        (
            "yo",
            &[
                "àwọn",
                "ní",
                "tí",
                "wọ́n",
                "sì",
                "náà",
                "fún",
                "ó",
                "láti",
                "pé",
                "kan",
                "awon",
                "lati",
                "ti",
                "wọn",
                "bí",
                "ń",
                "sí",
                "pẹ̀lú",
                "ọ̀rọ̀",
                "ni",
                "won",
                "pelu",
                "ati",
                "àti",
                "nínú",
                "ọjọ́",
            ],
        ),
        (
            "sw",
            &[
                "na", "ya", "wa", "kwa", "katika", "ni", "za", "la", "kuwa", "cha", "hiyo", "yake", "baada", "huo",
                "alisema", "pia", "watu",
            ],
        ),
        ("en", &["the", "of", "and", "to", "in", "a", "is", "was", "that", "for", "on", "with", "as", "by", "at"]),
    ],
    &[
        (
            "hr",
            &[
                "gdje", "prije", "poslije", "vrijeme", "također", "riječ", "tijekom", "što", "tko", "smije", "mjesto",
                "cijelo", "dio", "vidjeti", "svijeta", "bez", "ovdje", "europske", "dvije", "djevojka",
            ],
        ),
        (
            "sr",
            &[
                "gde",
                "pre",
                "posle",
                "vreme",
                "takođe",
                "reč",
                "tokom",
                "šta",
                "ko",
                "sme",
                "mesto",
                "celo",
                "deo",
                "videti",
                "sveta",
                "bez",
                "ovde",
                "posledica",
                "evropske",
                "dve",
                "devojka",
            ],
        ),
        (
            "bs",
            &[
                "gdje", "prije", "poslije", "vrijeme", "također", "riječ", "tokom", "šta", "ko", "smije", "mjesto",
                "cijelo", "dio", "vidjeti", "svijeta", "bez", "ovdje", "evropske", "dvije", "hiljada", "djevojka",
            ],
        ),
        (
            "sl",
            &["kje", "pred", "tudi", "v", "ki", "bil", "so", "kot", "lahko", "med", "ker", "ob", "pri", "še", "čas"],
        ),
    ],
    &[
        (
            "lb",
            &[
                "ass", "net", "fir", "vun", "mat", "dat", "hunn", "huet", "och", "wéi", "sech", "gouf", "déi", "den",
                "an", "op", "mir", "eng", "awer", "ginn", "si", "d", "de", "zu",
            ],
        ),
        (
            "de",
            &[
                "ist", "nicht", "für", "von", "mit", "das", "haben", "hat", "auch", "wie", "sich", "wurde", "die",
                "der", "und", "auf", "wir", "eine", "aber", "zu", "sie", "den", "im",
            ],
        ),
    ],
    &[
        (
            "uz",
            &[
                "va", "bilan", "uchun", "ham", "edi", "emas", "esa", "deb", "kerak", "bu", "bir", "keyin", "lekin",
                "qilish", "bor", "u", "haqida", "har",
            ],
        ),
        (
            "tk",
            &[
                "we", "bilen", "üçin", "hem", "boldy", "däl", "diýip", "bolan", "bu", "bir", "soň", "ýöne", "etmek",
                "bar", "ol", "barada", "her",
            ],
        ),
        (
            "tr",
            &[
                "ve",
                "ile",
                "için",
                "de",
                "da",
                "değil",
                "olan",
                "olarak",
                "bu",
                "bir",
                "sonra",
                "ama",
                "var",
                "o",
                "çok",
                "daha",
                "her",
                "gibi",
                "olduğunu",
            ],
        ),
        (
            "az",
            &[
                "və", "ilə", "üçün", "də", "da", "deyil", "olan", "olaraq", "bu", "bir", "sonra", "amma", "var", "o",
                "çox", "daha", "hər", "kimi",
            ],
        ),
    ],
    &[
        ("ne", &["छ", "र", "छन्", "हो", "थियो", "पनि", "गरेको", "भएको", "उनले", "यो", "गर्ने", "लागि", "तर", "मा", "को"]),
        ("hi", &["है", "के", "में", "की", "और", "का", "को", "से", "ने", "हैं", "पर", "यह", "था", "लिए", "कि"]),
        ("mr", &["आहे", "आणि", "या", "हे", "ते", "होते", "की", "नाही", "आहेत", "हा", "ही", "साठी", "केली", "मध्ये"]),
    ],
];

/// The language of a text among the neighbours of what the model said, where its words are clearly those of another.
///
/// The margin keeps the model's answer where both are near: it knows more than a list.
pub fn better_neighbour(plain: &str, model: &str) -> Option<&'static str> {
    let group = GROUPS.iter().find(|group| group.iter().any(|(tag, _)| *tag == model))?;
    let mut hits = vec![0_u32; group.len()];
    for word in plain.split(' ') {
        for (count, (_, words)) in hits.iter_mut().zip(group.iter()) {
            *count += u32::from(words.contains(&word));
        }
    }
    let of_model = group.iter().zip(&hits).find(|((tag, _), _)| *tag == model).map_or(0, |(_, hits)| *hits);
    let (best, most) = group.iter().zip(&hits).max_by_key(|(_, hits)| **hits)?;
    (best.0 != model && *most >= 2 && *most * 2 > of_model * 3).then_some(best.0)
}
