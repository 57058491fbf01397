//! Invented news in five languages: the same number gives the same story. The order of the
//! sentences, names, places, sums and days change from story to story.

#[path = "../random.rs"]
mod random;

use random::Random;

struct Desk {
    people: [&'static str; 8],
    places: [&'static str; 8],
    bodies: [&'static str; 6],
    days: [&'static str; 6],
    /// `{p}` is one of the people, `{c}` of the places, `{o}` of the bodies, `{d}` of the days, `{n}` a number.
    sentences: [&'static str; 18],
    /// What stands between two sentences.
    gap: &'static str,
}

pub const LANGUAGES: [&str; 5] = ["en", "de", "ar", "zh", "ja"];

#[rustfmt::skip]
const DESKS: [Desk; 5] = [
    Desk {
        people: [
            "Emmanuel Macron", "Anna Lindqvist", "Thomas Becker", "Maria Gonzalez", "David O'Neill", "Sarah Whitfield",
            "Recep Tayyip Erdogan", "James Harcourt",
        ],
        places: ["Paris", "Berlin", "Cairo", "Nairobi", "South Korea", "Buenos Aires", "Rotterdam", "Washington"],
        bodies: ["the World Bank", "the European Commission", "Harbour Energy Ltd", "the United Nations", "the Ministry of Transport", "NATO"],
        days: ["Friday", "last July", "17 January 2025", "two days ago", "next week", "Monday"],
        sentences: [
            "President {p} said on {d} that {c} and its neighbours would spend {n} million euros on the new treaty by 2027.",
            "\u{201c}We are not going to wait for another winter,\u{201d} {p} told reporters in {c} after talks with the chief executive of {o}.",
            "Analysts expect shares to rise by {n} percent, while {o} warned {d} that inflation was still \u{201c}a serious risk\u{201d} for the economy.",
            "The storm, which reached {c} shortly before dawn, tore roofs from houses and left about {n} families without electricity.",
            "Rescue workers, many of them volunteers, searched the flooded streets until late in the evening.",
            "{p}, who has chaired the committee since 2019, described the proposal as \u{201c}too little, and much too late\u{201d}.",
            "According to a report that {o} published {d}, exports fell by {n}.4 per cent compared with the year before.",
            "The home side won 3-1 in front of {n} spectators, with goals from {p} and a substitute who had only just recovered from injury.",
            "Residents of the old quarter complain that rents have doubled within ten years and that small shops are closing one after another.",
            "A spokeswoman for {o} declined to comment on the investigation, but confirmed that documents had been seized in {c}.",
            "Scientists measured temperatures of up to {n} degrees Celsius near the glacier, the highest since records began.",
            "Negotiators from {c} and {c} are to meet again {d} in order to settle the remaining questions about fishing rights.",
            "Parliament voted by a narrow majority for the budget, which includes {n} billion dollars for hospitals, schools and railways.",
            "{p} denied the accusations: \u{201c}There was never any agreement, written or spoken, with anybody in {c}.\u{201d}",
            "The library, built in 1887 and closed for repairs for years, reopens {d} with an exhibition of maps and early photographs.",
            "Police arrested two men aged 24 and 31 on suspicion of smuggling {n} kilograms of cocaine through the port of {c}.",
            "Farmers in the region have been asking for compensation since the drought destroyed most of the wheat harvest.",
            "The court is expected to decide {d} whether {o} must pay damages to the families of the victims.",
        ],
        gap: " ",
    },
    Desk {
        people: [
            "Olaf Scholz", "Anna Lindqvist", "Thomas Becker", "Annalena Baerbock", "Jürgen Krämer", "Emmanuel Macron", "Sabine Größler",
            "Friedrich Merz",
        ],
        places: ["Berlin", "Frankreich", "München", "Kairo", "Südkorea", "Österreich", "Rotterdam", "Düsseldorf"],
        bodies: ["die Deutsche Bank", "die EU-Kommission", "die Hafen Energie GmbH", "der Bundestag", "das Verkehrsministerium", "die Nato"],
        days: ["am Freitag", "im vergangenen Juli", "am 17. Januar 2025", "vor zwei Tagen", "gestern", "am Montag"],
        sentences: [
            "Bundeskanzler {p} hat {d} in {c} den Vertrag mit den Nachbarländern verteidigt und {n} Millionen Euro zugesagt.",
            "\u{201e}Wir warten nicht auf den nächsten Winter\u{201c}, sagte {p} nach dem Treffen mit der Geschäftsführung in {c}.",
            "Nach Angaben eines Sprechers erwartet {o} für das Jahr 2027 ein Wachstum von {n},2 Prozent; die Opposition sprach von einem \u{201e}schweren Fehler\u{201c}.",
            "Der Sturm erreichte {c} kurz vor Sonnenaufgang, deckte Dächer ab und ließ rund {n} Haushalte ohne Strom zurück.",
            "Einsatzkräfte und viele Freiwillige suchten bis in die späten Abendstunden in den überfluteten Straßen nach Vermissten.",
            "{p}, seit 2019 Vorsitzender des Ausschusses, nannte den Vorschlag \u{201e}zu wenig und vor allem viel zu spät\u{201c}.",
            "Wie {o} {d} mitteilte, gingen die Ausfuhren gegenüber dem Vorjahr um {n},4 Prozent zurück.",
            "Die Gastgeber gewannen vor {n} Zuschauern mit 3:1; die Tore schossen {p} und ein Einwechselspieler, der gerade erst von einer Verletzung genesen war.",
            "Anwohner der Altstadt beklagen, dass sich die Mieten innerhalb von zehn Jahren verdoppelt haben und kleine Läden schließen.",
            "Zu den laufenden Ermittlungen wollte sich {o} nicht äußern, bestätigte aber die Beschlagnahme von Unterlagen in {c}.",
            "Forscherinnen maßen am Gletscher Temperaturen von bis zu {n} Grad Celsius, so viel wie nie seit Beginn der Aufzeichnungen.",
            "Die Unterhändler aus {c} und {c} wollen {d} erneut zusammenkommen, um die offenen Fragen der Fischereirechte zu klären.",
            "Mit knapper Mehrheit stimmte das Parlament für den Haushalt, der {n} Milliarden Euro für Krankenhäuser, Schulen und Bahnstrecken vorsieht.",
            "{p} wies die Vorwürfe zurück: \u{201e}Eine Absprache, ob schriftlich oder mündlich, hat es mit niemandem in {c} gegeben.\u{201c}",
            "Die 1887 erbaute Bibliothek öffnet nach jahrelanger Sanierung wieder, und zwar mit einer Ausstellung alter Landkarten und früher Fotografien.",
            "Die Polizei nahm zwei 24 und 31 Jahre alte Männer fest, die {n} Kilogramm Kokain durch den Hafen von {c} geschmuggelt haben sollen.",
            "Landwirte der Region fordern eine Entschädigung, seit die Dürre den größten Teil der Weizenernte vernichtet hat.",
            "Ob {o} den Angehörigen der Opfer Schadensersatz zahlen muss, will das Gericht {d} entscheiden.",
        ],
        gap: " ",
    },
    Desk {
        people: [
            "إيمانويل ماكرون", "فلاديمير بوتين", "محمد عبد الرحمن", "سارة الخطيب", "أحمد بن سعيد", "عبد الفتاح السيسي", "ليلى حداد",
            "خالد المنصوري",
        ],
        places: ["باريس", "القاهرة", "ألمانيا", "لبنان", "كوريا الجنوبية", "الرياض", "طهران", "الولايات المتحدة"],
        bodies: ["البنك الدولي", "الأمم المتحدة", "المفوضية الأوروبية", "وزارة النقل", "شركة الميناء للطاقة", "الكرملين"],
        days: ["الجمعة", "في يوليو الماضي", "في 17 يناير 2025", "قبل يومين", "أمس", "الأسبوع المقبل"],
        sentences: [
            "قال الرئيس {p} {d} إن {c} والدول المجاورة ستنفق {n} مليون يورو على المعاهدة الجديدة حتى عام 2027.",
            "وأضاف {p} للصحافيين في {c} بعد محادثات مع وزير الخارجية أن \"الانتظار لم يعد ممكنا\" للدول الأوروبية.",
            "وتوقع {o} أن يرتفع النمو بنسبة {n} في المئة، بينما حذر خبراء من آثار التضخم على الاقتصاد.",
            "وضربت العاصفة {c} قبيل الفجر فاقتلعت أسقف المنازل وتركت نحو {n} عائلة بلا كهرباء.",
            "وواصل عمال الإنقاذ، ومعهم كثير من المتطوعين، البحث في الشوارع الغارقة حتى ساعة متأخرة من المساء.",
            "ووصف {p}، الذي يرأس اللجنة منذ عام 2019، الاقتراح بأنه «قليل جدا، ومتأخر جدا».",
            "وجاء في تقرير نشره {o} {d} أن الصادرات تراجعت بنسبة {n}.4% مقارنة بالعام السابق.",
            "وفاز أصحاب الأرض بثلاثة أهداف مقابل هدف أمام {n} متفرج، وسجل {p} هدفين منها بعد عودته من الإصابة.",
            "ويشكو سكان الحي القديم من أن الإيجارات تضاعفت خلال عشر سنوات وأن المتاجر الصغيرة تُغلق واحدا تلو الآخر.",
            "ورفضت متحدثة باسم {o} التعليق على التحقيق، لكنها أكدت مصادرة وثائق في {c}.",
            "وسجل العلماء قرب النهر الجليدي درجات حرارة بلغت {n} درجة مئوية، وهي الأعلى منذ بدء القياس.",
            "ومن المقرر أن يلتقي المفاوضون من {c} ومن {c} {d} لحسم المسائل الباقية حول حقوق الصيد.",
            "وصوت البرلمان بأغلبية ضئيلة لصالح الموازنة التي تخصص {n} مليار دولار للمستشفيات والمدارس والسكك الحديدية.",
            "ونفى {p} الاتهامات قائلا: «لم يكن هناك أي اتفاق، مكتوبا كان أو شفهيا، مع أحد في {c}».",
            "وتفتح المكتبة التي بُنيت عام 1887 أبوابها من جديد بمعرض للخرائط والصور القديمة بعد سنوات من الترميم.",
            "وأوقفت الشرطة رجلين يبلغان من العمر 24 و31 عاما للاشتباه في تهريب {n} كيلوغراما من الكوكايين عبر ميناء {c}.",
            "ويطالب المزارعون في المنطقة بتعويضات منذ أن قضى الجفاف على معظم محصول القمح.",
            "وينتظر أن تقرر المحكمة {d} ما إذا كان على {o} دفع تعويضات لأسر الضحايا.",
        ],
        gap: " ",
    },
    Desk {
        people: ["马克龙", "王毅", "李强", "普京", "陈晓明", "张丽华", "安娜·林德奎斯特", "埃尔多安"],
        places: ["巴黎", "北京", "柏林", "开罗", "韩国", "上海", "美国", "东京"],
        bodies: ["世界银行", "联合国", "欧盟委员会", "交通运输部", "港口能源公司", "北约"],
        days: ["周五", "去年7月", "2025年1月17日", "两天前", "昨天", "星期一"],
        sentences: [
            "{p}{d}在{c}表示，到2027年，各国将为新条约投入{n}亿欧元。",
            "“我们不会再等一个冬天，”{p}在{c}与企业负责人会谈后对记者说。",
            "分析人士预计股价将上涨{n}%，而{o}警告说，通货膨胀对经济仍是“严重风险”。",
            "风暴在黎明前抵达{c}，掀翻屋顶，约{n}户家庭断电。",
            "救援人员和许多志愿者在被洪水淹没的街道上搜寻，一直到深夜。",
            "自2019年以来担任委员会主席的{p}称这项提案“太少，也太晚”。",
            "{o}{d}公布的报告显示，出口比上一年下降了{n}.4%。",
            "主队在{n}名观众面前以三比一获胜，{p}和一名刚刚伤愈的替补队员先后进球。",
            "老城区的居民抱怨说，十年内房租翻了一番，小商店一家接一家地关门。",
            "{o}的发言人拒绝就调查发表评论，但证实在{c}查获了文件。",
            "科学家在冰川附近测得最高{n}摄氏度的气温，为有记录以来最高。",
            "来自{c}和{c}的谈判代表将再次会面，解决捕鱼权方面的遗留问题。",
            "议会以微弱多数通过预算，其中包括用于医院、学校和铁路的{n}亿美元。",
            "{p}否认了这些指控：“无论书面还是口头，我们从未与{c}的任何人达成协议。”",
            "建于1887年的图书馆经过多年修缮重新开放，展出地图和早期照片。",
            "警方逮捕了两名24岁和31岁的男子，他们涉嫌通过{c}的港口走私{n}公斤毒品。",
            "自从旱灾毁掉大部分小麦以来，当地农民一直要求赔偿。",
            "法院预计将裁定{o}是否必须向遇难者家属支付赔偿金。",
        ],
        gap: "",
    },
    Desk {
        people: ["マクロン", "岸田文雄", "プーチン", "佐藤健一", "鈴木美咲", "アンナ・リンドクヴィスト", "田中太郎", "エルドアン"],
        places: ["パリ", "東京", "ベルリン", "カイロ", "韓国", "大阪", "アメリカ", "北京"],
        bodies: ["世界銀行", "国連", "欧州委員会", "国土交通省", "港湾エネルギー社", "日本銀行"],
        days: ["金曜日", "昨年7月", "2025年1月17日", "2日前", "昨日", "月曜日"],
        sentences: [
            "{p}大統領は{d}、{c}で記者団に対し、2027年までに新しい条約に{n}億ユーロを支出すると述べた。",
            "「もう一度冬を待つつもりはない」と{p}氏は{c}での会談のあとで語った。",
            "アナリストは株価が{n}%上昇すると予想しているが、{o}はインフレが依然として「深刻なリスク」だと警告した。",
            "嵐は夜明け前に{c}に達し、屋根を吹き飛ばし、およそ{n}世帯が停電した。",
            "救助隊員と多くのボランティアは、夜遅くまで浸水した通りで捜索を続けた。",
            "2019年から委員長を務める{p}氏は、この提案を「少なすぎるし、遅すぎる」と評した。",
            "{o}が{d}に発表した報告書によると、輸出は前年に比べて{n}.4%減少した。",
            "地元チームは{n}人の観客の前で3対1で勝ち、{p}とけがから復帰したばかりの控え選手が得点した。",
            "旧市街の住民は、家賃が10年で2倍になり、小さな店が次々と閉店していると訴えている。",
            "{o}の広報担当者は捜査についてコメントを控えたが、{c}で書類が押収されたことを認めた。",
            "科学者らは氷河の近くで最高{n}度の気温を観測し、記録が始まって以来もっとも高かった。",
            "{c}と{c}の交渉担当者は、漁業権をめぐる残りの問題を解決するため、再び会合を開く。",
            "議会は僅差で予算案を可決し、病院や学校、鉄道に{n}億ドルが充てられる。",
            "{p}氏は疑惑を否定し、「書面であれ口頭であれ、{c}の誰とも合意したことはない」と話した。",
            "1887年に建てられた図書館が長年の修復を終えて再開し、地図と初期の写真の展覧会を開く。",
            "警察は、{c}の港を通じて麻薬{n}キロを密輸した疑いで24歳と31歳の男2人を逮捕した。",
            "干ばつで小麦のほとんどが失われて以来、地域の農家は補償を求めている。",
            "裁判所は、{o}が犠牲者の遺族に賠償金を支払うべきかどうかを判断する見通しだ。",
        ],
        gap: "",
    },
];

/// A story of so many sentences, in paragraphs of three. A sentence comes again after all others, with other names.
pub fn story(language: usize, n: u64, sentences: usize) -> String {
    let desk = &DESKS[language];
    let mut random = Random((n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut order: Vec<&str> = desk.sentences.to_vec();
    for at in (1..order.len()).rev() {
        order.swap(at, random.below(at + 1));
    }
    let told: Vec<String> =
        order.iter().cycle().take(sentences).map(|sentence| desk.fill(sentence, &mut random)).collect();
    let paragraphs: Vec<String> = told.chunks(3).map(|sentences| sentences.join(desk.gap)).collect();
    paragraphs.join("\n")
}

impl Desk {
    fn fill(&self, sentence: &str, random: &mut Random) -> String {
        let mut told = String::new();
        let mut parts = sentence.split('{');
        told.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (slot, rest) = part.split_once('}').expect("a slot that is closed");
            match slot {
                "p" => told.push_str(self.people[random.below(8)]),
                "c" => told.push_str(self.places[random.below(8)]),
                "o" => told.push_str(self.bodies[random.below(6)]),
                "d" => told.push_str(self.days[random.below(6)]),
                _ => told.push_str(&(2 + random.below(900)).to_string()),
            }
            told.push_str(rest);
        }
        told
    }
}
