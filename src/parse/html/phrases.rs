//! Short phrases by which furniture gives itself away in visible text, in the languages we meet most.
//!
//! They only ever judge short lines, and name the reason of a removal; a sentence of an article may well hold one.

use crate::article::RemovedReason;

/// A line longer than this, in characters, is not judged by phrases.
const LONGEST_LINE: usize = 140;

/// In the order of their bytes: a line is compared with those that share its first character.
#[rustfmt::skip]
const BEGINNINGS: &[(&str, RemovedReason)] = &[
    ("(c) ", RemovedReason::Copyright), ("abonnez-vous", RemovedReason::Subscribe),
    ("about the author", RemovedReason::Boilerplate), ("advertentie", RemovedReason::Advertisement),
    ("advertisement", RemovedReason::Advertisement), ("alle rechte", RemovedReason::Copyright),
    ("already a subscriber", RemovedReason::Subscribe), ("also read", RemovedReason::Related),
    ("anzeige", RemovedReason::Advertisement), ("article continues below", RemovedReason::Advertisement),
    ("artikel teilen", RemovedReason::Share), ("back to top", RemovedReason::Navigation),
    ("comments", RemovedReason::Navigation), ("compartir", RemovedReason::Share), ("copyright", RemovedReason::Copyright),
    ("czytaj także", RemovedReason::Related), ("czytaj też", RemovedReason::Related),
    ("das könnte sie auch", RemovedReason::Related), ("don't miss", RemovedReason::Related),
    ("download our app", RemovedReason::AppPromo), ("download the app", RemovedReason::AppPromo),
    ("filed under", RemovedReason::Navigation), ("follow @", RemovedReason::Share), ("follow us", RemovedReason::Share),
    ("get our newsletter", RemovedReason::Subscribe), ("get the app", RemovedReason::AppPromo),
    ("get the latest", RemovedReason::Subscribe), ("ilgili haber", RemovedReason::Related),
    ("iscriviti", RemovedReason::Subscribe), ("jetzt abonnieren", RemovedReason::Subscribe),
    ("join our newsletter", RemovedReason::Subscribe), ("le puede interesar", RemovedReason::Related),
    ("lea también", RemovedReason::Related), ("leave a comment", RemovedReason::Navigation),
    ("leave a reply", RemovedReason::Navigation), ("lee también", RemovedReason::Related),
    ("lees ook", RemovedReason::Related), ("leggi anche", RemovedReason::Related), ("leia mais", RemovedReason::Related),
    ("leia também", RemovedReason::Related), ("les også", RemovedReason::Related), ("lesen sie auch", RemovedReason::Related),
    ("lesen sie mehr", RemovedReason::Related), ("lire aussi", RemovedReason::Related),
    ("log in to", RemovedReason::Navigation), ("läs mer", RemovedReason::Related), ("läs också", RemovedReason::Related),
    ("læs også", RemovedReason::Related), ("mehr zum thema", RemovedReason::Related), ("more from", RemovedReason::Related),
    ("newsletter", RemovedReason::Subscribe), ("partager", RemovedReason::Share),
    ("publicidad", RemovedReason::Advertisement), ("publicité", RemovedReason::Advertisement),
    ("read also", RemovedReason::Related), ("read more", RemovedReason::Related), ("read next", RemovedReason::Related),
    ("recommended", RemovedReason::Related), ("reklama", RemovedReason::Advertisement),
    ("related articles", RemovedReason::Related), ("related news", RemovedReason::Related),
    ("related posts", RemovedReason::Related), ("related stories", RemovedReason::Related),
    ("related:", RemovedReason::Related), ("report a typo", RemovedReason::Navigation),
    ("schlagworte", RemovedReason::Navigation), ("see also", RemovedReason::Related), ("share on", RemovedReason::Share),
    ("share this", RemovedReason::Share), ("share via", RemovedReason::Share), ("sign up for", RemovedReason::Subscribe),
    ("story continues below", RemovedReason::Advertisement), ("subscribe", RemovedReason::Subscribe),
    ("support our journalism", RemovedReason::Subscribe), ("suscríbete", RemovedReason::Subscribe),
    ("table of contents", RemovedReason::Navigation), ("tagged with", RemovedReason::Navigation),
    ("tags:", RemovedReason::Navigation), ("this site uses akismet", RemovedReason::Navigation),
    ("this website uses cookies", RemovedReason::Navigation), ("topics:", RemovedReason::Navigation),
    ("tweet this", RemovedReason::Share), ("we use cookies", RemovedReason::Navigation),
    ("werbung", RemovedReason::Advertisement), ("you may also", RemovedReason::Related),
    ("you might also", RemovedReason::Related), ("your email address will not", RemovedReason::Navigation),
    ("zur startseite", RemovedReason::Navigation), ("©", RemovedReason::Copyright), ("à lire aussi", RemovedReason::Related),
    ("реклама", RemovedReason::Advertisement), ("читайте ещё", RemovedReason::Related),
    ("читайте также", RemovedReason::Related), ("читать также", RemovedReason::Related), ("עוד באתר", RemovedReason::Related),
    ("קראו גם", RemovedReason::Related), ("أخبار ذات صلة", RemovedReason::Related), ("إعلان", RemovedReason::Advertisement),
    ("إقرأ أيضا", RemovedReason::Related), ("اشتراک گذاری", RemovedReason::Share), ("اشترك", RemovedReason::Subscribe),
    ("اقرأ أيضا", RemovedReason::Related), ("اقرأ أيضًا", RemovedReason::Related), ("اقرأ المزيد", RemovedReason::Related),
    ("اقرأ ايضا", RemovedReason::Related), ("بیشتر بخوانید", RemovedReason::Related), ("تابعنا", RemovedReason::Share),
    ("تابعوا", RemovedReason::Share), ("جميع الحقوق", RemovedReason::Copyright), ("حمل التطبيق", RemovedReason::AppPromo),
    ("حمّل التطبيق", RemovedReason::AppPromo), ("شارك", RemovedReason::Share), ("شاهد أيضا", RemovedReason::Related),
    ("مواضيع ذات صلة", RemovedReason::Related), ("همچنین بخوانید", RemovedReason::Related), ("【関連", RemovedReason::Related),
    ("あわせて読みたい", RemovedReason::Related), ("延伸阅读", RemovedReason::Related), ("相关阅读", RemovedReason::Related),
    ("関連記事", RemovedReason::Related), ("관련기사", RemovedReason::Related),
];

