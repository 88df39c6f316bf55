"""Labels of a posting's facts: "Department", "Vertragsart", "応募締切". The labels of places are in `labels`."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.boards.kit import labels

PLACE, SITE, TEAM, GROUP, KIND, HOURS, WAY, POSTED, CLOSES, OTHER = (
    "place",
    "site",
    "team",
    "group",
    "kind",
    "hours",
    "way",
    "posted",
    "closes",
    "other",
)

_TEAM = (
    r"(?:job )?department|division|business (?:unit|area)|(?:job )?function|discipline|job family|(?:area|field) of work|"
    r"abteilung|(?:fach|geschäfts|tätigkeits|funktions|arbeits|aufgaben)?bereich|fachgebiet|organisationseinheit|berufsfeld|"
    r"service|département|direction|pôle|domaine(?: d.activité)?|departamento|[áa]rea|división|"
    r"reparto|dipartimento|divisione|afdeling|vakgebied|divisie|setor|dział|departament(?:ul)?|obszar|"
    r"oddělení|oddelenie|útvar|úsek|divize|divízia|osztály|részleg|divizia|departman|bölüm|birim|"
    r"avdelning|enhet|verksamhetsområde|avdeling|enhed|osasto|yksikkö|отдел|подразделение|департамент|направление|"
    r"відділ|підрозділ|дирекция|odjel|odsjek|sektor|oddelek|одељење|τμήμα|skyrius|padalinys|nodaļa|osakond|"
    r"מחלקה|אגף|القسم|الإدارة|部署|配属(?:部署|先)|所属(?:部门|部門|部署)?|部門|部门|부서|근무 ?부서|소속|"
    r"phòng ban|bộ phận|departemen|divisi|แผนก|ฝ่าย"
)
# Such a heading may also be above people: "Team".
_GROUP = r"team|équipe|equipo|equip[ea]|zespół|tým|tím|csapat|echip[aă]|ekip|tiimi|команда|екип|тим|ομάδα|komanda|meeskond|צוות|الفريق|团队|團隊|チーム|팀|ทีม"
_KIND = (
    r"employment(?: (?:type|status))?|type of (?:employment|contract|position|job)|(?:job|contract|position|work) type|contract|"
    r"vertrag(?:sart|styp)?|(?:anstellungs|beschäftigungs|stellen)art|art der (?:beschäftigung|anstellung)|(?:arbeits|anstellungs|beschäftigungs)verhältnis|anstellung|beschäftigung|"
    r"type (?:de contrat|d.emploi|de poste)|(?:nature du )?contrat|(?:tipo de )?contrato|tipo de (?:empleo|vaga|puesto)|modalidad de contratación|regime de contratação|vínculo|"
    r"(?:tipo(?:logia)? (?:di )?)?contratto(?: di lavoro)?|(?:soort )?dienstverband|contract(?:type|vorm)|type contract|"
    r"(?:rodzaj|typ) (?:umowy|zatrudnienia)|umowa|forma zatrudnienia|typ (?:pracovního )?(?:poměru|úvazku|smlouvy)|druh (?:pracovního|pracovného) (?:poměru|pomeru)|pracovní poměr|pracovný pomer|forma spolupráce|"
    r"foglalkoztatás (?:típusa|jellege)|munkaviszony(?: típusa)?|szerződés típusa|tip(?:ul)? (?:de )?contract(?:ului)?|çalışma (?:şekli|türü|tipi)|istihdam türü|sözleşme türü|"
    r"anställnings(?:form|typ)|anställning|ansettelses(?:form|type)|ansettelse|stillingstype|ansættelses(?:form|type)|ansættelse|työsuhde|työsuhteen (?:tyyppi|muoto|kesto|laatu)|"
    r"(?:тип|вид|форма) (?:занятости|договора)|занятость|(?:тип|вид) зайнятості|зайнятість|вид (?:на )?договора?|тип (?:на )?заетост|τύπος (?:απασχόλησης|σύμβασης)|είδος σύμβασης|απασχόληση|"
    r"vrsta (?:ugovora|zaposlenja|zaposlitve)|tip zaposlenja|oblika zaposlitve|darbo sutarties (?:tipas|rūšis)|lepingu tüüp|töösuhte liik|"
    r"סוג (?:ה)?משרה|نوع (?:الوظيفة|العقد|التوظيف|الدوام)|雇用(?:形態|区分)|契約形態|工作(?:性质|类型)|职位类型|雇佣类型|聘用形式|用工形式|(?:고용|채용|계약) ?형태|"
    r"loại hình(?: công việc)?|jenis (?:pekerjaan|kontrak)|tipe pekerjaan|status kepegawaian|ประเภทงาน|รูปแบบงาน|ประเภทการจ้าง"
)
# Labels that are also before hours or other words: what follows must name a kind of employment.
_HOURS = (
    r"type|(?:working |weekly )?hours|(?:work(?:ing)? )?schedule|time type|workload|commitment|arbeitszeit(?:modell)?|(?:beschäftigungs|stellen)?umfang|(?:arbeits)?pensum|"
    r"temps de travail|durée du travail|rythme|jornada(?: laboral)?|horario|orario(?: di lavoro)?|impegno|uren|werkuren|horário|regime|carga horária|"
    r"wymiar(?: etatu| pracy)?|etat|úvazek|úväzok|munkaidő|program(?: de lucru)?|normă|omfattning|arbetstid|sysselsättningsgrad|omfang|stillingsprosent|arbeidstid|arbejdstid|työaika|"
    r"график(?: работы)?|графік(?: роботи)?|работно време|ωράριο|radno vrijeme|היקף משרה|勤務形態|근무 ?시간|hình thức(?: làm việc)?"
)
_WAY = (
    r"work(?:ing|place)? (?:model|arrangement|type|mode|style|policy|setting)|workplace|remote(?: (?:work|policy|status))?|arbeits(?:modell|form)|home ?office|"
    r"mode de travail|télétravail|modalidad(?: de trabajo)?|modalità(?: di lavoro)?|regime de trabalho|modelo de trabalho|(?:tryb|model) pracy|způsob práce|çalışma modeli|"
    r"arbetssätt|формат (?:работы|роботи)|働き方|工作方式|근무 ?형태"
)
_POSTED = (
    r"(?:date |job )?posted(?: on| date)?|posting date|publi(?:shed(?: on)?|sh date|cation date|shing date)|post date|listed on|date (?:listed|published)|"
    r"veröffentlich(?:t(?: am)?|ung(?:sdatum)?)|online seit|eingestellt am|erschienen am|ausgeschrieben (?:seit|am)|publiée?(?: le)?|date de (?:publication|parution)|mise? en ligne(?: le)?|"
    r"publicad[oa](?: el| em)?|fecha de publicación|data de publicação|pubblicat[oa](?: il)?|data (?:di )?pubblicazione|geplaatst(?: op)?|gepubliceerd(?: op)?|(?:publicatie|plaatsings)datum|"
    r"opublikowano|data (?:publikacji|dodania)|dodano|zveřejněno|datum (?:zveřejnění|objave)|publikováno|zverejnené|dátum zverejnenia|publicat(?: la| pe)?|data publicării|(?:yayın|ilan) tarihi|"
    r"publicera[dt]|publiceringsdatum|publisert|publiseringsdato|publiceret|opslået|julkaistu|julkaisupäivä|опубликован[оа]|дата публикации|размещено|опубліковано|дата публікації|"
    r"публикувана(?: на)?|дата на публикуване|δημοσιεύτηκε|ημερομηνία δημοσίευσης|objavljeno|paskelbta|publicēts|avaldatud|תאריך פרסום|פורסם|تاريخ النشر|掲載日|公開日|"
    r"(?:发布|發布)(?:日期|时间|時間|于)|등록일|게시일|공고일|ngày đăng|tanggal (?:posting|tayang)|วันที่(?:ลง)?ประกาศ"
)
_CLOSES = (
    r"(?:application )?closing date|closes(?: on)?|(?:application )?deadline(?: for applications?)?|apply (?:by|before)|applications? close(?:s)?|valid (?:through|until)|expir(?:es(?: on)?|y date)|last da(?:te|y) to apply|"
    r"bewerbungs(?:schluss|frist|ende)(?: bis)?|ende der bewerbungsfrist|bewerben bis|einsendeschluss|frist|date limite(?: (?:de candidature|d.envoi|pour postuler|de dépôt(?: des candidatures)?))?|(?:date de )?clôture(?: des candidatures)?|"
    r"fecha (?:límite(?: de (?:postulación|inscripción|solicitud))?|de cierre)|plazo(?: de (?:solicitud|presentación|inscripción))?|cierre|scadenza(?: (?:candidature|bando))?|data (?:di )?scadenza|termine(?: presentazione (?:domande|candidature))?|"
    r"sluitingsdatum|(?:reageren|solliciteren) (?:kan )?(?:tot|voor)|data limite|prazo(?: (?:de|para) (?:candidatura|inscrição))?|inscrições até|termin (?:składania|nadsyłania) (?:aplikacji|ofert|dokumentów|zgłoszeń)|aplikuj do|(?:oferta )?ważn[ea] do|"
    r"uzávěrka(?: přihlášek)?|termín (?:podání )?přihlášek|přihlášky do|uzávierka|termín podania žiadosti|(?:jelentkezési |pályázati )?határidő|termen(?:[ -]limită)?|data limită|son başvuru(?: tarihi)?|"
    r"sista (?:ansökningsdag(?:en)?|ansökningsdatum|ansökan|dag för ansökan)|(?:ansök(?:an)?|sök) senast|søknadsfrist|søk innen|ansøgningsfrist|(?:hakuaika|haku)(?: päättyy)?|viimeinen hakupäivä|"
    r"срок подачи(?: заявок)?|крайний срок|дедлайн|кінцевий термін|краен срок|срок за кандидатстване|προθεσμία(?: υποβολής)?|rok (?:za )?prijav[eu]|kandideerimise tähtaeg|tähtaeg|pieteikšanās termiņš|galioja iki|"
    r"מועד אחרון(?: להגשה)?|آخر موعد(?: للتقديم)?|الموعد النهائي|تاريخ (?:الإغلاق|الانتهاء)|(?:応募|募集)?締切日?|応募期限|掲載終了日|(?:申请|报名)?截止(?:日期|时间)?|(?:접수|지원)? ?마감일?|"
    r"hạn (?:nộp(?: hồ sơ)?|cuối|chót)|batas (?:akhir )?(?:pendaftaran|lamaran)|(?:วัน)?ปิดรับสมัคร"
)
# Other labels: they end the value before them.
_OTHER = (
    r"salary(?: range)?|pay(?: (?:range|rate))?|(?:annual )?ctc|compensation|wage|remuneration|grade|level|seniority|experience(?: level)?|reports? to|start(?:ing)?(?: date)?|benefits|reference(?: (?:no|number))?\.?|ref\.?(?: no)?\.?|"
    r"(?:job|req(?:uisition)?|vacancy)(?: (?:id|no|number|code|title))?|position|title|industry|category|employer|company|contact|languages?|travel|duration|gehalt|vergütung|entgelt|bezahlung|eintritt(?:sdatum|stermin)?|beginn|start ?termin|kennziffer|"
    r"referenz(?:nummer)?|branche|arbeitgeber|firma|kategorie|ansprechpartner(?:in)?|salaire|rémunération|référence|niveau|date de début|secteur|salario|retribuci[óo]n|referencia|empresa|retribuzione|ral|stipendio|riferimento|azienda|settore|"
    r"salaris|salarisindicatie|opleidingsniveau|bedrijf|salário|remuneração|wynagrodzenie|numer referencyjny|firma|mzda|plat|nástup|fizetés|bér|salariu|maaş|ücret|lön|lønn?|palkka|зарплата|оплата|оклад|опыт(?: работы)?|заплата|μισθός|plaća|plata|"
    r"שכר|الراتب|給与|年収|月給|時給|勤務時間|休日|待遇|応募資格|仕事内容|职位|薪资|薪酬|学历|经验|급여|연봉|경력|mức lương|lương|gaji|เงินเดือน"
)
_KINDS = (
    (TEAM, re.compile(_TEAM, re.IGNORECASE)),
    (GROUP, re.compile(_GROUP, re.IGNORECASE)),
    (KIND, re.compile(_KIND, re.IGNORECASE)),
    (HOURS, re.compile(_HOURS, re.IGNORECASE)),
    (WAY, re.compile(_WAY, re.IGNORECASE)),
    (POSTED, re.compile(_POSTED, re.IGNORECASE)),
    (CLOSES, re.compile(_CLOSES, re.IGNORECASE)),
    (OTHER, re.compile(_OTHER, re.IGNORECASE)),
)
_DATED = tuple(
    (kind, re.compile(rf"(?:{words})\b[ :]*+(?P<date>\S.{{5,40}})", re.IGNORECASE))
    for kind, words in ((POSTED, _POSTED), (CLOSES, _CLOSES))
)
LONGEST = 50  # characters of a label
_MOST_KEPT = 8_192  # words that are cached, because the pages of a site repeat their labels
_SIGNS = re.compile(r"^[\W_]++|[\W_]++$")


@lru_cache(_MOST_KEPT)
def label_of(words: str) -> str:
    """Return the kind of fact that a label introduces, with or without a colon; "" if the words are not a label."""
    bare = _SIGNS.sub("", words) if len(words) <= LONGEST else ""
    if not bare:
        return ""
    kind_found = next((kind for kind, pattern in _KINDS if pattern.fullmatch(bare)), "")
    return kind_found or (PLACE if labels.heads_place(bare) else SITE if labels.heads_site(bare) else "")


@lru_cache(_MOST_KEPT)
def dated(line: str) -> tuple[str, str]:
    """Return the kind and the words of a date that a line states without a colon: "Posted on 3 May 2026"; ("", "") if none."""
    for kind, pattern in _DATED:
        match = pattern.match(line)
        if match and len(line) <= LONGEST:
            return kind, match["date"]
    return "", ""
