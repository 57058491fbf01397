//! The words around quotations, by language: verbs of saying, what ends the name of a speaker, pronouns.

use std::sync::OnceLock;

use crate::text::{ByWord, Tokens, word_key};

/// What a word can be beside a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Role {
    /// It says that somebody says.
    pub verb: bool,
    /// It leads to what was said: "that", «أن».
    pub that: bool,
    /// No part of a speaker's name or office: a preposition, an adverb, a relative.
    pub stop: bool,
    /// "according to", «بحسب».
    pub according: bool,
    pub pronoun: bool,
    /// A conjunction is written with it, of so many bytes.
    pub clitic: usize,
}

/// The words of one language.
struct Speech {
    lang: &'static str,
    /// The speaker stands behind the verb also where nothing was quoted before it.
    verb_first: bool,
    verbs: &'static str,
    that: &'static str,
    stops: &'static str,
    according: &'static str,
    pronouns: &'static str,
}

const SPEECH: [Speech; 13] = [
    Speech {
        lang: "ar",
        verb_first: true,
        verbs: "قال يقول تقول أضاف يضيف تضيف أكد يؤكد تؤكد أشار يشير تشير صرح يصرح أعلن يعلن تعلن أوضح يوضح توضح ذكر يذكر \
                لفت يلفت تابع يتابع شدد يشدد تشدد اعتبر يعتبر تعتبر نفى ينفي تنفي كشف يكشف حذر يحذر تحذر دعا يدعو تدعو كتب يكتب تكتب غرد وصف يصف تصف \
                رأى يرى ترى اتهم يتهم تتهم طالب يطالب نوه بين أعرب يعرب عبر قائلا قائلة مؤكدا مؤكدة مشيرا مشيرة موضحا موضحة مضيفا مضيفة \
                أطلق يطلق تطلق سمى يسمي تسمي زعم يزعم تزعم ادعى أجاب يجيب رد سأل علق يعلق استطرد أردف واصل أقر يقر اعترف أفاد يفيد تفيد أبلغ أخبر تساءل هتف صاح نقل",
        that: "إن أن بأن أنه أنها بأنه بأنها إنه إنها أنهم إنهم بأنهم أنني إنني إننا أننا",
        stops: "إلى في خلال على عن بعد قبل أمس اليوم عبر ردا بينما الذي التي الذين الى حول مع أثناء وهو وهي وهم ضمن لدى أمام عقب حين عندما حيث \
                لكن ثم أيضا كذلك له لها لهم لي لنا كما وقد قد كان كانت ما فيه فيها عليه عليها به بها بشأن بخصوص ضد لوكالة لقناة للصحفيين للصحافيين هذا هذه ذلك تلك جانبه جهته \
                وفي وعلى وخلال وبعد مساء صباح لصحيفة لموقع لوسائل للإعلام",
        according: "بحسب وفق وفقا حسب نقلا",
        pronouns: "هو هي هم",
    },
    Speech {
        lang: "en",
        verb_first: false,
        verbs: "said says say saying told tells added adds wrote writes stated states announced announces declared declares asked asks replied \
                replies insisted insists argued argues claimed claims warned warns explained explains noted notes called calls call described describes tweeted \
                posted admitted admits acknowledged suggested suggests recalled concluded continued remarked commented testified quipped joked \
                shouted yelled responded responds promised vowed confirmed denied emphasized emphasised stressed reiterated urged branded labelled labeled dubbed hailed thinks believes",
        that: "that",
        stops: "in on at during after before when while who whom which as following about to from with by for of this last earlier later yesterday today monday tuesday wednesday \
                thursday friday saturday sunday also has had have was is were are be been then so however though but and if because it's there there's not never would could will can \
                out up reporters what how why where",
        according: "according",
        pronouns: "he she they i we it",
    },
    Speech {
        lang: "de",
        verb_first: false,
        verbs: "sagte sagt sagten sagen sprach spricht erklärte erklärt erklärten meinte meint betonte betont rief ruft fragte fragt antwortete antwortet \
                erwiderte erwidert schrieb schreibt schreiben berichtete berichtet teilte fügte ergänzte kritisierte forderte warnte nannte nennt behauptete \
                erzählte erzählt bemerkte bemerkt versicherte bestätigte entgegnete versetzte entgegnet heißt hieß dachte denkt flüsterte murmelte äußerte äußert fuhr begann lautet lautete",
        that: "dass daß",
        stops: "in im am an auf bei beim nach vor wenn während der die das dem den gegenüber zu zum zur mit von vom und aber auch noch dann so weiter hinzu \
                heute gestern mir ihm ihr ihnen uns sich hat ist war wird dazu darauf nun nicht fort aus über als wie also einst",
        according: "laut zufolge",
        pronouns: "er sie ich wir es man",
    },
    Speech {
        lang: "fr",
        verb_first: false,
        verbs: "dit disait déclaré déclare affirmé affirme expliqué explique ajouté ajoute souligné souligne estimé estime indiqué indique précisé précise \
                assuré assure écrit annoncé annonce lancé lance confié répondu répond rappelé rappelle regretté conclu poursuivi poursuit martelé confie raconte reconnu insisté insiste",
        that: "que qu",
        stops: "dans sur à au aux lors après avant quand pendant qui et mais aussi en avec pour devant auprès hier aujourd a ont avait est il lundi mardi mercredi jeudi vendredi samedi dimanche",
        according: "selon",
        pronouns: "il elle ils elles on je nous",
    },
    Speech {
        lang: "es",
        verb_first: false,
        verbs: "dijo dice dijeron afirmó afirma aseguró asegura señaló señala explicó explica añadió añade agregó agrega declaró declara indicó indica destacó destaca \
                escribió manifestó apuntó sostuvo subrayó advirtió comentó expresó respondió preguntó insistió recordó anunció precisó reconoció",
        that: "que",
        stops: "en sobre a al durante tras antes cuando mientras quien y pero también con para ante ayer hoy ha han había es lunes martes miércoles jueves viernes sábado domingo por",
        according: "según",
        pronouns: "él ella ellos ellas",
    },
    Speech {
        lang: "pt",
        verb_first: false,
        verbs: "disse diz disseram afirmou afirma declarou explicou explica acrescentou acrescenta destacou ressaltou escreveu contou comentou respondeu \
                perguntou informou anunciou alertou garantiu completou avaliou lembrou concluiu criticou defendeu",
        that: "que",
        stops: "em no na nos nas sobre a ao à durante após antes quando enquanto que e mas também com para ontem hoje tem foi é por",
        according: "segundo conforme",
        pronouns: "ele ela eles elas",
    },
    Speech {
        lang: "it",
        verb_first: false,
        verbs: "detto dice disse ha affermato afferma dichiarato dichiara spiegato spiega aggiunto aggiunge sottolineato sottolinea scritto scrive commentato commenta osservato concluso risposto risponde",
        that: "che",
        stops: "in nel nella su a al durante dopo prima quando mentre che e ma anche con per ieri oggi è hanno",
        according: "secondo",
        pronouns: "lui lei loro",
    },
    Speech {
        lang: "ru",
        verb_first: false,
        verbs: "сказал сказала сказали заявил заявила заявили отметил отметила отметили подчеркнул подчеркнула добавил добавила сообщил сообщила сообщили пояснил пояснила \
                объяснил рассказал рассказала написал написала считает уверен уверена говорит говорится указал заверил признался спросил ответил ответила",
        that: "что",
        stops: "в на во после до когда который которая журналистам и но также с для по о об при он вчера сегодня",
        according: "словам мнению данным",
        pronouns: "он она они",
    },
    Speech {
        lang: "tr",
        verb_first: false,
        verbs: "dedi diyor söyledi belirtti açıkladı ifade konuştu kaydetti vurguladı ekledi yazdı anlattı aktardı bildirdi sordu savundu",
        that: "",
        stops: "için ve ama da de ile olarak sonra önce ise etti şöyle şunları diye",
        according: "göre",
        pronouns: "o onlar",
    },
    Speech {
        lang: "fa",
        verb_first: false,
        verbs: "گفت گفته افزود تاکید اعلام نوشت اظهار بیان گفتند افزودند تصریح خاطرنشان",
        that: "که",
        stops: "در به از با برای کرد کرده است و اما نیز هم تا بر این آن را",
        according: "گزارش",
        pronouns: "او وی",
    },
    Speech {
        lang: "ur",
        verb_first: false,
        verbs: "کہا بتایا کہنا لکھا",
        that: "کہ",
        stops: "نے میں سے پر کو اور کا کی کے ہے تھا یہ وہ",
        according: "مطابق",
        pronouns: "انہوں",
    },
    Speech {
        lang: "id",
        verb_first: false,
        verbs: "kata ujar ucap tutur jelas ungkap tegas berkata mengatakan menyatakan menegaskan menjelaskan mengungkapkan",
        that: "bahwa",
        stops: "di pada saat kepada dalam dan tetapi juga dengan untuk setelah ketika yang",
        according: "menurut",
        pronouns: "dia ia mereka nya",
    },
    Speech {
        lang: "zh",
        verb_first: false,
        verbs: "说 表示 称 指出 强调 認為 认为 写道 說 稱 強調 補充 补充 透露 宣布 告诉 告訴",
        that: "",
        stops: "在 对 對 于 並 并 也 还 還 时 時",
        according: "据 根据 根據",
        pronouns: "他 她 他们 她们",
    },
];

