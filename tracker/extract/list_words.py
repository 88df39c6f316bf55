"""Words of lists of postings: what controls, totals and links to the whole list say, in the languages of careers pages.

The words of a short phrase are looked up one by one, in any order. A phrase counts only if each of its words is known,
so that "More about us" and "We filled 14 of 20 vacancies" say nothing about a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.extract.numerals import NUMERALS

MOST = 80  # characters of a phrase that is examined
_MOST_TOKENS = 16
_MOST_NUMBERS = 3  # of a range and its total
_MOST_UNKNOWN = 3  # words of another language in a total
_OF_PAGES = 2  # numbers of "page 1 of 2"
_TOKEN = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3}){1,2}(?!\d)|\d{1,6}|[^\W\d_]{1,24}")
_ACCENT = "\u0307"  # of a Turkish capital in lower case


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


# What a posting is called.
JOBS = _words(
    "job jobs position positions opening openings role roles vacancy vacancies opportunity opportunities posting postings career careers "
    "requisition requisitions adverts employment stelle stellen stellenangebot stellenangebote stellenangeboten stellenanzeige stellenanzeigen stellenausschreibung "
    "stellenausschreibungen positionen vakanz vakanzen stellenliste jobliste jobangebote jobangeboten ausschreibungen arbeitsplätze offre offres poste postes emploi emplois annonce "
    "annonces recrutement recrutements oferta ofertas empleo empleos vacante vacantes puesto puestos trabajo plazas vaga vagas oportunidade "
    "oportunidades emprego empregos posição posições trabalho posizione posizioni offerta offerte annuncio annunci lavoro impiego opportunità "
    "vacature vacatures functie functies banen jobb tjänst tjänster platsannonser jobbannonser annonser stilling stillinger jobopslag stillingsopslag annoncer "
    "stillingsannonser työpaikka työpaikat työpaikkaa työpaikkoja työpaikkailmoitusta paikat paikkaa paikkoja tehtävää tehtävät ilmoitusta oferta oferty ofert stanowisko "
    "stanowiska stanowisk praca pracy ogłoszenie ogłoszenia ogłoszeń wakat wakaty wakatów pozice pozic místo místa míst nabídka nabídky nabídek "
    "práce pozícia pozície pozícií miesto miesta miest ponuka ponuky ponúk állás állások állást állásajánlat állásajánlatok álláshirdetés pozíció "
    "pozíciók pozíciót munka posturi post joburi locuri muncă poziții poziție anunțuri ilan ilanı ilanlar ilanları ilandan iş pozisyon pozisyonlar pozisyonu "
    "pozisyonları pozisyondan θέση θέσεις θέσεων εργασίας αγγελίες обява обяви позиция позиции позиций работа работни места вакансия вакансии "
    "вакансий вакансию вакансія вакансії вакансій позицій позиції роботи работы объявлений oglas oglasi oglasa oglase pozicija pozicije pozicija radna radnih mjesta mesta posao "
    "poslovi poslova delovna skelbimai skelbimų darbo pozicijos vakances vakanču töökohad töökohta lowongan pekerjaan việc làm vị trí tuyển dụng "
    "משרות משרה וظيفة وظيفة وظائف الوظائف störf".replace("וظيفة ", "")
)
# What an entry of any list is called, or the list itself.
_ENTRIES = _words(
    "result results match matches hit hits entry entries listing listings list lists offer offers item items record records total totals treffer treffern "
    "ergebnis ergebnisse ergebnissen einträge einträgen liste listen angebote angeboten gesamtzahl anzahl résultat résultats entrées résultado resultado resultados anuncios lista listado "
    "elenco risultato risultati resultaat resultaten lijst aantal resultat träffar antal resultater treff antall tulosta tulokset lista wynik wyniki wyników liczba lista "
    "výsledek výsledky výsledků seznam počet výsledok výsledky výsledkov zoznam találat találatok lista rezultat rezultate rezultatele lista sonuç sonuçlar kayıt "
    "αποτέλεσμα αποτελέσματα λίστα резултат резултати списък результат результата результатов список результати результатів "
    "rezultati rezultata popis hasil kết quả תוצאות نتيجة نتائج number count tally"
)
_OPEN = _words(
    "open current currently available vacant active matching live new latest offene offenen offener aktuelle aktuellen freie freien passende passenden "
    "ausgeschriebene gefundene ouverts ouvertes disponibles actuelles pourvoir abiertas abiertos activas vigentes abertas disponíveis aperte aperti disponibili attive openstaande "
    "actuele beschikbare lediga öppna ledige åpne åbne avoimet avointa avoinna avoimia wolne wolnych aktualne aktualnych dostępne volné volných otevřené aktuální voľné voľných otvorené aktuálne nyitott "
    "szabad elérhető vacante deschise disponibile disponibil açık mevcut aktif ανοιχτές ανοικτές διαθέσιμες свободни отворени активни "
    "открытые открытых свободных активных актуальных відкриті відкритих вільних актуальних otvorene otvorenih slobodna slobodnih proste laisvos laisvų brīvās vabad vabu tersedia "
    "המתאימות פתוחות متاحة شاغرة"
)
# Words between the others: articles, pronouns, prepositions.
_FILL = _words(
    "the a an our us me all of to for in at and we have there are is you ve your currently now right here i d l s die der den dem das unsere unserer unseren unsern alle "
    "allen noch à zu zum zur im am wir haben es gibt sind gerade derzeit uns les le la des de du nos notre tous toutes nous avons il y au aux un une las los el nuestras nuestros "
    "todas todos hay tenemos y en nuestra as os o e nossas nossos há temos na dos das i gli le nostre nostri tutte tutti di del della dei delle ci sono "
    "abbiamo het een onze van er zijn wij hebben op alla våra det finns vi har av på vore våre der er af ved kaikki meidän wszystkie nasze mamy jest w z na do "
    "všechny naše je máme v ve k všetky az a összes toate avem sunt la din tüm bizim için όλες οι τις τα το μας υπάρχουν έχουμε всички нашите имаме има все наши есть у нас "
    "всі наші є sve svi naše imamo ima vse visi visos mūsų kõik semua kami các của tất cả כל ב של את hiring currently kpl st "
    "nationwide worldwide bundesweit weltweit deutschlandweit österreichweit überall partout landelijk hier ici aquí aqui här"
)
_SHOW = _words(
    "load show view see display displaying displayed showing shown get reveal expand open browse explore discover find list viewing viewed seen loaded anzeigen zeigen zeige laden lade "
    "einblenden ansehen nachladen angezeigt werden sehen entdecken aufklappen ausklappen afficher voir charger montrer affichage affichés affichées découvrir consulter dérouler ver mostrar cargar "
    "mostrando descubrir desplegar carregar exibir exibindo mostra mostrare carica caricare vedi visualizza visualizzati espandi scopri toon tonen laad bekijk bekijken getoond uitklappen weergeven visa ladda "
    "visar visas se expandera vis vise viser indlæs hent last inn næste udvid utvid näytä näytetään lataa katso laajenna pokaż wyświetl wyświetlono wyświetlane załaduj wczytaj zobacz rozwiń zobrazit zobrazeno načíst "
    "ukázat rozbalit zobraziť zobrazené načítať rozbaliť mutass mutasd mutat betöltése betöltés megjelenítése megtekintése arată încarcă afișează vezi afișați afișate extinde göster gösterilen gösteriliyor "
    "yükle gör tanesi aç genişlet δείτε εμφάνιση φόρτωση προβολή покажи показани зареди виж показать показано загрузить подгрузить посмотреть смотреть развернуть показати завантажити "
    "переглянути дивитись розгорнути prikaži prikazano učitaj pogledaj vidi proširi rodyti rodoma įkelti išskleisti rādīt ielādēt näita laadi tampilkan muat lihat xem tải hiển thị הצג טען ראה "
    "מציג عرض تحميل إظهار"
)
MORE = _words(
    "more further additional remaining rest others other mehr weitere weiteren weiterer übrige übrigen restliche plus davantage suite autres suivantes suivants más mas resto otros otras "
    "demás mais restante restantes outras altri altre altro più ulteriori meer overige fler flera mer flere mere muita lisää loput enemmän więcej pozostałe kolejne kolejnych pozostałych więcej více další dalších ostatní viac "
    "ďalšie ďalších ostatné több további továbbiak többi multe mult alte mai daha fazla fazlası devamı diğer περισσότερα περισσότερες περισσότερων υπόλοιπες επιπλέον ещё еще больше остальные "
    "остальных още повече ще більше решту інші više još vise ostale več ostala daugiau kiti vairāk citas rohkem veel ülejäänud selengkapnya lagi lebih banyak lainnya thêm עוד נוספות المزيد أخرى"
)
# With a number they mean more: "Encore 3 offres", "Visa 3 till". `_LEFT` is what the number is called: "(3 restants)".
_STILL = _words(
    "another encore nog noch till jeszcze još ancora ainda aún vielä még încă ještě ešte dar vēl veel masih"
)
_LEFT = _words(
    "left remaining unseen hidden übrig verbleibend verbleibende verbleibenden ausstehend restant restants restante restantes restanti rimanenti rimaste restan quedan resterend resterende "
    "över kvar igjen tilbage jäljellä pozostało zbývá zbývající zostáva zostávajúce maradt hátralévő rămase kaldı kalan απομένουν осталось залишилось остават preostalo"
)
_EXPAND = _words(
    "expand reveal unfold aufklappen ausklappen dérouler déplier desplegar espandi uitklappen expandera udvid utvid laajenna rozwiń rozbalit rozbaliť extinde genişlet развернуть "
    "розгорнути proširi išskleisti"
)
_LISTS = _words("list lists listing listings liste lista listado elenco lijst seznam zoznam popis список списък λίστα")
_ALL = _words(
    "all every full complete whole entire alle allen allem aller sämtliche sämtlichen komplette vollständige gesamte gesamten ganze tous toutes tout toute ensemble intégralité complète todas todos todo completa "
    "completo total tutte tutti tutta elenco completo volledige alla samtliga hela alle samtlige hele kaikki koko wszystkie pełna cała všechny všechna celá kompletní všetky celý az összes teljes minden toate "
    "toată completă tüm bütün όλες όλα πλήρης всички пълен все весь полный всі усі весь повний sve svi cijeli vse celoten visi visos visas kõik semua seluruh tất cả toàn bộ כל جميع كل"
)
_WAYS = _words(
    "view see show browse explore search find discover check out open go visit access overview board portal page database market ansehen anzeigen zeigen entdecken durchsuchen zur zum übersicht "
    "überblick stellenmarkt stellenbörse jobbörse jobportal karriereportal stellenportal stellenübersicht jobübersicht accéder voir consulter consultez découvrir découvrez afficher parcourir "
    "retrouvez ver consultar consulta descubre explorar acceder conheça confira veja acesse vedi scopri visualizza consulta sfoglia vai bekijk bekijken zie naar toon overzicht rij se visa till översikt vis "
    "til oversigt oversikt katso näytä zobacz pokaż sprawdź przejdź przeglądaj zobrazit prohlédnout přehled zobraziť prehľad megtekintése megnézem vezi vedeți gör görüntüle incele δείτε προβολή виж разгледай "
    "смотреть посмотреть показать перейти переглянути дивитись pogledaj vidi pregled lihat xem jetzt nu teraz link"
)
_OF = _words(
    "of out von sur de di van av af z ze din iz из от од з із від από sa toplam dari trên to bis à a do till til tot até hasta fino total totaal insgesamt totalt totale totali totales um su which davon dont waarvan varav hvorav heraf joista których quais cuales cui "
    "out nas по között ла من إلى מתוך עד συνολικά σύνολο ukupno összesen celkem celkom łącznie yhteensä всего общо усього всього about approximately approx ca circa etwa rund environ ungefähr over i dintre trong"
)
_TOTAL = _words(
    "total totals overall altogether insgesamt gesamt gesamtzahl anzahl total totale totaal aantal totalt antal antall yhteensä łącznie razem liczba celkem celkom počet počet összesen összes ukupno toplam συνολικά σύνολο всего "
    "общо всього усього количество кількість брой число số jumlah סך الإجمالي إجمالي"
)
_FOUND = _words(
    "found available listed waiting returned match matches matched search query correspondent correspondant votre recherche entsprechen ihrer passen coinciden con corresponden tu su búsqueda corrispondono tua ricerca loaded online advertised gefunden verfügbar wurden treffer suche ergab trouvé trouvés trouvée trouvées proposées encontrado encontrados encontradas encontrada han se trovati trovate trovato "
    "encontramos encontradas gevonden hittades hittade funnet fundet fant fandt löytyi löydetty znaleziono znalezionych dostępnych nalezeno nájdených nájdené találtunk található találtunk găsite găsit gasite bulundu bulunuyor "
    "var βρέθηκαν βρήκαμε намерени найдено найдены знайдено pronađeno najdenih rasta atrasts leitud ditemukan tìm thấy נמצאו العثور"
)
# Words by which a number is about something other than what is open now.
_OTHERWISE = re.compile(
    r"\b(?:filled|closed|last|since|until|ago|year|years|month|week|created?|plan(?:ned)?|hired|received|besetzt|seit|letzte[ns]?|jahr\w{0,4}|geschaffen|pourvu\w{0,2}|depuis|ans|année|"
    r"créés?|cubiert\w{0,3}|desde|año|años|creados?|coperte?|dal|anno|anni|creati?|preenchid\w{0,3}|ano|anos|vervuld|sinds|jaar|sedan|tillsatta|år|siden|obsazeno|rok\w?|lat|roku|per|each|every|"
    r"job (?:families|fields|areas|fairs|categories|descriptions|titles|types|centres?|seekers))\b",
    re.IGNORECASE,
)
# By which an employer says what it has: "Derzeit sind 6 Stellen ausgeschrieben", "Nabízíme 6 volných míst".
_OFFERS = _words(
    "recruiting looking fill advertise advertising advertised offer offering today moment this ausgeschrieben besetzen aktuell momentan zurzeit suchen bieten stehen verfügung sont proposons recrutons "
    "recherchons actuellement moment proposés publiées publiés cours ofrecemos buscamos actualmente momento este publicadas publicados existen ofertamos offriamo cerchiamo attualmente questo pubblicate sono "
    "oferecemos procuramos atualmente neste existem bieden zoeken momenteel staan dit erbjuder söker utlysta utannonserade tilbyder søger øjeblikket opslåede utlyste øyeblikket lige tarjoamme tällä hetkellä meillä "
    "avoinna haettavana oferujemy posiadamy szukamy aktualnie obecnie nabízíme hledáme obsazujeme aktuálně momentálně ponúkame hľadáme aktuálne jelenleg kínálunk van oferim căutăm momentan acum prezent în şu "
    "anda bulunmaktadır mevcuttur προσφέρουμε διαθέτουμε αυτή τη στιγμή предлагаме момента към открыто предлагаем ищем доступно опубликовано сейчас на данный момент відкрито пропонуємо шукаємо доступно зараз "
    "trenutno nudimo tražimo"
)
# "Sechs Stellen warten auf Sie".
_AWAITS = _words(
    "await awaits awaiting waiting warten wartet auf dich sie euch attendent attend vous t esperan te aspettano ti vi esperam esperando você wachten wacht jou je väntar venter dig deg på odottaa sinua czekają czeka "
    "ciebie čekají čeká tebe vás várnak rád așteaptă te seni bekliyor sizi ждут вас тебя чекають чекає"
)
_OF_TOTALS = (JOBS, _ENTRIES, _OFFERS, _OPEN, _FILL, _FOUND, _TOTAL, _SHOW, _ALL, _OF)
_GIVES = re.compile(r"[:(\[：（]\s?\d")  # "Jobs: 20", "Jobs (20)"
_PLACED = _words("across in at within throughout bei an à en dans chez i w v på no em presso nei nelle te в у на")
_PAGES = _words(
    "page pages seite seiten página páginas pagina pagine sida sidor side sider sivu sivut strona stron strana stran stránka stránek stránok sayfa oldal stranica stranice leht puslapis σελίδα "
    "страница страниц стр сторінка trang halaman"
)
_HERE = _words(
    "on this that sie befinden sich auf vous êtes sur estás está usted en ti trovi sei sulla alla bevindt je je bent"
)
# Languages without spaces between words.
_ASIAN_MORE = re.compile(
    r"^(?:(?:点击)?(?:查看|加载|加載|显示|顯示|展开|展開|浏览)?(?:更多|全部|其他)(?:的)?(?:职位|岗位|職缺|職位|结果|招聘)?|(?:求人|募集|職種)?(?:を)?(?:もっと|さらに|続きを|他の?|残りの?)(?:求人|募集|職種)?(?:を|も)?(?:見る|読み込む|表示(?:する)?)|"
    r"(?:すべて|全て)(?:を)?(?:見る|表示(?:する)?)|(?:공고|채용)? ?(?:더 ?보기|더 ?불러오기|모두 ?보기|전체 ?보기)|(?:โหลด|ดู|แสดง)(?:งาน|ตำแหน่ง)?เพิ่มเติม)"
    r"(?: ?[（(] ?(?:残り|あと|剩余|还有|還有|남은)? ?\d{1,5} ?(?:[/／] ?\d{1,5})? ?(?:件|个|個|条|條|개|건)?(?: ?남음)? ?[)）])?$"
)
_ASIAN_TOTAL = re.compile(
    r"^(?:共有?|总共|總共|全部?|合計|計|該当(?:件数)?|検索結果|총|전체|모두|現在|目前|当前|为您找到|ทั้งหมด|พบ)?[:： ]?(\d{1,6}) ?(?:个|個|件|条|條|份|개의?|건의?|ตำแหน่ง|รายการ)"
    r"(?:中|のうち| ?중)?(?: ?\d{1,5} ?[-–~～〜至] ?\d{1,5} ?(?:件|条|條|개|건)?(?:目)?(?:を?表示)?| ?(?:の|在招)?(?:相关|结果|職缺|职位|岗位|職位|求人|募集|公告|招聘|채용 ?공고|채용|공고|결과|포지션)?(?:情報|信息)?(?:が?(?:あります|見つかりました)|을 찾았습니다)?)"
    r"(?: ?第 ?\d{1,3} ?[/／] ?\d{1,3} ?[页頁])?[。.]?$"
)
_ASIAN_PAGES = re.compile(
    r"(?:^|\s)第? ?(\d{1,3}) ?[页頁ページ]{0,3} ?[/／] ?(?:共|全)? ?(\d{1,3}) ?(?:[页頁]|ページ|페이지)$|(?:^|\s)全?(\d{1,3})ページ中 ?(\d{1,3})ページ目?$"
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase: its words in lower case, and its numbers in order."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    ends: bool = False  # it ends with a number

    def has(self, *kinds: frozenset[str]) -> bool:
        return any(word in kind for word in self.words for kind in kinds)

    def only(self, *kinds: frozenset[str]) -> bool:
        return all(any(word in kind for kind in kinds) for word in self.words)


def _read(words: str) -> _Phrase | None:
    if len(words) > MOST:
        return None
    tokens = _TOKEN.findall(words.casefold().replace(_ACCENT, ""))
    if not tokens or len(tokens) > _MOST_TOKENS:
        return None
    numbers = tuple(number(token) for token in tokens if token[0].isdecimal())
    return _Phrase(tuple(token for token in tokens if not token[0].isdecimal()), numbers, tokens[-1][0].isdecimal())


def number(digits: str) -> int:
    """Return the number that digits and their separators are."""
    return int(re.sub(r"\D", "", digits))


def says_more(words: str) -> bool:
    """Return whether a control says that it shows more of a list: "Show more", "Weitere Stellen", "Więcej ofert", "+"."""
    if _ASIAN_MORE.match(words.strip(" .…›»→+>")):
        return True
    phrase = _read(words)
    if phrase is None:
        return False
    if not phrase.only(MORE, _SHOW, JOBS, _ENTRIES, _OPEN, _FILL, _ALL, _LEFT, _STILL):
        return False
    if phrase.numbers and phrase.has(_STILL) and phrase.has(_SHOW, JOBS, _ENTRIES, _LEFT):
        return True
    if not phrase.only(MORE, _SHOW, JOBS, _ENTRIES, _OPEN, _FILL, _ALL, _LEFT):
        return False
    opens = phrase.has(_EXPAND) and not phrase.has(_ALL)
    rest = phrase.has(_SHOW) and phrase.has(_ALL) and not phrase.has(_EXPAND)
    return phrase.has(MORE) or opens or rest


def names_more(words: str) -> bool:
    """Return whether a phrase has a word for more, or for postings."""
    phrase = _read(words)
    return phrase is not None and phrase.has(MORE, JOBS)


def is_otherwise(words: str) -> bool:
    """Return whether a phrase has a word by which its number is about the past, a plan or a rate."""
    return bool(_OTHERWISE.search(words))


def for_browser() -> dict[str, str]:
    """Return the words of `says_more` for the script that presses such controls in the browser."""
    known = MORE | _SHOW | JOBS | _ENTRIES | _OPEN | _FILL | _ALL | _LEFT
    counted = _SHOW | JOBS | _ENTRIES | _LEFT
    kinds = {
        "known": known,
        "still": _STILL,
        "counted": counted,
        "more": MORE,
        "show": _SHOW,
        "all": _ALL,
        "expand": _EXPAND,
    }
    return {**{name: " ".join(sorted(words)) for name, words in kinds.items()}, "asian": _ASIAN_MORE.pattern}


def names_jobs(words: str) -> bool:
    """Return whether a phrase has a word for postings."""
    phrase = _read(words[:MOST])
    return phrase is not None and phrase.has(JOBS)


def has_more(words: str) -> bool:
    """Return whether a phrase has a word for more."""
    phrase = _read(words)
    return phrase is not None and phrase.has(MORE)


def names_all(words: str) -> bool:
    """Return whether a phrase has a word for all of them."""
    phrase = _read(words)
    return phrase is not None and phrase.has(_ALL)


def names_a_list(words: str) -> bool:
    """Return whether a phrase says nothing but what a list of postings is called, or how many it has: "20 results"."""
    phrase = _read(words)
    return phrase is not None and phrase.has(JOBS, _ENTRIES) and phrase.only(MORE, *_OF_TOTALS)


def names_whole_list(words: str) -> bool:
    """Return whether the words of a link name the list of all postings: "Full list of vacancies", "Tutte le offerte"."""
    phrase = _read(words)
    if phrase is None or not phrase.only(JOBS, _ENTRIES, _OPEN, _FILL, _ALL, _WAYS, MORE, _SHOW):
        return False
    is_whole = phrase.has(_ALL) or phrase.has(_WAYS & OVERVIEWS) or phrase.has(MORE)
    return (is_whole and phrase.has(JOBS)) or (phrase.has(_ALL) and phrase.has(_LISTS)) or _is_open_list(phrase)


def total_of_all(words: str) -> int | None:
    """Return the number in the words of a link to all entries: 14 of "Show all (14)", 0 of "Show all". None for other words."""
    phrase = _read(words)
    if phrase is None or not phrase.has(_ALL) or not phrase.only(_ALL, _SHOW, JOBS, _ENTRIES, _OPEN, _FILL):
        return None
    shows = phrase.has(_SHOW) or len(phrase.numbers) == 1
    return max(phrase.numbers, default=0) if shows and len(phrase.numbers) <= 1 else None


OVERVIEWS = _words(
    "overview board portal database übersicht überblick stellenmarkt stellenbörse jobbörse jobportal karriereportal stellenportal stellenübersicht jobübersicht overzicht översikt oversigt oversikt "
    "přehled prehľad pregled"
)


def _is_open_list(phrase: _Phrase) -> bool:
    """Return whether a phrase only names a list: "Open positions", "Offene Stellen"."""
    return phrase.has(_OPEN) and phrase.has(JOBS) and phrase.only(JOBS, _OPEN, _FILL) and not phrase.numbers


def pages_of(words: str) -> int:
    """Return the number of pages that a phrase states: "Page 1 out of 2", "1 / 2 pages", "第1页/共2页". 0 if none."""
    asian = _ASIAN_PAGES.search(words) if len(words) <= MOST else None
    if asian:
        first, last = (asian[1], asian[2]) if asian[2] else (asian[4], asian[3])
        return int(last) if 0 < int(first) <= int(last) else 0
    phrase = _read(words)
    if (
        phrase is None
        or len(phrase.numbers) != _OF_PAGES
        or not phrase.has(_PAGES)
        or not phrase.only(_PAGES, _OF, _FILL, _SHOW, _HERE)
    ):
        return 0
    first, last = phrase.numbers
    return last if 0 < first <= last else 0


def total_of(words: str, shown: int) -> int:
    """Return how many postings a phrase states, 0 if it states none. `shown` is how many the page has.

    With words that are known, the phrase is believed. With others, "X … Y" is a total only if the page shows X postings.
    """
    if len(words) > MOST or _OTHERWISE.search(words):
        return 0
    asian = _ASIAN_TOTAL.match(words)
    if asian:
        return int(asian[1])
    phrase = _read(words)
    if phrase is not None and not phrase.numbers:
        before = _head(words)
        return _counted(_of_numerals(phrase)) or (_counted(_of_numerals(before)) if before else 0)
    if phrase is None or phrase.has(_PAGES):
        return 0
    shared = _share(phrase, shown) if 1 < len(phrase.numbers) <= _MOST_NUMBERS else 0
    if phrase.ends and not (_GIVES.search(words) or phrase.has(_TOTAL, _FOUND, _ALL)):
        return shared  # "Position 4", "Results 2025"
    return shared or _counted(phrase) or _counted(_head(words))


def _counted(phrase: _Phrase | None) -> int:
    """Return the only number of a phrase, if it counts postings: "20 live vacancies", "Jobs found: 20", "All (20)"."""
    if phrase is None or len(phrase.numbers) != 1:
        return 0
    known = phrase.only(*_OF_TOTALS, _AWAITS)
    counts = phrase.has(JOBS, _ENTRIES, _TOTAL) or (phrase.has(_ALL) and len(phrase.words) == 1)
    return phrase.numbers[0] if known and counts else 0


def _of_numerals(phrase: _Phrase) -> _Phrase | None:
    """Return a phrase about postings with the numbers that it has as words: "six open positions"."""
    if not phrase.has(JOBS):
        return None
    numbers = tuple(NUMERALS[word] for word in phrase.words if word in NUMERALS)
    return _Phrase(tuple(word for word in phrase.words if word not in NUMERALS), numbers)


def _head(phrase_words: str) -> _Phrase | None:
    """Return what a phrase says before a place: "20 vacancies" of "20 vacancies across 3 sites"."""
    words = phrase_words.split()
    at = next((place for place, word in enumerate(words) if place > 1 and word.casefold() in _PLACED), 0)
    return _read(" ".join(words[:at])) if at else None


def _share(phrase: _Phrase, shown: int) -> int:
    """Return the total of "1–10 of 20", "10 of 20 loaded", "20 ilandan 10 tanesi gösteriliyor"."""
    total = max(phrase.numbers)
    last = phrase.numbers[-1] == total
    range_ = len(phrase.numbers) == _MOST_NUMBERS
    part = [count for count in phrase.numbers if count != total] or [total]
    if 0 in part or part != sorted(part) or len(part) + 1 < len(phrase.numbers) or not phrase.has(_OF, _TOTAL, JOBS):
        return 0
    counts = range_ or phrase.has(JOBS, _ENTRIES, _SHOW, _TOTAL, _FOUND)
    if counts and (last or phrase.has(_SHOW, _TOTAL)) and phrase.only(*_OF_TOTALS):
        return total
    unknown = sum(not any(word in kind for kind in _OF_TOTALS) for word in phrase.words)
    fits = part[-1] == shown and part[0] in {1, shown}
    return total if last and fits and unknown <= _MOST_UNKNOWN and phrase.has(_OF) else 0


def further(words: str) -> bool:
    """Return whether a phrase says how many more postings there are: "and 10 further vacancies"."""
    phrase = _read(words)
    return (
        phrase is not None
        and len(phrase.numbers) == 1
        and phrase.has(MORE)
        and phrase.only(MORE, JOBS, _ENTRIES, _OPEN, _FILL)
    )
