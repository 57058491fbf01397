//! The words of page furniture, folded as [`fold`](super::lines::fold) does: lines that are labels, by kind and language.
//!
//! Matched on whole short lines or on their first words, never inside a text: «نشر», "share" and "more" stand in one of
//! twenty ordinary sentences. Sources: the labels that news sites print; nothing here names a site.

use super::labels::Label;

/// One phrase is one entry; languages stand on lines of their own.
pub const PHRASES: &[(Label, &[&str])] = &[
    (
        Label::Published,
        &[
            "published|published on|published at|posted|posted on|first published|publication date|date published|issued|date",
            "نشر|نشر في|نشرت|تاريخ النشر|نشر بتاريخ|تم النشر|تم النشر في|اخر نشر|تاريخ الخبر",
            "انتشار|تاريخ انتشار|زمان انتشار|تاريخ خبر|منتشر شده در",
            "פורסם|פורסם בתאריך|פורסם ב|תאריך פרסום",
            "veröffentlicht|veröffentlicht am|erstellt|erschienen am|stand",
            "publié|publié le|publiée le|mis en ligne le|paru le",
            "publicado|publicado el|publicado en|fecha de publicación|publicada el",
            "publicado em|publicada em|data de publicação",
            "pubblicato|pubblicato il|pubblicata il|data di pubblicazione",
            "опубликовано|дата публикации|дата|опубликована",
            "опубліковано|дата публікації|gepubliceerd|gepubliceerd op|geplaatst op",
            "opublikowano|data publikacji|opublikowane|publicerad|publicerad den|publisert|publiceret|offentliggjort|julkaistu",
            "yayınlanma|yayınlanma tarihi|yayın tarihi|giriş tarihi|yayımlanma tarihi|oluşturulma tarihi",
            "diterbitkan|dipublikasikan|tayang|ngày đăng|xuất bản",
            "发布时间|发布于|发表于|發布時間|發佈時間|發表於|公開日|公開日時|配信|発行|発行日|投稿日|掲載日|입력|기사입력|등록|송고",
            "प्रकाशित|प्रकाशन तिथि|প্রকাশিত|প্রকাশ|اشاعت|تاریخ اشاعت|δημοσιεύτηκε|δημοσίευση|δημοσιεύθηκε|เผยแพร่",
            "publikováno|zveřejněno|objavljeno|publicat|publicat la|megjelent|közzétéve|публикувано|публикувана",
        ],
    ),
    (
        Label::Updated,
        &[
            "updated|updated on|updated at|last updated|last updated on|last modified|modified|last update",
            "اخر تحديث|تحديث|حدث في|تم التحديث|تاريخ التحديث|به روزرساني|به‌روزرساني|اخرين به روزرساني",
            "עודכן|עודכן ב|עדכון אחרון|aktualisiert|aktualisiert am|zuletzt aktualisiert|letzte änderung|letztes update",
            "mis à jour|mis à jour le|modifié le|dernière mise à jour|mise à jour|actualizado|actualizado el|última actualización",
            "atualizado|atualizado em|última atualização|aggiornato|aggiornato il|ultimo aggiornamento",
            "обновлено|дата обновления|изменено|оновлено|bijgewerkt|laatst bijgewerkt|zaktualizowano|aktualizacja|uppdaterad|oppdatert|opdateret|päivitetty",
            "güncelleme|güncellenme tarihi|son güncelleme|güncelleme tarihi|diperbarui|cập nhật|更新时间|更新日|更新日時|更新|最終更新|修改时间|수정|최종수정|기사수정",
            "अपडेट|अपडेटेड|अंतिम अपडेट|آپ ڈیٹ|ενημερώθηκε|τελευταία ενημέρωση|อัปเดต|aktualizováno|actualizat|frissítve|обновена",
        ],
    ),
    (
        Label::Byline,
        &[
            "by|written by|reported by|author|authors|story by|text by|words by|article by|from our correspondent",
            "بقلم|كتب|كتبت|كتبه|الكاتب|المؤلف|اعداد|تحرير|حوار|مراسل|نويسنده|خبرنگار|گزارش از|به قلم",
            "מאת|כתב|כתבה|von|autor|autorin|text|bericht von|ein artikel von|par|auteur|propos recueillis par",
            "por|redacción|escrito por|autora|texto|por el redactor|escrito por|di|a cura di|autore|scritto da",
            "автор|авторы|текст|автор статьи|автори|door|auteur|autor|autorka|av|skriven av|tekst|af|skrevet af|kirjoittaja|teksti",
            "yazan|yazar|haber|muhabir|haberi hazırlayan|oleh|penulis|tác giả|作者|记者|記者|文|文責|執筆|筆者|글|기자|लेखक|द्वारा|تحریر|συντάκτης|του|της|γράφει",
            "autoři|scris de|szerző|írta|автор на статията|autor članka",
        ],
    ),
    (
        Label::Source,
        &[
            "source|sources|via|المصدر|المصادر|نقلا عن|منبع|מקור|quelle|quellen|fuente|fuentes|fonte|fonti|источник|источники|джерело|bron|źródło|källa|kilde|lähde|kaynak|sumber|nguồn|来源|來源|出典|出所|ソース|출처|स्रोत|ذریعہ|πηγή|zdroj|sursa|forrás|источник на новината",
        ],
    ),
    (
        Label::App,
        &[
            "get the app|get our app|download the app|download our app|download app|open in app|available on the app store|get it on google play|app store|google play|continue in app",
            "حمل التطبيق|حمل تطبيقنا|حملوا التطبيق|تحميل التطبيق|نزل التطبيق|دانلود اپليكيشن|دانلود اپلیكیشن|نصب اپليكيشن",
            "הורידו את האפליקציה|app herunterladen|zur app|laden sie unsere app|télécharger l'application|téléchargez l'application|téléchargez notre application",
            "descarga la app|descargar la app|descarga nuestra app|baixe o app|baixe o aplicativo|scarica l'app|scarica la app",
            "скачать приложение|скачайте приложение|завантажити додаток|download de app|pobierz aplikację|ladda ner appen|last ned appen|hent appen|lataa sovellus",
            "uygulamayı indir|uygulamamızı indirin|mobil uygulama|unduh aplikasi|tải ứng dụng|下载app|下载客户端|打开app|アプリをダウンロード|アプリで開く|앱 다운로드|앱에서 보기|ऐप डाउनलोड करें|κατεβάστε την εφαρμογή",
        ],
    ),
    (
        Label::Share,
        &[
            "share|share this|share this article|share this story|share on|share via|share with|share article|social sharing|follow|follow us|follow us on|copy link|copy url|link copied|email|email this|tweet|print|print this|print article|facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit|instagram|youtube|tiktok|messenger|bluesky|threads|flipboard|x|share to|join our whatsapp channel|join the conversation|like us on|pin it|send|save|bookmark|listen|gift article",
            "شارك|شارك المقال|شارك الخبر|شارك عبر|شاركها|شاركنا|مشاركه|مشاركه الخبر|انسخ الرابط|نسخ الرابط|تابعنا|تابعونا|تابعنا علي|تابعونا علي|انضم الي قناتنا|انضموا الي قناتنا|طباعه|ارسال|حفظ|واتساب|فيسبوك|تويتر|تيليجرام|ارسل الي صديق|استمع",
            "اشتراك گذاري|به اشتراك بگذاريد|ما را دنبال كنيد|كپي لينك|چاپ|ارسال به دوستان|שתפו|שיתוף|שתף|עקבו אחרינו|העתק קישור|הדפסה|הדפס",
            "teilen|artikel teilen|folgen sie uns|link kopieren|drucken|artikel drucken|merken|per e-mail teilen|auf facebook teilen|auf twitter teilen|vorlesen",
            "partager|partager l'article|partager sur|partagez|suivez-nous|suivez-nous sur|copier le lien|imprimer|envoyer|envoyer par e-mail|écouter|sauvegarder",
            "compartir|comparte|compartir en|síguenos|síguenos en|copiar enlace|imprimir|enviar|guardar|escuchar|compartilhar|compartilhe|siga-nos|siga|copiar link|ouvir|condividi|condividi su|seguici|seguici su|copia link|stampa|ascolta|salva",
            "поделиться|поделиться в|подписывайтесь на нас|следите за нами|скопировать ссылку|распечатать|отправить|версия для печати|поділитися|delen|deel|deel dit artikel|volg ons|kopieer link|afdrukken|udostępnij|podziel się|drukuj|dela|dela artikeln|del|jaa|kopioi linkki|tulosta",
            "paylaş|bizi takip edin|takip et|bağlantıyı kopyala|linki kopyala|yazdır|bagikan|ikuti kami|salin tautan|cetak|chia sẻ|sao chép liên kết|分享|分享到|复制链接|シェア|シェアする|ツイート|リンクをコピー|印刷|フォローする|フォロー|공유|공유하기|url 복사|인쇄|शेयर करें|साझा करें|फॉलो करें|شیئر|شیئر کریں|κοινοποίηση|μοιραστείτε|ακολουθήστε μας|แชร์",
            "sdílet|tisk|distribuie|megosztás|сподели|podijeli",
        ],
    ),
    (
        Label::Subscribe,
        &[
            "subscribe|subscribe now|subscribe to our newsletter|subscribe to our channel|newsletter|newsletters|sign up|sign up for our newsletter|sign up now|sign up to our newsletter|register now|become a member|become a subscriber|support us|donate|get our newsletter|get the newsletter|daily newsletter|start your free trial|already a subscriber|this article is for subscribers|to continue reading|free newsletter|email address|your email|enter your email",
            "اشترك|اشترك الان|اشترك في نشرتنا|اشترك في النشره البريديه|النشره البريديه|النشره الاخباريه|اشترك في القناه|سجل الان|عضويت|عضويت در خبرنامه|خبرنامه|הירשמו|הירשמו לניוזלטר|הרשמה|ניוזלטר|מנוי",
            "abonnieren|jetzt abonnieren|newsletter abonnieren|abo|jetzt anmelden|registrieren|s'abonner|abonnez-vous|je m'abonne|s'inscrire|inscrivez-vous|recevez notre newsletter|inscrivez-vous à notre newsletter|article réservé aux abonnés|réservé aux abonnés",
            "suscríbete|suscribirse|suscríbase|suscríbete a nuestra newsletter|boletín|regístrate|assine|assine já|inscreva-se|cadastre-se|assinar|iscriviti|iscriviti alla newsletter|abbonati|registrati",
            "подписаться|подпишитесь|подпишись|подписка|рассылка|підписатися|підписатись|abonneren|abonneer|word abonnee|nieuwsbrief|inschrijven|subskrybuj|zapisz się|prenumerera|nyhetsbrev|bli prenumerant|abonner|abonnér|nyhedsbrev|tilaa|tilaa uutiskirje",
            "abone ol|bültene abone ol|e-bülten|üye ol|langganan|berlangganan|đăng ký|订阅|订阅我们|登録|メールマガジン|会員登録|購読|ログインして続きを読む|구독|구독하기|뉴스레터|सब्सक्राइब करें|سبسکرائب|εγγραφή|newsletter εγγραφή",
        ],
    ),
    (
        Label::Rights,
        &[
            "all rights reserved|جميع الحقوق محفوظه|كل الحقوق محفوظه|حقوق النشر محفوظه|كليه حقوق محفوظ است|تمامي حقوق محفوظ است|כל הזכויות שמורות|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|все права защищены|всі права захищені|alle rechten voorbehouden|wszelkie prawa zastrzeżone|alla rättigheter förbehållna|tüm hakları saklıdır|hak cipta dilindungi|版权所有|版權所有|無断転載禁止|無断転載を禁じます|무단전재 및 재배포 금지|무단 전재|सर्वाधिकार सुरक्षित|جملہ حقوق محفوظ|all rechte reserviert|με επιφύλαξη παντός δικαιώματος|všechna práva vyhrazena|toate drepturile rezervate|minden jog fenntartva|всички права запазени|copyright",
        ],
    ),
    (
        Label::Related,
        &[
            "related|related articles|related stories|related content|related news|related topics|related posts|related links|read also|also read|read more|see also|more on this|more on this story|more from|more news|more stories|more like this|most read|most popular|most viewed|popular|popular stories|popular now|trending|trending now|top stories|latest|latest news|latest stories|recommended|recommended stories|recommended for you|recommended reading|you may also like|you might also like|you may like|you might be interested in|don't miss|editor's picks|editors' picks|in other news|up next|next article|previous article|next story|next post|previous post|what to read next|read next|must read|keep reading|further reading|in this article|on this topic|from the archive|around the web|from the web|promoted stories|more in|also in|elsewhere|in depth|watch|watch also|related video|related videos|recent posts|recent articles|featured|featured stories",
            "اقرا ايضا|اقرا المزيد|اقرا كذلك|اقراوا ايضا|المزيد من|المزيد|المزيد من الاخبار|مواضيع ذات صله|اخبار ذات صله|مقالات ذات صله|موضوعات متعلقه|اخبار متعلقه|ذات صله|شاهد ايضا|قد يعجبك|قد يعجبك ايضا|قد يهمك|قد يهمك ايضا|الاكثر قراءه|الاكثر مشاهده|اخر الاخبار|احدث الاخبار|اخبار اخري|مواضيع متعلقه|مقالات مشابهه|طالع ايضا|الاكثر تداولا|الاكثر شيوعا|المقال التالي|المقال السابق",
            "بيشتر بخوانيد|مطالب مرتبط|اخبار مرتبط|مطالب پيشنهادي|پربازديدترين|پربيننده ترين|اخرين اخبار|همچنين بخوانيد|مرتبط|קראו גם|קרא גם|כתבות נוספות|עוד בנושא|כתבות קשורות|אולי יעניין אותך|הנקראות ביותר|לכתבות נוספות",
            "lesen sie auch|lesen sie mehr|lesen sie dazu|mehr zum thema|mehr dazu|auch interessant|das könnte sie auch interessieren|meistgelesen|meistgelesene artikel|weitere artikel|ähnliche artikel|verwandte artikel|mehr aus|zum thema|empfehlungen|empfehlungen der redaktion|aktuelles|top-themen|weiterlesen|weitere themen|das könnte ihnen auch gefallen|neueste artikel|beliebte artikel",
            "à lire aussi|lire aussi|à lire également|lire également|sur le même sujet|articles liés|articles similaires|les plus lus|le plus lu|voir aussi|dans la même rubrique|nos recommandations|à découvrir|lire la suite|en savoir plus|à voir aussi|les articles les plus lus|dernières actualités|à ne pas manquer|plus d'articles",
            "lea también|lee también|leer más|te puede interesar|le puede interesar|te recomendamos|noticias relacionadas|artículos relacionados|más información|lo más leído|lo más visto|más leídas|también te puede interesar|ver también|últimas noticias|más noticias|relacionados|relacionadas|leia também|leia mais|veja também|saiba mais|mais lidas|notícias relacionadas|artigos relacionados|recomendadas|recomendados|últimas notícias|mais notícias|você pode gostar",
            "leggi anche|potrebbe interessarti|potrebbe interessarti anche|articoli correlati|notizie correlate|i più letti|più letti|vedi anche|ultime notizie|per approfondire|leggi tutto|ti potrebbe interessare|da non perdere",
            "читайте также|читать также|по теме|материалы по теме|похожие статьи|похожие новости|самое читаемое|популярное|популярные статьи|другие новости|смотрите также|новости по теме|ещё по теме|еще по теме|главное|последние новости|читать далее|лента новостей|читайте також|популярні новини|дивіться також",
            "lees ook|lees meer|meer over dit onderwerp|gerelateerde artikelen|meest gelezen|bekijk ook|aanbevolen|czytaj także|czytaj też|zobacz także|zobacz też|najczęściej czytane|powiązane artykuły|polecane|läs också|läs mer|mest läst|relaterat|les også|les mer|mest lest|læs også|læs mere|mest læste|lue myös|luetuimmat|lue lisää",
            "ilgili haberler|ilginizi çekebilir|bunlar da ilginizi çekebilir|en çok okunanlar|son haberler|diğer haberler|benzer haberler|sıradaki haber|baca juga|berita terkait|artikel terkait|terpopuler|berita lainnya|xem thêm|tin liên quan|đọc thêm|đọc nhiều|tin mới|相关新闻|相关阅读|相关文章|推荐阅读|延伸阅读|热门文章|热门新闻|更多新闻|相關新聞|延伸閱讀|推薦閱讀|関連記事|関連ニュース|あわせて読みたい|合わせて読みたい|こちらもおすすめ|おすすめ記事|人気記事|アクセスランキング|ランキング|新着記事|最新記事|関連リンク|続きを読む|관련기사|관련 기사|많이 본 뉴스|많이 본 기사|주요뉴스|인기기사|추천기사|이 시각 주요뉴스|더보기",
            "यह भी पढ़ें|ये भी पढ़ें|संबंधित खबरें|और पढ़ें|ट्रेंडिंग|আরও পড়ুন|আরো পড়ুন|یہ بھی پڑھیں|مزید پڑھیں|متعلقہ خبریں|διαβάστε επίσης|διαβάστε ακόμη|δείτε επίσης|σχετικά άρθρα|δημοφιλή|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง",
            "čtěte také|související články|nejčtenější|citește și|citește mai mult|articole similare|cele mai citite|kapcsolódó cikkek|olvassa el ezt is|legolvasottabb|прочетете още|свързани статии|pročitajte i|najčitanije",
        ],
    ),
    (
        Label::Comments,
        &[
            "comments|comment|leave a comment|leave a reply|post a comment|add a comment|write a comment|show comments|view comments|join the discussion|reader comments|reply|add comment|your comment|be the first to comment|no comments|no comments yet|load comments|all comments|responses|comments are closed",
            "التعليقات|تعليقات|تعليق|اترك تعليقا|اضف تعليق|اضف تعليقا|اترك ردا|اكتب تعليقك|شاركنا رايك|نظرات|نظر شما|ارسال نظر|ديدگاه شما|ثبت نظر|תגובות|הוסף תגובה|הוספת תגובה|כתוב תגובה",
            "kommentare|kommentar schreiben|kommentieren|diskutieren sie mit|leserkommentare|schreiben sie einen kommentar|schreibe einen kommentar|antwort schreiben|commentaires|réagir|laisser un commentaire|ajouter un commentaire|vos commentaires|vos réactions",
            "comentarios|deja un comentario|dejar un comentario|deja tu comentario|comentar|deja una respuesta|comentários|deixe um comentário|deixe seu comentário|commenti|lascia un commento|commenta|scrivi un commento",
            "комментарии|оставить комментарий|комментировать|добавить комментарий|коментарі|reacties|reageer|plaats een reactie|geef een reactie|komentarze|dodaj komentarz|kommentarer|lämna en kommentar|kommentit|kommentoi|yorumlar|yorum yap|yorum yaz|komentar|tulis komentar|bình luận|评论|发表评论|評論|コメント|コメントする|コメントを書く|댓글|댓글쓰기|टिप्पणियां|कमेंट|تبصرے|σχόλια|komentáře|comentarii|hozzászólások|коментари|komentari",
        ],
    ),
    (
        Label::Navigation,
        &[
            "home|homepage|home page|menu|search|login|log in|log out|sign in|sign out|register|skip to content|skip to main content|skip to navigation|back to top|contact|contact us|about|about us|privacy|privacy policy|cookie policy|cookies|accept|accept all|accept cookies|reject all|terms|terms of use|terms of service|terms and conditions|advertise|advertise with us|careers|sitemap|site map|help|faq|close|next|previous|prev|tags|topics|categories|category|archive|archives|loading|load more|show more|see more|view more|view all|see all|more|back|main menu|navigation|my account|settings|privacy settings|manage cookies|cookie settings|legal notice|imprint|rss|site index|accessibility|weather|e-paper|jobs|classifieds|skip|learn more|click here|table of contents|tag|ok|yes|no|cancel|submit|open menu|close menu|toggle navigation|change language|language|select language|edition",
            "الرئيسيه|القائمه|بحث|ابحث|تسجيل الدخول|دخول|تسجيل|اتصل بنا|تواصل معنا|من نحن|سياسه الخصوصيه|شروط الاستخدام|ملفات تعريف الارتباط|كلمات مفتاحيه|الكلمات المفتاحيه|وسوم|الوسوم|كلمات دليليه|الكلمات الدلاليه|اغلاق|التالي|السابق|الي الاعلي|عرض المزيد|قبول|موافق|الاقسام|الارشيف|اعلن معنا",
            "صفحه اصلي|خانه|جستجو|ورود|ثبت نام|تماس با ما|درباره ما|برچسب ها|برچسب‌ها|كلمات كليدي|بازگشت|דף הבית|ראשי|תפריט|חיפוש|התחברות|כניסה|צור קשר|אודות|מדיניות פרטיות|תנאי שימוש|תגיות|סגור|הבא|הקודם",
            "startseite|menü|suche|suchen|anmelden|einloggen|abmelden|kontakt|impressum|datenschutz|datenschutzerklärung|agb|nutzungsbedingungen|über uns|cookie-einstellungen|alle akzeptieren|akzeptieren|ablehnen|schließen|weiter|zurück|nach oben|schlagworte|themen|zum inhalt springen|zur startseite|mediadaten|hilfe|mehr anzeigen|mehr|karriere|zur navigation|barrierefreiheit|privatsphäre",
            "accueil|rechercher|recherche|connexion|se connecter|déconnexion|contact|contactez-nous|mentions légales|politique de confidentialité|conditions d'utilisation|qui sommes-nous|à propos|accepter|tout accepter|refuser|fermer|suivant|précédent|retour|haut de page|mots-clés|étiquettes|rubriques|aller au contenu|plan du site|gestion des cookies|aide|voir plus|plus|publicité légale|cgu|cgv",
            "inicio|portada|menú|buscar|iniciar sesión|acceder|cerrar sesión|contacto|aviso legal|política de privacidad|política de cookies|términos y condiciones|quiénes somos|sobre nosotros|aceptar|aceptar todo|rechazar|cerrar|siguiente|anterior|volver|arriba|etiquetas|temas|ir al contenido|saltar al contenido|ver más|más|ayuda|hemeroteca",
            "início|página inicial|pesquisar|busca|entrar|sair|contato|contacto|fale conosco|política de privacidade|termos de uso|quem somos|sobre nós|aceitar|fechar|próximo|voltar|tópicos|ir para o conteúdo|ver mais|mais|expediente|ajuda",
            "cerca|accedi|esci|contatti|chi siamo|note legali|informativa sulla privacy|condizioni d'uso|accetta|accetta tutto|rifiuta|chiudi|avanti|indietro|successivo|precedente|tag|argomenti|vai al contenuto|mostra altro|altro|redazione|lavora con noi",
            "главная|меню|поиск|войти|вход|регистрация|выйти|контакты|о нас|о проекте|политика конфиденциальности|пользовательское соглашение|реклама на сайте|закрыть|далее|назад|наверх|теги|темы|рубрики|показать ещё|показать еще|ещё|еще|принять|архив|головна|пошук|увійти|контакти|про нас",
            "zoeken|inloggen|over ons|privacybeleid|privacyverklaring|voorwaarden|sluiten|volgende|vorige|onderwerpen|strona główna|szukaj|zaloguj|zaloguj się|kontakt|o nas|polityka prywatności|regulamin|zamknij|tagi|hem|sök|logga in|kontakta oss|om oss|hjem|søg|søk|logg inn|log ind|om os|etusivu|haku|kirjaudu|kirjaudu sisään|yhteystiedot|tietosuoja",
            "anasayfa|ana sayfa|ara|arama|giriş yap|üye girişi|iletişim|hakkımızda|künye|gizlilik politikası|çerez politikası|kapat|sonraki|önceki|etiketler|kategoriler|beranda|cari|masuk|kontak|tentang kami|kebijakan privasi|redaksi|tutup|trang chủ|tìm kiếm|đăng nhập|liên hệ",
            "首页|首頁|搜索|搜尋|登录|登入|注册|註冊|关于我们|關於我們|联系我们|聯絡我們|隐私政策|使用条款|标签|關鍵字|关键词|返回顶部|上一篇|下一篇|更多|ホーム|トップ|トップページ|メニュー|検索|ログイン|ログアウト|会員登録|お問い合わせ|会社概要|プライバシーポリシー|利用規約|サイトマップ|閉じる|次へ|前へ|タグ|カテゴリー|もっと見る|ページトップへ|홈|메뉴|검색|로그인|로그아웃|회원가입|회사소개|개인정보처리방침|이용약관|닫기|다음|이전|태그|고객센터",
            "होम|मुखपृष्ठ|खोजें|लॉगिन|साइन इन|संपर्क करें|हमारे बारे में|गोपनीयता नीति|টপ|হোম|سرورق|تلاش|رابطہ|αρχική|αναζήτηση|σύνδεση|επικοινωνία|όροι χρήσης|ετικέτες|หน้าแรก|ค้นหา|เข้าสู่ระบบ|ติดต่อเรา",
            "domů|hledat|přihlásit|kontakty|acasă|caută|autentificare|despre noi|címlap|keresés|bejelentkezés|kapcsolat|начало|търсене|вход|контакти|naslovnica|pretraga|prijava",
        ],
    ),
    (
        Label::Advertisement,
        &[
            "advertisement|advertisements|advertising|ad|ads|sponsored|sponsored content|promoted|paid content|story continues below advertisement|article continues below advertisement|story continues below this ad|article continues after ad|this advertisement has not loaded yet|remove ads|continue reading below",
            "اعلان|اعلانات|مساحه اعلانيه|تبليغات|اگهي|פרסומת|תוכן שיווקי|anzeige|werbung|anzeigen|publicité|annonce|la suite après la publicité|publicidad|publicidade|continua após a publicidade|pubblicità|annuncio|реклама|на правах рекламы|advertentie|reklama|annons|reklame|annonse|mainos|reklam|iklan|advertisement scroll to continue|quảng cáo|广告|廣告|広告|スポンサーリンク|pr|광고|विज्ञापन|اشتہار|διαφήμιση|โฆษณา|reclamă|hirdetés|oglas",
        ],
    ),
    (
        Label::Credit,
        &[
            "photo|photos|image|images|photo by|photograph|picture|photo credit|image credit|image source|credit|file photo|photo courtesy|video|gallery|photo gallery|photograph by|illustration|getty images|caption|view image in fullscreen|enlarge image",
            "صوره|الصوره|تصوير|صوره ارشيفيه|مصدر الصوره|عكس|عكاس|צילום|תמונה|foto|fotos|bild|bilder|bildquelle|symbolbild|symbolfoto|bildergalerie|crédit photo|photo d'illustration|crédits|image d'illustration|imagen|imagem|crédito|foto di|immagine|crédito da foto|divulgação|фото|изображение|иллюстрация|видео|зображення|beeld|zdjęcie|zdjęcia|fot|bildtext|kuva|fotoğraf|görsel|gambar|ảnh|图片|图源|圖片|写真|画像|사진|फोटो|तस्वीर|تصویر|φωτογραφία|ภาพ",
        ],
    ),
];
