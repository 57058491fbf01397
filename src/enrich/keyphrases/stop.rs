//! Words that no keyphrase holds: function words and the verbs of every report.

use std::sync::OnceLock;

use crate::text::{ByWord, word_key};

/// Language and its words, apart by spaces.
const WORDS: [(&str, &str); 14] = [
    (
        "ar",
        "في من إلى على عن مع أن إن ان التي الذي الذين هذا هذه ذلك تلك هو هي هم كما قد وقد كان كانت يكون تكون بين بعد قبل خلال حول عند عندما حيث لكن أو ثم كل بعض \
         أي ما لا لم لن ليس غير منذ حتى ضد نحو عبر لدى أمام ضمن دون أيضا إذا لو به بها له لها فيه فيها عليه عليها منه منها إليه إليها أنه أنها بأن وأن الذين اللذين \
         قال قالت وقال وقالت أضاف أضافت وأضاف أكد أكدت وأكد أشار أشارت وأشار أعلن أعلنت وأعلن أوضح وأوضح ذكر ذكرت وذكر يتم تم وتم تمت يمكن مما فيما بينما وكان وكانت \
         أحد أحدهما الآخر آخر أخرى اليوم أمس عام العام يوم سنة شهر عاما كبير كبيرة جدا أكثر أقل أول الأول الأولى جميع مثل وهو وهي وهم جانب جهته خاصة كل من تعد وتعد يعد تعتبر يعتبر \
         تأتي يأتي شهدت شهد وصل ووصل تهدف يهدف يشمل تشمل يشير يرافق ويرافق تؤكد يؤكد ومن عقب إلى جانب بشكل هامش تجاه إثر جراء بحسب وفق سيما لاسيما إلا وفي وعلى ومع كذلك هنا هناك \
         يتضمن تتضمن تمتد يمتد تركز يركز تعمل وتعمل يثير جمعا كلا كلتا أبرمتها استخدمت تنفيه توليه بحث احتمال المقرر المنتظر المتوقع",
    ),
    (
        "en",
        "the a an and or but if of in on at to for from with by as is are was were be been being has have had do does did not no nor so than that this these those it its he she they them \
         his her their our we you i my your who whom which what when where why how all any both each few more most other some such only own same too very can will just should would could may \
         might must also into over after before between during about against under again further then once here there out up down off through while because until said says say told added one two \
         three first last new year years day days week month time people many much like get got make made take us mr mrs ms per cent percent according still since however though although even \
         another around back well way among within without including",
    ),
    (
        "de",
        "der die das den dem des ein eine einen einem einer eines und oder aber wenn in im an am auf aus bei mit nach von vom vor zu zum zur für über unter um durch gegen ohne bis seit als wie \
         auch nur noch schon nicht kein keine ist sind war waren wird werden wurde wurden hat haben hatte hatten sein seine seinen seiner ihr ihre ihren ihrer er sie es wir ich man sich dass daß \
         so da dort hier diese dieser dieses diesem diesen jene mehr sehr kann können soll sollen muss müssen will wollen habe sagte sagt laut etwa rund jahr jahre jahren tag tage heute gestern \
         neue neuen neuer zwei drei ersten erste beim dabei damit dann doch wieder immer alle allem allen viele zwischen während weil ob was wer wo welche wegen derzeit bereits",
    ),
    (
        "fr",
        "le la les un une des de du d l et ou mais si dans en sur à au aux par pour avec sans sous entre vers chez est sont était étaient être été a ont avait avaient avoir ce cet cette ces il elle \
         ils elles on nous vous je se s son sa ses leur leurs qui que qu quoi dont où ne n pas plus moins très aussi comme après avant pendant depuis tout tous toute toutes même deux trois y c \
         fait faire dit selon ans an année jour ainsi alors encore déjà lors cela",
    ),
    (
        "es",
        "el la los las un una unos unas de del al y e o u pero si en a por para con sin sobre entre hasta desde es son era eran ser sido fue fueron ha han había haber este esta estos estas ese esa \
         que quien cual donde cuando como más menos muy también no ni su sus se lo le les nos yo él ella ellos dos tres años año día según dijo tras ante contra durante ya todo todos toda todas \
         otro otra otros otras así porque",
    ),
    (
        "pt",
        "o a os as um uma uns umas de do da dos das no na nos nas em e ou mas se por para com sem sobre entre até desde é são era eram ser sido foi foram tem têm tinha há este esta esse essa isso \
         que quem qual onde quando como mais menos muito também não nem seu sua seus suas ao aos à às pelo pela ele ela eles elas dois três anos ano dia segundo disse após já todo todos toda todas outro outra",
    ),
    (
        "it",
        "il lo la i gli le un uno una di del della dei delle dello degli da dal dalla in nel nella nei nelle a al alla ai alle su sul sulla con per tra fra e o ma se è sono era erano essere stato \
         stata ha hanno aveva che chi cui dove quando come più meno molto anche non né suo sua suoi sue si ci lui lei loro due tre anni anno giorno secondo dopo già tutto tutti questa questo l d",
    ),
    (
        "ru",
        "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему теперь когда даже ну если уже или ни быть был него до вас \
         нибудь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет кто этот того потому этого какой ним здесь этом один \
         почти мой тем чтобы нее были куда зачем всех можно при об два другой после над больше тот через эти нас про них какая много три эту лет год года году также который которые которая сказал заявил это",
    ),
    (
        "tr",
        "ve veya ile bir bu şu o da de ki için gibi kadar daha en çok az ama fakat ise değil var yok olan olarak oldu olduğu olduğunu dedi sonra önce göre ne her hem ya mi mu ben sen biz siz onlar \
         yıl gün iki üç ilk yeni son tarafından üzere",
    ),
    (
        "fa",
        "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شده شد می های ای ها بود یا اما باید اگر هر همه دیگر وی او ما شما آنها گفت پس پیش بین سال روز دو سه اول کرده کند شود دارد دارند باشد نیست هستند همین چه",
    ),
    (
        "nl",
        "de het een en of maar als in op aan uit bij met na van voor tot over onder om door tegen zonder is zijn was waren wordt worden werd werden heeft hebben had hadden dat die dit deze er hij zij \
         ze wij we ik je men zich niet geen ook nog al meer zeer kan kunnen zal zullen moet jaar jaren dag twee drie eerste nieuwe zegt zei volgens dan daar hier wat wie waar naar",
    ),
    (
        "id",
        "yang dan di ke dari untuk dengan pada dalam ini itu adalah sebagai oleh akan telah sudah tidak juga atau karena bisa dapat lebih para kami kita mereka dia ia saya ada bahwa saat tahun hari \
         satu dua tiga kata menjadi serta seperti secara tersebut kepada antara hanya masih namun",
    ),
    (
        "sv",
        "och i att det som en ett på är av för med till den de har inte om var han hon vi man sig från så men ut kan när år efter nu eller under också där ska sin vid mot över mellan blir bli säger sade",
    ),
    (
        "da",
        "og i at det som en et på er af for med til den de har ikke om var han hun vi man sig fra så men ud kan når år efter nu eller under også der skal sin ved mod over mellem bliver blive siger sagde",
    ),
];

static BY_LANGUAGE: [OnceLock<ByWord<()>>; WORDS.len()] = [const { OnceLock::new() }; WORDS.len()];

/// The keys of the words of a language that are in no keyphrase, read when it is first met; nothing where the language has
/// no list.
pub fn words(lang: &str) -> Option<&'static ByWord<()>> {
    let primary = match lang.split('-').next()? {
        "arz" | "ary" | "apc" => "ar",
        "prs" => "fa",
        "no" | "nb" | "nn" => "da",
        primary => primary,
    };
    let ((_, words), keys) = WORDS.iter().zip(&BY_LANGUAGE).find(|((name, _), _)| *name == primary)?;
    Some(keys.get_or_init(|| {
        let mut keys = ByWord::default();
        words.split_whitespace().for_each(|word| keys.change(&word_key(word), |()| ()));
        keys
    }))
}