/// The words of one language by their keys, read when it is first met.
#[derive(Debug, Default)]
struct Lexicon {
    roles: ByWord<Role>,
    verb_first: bool,
}

static BY_LANGUAGE: [OnceLock<Lexicon>; SPEECH.len()] = [const { OnceLock::new() }; SPEECH.len()];

impl Lexicon {
    fn of(lang: &str) -> Option<&'static Self> {
        let primary = match lang.split('-').next() {
            Some("arz" | "ary" | "apc") => "ar",
            Some("prs") => "fa",
            primary => primary.unwrap_or_default(),
        };
        let (speech, lexicon) = SPEECH.iter().zip(&BY_LANGUAGE).find(|(speech, _)| speech.lang == primary)?;
        Some(lexicon.get_or_init(|| Self::load(speech)))
    }

    fn load(speech: &Speech) -> Self {
        let mut lexicon = Self { verb_first: speech.verb_first, ..Self::default() };
        let arabic = speech.lang == "ar";
        let forms = if arabic { &["", "ت", "وا", "تا"][..] } else { &[""][..] };
        let conjunctions = if arabic { &["", "و", "ف"][..] } else { &[""][..] };
        for verb in speech.verbs.split_whitespace().map(word_key) {
            for (form, conjunction) in forms.iter().flat_map(|form| conjunctions.iter().map(move |with| (form, with))) {
                lexicon.roles.change(&format!("{conjunction}{verb}{form}"), |role| {
                    role.verb = true;
                    role.clitic = conjunction.len();
                });
            }
        }
        type Mark = fn(&mut Role);
        let lists: [(&str, Mark); 4] = [
            (speech.that, |role| role.that = true),
            (speech.stops, |role| role.stop = true),
            (speech.according, |role| role.according = true),
            (speech.pronouns, |role| role.pronoun = true),
        ];
        for (list, set) in lists {
            list.split_whitespace().for_each(|word| lexicon.roles.change(&word_key(word), set));
        }
        lexicon
    }
}