const ANYWHERE: &[(&str, RemovedReason)] = &[
    ("all rights reserved", RemovedReason::Copyright),
    ("alle rechte vorbehalten", RemovedReason::Copyright),
    ("جميع الحقوق محفوظة", RemovedReason::Copyright),
    ("todos los derechos reservados", RemovedReason::Copyright),
    ("tous droits réservés", RemovedReason::Copyright),
    ("все права защищены", RemovedReason::Copyright),
    ("無断転載", RemovedReason::Copyright),
    ("무단전재", RemovedReason::Copyright),
    ("무단 전재", RemovedReason::Copyright),
    ("sign up for our newsletter", RemovedReason::Subscribe),
    ("subscribe to our", RemovedReason::Subscribe),
    ("may not be published, broadcast", RemovedReason::Copyright),
];

/// How pages say in their title that they are not the page that was asked for.
#[rustfmt::skip]
const ERRORS: &[&str] = &[
    "404", "not found", "page unavailable", "no longer available", "403 forbidden", "access denied", "access to this page has been denied",
    "error 403", "error 404", "error 500", "error 503", "internal server error", "bad gateway", "service unavailable", "gateway timeout",
    "just a moment", "attention required", "are you a robot", "you have been blocked", "request blocked", "under maintenance", "site maintenance",
    "nicht gefunden", "nicht verfügbar", "zugriff verweigert", "page introuvable", "introuvable", "accès refusé", "no encontrada", "no encontrado",
    "página no disponible", "acceso denegado", "não encontrada", "não encontrado", "acesso negado", "non trovata", "niet gevonden", "nie znaleziono",
    "ikke fundet", "hittades inte", "ikke funnet", "sivua ei löytynyt", "sayfa bulunamadı", "не найдена", "не найдено", "доступ запрещен", "не знайдено",
    "الصفحة غير موجودة", "لم يتم العثور على الصفحة", "صفحه یافت نشد", "صفحه مورد نظر یافت نشد", "הדף לא נמצא", "ページが見つかりません", "お探しのページ",
    "页面不存在", "找不到页面", "找不到網頁", "頁面不存在", "페이지를 찾을 수 없", "ไม่พบหน้า", "halaman tidak ditemukan", "không tìm thấy trang",
];

