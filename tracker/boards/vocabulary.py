"""Words by which a job's title, a link to one, and what is none are told, in the languages of most careers pages.

Stems of occupations as the ISCO-08 groups have them, and what such pages use beside them. No title must have one: they
weigh the links of a page against each other.
"""

from __future__ import annotations

import re

_ROLES = """
engineer engineers developer programmer architect manager director officer specialist analyst scientist technician assistant
coordinator consultant administrator advisor adviser associate designer lead leader head chief president supervisor superintendent
operator mechanic electrician plumber welder carpenter mason driver pilot nurse doctor physician therapist pharmacist surgeon
dentist teacher lecturer professor tutor researcher postdoc fellow intern internship trainee apprentice apprenticeship student
graduate accountant auditor controller buyer planner scheduler estimator surveyor inspector recruiter representative executive
agent clerk cashier cook chef baker butcher waiter waitress server barista host hostess cleaner janitor housekeeper guard
keeper warden librarian editor writer journalist copywriter translator photographer producer artist animator strategist
marketer salesperson seller merchandiser buyer partner counsel attorney lawyer paralegal secretary receptionist bookkeeper
actuary economist statistician biologist chemist physicist geologist machinist fabricator assembler installer fitter rigger
labourer laborer worker foreman crew member packer picker loader handler stocker dispatcher gardener farmer groundskeeper
caretaker carer caregiver paramedic midwife hygienist optometrist veterinarian stylist hairdresser trainer coach instructor
evangelist generalist expert owner steward captain mate deckhand founder principal staff senior junior team-lead
ingenieur ingenieurin entwickler entwicklerin leiter leiterin leitung mitarbeiter mitarbeiterin sachbearbeiter sachbearbeiterin
referent referentin berater beraterin kaufmann kauffrau kaufleute fachkraft fachinformatiker mechaniker mechatroniker elektriker
elektroniker techniker technikerin assistent assistentin werkstudent werkstudentin praktikant praktikantin praktikum ausbildung
auszubildende azubi pfleger pflegerin pflegefachkraft arzt ärztin lehrer lehrerin erzieher erzieherin koch köchin bäcker bäckerin
verkäufer verkäuferin fahrer fahrerin lagerist meister meisterin monteur schlosser schweißer maler gärtner gärtnerin helfer
helferin hausmeister buchhalter buchhalterin jurist juristin projektleiter projektmanager architektin duales
ingénieur ingénieure développeur développeuse responsable chargé chargée technicien technicienne conseiller conseillère vendeur
vendeuse chef cheffe stagiaire stage alternance alternant infirmier infirmière comptable directeur directrice assistante
cuisinier cuisinière boulanger chauffeur agent ouvrier enseignant
ingeniero ingeniera desarrollador desarrolladora gerente técnico técnica analista jefe jefa coordinador coordinadora auxiliar
vendedor vendedora enfermero enfermera médico profesor profesora cocinero conductor becario practicante contador asistente
ingegnere sviluppatore responsabile tecnico impiegato addetto addetta tirocinante infermiere cuoco autista
ontwikkelaar medewerker adviseur monteur stagiair verpleegkundige leraar kok chauffeur projectleider beheerder
engenheiro desenvolvedor gestor estagiário inżynier programista specjalista kierownik utvecklare ingenjör sjuksköterska
"""
_CJK_ROLES = (
    "工程师|工程師|经理|經理|专员|專員|主管|总监|總監|助理|顾问|顧問|实习|實習|开发|設計師|设计师|分析师|技术员|司机|护士|教师|会计|销售代表|研究员|"
    "エンジニア|マネージャー|担当|アシスタント|デザイナー|コンサルタント|アナリスト|リーダー|インターン|スタッフ|職人|看護師|運転手|技術者|"
    "엔지니어|매니저|디자이너|개발자|인턴|담당|"
    "مهندس|مدير|محاسب|مطور|أخصائي|مساعد|طبيب|ممرض|سائق|محلل|متدرب|فني"
)
ROLE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted({re.escape(word) for word in _ROLES.split()}, key=len, reverse=True))})(?:s|:in|:innen|\*in|/in)?(?!\w)"
    rf"|{_CJK_ROLES}|\w+(?:ingenieur|entwickler|leiter|manager|techniker|berater|mechaniker|monteur|fahrer|verkäufer|pfleger|"
    r"arzt|lehrer|helfer|meister|assistenz|kraft|praktikum)(?:in)?\b"
    r"|\w{2,}(?:maker|smith|wright|setter|keeper|ologist|urgist|icist|ician|moulder|molder|grinder|finisher)s?\b",
    re.IGNORECASE,
)
# "(m/w/d)" and its relatives stand in titles of jobs alone.
GENDERS = re.compile(
    r"[(\[]\s*(?:[mwfdxhvnia]|divers|all genders?|gn)(?:\s*[/|*,]\s*(?:[mwfdxhvnia]|divers|gn|all))*\s*[)\]]"
    r"|\b[mwfhd]/[mwfhd](?:/[dxv])?\b|[:*_]in(?:nen)?\b|(?<=\w)/-?in\b",
    re.IGNORECASE,
)
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
    r"verwaltung|produktion|forschung)(?:\s*(?:&|and|und|/|,)\s*\w+)*)\s*(?:\(?\d+(?: (?:jobs|openings|roles|positions))?\)?)?$",
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
    r"\b(?:news|blog|articles?|stories|story|events?|press|insights?|team|people|offices?|locations?|faqs?|questions?|benefits?|perks|"
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

MORE_LINK = re.compile(
    r"^(?:next|next page|older|more (?:jobs|positions|results|openings)|load more(?: jobs)?|show more(?: jobs)?|weiter|nächste(?: seite)?|"
    r"mehr (?:stellen|jobs|anzeigen|laden)|suivante?|page suivante|siguiente|próxima|successiva|avanti|volgende|nästa|neste|næste|seuraava|"
    r"następna|下一页|下一頁|下页|次へ|次のページ|다음|التالي|[›»→>]{1,2})[\s›»→>]*$",
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


def is_role(title: str) -> bool:
    """Say whether a title names an occupation."""
    return bool(ROLE.search(title) or GENDERS.search(title))
