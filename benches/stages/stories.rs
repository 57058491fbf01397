//! Invented paragraphs as news writes them, in four languages.

/// With names, quotations, dates and sums.
pub const STORIES: [&str; 4] = [
    "BERLIN, Jan 17 (Agency) - President Emmanuel Macron said on Friday that France and Germany would spend 2.5 billion euros on \
     the new treaty by 2027. \u{201c}We are not going to wait for another winter,\u{201d} he told reporters in Paris after talks with \
     Anna Lindqvist, the chief executive of Harbour Energy Ltd. Analysts expect shares to rise by 12 percent, while the World Bank \
     warned last July that inflation was still \u{201c}a serious risk\u{201d} for the economy.",
    "Bundeskanzler Olaf Scholz hat am Freitag in Berlin den Vertrag mit Frankreich verteidigt. \u{201e}Wir warten nicht auf den nächsten \
     Winter\u{201c}, sagte er nach dem Treffen mit Anna Lindqvist, der Chefin der Hafen Energie GmbH. Die Kosten liegen bei 2,5 Milliarden \
     Euro. Die Deutsche Bank erwartet für das Jahr 2027 ein Wachstum von 1,2 Prozent, die Opposition im Bundestag sprach von einem \
     \u{201e}schweren Fehler\u{201c}.",
    "Le président Emmanuel Macron a déclaré vendredi à Paris que la France et l\u{2019}Allemagne consacreraient 2,5 milliards d\u{2019}euros au \
     nouveau traité. «\u{a0}Nous n\u{2019}attendrons pas un autre hiver\u{a0}», a-t-il affirmé après un entretien avec Anna Lindqvist, la \
     directrice de la société du port. Selon la Banque mondiale, la croissance devrait atteindre 1,2 % en 2027, et le gouvernement \
     italien a demandé des garanties à la Commission européenne.",
    "قال الرئيس الفرنسي، إيمانويل ماكرون، الجمعة في باريس إن فرنسا وألمانيا ستنفقان 2.5 مليار يورو على المعاهدة الجديدة حتى عام 2027. \
     وأضاف بعد محادثات مع وزير الخارجية الألماني أن \"الانتظار لم يعد ممكنا\" للدول الأوروبية. وتوقع البنك الدولي في يوليو الماضي أن \
     يرتفع النمو بنسبة 12 في المئة، بينما حذرت الأمم المتحدة من آثار التضخم على الاقتصاد في مصر ولبنان.",
];