/// Whether a short title is that of an error: the words stand at the beginning or end of a part of it, or make most of one.
pub(super) fn names_an_error(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    lower.split(['|', '-', '–', '—', '•']).map(str::trim).any(|part| {
        let count = part.chars().count();
        ERRORS.iter().any(|words| {
            let stands = part.starts_with(words) || part.ends_with(words);
            part.contains(words) && (stands && count < 45 || words.chars().count() * 2 >= count)
        })
    })
}

#[rustfmt::skip]
const COOKIES: &[&str] = &[
    "cookie", "куки", "ملفات تعريف الارتباط", "الكوكيز", "کوکی", "עוגיות", "クッキー", "쿠키", "çerez",
];

/// Whether a text is about what a page may keep of its reader.
pub(super) fn speaks_of_cookies(text: &str) -> bool {
    let lower = text.to_lowercase();
    COOKIES.iter().any(|word| lower.contains(word))
}

/// The reason that a short line's words give for leaving it out.
pub(super) fn reason(text: &str) -> Option<RemovedReason> {
    let count = text.chars().take(LONGEST_LINE + 1).count();
    if !(2..=LONGEST_LINE).contains(&count) {
        return None;
    }
    let lower = text.to_lowercase();
    let line = lower.trim_start_matches(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '©' | '(' | '【'));
    let first = line.chars().next();
    let from = BEGINNINGS.partition_point(|(phrase, _)| phrase.chars().next() < first);
    let mut alike = BEGINNINGS.iter().skip(from).take_while(|(phrase, _)| phrase.chars().next() == first);
    let begins = alike.find(|(phrase, _)| line.starts_with(phrase));
    let holds = || ANYWHERE.iter().find(|(phrase, _)| lower.contains(phrase));
    begins.or_else(holds).map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_stand_in_order() {
        assert!(BEGINNINGS.is_sorted_by_key(|(phrase, _)| *phrase));
    }

    #[test]
    fn short_lines_of_furniture_are_named_in_many_languages() {
        assert_eq!(reason("Lesen Sie auch: Die Fähre"), Some(RemovedReason::Related));
        assert_eq!(reason("  « اقرأ أيضاً: خبر"), Some(RemovedReason::Related));
        assert_eq!(reason("© 2024 The Inlet"), Some(RemovedReason::Copyright));
        assert_eq!(reason("2024 The Inlet. All Rights Reserved."), Some(RemovedReason::Copyright));
    }

    #[test]
    fn titles_of_errors_are_known_and_titles_about_errors_are_not() {
        for title in
            ["404", "Page not found | The Inlet", "404 - Seite nicht gefunden", "الصفحة غير موجودة", "Just a moment..."]
        {
            assert!(names_an_error(title), "{title}");
        }
        for title in [
            "Ship not found after three days, search of the bay ends",
            "Room 404 opens its doors to the public",
            "The sea",
        ] {
            assert!(!names_an_error(title), "{title}");
        }
    }

    #[test]
    fn a_sentence_that_begins_like_furniture_is_left_alone() {
        let sentence = "Subscribe buttons were everywhere at the fair, and the visitors, who had come for the cake, walked past every one of them without a look.";
        assert_eq!(reason(&sentence.repeat(2)), None);
        assert_eq!(reason("The sea rose."), None);
    }
}
