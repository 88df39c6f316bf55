"""Words that distinguish job titles and links to jobs from other links, in the languages of most careers pages.

They are stems of the occupations in the ISCO-08 groups, and other words that careers pages use. A title need not have
one of them: they only rank the links of a page.
"""

from __future__ import annotations

import re

from tracker.extract.occupations import GENDERS, is_role, names_occupation

__all__ = ["GENDERS", "is_role", "names_occupation"]

JOB_PATH = re.compile(
    r"(?:^|[/_?&=.-])(?:jobs?|careers?|career-?opportunities|positions?|vacanc(?:y|ies)|openings?|roles?|opportunit(?:y|ies)|"
    r"postings?|requisitions?|req|jobid|gh_jid|stellen(?:angebote?|anzeigen?)?|stelle|karriere|jobangebote?|ausschreibung(?:en)?|"
    r"offres?(?:-d-emploi)?|emplois?|recrutement|empleos?|vacantes?|ofertas?|trabajos?|lavoro|posizioni|vacatures?|"
    r"praca|oferty|stilling(?:er)?|ledige-stillinger|lediga-jobb|jobb|karier[ae]|vagas?|zhaopin|recruit(?:ment)?|saiyo|vakans\w{0,6}|rabota|robota|"
    r"karriar|karriär|karijera|karier|karyera|kariyer|karir|karrier|cariere|kariéra|pr[aá]ce|volna-mista|volne-pozice|allas(?:ok)?|posturi|"
    r"postes?|puestos?|posizione|empregos?|stanowisk[ao]?|pozice|tjanst(?:er)?|tyopaikka|poziciok?|pozisyon(?:lar)?|is-ilan\w{0,6}|viec-lam|kyujin|zhiwei|loc(?:uri)?-de-munca|"
    r"lowongan|tuyen-dung|avoimet-(?:tyo)?paikat|tyopaikat|lediga-tjanster|is-ilanlari|acik-pozisyonlar|trabalhe-conosco|darbas|"
    r"вакансии|вакансії|карьера|кариера|採用|求人)"
    r"(?=$|[/_?&=.\d-])",
    re.IGNORECASE,
)
OTHER_PATH = re.compile(
    r"(?:^|/)(?:our-)?(?:news|newsroom|actualit[ée]s?|noticias|notizie|nieuws|nyheter|interviews?|voices?|blog|press|presse|articles?|aktuelles|events?|veranstaltungen|stor(?:y|ies)|podcasts?|products?|"
    r"produkte|shop|category|kategorie|tags?|authors?|privacy|datenschutz|impressum|imprint|terms|agb|cookies?|login|signin|"
    r"sign-in|register|signup|account|contact|kontakt|faqs?|about(?:-us)?|ueber-uns|benefits|values|culture|kultur|"
    r"standorte|leadership|management-team|customers?|case-stud(?:y|ies)|resources|solutions|"
    r"investors?|sustainability|diversity|apply|bewerben|share|subscribe|newsletter|alerts?|unternehmen|search|filter|wiki|"
    r"videos?|downloads?|help|hilfe)(?:$|[/.?])",
    re.IGNORECASE,
)
# These may be a department with jobs, as well as a page about the department.
PERHAPS_OTHER = re.compile(
    r"(?:^|/)(?:our-)?(?:people|teams?|departments?|locations?|services|support|legal|media|offices)(?:$|[/.?])",
    re.IGNORECASE,
)
GENERIC = re.compile(
    r"^(?:(?:read|learn|find out|see|view|show|load|discover|more|apply|apply now|details?|view details|job details|see details|more details|"
    r"view (?:job|role|position|posting|opening)|see (?:job|role)|open|go|link|here|click here|more info(?:rmation)?|info|continue|"
    r"next|previous|prev|back|home|all jobs|view all|see all|all|share|save|print|email|login|sign in|menu|search|"
    r"read on|find out|(?:zur|zum) (?:anzeige|angebot|stellenangebot|stellenbeschreibung|jobangebot)|job-?details|stellen-?details|jetzt ansehen|"
    r"(?:stelle|stellenbeschreibung|ausschreibung|anzeige|angebot|job|jobanzeige|pdf) (?:ansehen|anschauen|anzeigen|lesen|öffnen)|consulter|lire|voir|detalle|scheda|apri|vedi|"
    r"lees verder|verder lezen|läs vidare|visa|visa (?:mer|annons|jobb)|vis (?:mere|mer|stilling(?:en)?|job(?:bet)?|annonce)|les videre|læs videre|lue|näytä(?: lisää)?|czytaj(?: dalej)?|číst(?: dál| více)?|"
    r"megnézem|megtekintés|деталі|переглянути|עוד|פרטי המשרה|mehr|mehr erfahren|weiterlesen|details ansehen|zur stelle|zum job|jetzt bewerben|bewerben|ansehen|weiter|zurück|"
    r"en savoir plus|voir (?:l'offre|plus)|postuler|lire la suite|ver (?:más|oferta|empleo)|leer más|aplicar|scopri di più|candidati|"
    r"(?:view|see|read|learn|more)(?: (?:&|and|/|\+) |/)(?:apply|more)|apply (?:now|here|online|today|for this (?:job|position|role))|(?:quick|easy) apply|"
    r"(?:view|see|read|show|open|full|job|position|role|vacancy)(?: (?:the|this|full|complete|whole|entire|job|position|role|vacancy|posting|opening))*"
    r"(?: (?:description|details?|info|ad|advert|spec(?:ification)?|profile|posting|page))?|(?:read|learn|find out|discover) more(?: about .{0,60})?|"
    r"(?:download|télécharger|herunterladen|descargar|scarica|pobierz|скачать|ladda ned|baixar|stáhnout)(?: (?:the )?(?:pdf|job description|description|"
    r"la fiche(?: de poste)?|l.offre|stellenanzeige|als pdf|file|flyer|here))?|pdf(?: ?\(.{0,20}\))?|\d+ min(?:ute)?s? read|"
    r"send (?:your )?(?:cv|resume|application)|email us|i.m interested|interested\?|get in touch|contact us|"
    r"enviar (?:mi |tu |el )?(?:cv|currículum)(?: por (?:(?:e-?)?mail|correo))?|envoyer (?:mon |votre |un )?cv(?: par (?:e-?)?mail)?|"
    r"(?:cv|lebenslauf|bewerbung) (?:senden|abschicken|schicken)|(?:per )?e-?mail bewerben|invia (?:il )?(?:tuo )?(?:cv|curriculum)|wyślij cv|"
    r"stuur (?:je|uw) cv|enviar currículo|skicka (?:in )?(?:din )?ansökan|send (?:din )?(?:ansøgning|søknad)|poslat životopis|отправить резюме|надіслати резюме|"
    r"zur (?:stellenanzeige|ausschreibung|bewerbung)|mehr (?:infos?|informationen|details|lesen|dazu)|stellenanzeige(?: ansehen)?|hier bewerben|online bewerben|"
    r"(?:voir|consulter|découvrir) (?:le poste|l.annonce|la fiche|les détails)|je postule|candidater|détails|plus d.infos?|"
    r"(?:ver|más) (?:detalles|información|puesto|vacante)|postular(?:se|me)?|inscribirse|leggi (?:tutto|di più)|dettagli|vedi (?:offerta|dettagli)|candidati ora|"
    r"saiba mais|ver (?:mais|vaga|detalhes)|candidatar-se|inscreva-se|czytaj więcej|zobacz (?:więcej|ofertę|szczegóły)|szczegóły|aplikuj(?: teraz)?|"
    r"více(?: informací)?|zobrazit|detail(?: pozice)?|odpovědět|viac|részletek|bővebben|tovább|jelentkezem|jelentkezés|detalii|vezi (?:detalii|mai mult)|"
    r"aplică(?: acum)?|află mai mult|detaylar?|detaylı bilgi|incele|başvur|hemen başvur|devamını oku|подробнее|узнать больше|откликнуться|читать далее|"
    r"смотреть|детальніше|докладніше|відгукнутися|більше|više|saznaj(?:te)? više|pročitaj više|prijavi se|detaljnije|више|пријави се|"
    r"вижте(?: повече)?|научи повече|кандидатствай|повече|περισσότερα|διαβάστε περισσότερα|λεπτομέρειες|υποβολή αίτησης|lue lisää|hae(?: paikkaa)?|katso|"
    r"plačiau|daugiau|skaityti|siųsti cv|xem (?:thêm|chi tiết)|chi tiết|ứng tuyển(?: ngay)?|selengkapnya|lihat(?: detail)?|lamar(?: sekarang)?|"
    r"ansök(?: här| nu)?|läs annons|søg(?: stillingen| jobbet)?|se (?:stilling|jobb|job|mer|mere)|les mer|søk(?: her)?|meer (?:info|informatie|lezen)|bekijken|"
    r"รายละเอียด|อ่านเพิ่มเติม|สมัคร(?:งาน)?|ดูเพิ่มเติม|לפרטים(?: נוספים)?|קרא עוד|הגש(?: מועמדות)?|פרטים|자세히(?: 보기)?|지원하기|"
    r"応募する|エントリー(?:する|はこちら)?|詳しく(?:見る|はこちら)?|詳細(?:はこちら|を確認)|募集要項(?:を見る)?|立即申请|申请职位|職位詳情|"
    r"lees meer|bekijk(?: vacature)?|solliciteer|læs mere|läs mer|查看|查看详情|更多|详情|了解更多|申请|詳細|詳細を見る|応募|もっと見る|المزيد|التفاصيل|قدم الآن)"
    r"(?: more| now)?[\s>»›→.…]*|[\W\d_]+)$",
    re.IGNORECASE,
)
DEPARTMENT_ONLY = re.compile(
    r"^(?:(?:engineering|software|sales|marketing|finance|operations|design|product|legal|people|hr|human resources|support|customer"
    r"(?: success| support| service)?|data|security|it|research|manufacturing|supply chain|logistics|administration|corporate|retail|"
    r"facilities|quality|communications|internships?|students?|graduates?|professionals?|technik|vertrieb|personal|einkauf|"
    r"verwaltung|produktion|forschung|engineers|nurses|drivers|interns|managers|technicians|graduates|students|apprentices|developers|"
    r"scientists|designers|teachers|doctors|professionals|executives|azubis|auszubildende|berufserfahrene|studierende)(?:\s*+(?:&|and|und|/|,)\s*+\w++)*+)\s*+(?:\(?\d+(?: (?:jobs|openings|roles|positions))?\)?)?$",
    re.IGNORECASE,
)
ARTICLE = re.compile(
    r"posted by|published (?:on|by)|veröffentlicht am|press release|"
    r"pressemitteilung|\bwebinar\b|reading time|\bby [A-Z][a-z]+ [A-Z][a-z]+ (?:on|·)",
    re.IGNORECASE,
)
_COUNTRIES = (
    "germany|deutschland|france|spain|españa|italy|italia|netherlands|nederland|belgium|austria|österreich|switzerland|schweiz|poland|polska|"
    "portugal|ireland|united kingdom|uk|england|scotland|wales|sweden|norway|denmark|finland|iceland|usa|united states|canada|mexico|méxico|"
    "brazil|brasil|argentina|chile|colombia|india|china|japan|korea|singapore|australia|new zealand|israel|turkey|greece|czech republic|"
    "czechia|hungary|romania|bulgaria|croatia|serbia|ukraine|estonia|latvia|lithuania|south africa|kenya|nigeria|egypt|uae|"
    "united arab emirates|saudi arabia|qatar|vietnam|thailand|malaysia|indonesia|philippines|taiwan|hong kong|pakistan|bangladesh"
)
_CITIES = (
    "berlin|hamburg|münchen|munich|köln|cologne|frankfurt|stuttgart|düsseldorf|leipzig|dresden|hannover|nürnberg|bremen|wien|vienna|graz|linz|"
    "salzburg|zürich|zurich|genf|geneva|basel|bern|paris|lyon|marseille|toulouse|london|manchester|edinburgh|dublin|cork|amsterdam|rotterdam|"
    "utrecht|brussels|madrid|barcelona|lisbon|lisboa|porto|rome|roma|milan|milano|turin|warsaw|warszawa|kraków|prague|praha|budapest|"
    "bucharest|sofia|athens|istanbul|stockholm|gothenburg|oslo|bergen|copenhagen|helsinki|tallinn|riga|vilnius|new york|nyc|boston|chicago|"
    "seattle|austin|dallas|houston|denver|atlanta|miami|los angeles|san francisco|san diego|san jose|portland|phoenix|philadelphia|washington|"
    "toronto|vancouver|montréal|montreal|ottawa|mexico city|são paulo|bogotá|buenos aires|santiago|bangalore|bengaluru|mumbai|delhi|"
    "hyderabad|pune|chennai|beijing|shanghai|shenzhen|tokyo|osaka|seoul|sydney|melbourne|brisbane|auckland|tel aviv|dubai|riyadh|cairo|"
    "cape town|johannesburg|nairobi|lagos|北京|上海|深圳|广州|杭州|成都|東京|大阪|名古屋|福岡|서울|부산|دبي|الرياض|القاهرة|عمّان|جدة"
)
PLACE = re.compile(
    rf"^(?:[\w .'’()-]{{2,40}},\s*(?:(?-i:[A-Z]{{2}})|{_COUNTRIES})(?:,\s*[\w .'’-]{{2,30}})?|"
    r"(?-i:[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,2}, [A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,2}(?:, [A-ZÀ-Þ][\w .'’-]+)?)|"
    rf"(?:{_CITIES}|{_COUNTRIES})"
    rf"(?:\b.{{0,40}})?|(?:fully |100% )?(?:remote|hybrid|on-?site|home ?office)(?:\b.{{0,40}})?|.{{0,30}}\b(?:remote|hybrid)\)?)$",
    re.IGNORECASE,
)
# Headings and names of elements that describe what is below them.
JOBS_HEADING = re.compile(
    r"\b(?:open(?:ings?)?|current|available|our|all|job|jobs|vacan(?:cy|cies|t)|employment|career)\b.{0,24}\b(?:positions?|roles?|jobs?|"
    r"openings?|vacanc(?:y|ies)|opportunities|postings?|right now)\b|^(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|work (?:with|for|in|at) .*|"
    r"careers?(?: at .*)?|jobs (?:at|bei|chez) .*|karriere|job board|who we.re looking for|(?:we.re|we are|now) hiring(?: .*)?|we(?:.re| are) (?:currently )?(?:looking for|seeking).*|join (?:us|our team|the team))\W*$|stellen(?:angebote?|ausschreibung(?:en)?|anzeigen?|markt)?\b|"
    r"offene (?:stellen|jobs|positionen)|ausschreibungen|karriere bei|offres? d.emploi|nos offres|postes (?:à pourvoir|ouverts)|"
    r"ofertas de (?:empleo|trabajo)|vacantes|posizioni aperte|lavora con noi|vacatures|oferty pracy|lediga (?:jobb|tjänster)|ledige stillinger|"
    r"招聘|职位|職位|岗位|募集(?:職種|要項|一覧|中)?|求人|採用情報|職種|채용|وظائف|الوظائف|"
    r"oferty|rekrutac|kariera|voln[áéaý]\w* (?:m[ií]st|pozic|miest)|kariér|nabídka práce|pracovní|állás(?:ajánlat|lehetőség|ok|aink)|nyitott pozíci|"
    r"karrier|posturi|locuri de muncă|cariere|açık pozisyon|iş ilan|kariyer|θέσεις|καριέρα|εργασί|свободни (?:позиции|места)|кариер|ваканси|вакансі|карьер|"
    r"кар.єр|открыт\w+ позици|работа (?:в|у)|робота (?:в|у)|otvorene pozicije|karijer|slobodna radna|отворене позиције|каријер|משרות|דרושים|קריירה|"
    r"avoimet|työpaik|laisvos|karjera|darbo (?:pasiūlym|viet)|ตำแหน่ง|ร่วมงานกับ|สมัครงาน|tuyển dụng|vị trí|cơ hội nghề nghiệp|lowongan|karir|vagas|"
    r"carreira|trabalhe conosco|oportunidades|karriär|jobb(?:a)? hos|ledige|werken bij|offerte di lavoro|opportunità|ofertas|empleo|trabaja con|"
    r"nos (?:postes|opportunités)|recrutement|recrute|carrière|emploi|(?:nous )?rejoi(?:gn|nd)|poste ouvert|trainee|we are hiring|now hiring|"
    r"ausbildung(?:splätze|sstellen)|jobs\b",
    re.IGNORECASE,
)
# Those of them that name a list rather than the whole page.
LIST_HEADING = re.compile(
    r"\b(?:open|current|available|vacant|our|all|job|featured|latest|active)\b.{0,24}\b(?:positions?|roles?|jobs?|openings?|vacanc(?:y|ies)|opportunities|postings?)\b|"
    r"\bvacanc(?:y|ies)\b|\bopenings\b|we.re looking for|offene (?:stellen|jobs|positionen)|stellen(?:angebote|ausschreibungen|anzeigen|markt)|"
    r"offres? d.emploi|nos offres|postes (?:à pourvoir|ouverts)|vacantes|posizioni aperte|vacatures|oferty pracy|lediga (?:jobb|tjänster)|ledige stillinger|"
    r"voln[áéaý]\w* (?:m[ií]st|pozic|miest)|nyitott pozíci|posturi|açık pozisyon|θέσεις|свободни (?:позиции|места)|ваканси|вакансі|otvorene pozicije|משרות|"
    r"avoimet|laisvos|ตำแหน่งงาน|vị trí|lowongan|vagas|招聘职位|职位列表|募集職種|募集要項|求人|채용 ?공고|الوظائف",
    re.IGNORECASE,
)
ALL_JOBS = re.compile(
    r"^(?:(?:see|view|show|browse|explore|search|find|discover|check out) (?:all |our |the )*(?:\d[\d,.]* |open |current |available |more )*"
    r"(?:jobs?|positions?|openings|roles|vacancies|opportunities)(?: .{0,30})?|all (?:\d[\d,.]* |open |current |our )*(?:jobs|positions|openings|roles|vacancies|opportunities)|"
    r"(?:zu )?alle[nr]? (?:\d+ |offenen )*(?:stellen(?:angebote[nr]?)?|jobs)(?: (?:ansehen|anzeigen))?|(?:voir )?toutes (?:les|nos) offres(?: .{0,20})?|"
    r"ver todas (?:las )?(?:ofertas|vacantes)|tutte le (?:posizioni|offerte)|(?:bekijk )?alle vacatures|wszystkie oferty(?: pracy)?|ver todas as vagas|"
    r"все вакансии|всі вакансії|všechny (?:pozice|nabídky)|査看全部职位|查看全部职位|すべての(?:求人|募集)(?:を見る)?|전체 (?:채용|공고)(?: 보기)?)[\s›»→>.…(\d)]*$",
    re.IGNORECASE,
)
BACK = re.compile(
    r"^\W*(?:back(?: to)?\b.{0,40}|return to .{0,40}|zurück(?: zu[rm]?)?\b.{0,40}|retour\b.{0,40}|volver\b.{0,40}|torna\b.{0,40}|terug\b.{0,40}|"
    r"voltar\b.{0,40}|powrót\b.{0,40}|tillbaka\b.{0,40}|tilbage\b.{0,40}|tilbake\b.{0,40}|takaisin\b.{0,40}|zpět\b.{0,40}|назад\b.{0,40}|vissza\b.{0,40}|"
    r"înapoi\b.{0,40}|geri\b.{0,40}|一覧(?:へ|に)戻る|戻る|返回.{0,10}|목록(?:으로)?)$",
    re.IGNORECASE,
)
OTHER_HEADING = re.compile(
    r"\b(?:job areas?|job fields?|fields? of work|disciplines?|categor(?:y|ies)|news|blog|articles?|stories|story|events?|press|insights?|team|people|offices?|locations?|faqs?|questions?|benefits?|perks|"
    r"values|culture|life at|interviews?|meet|testimonials?|products?|related|follow|newsletter|podcasts?|awards?|alumni|former)\b|aktuelles|neuigkeiten|"
    r"presse|einblicke|über uns|standorte|ansprechpartner|fragen|actualités|témoignages|avantages|équipe|noticias|インタビュー|社員|お知らせ|"
    r"ニュース|を知る|新闻|新聞|动态|福利|问题|أخبار|先輩|よくある質問|团队|員工|员工|직원|복지|"
    r"(?:möt|møt|mød) .{0,20}(?:medarbetare|medarbeid\w+|kolleg\w+|team|folk|oss|ansatte)|(?:våra|våre|vores) (?:medarbetare|medarbeid\w+|kolleg\w+|ansatte|värderingar|verdier|værdier)|"
    r"nyheter|nyheder|förmåner|fordele|fordeler|ajankohtaista|uutiset|tapaa |henkilöstö|"
    r"(?:onze|ons) (?:mensen|medewerkers|collega.?s|team|verhalen)|maak kennis|nieuws|arbeidsvoorwaarden|veelgestelde|"
    r"(?:i nostri|le nostre) (?:colleghi|persone|storie|valori)|dipendenti|notizie|dicono di noi|conosci|"
    r"(?:nossa equipe|nossa equipa|nossos (?:colaboradores|valores)|notícias|benefícios|depoimentos|conheça)|nuestr[ao]s? (?:equipo|gente|valores)|conoce a|testimonios|beneficios|"
    r"nasz(?:e|i) (?:zespół|ludzie|wartości)|poznaj|aktualności|benefity|naši lidé|náš tým|poznejte|novinky|aktuality|zaměstnanecké výhody|"
    r"munkatársaink|csapatunk|kollégáink|hírek|juttatás|ismerd meg|echipa noastră|colegii|noutăți|știri|beneficii|"
    r"наши (?:люди|сотрудники|ценности)|наша команда|новости|отзывы|преимущества|познакомьтесь|наші (?:люди|цінності)|новини|відгуки|"
    r"наш(?:и|ият) (?:хора|екип)|upoznajte|naši ljudi|naš tim|vijesti|vesti|ekibimiz|çalışanlarımız|haberler|η ομάδα μας|τα νέα μας|παροχές|אנשים|חדשות",
    re.IGNORECASE,
)
JOBS_NAME = re.compile(
    r"(?<![a-z])(?:jobs?|openings?|vacanc(?:y|ies)|positions?|careers?|postings?|stellen?(?:angebote?|anzeigen?)?|offres?|emplois?|recruit(?:ment)?|"
    r"empleos?|vacatures?|roles?)(?![a-z])",
    re.IGNORECASE,
)
OTHER_NAME = re.compile(
    r"(?<![a-z])(?:news|blog|posts?|actualites?|team|members?|people|stor(?:y|ies)|interviews?|faqs?|benefits?|events?|offices?|locations?|"
    r"products?|related|social|breadcrumbs?|menu|sidebar|testimonials?|articles?)(?![a-z])",
    re.IGNORECASE,
)
TITLE_HEAD = re.compile(
    r"position|title|titel|\bjob|\brole|stelle|poste|puesto|bezeichnung|vacan|职位|岗位|職種|ポジション|posizione|\bruolo|mansione|\bcargo\b|posição|\bfunctie|vacature|stanowisko|"
    r"pozic|pozíc|\btjänst|\bstilling|tehtävä|munkakör|должност|ваканси|посада|вакансі|\bθέση|pozisyon|unvan",
    re.IGNORECASE,
)

