"""Words of pagers and of stated totals, in the languages of careers pages. Each pattern takes linear time."""

from __future__ import annotations

import re

_END = r"[\s›»→⟩❯▶>.…]*$"
_BEGIN = r"^[\s«‹←⟨❮◀<]*"
# Links to the next page, beside those of `vocabulary.MORE_LINK`.
NEXT = re.compile(
    rf"{_BEGIN}(?:next (?:jobs|results)|(?:show|load) me more|load (?:the rest|all)|show (?:the rest|all(?: \d{1, 5})?)|nächste[rn]? (?:seite|stellen|einträge)|weiter zu seite \d{{1,3}}|nästa(?: sida)?|neste(?: side)?|næste(?: side)?|"
    r"seuraava(?: sivu)?|volgende(?: pagina)?|pagina volgende|page suivante|suivant(?:e?s)?|página siguiente|siguientes?|(?:pagina )?successiv[ao]|"
    r"(?:pagina )?seguente|próxima(?: página)?|página seguinte|seguinte|następn[aey](?: strona)?|dalej|další(?: strana| stránka)?|následující|"
    r"ďalšia?(?: strana)?|ďalej|nasledujúca|következő(?: oldal)?|tovább|următo(?:area|rul)(?: pagină)?|pagina următoare|înainte|sonraki(?: sayfa)?|ileri|"
    r"επόμενη(?: σελίδα)?|επόμενο|следваща(?: страница)?|напред|далее|дальше|вперёд|вперед|следующая(?: страница)?|наступна(?: сторінка)?|далі|"
    r"sljedeća(?: stranica)?|sledeća|sledeći|naslednja(?: stran)?|kitas(?: puslapis)?|toliau|nākamā(?: lapa)?|järgmine(?: leht)?|næsta síða|"
    r"berikutnya|selanjutnya|trang (?:sau|tiếp)|tiếp(?: theo)?|ถัดไป|หน้าถัดไป|הבא|לעמוד הבא|التالي|الصفحة التالية|بعدی|अगला|"
    r"下一?[页頁]|后一页|次(?:の(?:ページ|\d{1,3}件))?(?:へ)?|다음(?: 페이지)?)" + _END,
    re.IGNORECASE,
)
# What blogs call their next page. Such a link may also belong to a blog elsewhere on the page.
OLDER = re.compile(
    rf"{_BEGIN}(?:older(?: (?:posts|entries|articles|items|news))?|(?:previous|earlier) (?:posts|entries)|ältere (?:beiträge|einträge|artikel)|"
    r"(?:vorherige|frühere) (?:beiträge|einträge)|(?:articles|entrées|publications|messages) (?:plus anciens|plus anciennes|précédents|précédentes)|"
    r"(?:entradas|publicaciones) (?:anteriores|antiguas|más antiguas)|(?:articoli|post) (?:precedenti|meno recenti|più vecchi)|"
    r"(?:posts|publicações|artigos) (?:anteriores|mais antigos|mais antigas)|oudere (?:berichten|artikelen)|äldre inlägg|eldre innlegg|ældre indlæg|"
    r"vanhemmat artikkelit|starsze (?:wpisy|posty)|starší příspěvky|staršie príspevky|régebbi bejegyzések|articole mai vechi|eski yazılar|"
    r"παλαιότερα άρθρα|по-стари публикации|(?:предыдущие|более старые|старые) (?:записи|посты)|старіші записи|stariji (?:postovi|članci)|"
    r"過去の投稿|以前の投稿|较旧文章|较早的文章|이전 글)" + _END,
    re.IGNORECASE,
)
# The words of a link that may be a pager's: a number, "Page 2", signs.
SIGNS = re.compile(
    r"^(?:(?:go to )?(?:page|seite|página|pagina|sida|side|sivu|strona|strana|sayfa|oldal|страница|第)?[\s#]*\d{0,3}\s?[页頁]?|[\W_]{0,6})$",
    re.IGNORECASE,
)
FORWARD = re.compile(r"^[\s›»→⟩❯▶>.…]{1,6}$")
_PAGE = (
    r"(?:page|seite|página|pagina|sida|side|sivu|str(?:ona|ana|ánka)|sayfa|oldal|stranica|leht|puslapis|σελίδα|страница|стр\.?|сторінка|trang|"
    r"halaman|ページ|페이지)"
)
_BETWEEN = r"(?:of|von|sur|de|di|van|av|af|/|z|ze|din|iz|из|от|з|από|of the|sa|toplam|dari|trên)"
# "Page 1 of 2": its two numbers.
PAGE_OF = re.compile(rf"^\W{{0,3}}{_PAGE}:?\s?(?:(\d{{1,3}})\s?)?{_BETWEEN}\s?(\d{{1,3}})\W{{0,3}}$", re.IGNORECASE)
PAGE_SHARE = re.compile(
    rf"^\W{{0,2}}(\d{{1,3}})\s?{_BETWEEN}\s?(\d{{1,3}})\W{{0,2}}$", re.IGNORECASE
)  # "1 / 2", "1 of 2"
_JOBS = (
    r"(?:jobs?|positions?|openings?|roles?|vacanc(?:y|ies)|opportunit(?:y|ies)|results?|postings?|listings?|stellen(?:angebote[n]?|anzeigen)?|positionen|treffer[n]?|"
    r"ergebnisse[n]?|offres?|postes?|emplois?|annonces?|résultats?|empleos?|ofertas?|vacantes?|puestos?|resultados?|vagas?|posizion[ei]|offert[ea]|annunci|"
    r"risultati|vacatures?|resultaten|functies|lediga (?:jobb|tjänster)|tjänster|jobb|träffar|ledige (?:stillinger|job)|stillinger|treff|"
    r"avointa (?:työ)?paikkaa|työpaikkaa|tulosta|ofert|wyników|stanowisk|pozic|pozíci[íó]|míst|nabídek|miest|állás|találat|posturi|poziții|rezultate|"
    r"ilan|pozisyon|θέσεις|θέσεων|обяви|позиции|позиций|вакансий|вакансии|вакансія|вакансій|oglasa|pozicija|lowongan|việc làm)"
)
_OPEN = (
    r"(?:open|current|available|vacant|active|matching|offene[nr]?|aktuelle[nr]?|freie[nr]?|passende[nr]?|total|job)"
)
_NUMBER = r"(\d{1,3}(?:[,.\u00a0 ]\d{3}){1,2}|\d{1,6})"
# "10 of 20 vacancies shown": its two numbers.
OF_TOTAL = re.compile(
    rf"^(?:[^\W\d]{{1,16}}:?\s){{0,3}}(\d{{1,5}})\s?{_BETWEEN}\s?{_NUMBER}\s(?:{_OPEN}\s){{0,2}}{_JOBS}(?:\s[^\W\d]{{1,16}}){{0,3}}[.!]?$",
    re.IGNORECASE,
)
# "Showing 6 of 20", "1 - 6 of about 20": the last number.
SHOWN_OF = re.compile(
    rf"^(?:(?:showing|displaying|viewing|shown:?|zeige|angezeigt:?|affichage de|mostrando|visualizzat[ei]|getoond:?|visar|viser|näytetään|wyświetlono|"
    rf"zobrazeno|gösterilen:?|показано)\s\d{{1,5}}(?:\s?[-–—]\s?\d{{1,5}})?|(?:[^\W\d]{{1,16}}:?\s){{0,2}}\d{{1,5}}\s?[-–—]\s?\d{{1,5}})\s?{_BETWEEN}\s(?:(?:about|ca\.?|etwa|environ|over|rund)\s)?"
    rf"{_NUMBER}(?:\s[^\W\d]{{1,16}}){{0,2}}[.!]?$",
    re.IGNORECASE,
)
TOTAL = re.compile(
    rf"^{_NUMBER}\s(?:{_OPEN}\s){{0,2}}{_JOBS}(?:\s[^\W\d]{{1,16}}){{0,2}}[.!:]?$", re.IGNORECASE
)  # "20 ilan"
HEADED = re.compile(
    rf"^(?:[^\W\d]{{1,16}}\s){{0,2}}{_JOBS}:?\s[(\[]{_NUMBER}[)\]]$", re.IGNORECASE
)  # "Open positions (20)"
# "There are 20 open positions."
THERE_ARE = re.compile(
    r"^(?:there are|we (?:currently |now )?have|you (?:can )?see|(?:we )?found|es gibt|wir haben|es wurden|il y a|nous avons|hay|tenemos|ci sono|há|temos|"
    r"er zijn|wij hebben|we hebben|det finns|vi har|der er|det er|je|máme|mamy|jest|avem|există|имаме|найдено|у нас|знайдено)\s(?:(?:currently|now|aktuell|derzeit|"
    rf"momentan|actuellement|actualmente|attualmente|momenteel|just nu|for tiden|obecnie|aktuálně|сейчас)\s)?{_NUMBER}\s(?:{_OPEN}\s){{0,2}}{_JOBS}"
    r"(?:\s[^\W\d]{1,16}){0,3}[.!:]?$",
    re.IGNORECASE,
)
# "+ 10 more", not as a link: what the page does not show.
PLUS_MORE = re.compile(
    rf"^[\s…+.]{{0,5}}(?:(?:and|und|et|y|e|en|och|og|i|a)\s)?(\d{{1,5}})\s(?:more|others?|weitere|autres?|más|altr[ei]|outras|meer|andere|till|flere|więcej|dalších|další|"
    rf"ещё|еще)(?:\s(?:{_OPEN}\s){{0,2}}{_JOBS})?[\s.…!]*$",
    re.IGNORECASE,
)
# Links to the whole list, beside those of `vocabulary.ALL_JOBS`.
LONGER = re.compile(
    r"^(?:(?:see|view|show|browse|explore|check out|discover) (?:every|the (?:full|complete|whole) (?:list|range|selection)(?: of)?)(?: (?:open |current |our )?(?:jobs?|positions?|openings?|"
    r"roles?|vacanc(?:y|ies)|opportunit(?:y|ies)))?|(?:(?:go to|visit|see|open) )?(?:our |the )?(?:full |complete )?(?:job|jobs|vacancy|vacancies|careers?|recruitment) (?:portal|board|database|search)|"
    r"every (?:open |current )?(?:job|position|opening|role|vacancy)|(?:zu[rm]? )?(?:unserem |unserer )?(?:gesamten |kompletten )?(?:stellenmarkt|stellenbörse|jobbörse|jobportal|karriereportal|stellenportal|stellenübersicht)|"
    r"(?:zu )?(?:allen|sämtlichen) (?:offenen )?(?:stellen(?:angeboten|anzeigen)?|jobs|positionen|vakanzen)|alle (?:offenen |unsere |unsere offenen )?(?:stellen(?:anzeigen|ausschreibungen)|positionen|vakanzen)(?: (?:ansehen|anzeigen|entdecken))?|"
    r"(?:découvr(?:ir|ez)|consulte[rz]|voir|afficher) (?:toutes (?:les|nos) (?:offres|annonces)|tous (?:les|nos) (?:postes|emplois))(?: .{0,24})?|tous (?:les|nos) (?:postes|emplois)|"
    r"(?:ver|mostrar|descubre|consulta) tod[ao]s (?:las |los |nuestras |nuestros )?(?:ofertas|vacantes|puestos|empleos|posiciones)(?: .{0,24})?|"
    r"(?:vedi|mostra|scopri|visualizza) tutt[ei] (?:le |gli |i )?(?:nostr[ei] )?(?:posizioni|offerte|annunci)(?: .{0,24})?|"
    r"(?:ver|veja|conheça|confira) todas (?:as )?(?:nossas )?(?:vagas|oportunidades|ofertas)(?: .{0,24})?|"
    r"(?:bekijk|toon|zie|naar) (?:al )?(?:alle|onze|al onze) (?:openstaande )?(?:vacatures|functies)|alle (?:openstaande )?vacatures(?: bekijken)?|"
    r"(?:se|visa|till) (?:alla|samtliga) (?:våra )?(?:lediga |öppna )?(?:jobb|tjänster|roller)|alla lediga (?:jobb|tjänster)|"
    r"(?:vis|se|til) alle (?:våre |vores )?(?:ledige )?(?:stillinger|jobb?)|alle ledige (?:stillinger|jobb?)|"
    r"(?:katso|näytä) kaikki (?:avoimet )?(?:työ)?paikat|kaikki (?:avoimet )?(?:työ)?paikat|"
    r"(?:zobacz|pokaż|sprawdź|przeglądaj) wszystkie (?:nasze )?(?:oferty|ogłoszenia|stanowiska)(?: pracy)?|"
    r"(?:zobrazit|prohlédnout|všechny) (?:všechny )?(?:volné |otevřené |pracovní )?(?:pozice|nabídky|místa)|(?:zobraziť )?všetky (?:voľné |pracovné )?(?:pozície|ponuky|miesta)|"
    r"(?:az )?összes (?:nyitott )?(?:állás|pozíció|állásajánlat)(?: megtekintése)?|(?:vezi |vedeți )?toate (?:posturile|pozițiile|joburile|ofertele)(?: .{0,24})?|"
    r"tüm (?:açık )?(?:pozisyonlar|ilanlar|pozisyonları gör|ilanları gör)|(?:δείτε )?όλες (?:οι|τις) (?:ανοιχτές )?θέσεις(?: .{0,24})?|"
    r"(?:виж )?всички (?:свободни )?(?:позиции|обяви)|(?:смотреть |посмотреть |показать )?все (?:открытые |наши )?вакансии|(?:переглянути |дивитись )?(?:всі|усі) (?:відкриті )?вакансії|"
    r"(?:pogledaj |vidi )?sv[ei] (?:otvorene )?(?:pozicije|oglase)|(?:lihat )?semua lowongan|(?:xem )?tất cả (?:vị trí|việc làm)|"
    r"(?:全て|すべて|全)の?(?:求人|募集|職種)(?:情報)?(?:一覧)?(?:を見る|はこちら)?|求人一覧(?:を見る|へ)?|(?:查看)?(?:全部|所有)(?:职位|岗位|職缺)|(?:모든|전체) (?:채용|공고|포지션)(?: 보기)?|جميع الوظائف|(?:ל)?כל המשרות)"
    + _END,
    re.IGNORECASE,
)
