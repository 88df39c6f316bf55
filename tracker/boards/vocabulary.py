"""Words by which a job's title, a link to one, and what is none are told, in the languages of most careers pages.

Stems of occupations as the ISCO-08 groups have them, and what such pages use beside them. No title must have one: they
weigh the links of a page against each other.
"""

from __future__ import annotations

import re

from tracker.occupations import GENDERS, ROLE, is_role

__all__ = ["GENDERS", "ROLE", "is_role"]

JOB_PATH = re.compile(
    r"(?:^|[/_?&=.-])(?:jobs?|careers?|career-?opportunities|positions?|vacanc(?:y|ies)|openings?|roles?|opportunit(?:y|ies)|"
    r"postings?|requisitions?|req|jobid|gh_jid|stellen(?:angebote?|anzeigen?)?|stelle|karriere|jobangebote?|ausschreibung(?:en)?|"
    r"offres?(?:-d-emploi)?|emplois?|recrutement|empleos?|vacantes?|ofertas?|trabajos?|lavoro|posizioni|vacatures?|"
    r"praca|oferty|stilling(?:er)?|ledige-stillinger|lediga-jobb|jobb|kariera|vagas?|zhaopin|recruit(?:ment)?|saiyo)"
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
# These may be a department that has jobs, as well as a page about itself.
PERHAPS_OTHER = re.compile(
    r"(?:^|/)(?:our-)?(?:people|teams?|departments?|locations?|services|support|legal|media|offices)(?:$|[/.?])",
    re.IGNORECASE,
)
GENERIC = re.compile(
    r"^(?:(?:read|learn|find out|see|view|show|load|discover|more|apply|apply now|details?|view details|job details|see details|more details|"
    r"view (?:job|role|position|posting|opening)|see (?:job|role)|open|go|link|here|click here|more info(?:rmation)?|info|continue|"
    r"next|previous|prev|back|home|all jobs|view all|see all|all|share|save|print|email|login|sign in|menu|search|"
    r"mehr|mehr erfahren|weiterlesen|details ansehen|zur stelle|zum job|jetzt bewerben|bewerben|ansehen|weiter|zurück|"
    r"en savoir plus|voir (?:l'offre|plus)|postuler|lire la suite|ver (?:más|oferta|empleo)|leer más|aplicar|scopri di più|candidati|"
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
    r"min(?:ute)?s? read|read more|weiterlesen|lire la suite|posted by|published (?:on|by)|veröffentlicht am|press release|"
    r"pressemitteilung|\bwebinar\b|reading time",
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
# Headings, and names of elements, that say what stands below them.
JOBS_HEADING = re.compile(
    r"\b(?:open(?:ings?)?|current|available|our|all|job|jobs|vacan(?:cy|cies|t)|employment|career)\b.{0,24}\b(?:positions?|roles?|jobs?|"
    r"openings?|vacanc(?:y|ies)|opportunities|postings?|right now)\b|^(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|work (?:with|for|in|at) .*|"
    r"careers?(?: at .*)?|jobs (?:at|bei|chez) .*|karriere|job board|who we.re looking for|we.re hiring|join (?:us|our team|the team))\W*$|stellen(?:angebote?|ausschreibung(?:en)?|anzeigen?|markt)?\b|"
    r"offene (?:stellen|jobs|positionen)|ausschreibungen|karriere bei|offres? d.emploi|nos offres|postes (?:à pourvoir|ouverts)|"
    r"ofertas de (?:empleo|trabajo)|vacantes|posizioni aperte|lavora con noi|vacatures|oferty pracy|lediga (?:jobb|tjänster)|ledige stillinger|"
    r"招聘|职位|職位|岗位|募集(?:職種|要項|一覧|中)?|求人|採用情報|채용|وظائف|الوظائف",
    re.IGNORECASE,
)
OTHER_HEADING = re.compile(
    r"\b(?:job areas?|job fields?|fields? of work|disciplines?|categor(?:y|ies)|news|blog|articles?|stories|story|events?|press|insights?|team|people|offices?|locations?|faqs?|questions?|benefits?|perks|"
    r"values|culture|life at|interviews?|meet|testimonials?|products?|related|follow|newsletter|podcasts?|awards?)\b|aktuelles|neuigkeiten|"
    r"presse|einblicke|über uns|standorte|ansprechpartner|fragen|actualités|témoignages|avantages|équipe|noticias|インタビュー|社員|お知らせ|"
    r"ニュース|を知る|新闻|新聞|动态|福利|问题|أخبار",
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
    r"position|title|titel|\bjob|\brole|stelle|poste|puesto|bezeichnung|vacan|职位|岗位|職種|ポジション", re.IGNORECASE
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
NOTHING = re.compile(
    r"\b(?:no (?:open|current|available|matching)?\s*(?:jobs|positions|openings|vacancies|roles|opportunities)|no results found|"
    r"(?:there are )?currently no|not (?:currently )?hiring|keine (?:offenen |aktuellen )?(?:stellen|jobs|treffer)|derzeit keine|"
    r"aucune offre|no hay (?:vacantes|ofertas)|geen vacatures)|暂无职位|没有(?:找到)?职位|現在募集していません|لا توجد وظائف",
    re.IGNORECASE,
)