/// The words of an article's language, told for each key of its tokens once.
pub struct Words {
    roles: Vec<Role>,
    pub verb_first: bool,
    /// German: a speaker may stand behind "so", and a verb behind "zu" says nothing.
    pub german: bool,
}

impl Words {
    pub fn of(tokens: &Tokens<'_>, lang: &str) -> Self {
        let Some(lexicon) = Lexicon::of(lang) else {
            return Self { roles: Vec::new(), verb_first: false, german: false };
        };
        let role = |(key, hash)| lexicon.roles.get_hashed(key, hash).copied().unwrap_or_default();
        let roles = tokens.hashed_keys().map(role).collect();
        Self { roles, verb_first: lexicon.verb_first, german: lang.split('-').next() == Some("de") }
    }

    /// Whether a word says that somebody says.
    pub fn is_verb(&self, tokens: &Tokens<'_>, at: usize) -> bool {
        let infinitive = || self.german && at.checked_sub(1).is_some_and(|before| tokens.key_at(before) == "zu");
        self.role(tokens, at).verb && !infinitive()
    }

    pub fn role(&self, tokens: &Tokens<'_>, at: usize) -> Role {
        let key = tokens.get(at).and_then(|token| token.key());
        key.and_then(|key| self.roles.get(key as usize)).copied().unwrap_or_default()
    }
}