_NOUNS = (
    r"(?:(?:open|current|offene) )?(?:jobs?|positions?|openings|roles|results|vacancies|opportunities|postings|stellen(?:angebote)?|ergebnisse|"
    r"treffer|offres|postes|ofertas|vacantes|vacatures)"
)
MORE_LINK = re.compile(
    rf"^(?:(?:go to )?(?:the )?next(?: page)?(?: \d+)?(?: {_NOUNS})?|older(?: {_NOUNS})?|(?:load|show|view|see|explore|browse|get|discover)(?: \d+)? more(?: {_NOUNS})?|"
    rf"(?:\+ ?)?(?:\d+ )?more {_NOUNS}|\d+ more|(?:weitere|mehr) {_NOUNS}(?: (?:anzeigen|laden))?|mehr (?:anzeigen|laden)|"
    r"weiter|nächste(?: seite)?|suivante?|page suivante|(?:voir|afficher) plus(?: d.offres)?|siguiente|(?:ver|cargar) más|próxima|successiva|avanti|volgende|nästa|neste|næste|"
    r"seuraava|następna|下一页|下一頁|下页|加载更多|查看更多|次へ|次のページ|もっと見る|다음|더 보기|التالي|[›»→>]{1,2})[\s›»→>.…]*$",
    re.IGNORECASE,
)
_JOBS = (
    r"(?:open |current |offene |available )?(?:jobs?|positions?|openings?|roles?|vacanc(?:y|ies)|opportunities|results?|postings?|stellen(?:angebote)?|"
    r"treffer|ergebnisse|offres?|postes?|empleos?|ofertas?|vacantes?|vacatures?|posizioni)"
)
RANGE_OF = re.compile(
    r"(\d+)\s*(?:-|–|—|to|bis|à|a)\s*(\d+)\s*(?:of|von|sur|de|di|van|/|av)\s*(\d{1,3}(?:[,.\u00a0 ]\d{3})+|\d+)",
    re.IGNORECASE,
)
TOTAL = re.compile(
    rf"^(?:showing |all |total:? |we have |wir haben |insgesamt )?(\d{{1,3}}(?:[,.]\d{{3}})+|\d+)\s+{_JOBS}(?: (?:found|available|open|gefunden|offen|"
    rf"trouvées?))?[.!:]?$|^(?:共|全)?\s*(\d+)\s*(?:个职位|個職位|件|条职位|개)",
    re.IGNORECASE,
)
# Sentences that say that there are no openings. The noun is part of each: "no volunteer places" says nothing about
# jobs.
_OPENINGS = r"(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|opportunit(?:y|ies)|job offers?|requisitions?)"
_STELLEN = r"(?:stellen(?:angebote|anzeigen|ausschreibungen)?|jobs|positionen|vakanzen|ausschreibungen)"
NOTHING = re.compile(
    rf"\b(?:no (?:(?:open|current|currently|available|active|vacant|new|job|further|matching|employment|career|live|advertised) ){{0,3}}{_OPENINGS}(?! (?:is|are) too\b)|"
    rf"(?:do not|don.t|does not|doesn.t) (?:currently )?have any (?:\w+ ){{0,3}}{_OPENINGS}|not (?:currently |actively )?(?:hiring|recruiting)|"
    rf"aren.t (?:currently )?(?:hiring|recruiting)|all (?:of )?(?:our )?(?:open )?{_OPENINGS} (?:are|have been) (?:currently )?filled|"
    rf"kein(?:e|en)? (?:(?:offenen?|aktuellen?|freien?|vakanten) ){{0,2}}{_STELLEN}|derzeit keine \w* ?{_STELLEN}|"
    r"alle stellen (?:sind )?(?:derzeit |aktuell )?besetzt|aucun(?:e)? (?:offre|poste)|pas (?:de poste|d.offre)|"
    r"no (?:hay|tenemos|existen|contamos con|disponemos de)(?: \w+){0,3} (?:vacantes?|ofertas?|posici(?:ón|ones)|puestos?)\b|(?:non (?:ci sono|abbiamo)|nessuna)(?: \w+){0,3} (?:posizion\w|offert\w)|"
    r"geen (?:openstaande |actuele )?vacatures|(?:não há|não temos|não existem|sem)(?: \w+){0,3} vagas|(?:não há|não temos) vagas|nenhuma vaga|"
    rf"(?<!\S )(?<!\S)0 (?:open|current|available|vacant) {_OPENINGS}|nothing (?:is )?(?:currently |presently )?(?:open|available|advertised)(?! to\b)|"
    r"(?:suchen|suche|brauchen) (?:wir )?(?:\w+ ){0,2}keine (?:neuen |weiteren ){0,2}(?:mitarbeiter\w*|kolleg\w*|arbeitskräfte|verstärkung)|stellen (?:wir )?(?:\w+ ){0,2}(?:niemanden|nicht) ein\b|"
    r"(?:ne |n.)(?:recrut|embauch)\w+ (?:\w+ )?(?:pas|plus|personne)|no (?:hay|tenemos|existen)(?: \w+){0,2} procesos? (?:de selección|selectivos?)|no estamos (?:contratando|reclutando)|"
    r"non stiamo (?:assumendo|cercando (?:nuovo )?personale)|não estamos (?:contratando|a contratar|recrutando|a recrutar)|(?:zoeken|werven) (?:\w+ ){0,4}geen (?:nieuwe )?(?:medewerkers|collega.s|personeel)|"
    r"(?:söker|rekryterar) (?:\w+ ){0,2}(?:inga (?:nya )?medarbetare|inte just nu)|rekrutter(?:er|ar) (?:\w+ )?ikke|nie (?:poszukujemy|szukamy|zatrudniamy) (?:\w+ ){0,2}(?:pracownik\w*|kandydat\w*|osób)|"
    r"nie rekrutujemy|nikoho nehledáme|nehledáme (?:\w+ ){0,2}(?:zaměstnanc\w*|koleg\w*|posil\w*)|nehľadáme (?:\w+ ){0,2}(?:zamestnanc\w*|koleg\w*)|nem keresünk (?:\w+ ){0,2}(?:munkatárs\w*|kollég\w*)|"
    r"nu (?:angajăm|recrutăm)|emme (?:\w+ )?rekrytoi|δεν προσλαμβάνουμε|не (?:ведём|ведем|проводим) (?:\w+ )?(?:набор|найм|подбор)|не (?:шукаємо|набираємо) (?:\w+ )?(?:працівник\w*|співробітник\w*|людей)|"
    r"inga (?:lediga|öppna|utlysta) (?:jobb|tjänster)|ingen (?:ledige|åpne|åbne|utlyste|opslåede) \w+|ei (?:ole )?(?:tällä hetkellä |nyt )?(?:ole )?avoimia (?:työ)?\w+|"
    r"brak (?:\w+ )?(?:ofert|wakat|rekrutacji)\w*|nie prowadzimy (?:\w+ )?rekrutacji|nie (?:mamy|posiadamy) (?:\w+ ){0,2}(?:ofert|wakat|stanowisk|miejsc pracy)\w*|brak (?:wolnych )?(?:stanowisk|miejsc pracy)|"
    r"(?:nemáme|nejsou|neobsazujeme|neobsadzujeme) (?:\w+ ){0,3}(?:pozic|míst|miest)\w*|nincs(?:enek)? (?:\w+ ){0,2}(?:nyitott|betölt|állás)\w*|"
    r"nu (?:sunt|avem|există) (?:\w+ ){0,3}(?:posturi|locuri|poziții)|açık pozisyon\w* (?:\w+ )?(?:bulunm\w+|yok\w*|mevcut değil)|"
    r"δεν (?:υπάρχουν|έχουμε) (?:\w+ ){0,3}θέσεις|няма(?:ме)? (?:\w+ ){0,2}(?:позиции|места|обяви)|нет (?:\w+ ){0,2}вакансий|"
    r"ваканси[йи] (?:\w+ ){0,2}нет|немає (?:\w+ ){0,2}вакансій|вакансій (?:\w+ ){0,2}немає|nema (?:\w+ )?(?:otvorenih|slobodnih) \w+|(?:nėra|neturime) (?:\w+ )?laisvų \w+|"
    r"(?:tidak|belum) ada lowongan|(?:chưa|không) có (?:vị trí|tuyển dụng))|暂无(?:职位|岗位|招聘)|没有(?:找到|招聘)?(?:职位|岗位)|目前沒有職缺|"
    r"(?:現在|ただいま|只今)(?:、)?.{0,12}(?:募集(?:は|を|して|を行って).{0,8}(?:おりません|いません)|求人は(?:ありません|ございません))|募集(?:して|を行って)(?:おりません|いません)|"
    r"(?:職種|求人(?:情報|票)?|募集(?:情報|案件)|募集(?:中|している)の?(?:ポジション|案件))(?:は|が)(?:現在|ただいま)?(?:、)?(?:ありません|ございません|ありませんでした)|"
    r"(?:채용|모집).{0,12}(?:없습니다|없음)|채용 ?기간이 아닙니다|لا (?:توجد|يوجد)(?: أي| حاليا| حالياً)? (?:وظائف|شواغر|فرص عمل)|אין (?:\w+ )?משרות|ไม่มีตำแหน่ง(?:งาน)?ว่าง",
    re.IGNORECASE,
)
# What a list or an entry says when its postings are no longer open.
CLOSED_HEADING = re.compile(
    r"\b(?:closed|past|previous|former|filled|expired|archived?|old) (?:\w+ )?(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|opportunities)\b|"
    r"\b(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?) (?:that (?:are|were) )?(?:archive|closed|filled)\b|\b(?:recently|already|now|just) (?:filled|closed|hired|appointed)\b|"
    r"abgelaufene|vergangene|(?:bereits|schon|kürzlich) (?:besetzt|vergeben)|(?<!nicht )\bbesetzt(?:e (?:stellen|positionen)|\W*$)|"
    r"(?:offres?|postes?|annonces?) (?:déjà |récemment )?(?:clôturée?s?|expirée?s?|pourvue?s?|archivée?s?)|"
    r"(?:vacantes|ofertas|plazas|procesos|puestos) (?:ya )?(?:cerrad|cubiert|finalizad)[ao]s|(?:concorsi|posizioni|selezioni|offerte) (?:scadut|chius|coperte|conclus|espletat)\w*|"
    r"(?:processos|vagas|concursos) (?:encerrad|preenchid|fechad)[ao]s|(?:ingevulde|vervulde|gesloten|verlopen) vacatures|"
    r"(?:tillsatta|avslutade|stängda) (?:tjänster|jobb|rekryteringar)|(?:besatte|lukkede|afsluttede|avsluttede|utløpte) (?:stillinger|job)|"
    r"(?:täytetyt|päättyneet) (?:paikat|työpaikat|haut)|zakończone|(?:obsazen|uzavřen|ukončen)\w* (?:pozice|místa|výběrov\w+)|(?:betöltött|lezárt) (?:állás|pozíci)\w*|"
    r"(?:posturi|concursuri) (?:ocupate|închise|încheiate)|(?:dolan|kapanan) (?:pozisyon|ilan)\w*|(?:архив|закрытые|неактуальные) ваканси\w*|(?:архів|закриті) ваканс\w*|"
    r"已结束|已關閉|已关闭|已招满|募集(?:は)?終了|受付終了|마감된|마감 공고|채용 완료",
    re.IGNORECASE,
)
CLOSED = re.compile(
    r"^\W*(?:(?:this )?(?:position|job|role|vacancy)? ?(?:is |has been |now )*(?:closed|filled|expired|no longer (?:available|open|accepting applications))|"
    r"applications? (?:are )?closed|no longer accepting applications|not (?:currently )?hiring|(?:stelle |bereits |aktuell )?besetzt|abgelaufen|pourvue?|"
    r"offre (?:pourvue|expirée|clôturée)|cubiert[ao]|cerrad[ao]|vervuld|gesloten|obsazeno|закрыта|закрыто|вакансия закрыта|"
    r"募集(?:は)?(?:終了|停止|停止中|を?終了しました)|受付終了|現在募集(?:して|を行って)?(?:は)?(?:おりません|いません|していません)|"
    r"停止招聘|已结束|已关闭|채용 ?(?:마감|종료)|마감)\W*$",
    re.IGNORECASE,
)
# Headings that address the reader or invite anybody: no posting has such a title.
CALL = re.compile(
    r"\b(?:we|our|you|your|why|how|join|meet|become|discover|welcome|(?:about|contact|with|for|join|follow) us|life at|looking for|stay|get in touch|apply|"
    r"learn more|who we|what we|what you|open application|general application|speculative|unsolicited|spontaneous|talent (?:pool|community|network)|"
    r"wir|unsere?[mnrs]?|dein\w*|ihre?|du|warum|wie|werde|über uns|bei uns|initiativ\w*|blindbewerbung|bewerbung\w*|"
    r"nous|notre|nos|vous|votre|vos|pourquoi|rejoi\w+|comment|candidature|postulez|nuestr\w+|únete|por qué|somos|candidatura|envía\w*|"
    r"nostr\w+|perché|unisciti|chi siamo|dołącz|nasz\w*|poznaj|dlaczego|aplikacja|onze|ons|maak kennis|waarom|wij|möt|møt|mød|conosci|conheça|poznejte|tapaa|jouw|sollicitatie|vår\w*|våre|vores|hvorfor|varför|"
    r"spontanansökan|uopfordret|uoppfordret|avoin hakemus|miksi|мы|наш\w*|почему|как|присоединяй\w*|чому|ми|zašto|naše?|proč|miért|csatlakozz|"
    r"de ce|alătură|neden|bize|biz|junte-se|nossos?|nossas?)\b|について|とは|ましょう|ください|メッセージ|我们|關於|关于",
    re.IGNORECASE,
)
VIEW = re.compile(r"\b(?:view|see|read|learn|details?|more|info|description|open)\b", re.IGNORECASE)
APPLY = re.compile(
    r"\bappl(?:y|ication)|bewerb|postul|candidat|solliciteer|aplic|aplik|ansök|søg|søk|hae\b|başvur|jelentkez|откликн|відгукн|кандидатств|αίτηση|"
    r"prijav|ứng tuyển|lamar|応募|エントリー|申请|投递|지원|قدم|הגש|สมัคร|send (?:your )?(?:cv|resume)",
    re.IGNORECASE,
)
PEOPLE_NAME = re.compile(
    r"(?<![a-z])(?:news|blog|teams?|members?|people|persons?|alumni|staff|stor(?:y|ies)|interviews?|faqs?|benefits?|events?|products?|related|testimonials?|"
    r"quotes?|reviews?|speakers?|leadership|board|employees?|authors?|timeline|milestones?|services?|pricing|portfolio)(?![a-z])",
    re.IGNORECASE,
)
# Headings of the parts of a posting's page that are about other postings, or about sharing this one.
OTHER_POSTINGS = re.compile(
    r"^\W*(?:(?:see |view |browse |explore |check out )?(?:our |all |the )?(?:other|more|similar|related|further|additional|latest|recent|recommended|open|current|all|featured)"
    r"(?: (?:open|available|current|job|recommended))? (?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|opportunities|postings?|offers)(?: (?:at|in|with|for) .{1,40})?|"
    r"(?:jobs|roles|positions) (?:you (?:may|might) (?:also )?like|like this|similar to this)|you (?:may|might) also (?:like|be interested in).{0,30}|"
    r"(?:weitere|andere|ähnliche|aktuelle|alle) (?:offene )?(?:stellen(?:angebote|anzeigen)?|jobs|positionen)|(?:autres|nos autres|d.autres) (?:offres|postes|annonces)(?: .{0,30})?|"
    r"offres (?:similaires|associées)|(?:otras|más) (?:ofertas|vacantes|posiciones)|ofertas (?:similares|relacionadas)|(?:altre|ulteriori) (?:posizioni|offerte)(?: aperte)?|"
    r"(?:andere|meer|vergelijkbare|overige) vacatures|outras vagas|vagas (?:semelhantes|relacionadas)|(?:inne|podobne|pozostałe) oferty(?: pracy)?|"
    r"(?:andra|fler|liknande) (?:lediga )?(?:jobb|tjänster)|(?:andre|lignende|flere) (?:ledige )?(?:stillinger|jobb?)|muut avoimet (?:työ)?paikat|"
    r"(?:další|podobné|ostatní) (?:volné )?(?:pozice|nabídky)|(?:другие|похожие) вакансии|інші вакансії|diğer (?:açık )?(?:pozisyonlar|ilanlar)|alte (?:posturi|joburi)|"
    r"további (?:állások|pozíciók)|他の(?:求人|募集|職種|ポジション)|その他の(?:求人|募集職種|職種)|関連(?:求人|する求人)|其他职位|相关职位|更多职位|다른 (?:채용|포지션)(?: 공고)?|"
    r"share(?: (?:this|the|our))?(?: (?:job|position|vacancy|page|posting|post|role|ad|opening|opportunity|offer|link))?(?: (?:on|via|with|by|to) (?:social media|your network|others|(?:a |your )?friends?|"
    r"facebook|twitter|x|linkedin|whatsapp|xing|telegram|e-?mail|mail).{0,20})?|tell a friend|refer a friend|teilen|stelle teilen|partager(?: .{0,20})?|compartir(?: .{0,20})?|"
    r"condividi(?: .{0,20})?|delen|deel (?:deze )?vacature|udostępnij(?: .{0,20})?|dela|del|sdílet|поделиться|"
    r"leave a (?:reply|comment)|(?:\d+ )?comments?|(?:laisser|ajouter) un commentaire|(?:schreibe?n?(?: sie)? einen|hinterlasse einen) kommentar|kommentare?|commentaires?|"
    r"deja (?:un comentario|una respuesta)|lascia un commento|geef een reactie|reacties|deixe? um comentário|lämna (?:ett svar|en kommentar)|skriv (?:en|et) (?:kommentar|svar)|"
    r"legg igjen (?:en kommentar|et svar)|jätä kommentti|dodaj komentarz|napsat komentář|pridať komentár|szólj hozzá|lasă un (?:comentariu|răspuns)|bir yanıt yazın|"
    r"(?:добавить|оставить) комментарий|залишити коментар|コメントを(?:残す|書く)|发表评论|發表評論|댓글(?: 남기기)?|シェア(?:する)?|分享|공유(?:하기)?)\W*$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"^((?:[^\W\d_][\w'’-]+ ){0,2}[^\W\d_][\w'’-]+), ([^\W\d_][^,]{2,60})$")


def is_person(title: str) -> bool:
    """Return whether a heading is a person's name and role: "Ann Lee, project manager"."""
    match = _PERSON.match(title)
    if match is None:
        return False
    name, role = match[1], match[2]
    words = name.split()
    named = all(word[0].isupper() and not word.isupper() for word in words)
    return named and role[0].islower() and is_role(role) and not is_role(name) and not DEPARTMENT_ONLY.match(name)
