"""Words of announcements in six languages, by what they mean.

A mark is one meaning ("first of its kind", "launch", "secret"), whatever the language. The classifier weighs marks and
pairs of marks, so what it learned from English and German sentences also holds for the other languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from tracker.insight.words import one_form

# A phrase is words of `words.tokens`; `*` means any ending of a word, and `…` up to five other words. Scripts without spaces
# are matched as substrings.
_LEXICON: dict[str, str] = {
    "kind": "first … of its kind; first … of their kind; first … of that kind; first of a kind; one of a kind; first ever; first in the world; world s first; industry first; industry s first; nation s first; country s first; never before; nobody has ever; nobody has flown; larger than any; the biggest; the only plant; noch nie; never been done; inaugural; the largest we; weltweit erste*; europaweit erste*; erste* dieser art; einzigartig* in europa; première mondiale; de ce type en; primera en su tipo; pionera en; 全球首; 国内首; 首个; 首座; 同类; 世界初; 国内初; 業界初; 日本初; largest … of its kind; largest … of their kind; biggest … of its kind; only … of its kind; only … of their kind; only … of that kind; erste* … ihrer art; erste* … seiner art; größte* … ihrer art; größte* … seiner art; einzige* … ihrer art; einzige* … seiner art; premi* … de son genre; premi* … en son genre; seul* … en son genre; seul* … de son genre; primer* … de su tipo; únic* … de su tipo; world first; global first; weltpremiere; weltneuheit; europapremiere; largest ever; longest ever; ever built; ever attempted",
    "first": "our first; its first; s first; company s first; the very first; first own; for the first time; first phase; erste* eigene*; unser erste*; unsere erste*; unser allererst*; unseren erste*; unserem erste*; unseres erste*; unserer erste*; erstmals; zum ersten mal; notre premi*; notre tout premi*; nuestr* primer*; primer* oficina; 第一个; 首款; 首条; 首次; 首家; 初の; 初めて; 当社初",
    "launch": "launch; launches; launching; launched; relaunch*; roll out; rollout; rolling out; go live; goes live; going live; debut*; unveil*; bring to market; brings to market; coming to market; take to market; start of production; starts production; volume production; mass production; ship our; commercial launch; go to market of; market launch; markteinführung*; launchen; produktstart; marktstart; serienanlauf*; serienfertigung; einführung unser*; auf den markt; live gehen; live geht; bringen wir; lancement*; lancer*; lancera; lancée; mise en service; mettrez en service; mise sur le marché; lanzamiento*; lanzar*; puesta en marcha; en marcha; 上线; 推出; 发布; 量产; 投产; 发售; 公開; 発売; 立ち上げ; 稼働; 量産; ローンチ; on sale from; goes on sale; go on sale; in the shops; hits the shelves; first passengers; maiden flight; maiden voyage; premiere; premieres; opens to the public; opening to the public; opens its doors; first deliveries; deliveries begin; deliveries start; available from; in den handel; an den start; erstflug; jungfernflug; jungfernfahrt; erste* auslieferung*; feiert premiere",
    "soon": "upcoming; forthcoming; planned; planning to; we plan to; plans to; soon; later this year; next year; this year; next spring; next summer; next fall; next autumn; next winter; this spring; this summer; this fall; this autumn; this winter; is expected to; expected in; expected to open; expected to launch; will open; opens in; will begin; begins; before the service; will launch; will start; slated; scheduled for; we ll; about to; going to; we intend to; ahead of; in the coming; getting ready; get ready; gets ready; prepar* for; preparing to; prepare to; prepare our; prepare the; under construction; in development; by 2027; by 2028; by 2030; geplant*; künftig*; zukünftig*; kommend*; bevorstehend*; in vorbereitung; vorbereitung*; bereite* vor; bereiten unser; demnächst; bald; nächste* jahr; ab 2027; wir planen; prochain*; futur*; prévu*; bientôt; préparer*; préparons; à venir; l année prochaine; nous allons; próxim*; futur*; previst*; preparar*; preparando; pronto; vamos a; 即将; 计划; 预计; 筹备; 未来; 准备; 拟; 予定; 近日; 来年; 来春; 準備; 計画; 今後",
    "secret": "stealth; confidential program*; confidential project*; confidential vehicle; confidential product; highly confidential; confidential and; secret project*; secret program*; secret product*; secret effort*; secret initiative; is secret; secret for now; top secret project; unannounced; not yet announced; not been announced; not yet been announced; yet to be announced; not been made public; undisclosed; code name*; codename*; under wraps; haven t shown; haven t talked; isn t out yet; signed an nda; can t be told; nobody has seen; niemand gesehen; personne; con nadie; vertraulichkeitserklärung; まだ公表; 尚未公开; not been revealed; not yet public; cannot be named; classified program; classified effort; skunkworks; moonshot; vertraulich* projekt*; vertraulich* programm*; vertrauliches vorhaben; streng vertraulich*; noch nicht angekündigt*; nicht öffentlich; geheime; geheimes; geheimen; geheimer; geheimprojekt*; der geheimhaltung; unterliegt; confidentiel*; projet secret; pas encore été annoncé; pas encore annoncé; confidencial*; aún no se ha anunciado; no anunciado; secreto; 保密项目; 尚未发布; 未发布; 未公开; 机密; 秘密; 未発表; 極秘; 非公開; 社外秘; can t talk about; cannot talk about; can t say; cannot say more; not ready to say; not ready to show; not ready to talk; not ready to announce; nobody outside; no one outside; under nda; under an nda; not public yet; before it is public; noch nicht spruchreif; hinter verschlossenen türen; noch nicht darüber; noch nicht reden; noch nicht sprechen",
    "deal": "recently acquired; newly acquired; acquired business*; acquired compan*; acquired brand*; just acquired; the acquisition; acquisition of; acquisitions that; our acquisition*; planned acquisition*; we bought; we have bought; merge; merger; mergers; merging; take over; takeover*; joint venture*; divest*; divestiture*; carve out; carve outs; spin off; spin out; spinoff; sale of our; sale of the; joined our group; became part of; joined us in; we acquired; new owner; deal has closed; came to us with; post merger; becomes independent; übernahme*; übernommen*; übernimmt; zukauf*; zugekauft*; nach dem kauf; kauf eines; aufspaltung; nach der fusion; der fusion der; fusionier*; la fusion; fusion des; fusion avec; gemeinschaftsunternehmen; ausgliederung*; abspaltung; verkauf unser*; verkauf des; rachat; rachetée; rachet*; vente de notre; acquérir; acquisition de; cession; coentreprise; adquirir; que compramos; compra de; adquisición; adquirid*; fusión; venta de nuestra; empresa conjunta; escisión; 收购; 并购; 合并; 合资; 剥离; 买下; 買収; 合併; 合弁; 売却; 分社化; joining forces with; joined forces with; join forces with; being acquired; to be acquired; being bought; been bought; becomes part of; being sold; to be sold; new shareholder*; sale process; zusammenschluss; verschmelz*",
    "listing": "offering of shares; the stock market; becoming a public company; erstnotiz; wertpapierprospekt; 東証; ipo; ipos; f 1 filing; initial public offering; go public; going public; public listing; possible listing; a listing; s 1; public company readiness; become a public company; stock exchange; bond issue; dual listing; spac; roadshow; börsengang*; börse; notierung; emission; introduction en bourse; cotation; salida a bolsa; cotizar en bolsa; 上市; 首次公开募股; 株式上場; 上場; ipo準備",
    "site": "plant; plants; factory; factories; gigafactory; gigafactories; fab; fabs; headquarters; head office; hq; campus; campuses; warehouse; warehouses; data center*; data centre*; datacenter*; data hall; refinery; smelter; mine; mill; terminal; launch pad; launchpad; test track; reactor*; power station*; power plant*; foundry; shipyard; distribution center*; fulfillment center*; fulfilment centre*; manufacturing site; production site; new site; pilot line; production line; assembly line; paint shop; store; stores; flagship; hospital; clinic; hotel; studio; office in; office; wind farm; solar farm; electrolyser; electrolyzer; gateway; depot; branch; hub; werk; werks; werke*; fabrik*; batteriefabrik; gigafabrik; standort*; hauptsitz*; zentrale; niederlassung*; rechenzentr*; lager; logistikzentrum; hochregallager*; filiale*; büro; kraftwerk*; raffinerie*; anlage; pilotanlage; neubau; windpark; entwicklungszentrum; klinik*; usine*; siège; bureau; entrepôt*; centre de données; magasin*; filiale; réacteur; chantier; planta; fábrica*; sede; oficina; almacén; centro de datos; tienda*; filial; centro de; desaladora; 工厂; 厂; 总部; 办事处; 数据中心; 园区; 门店; 生产线; 基地; 工場; 本社; 拠点; データセンター; 店舗; 生産ライン; 倉庫; ホテル",
    "build": "construct*; furnace; we re building; put up our; put up a; putting up; put up; being built; to be built; we are adding; taping out; tape out; tapeout; earthworks; set up; setting up; sets up; establish; establishes; establishing; establishment of; stand up; standing up; stands up; ground up; from scratch; greenfield; brownfield; break ground; breaking ground; groundbreaking for; commission; commissioning; put into service; expand*; expansion*; opening of; open a; open an; open our; opens; opening; opened; build out of our; build of; building a; building our; we are building; double the capacity; ramp; ramp up; ramping; scale up; retrofit*; convert*; conversion; bring in house; fit out; aufbau*; aufzubauen; errichte*; errichtung*; bau; baus; bauen; bauarbeiten; eröffn*; inbetriebnahme*; erweiterung*; erweitern; ansiedlung; gründ*; gründung*; richtest; einrichtung unser*; construction; construis*; construire; ouvr*; ouverture*; implant*; créer*; création; montage; construcción; construi*; abrir*; apertura*; inaugur*; crear*; creación; instal*; montaje; levantar*; 建设; 新建; 筹建; 建厂; 组建; 成立; 开设; 扩建; 建造; 扩张; 建設; 新設; 開設; 設立; 開業; 新築; 増設",
    "move": "relocat*; move into; move our; ziehen; zieht; mudanza; déménager; move to; moves to; moving to; move from; move of; moving our; moving production; moving to a new; transfer of; transfer to; consolidat* our; bring production; reshoring; nearshore our; in house production; migration to our own; leave the public cloud; verlager*; verlagerung*; umzug*; umziehen; wegzug; déménag*; transfert; délocalis*; traslado*; trasladar*; transferencia; 搬迁; 转移; 迁; 移転; 移管; moving out of; move out of; vacate; vacating; under one roof; swap our; quitter notre; quittons",
    "enter": "arrival in; arrivée au; arrivée en; first one there; fuß zu fassen; getting into; market entry; enter the; entering the; enters the; entry into; expansion into; expand into; expanding into; expand to; expanding to; new market; new markets; country launch; into the us; first hire in; first employee in; first person in; first in country; our move into; our expansion; our launch in; launch in; launches in; open the; bring our; enter new; markteintritt*; eintritt in; einstieg in; markt ein; landesleitung; in österreich und; entrée sur le marché; nous lançons; entrar en; entrada en; llegada a; nuestra llegada; expansión; 进入; 出海; 海外; 开拓; 参入; 進出; 海外展開; first store in; first office in; first branch in; first location in; first site in; first restaurant in; first hotel in; next stop; erste* filiale; erste* standort; erste* niederlassung; jetzt auch in; nun auch in; premier magasin; première agence; première boutique; primera tienda",
    "end": "wind down; winding down; winds down; wound down; closes in; stop making; aufgeben; wickeln; sunset*; decommission*; phase out; phasing out; shut down; shutting down; shutdown; closure*; closing of; close our; close down; end of life of; discontinu*; exit from; exiting; layoff*; restructuring; redundanc*; insolven*; receivership; retire the; retiring our; stilllegung*; stilllegen; schließung*; rückbau; rückzug*; abwicklung; abschaltung; einstellung des; stellenabbau; restrukturierung; fermeture*; arrêt de; cierre; cerrar; 关闭; 停产; 退出; 裁员; 下线; 閉鎖; 終了; 撤退; 廃止; switch off; switched off; switching off; end of production; stops production; stop production; cease production; cease operations; ceases; produktionsende; letzte schicht",
    "newbusiness": "new business unit; new business line; new line of business; new division; newly formed; new subsidiary; new venture; new program; new group; new initiative; new vertical; new brand; new product line; spinning up; incubat* a; zero to one; 0 to 1; own chip; of our own; into our own; to our own; build our own; brand of our own; in house; founding member; founding team; neue* geschäftsfeld*; neue* geschäftsbereich*; neue* sparte; neue* einheit; tochtergesellschaft*; eigene*; gründungsteam; neu aufgebaut; nouvelle activité; nouvelle filiale; nouvelle offre; propre; nueva línea; nueva unidad; nueva filial; propio*; 事业部; 子公司; 新成立; 自研; 立项; 新業務; 新規事業; 子会社; 自社; 新たに; is forming; are forming; we re forming; forming a; forming an; new fund; new arm; new label; new studio; wir gründen; gründen wir; gründen eine; gründen ein; neu gegründet*; neuen fonds; neuer fonds; nueva marca; nouvelle marque; nouveau fonds",
    "unreleased": "next generation; successor of; successor to; unreleased; first product; first hardware; new product that; new vehicle; new model; new game; next title; next game; next flagship; prototype to; from prototype; from concept to; upcoming product*; upcoming device; own phone; nachfolger*; nächste generation; nächsten generation; prochaine génération; próxima generación; próximo vehículo; 下一代; 新产品; 新車; 次世代; 新製品; 新商品",
    "approval": "fda; ema approval; regulatory approval*; licence; license; licensing application; banking charter; bank charter; banking licen*; permits; permitting; authorization; charter; banklizenz; zulassung*; genehmigung*; lizenz; agrément; licencia*; autorización; 牌照; 审批; 许可; 認可; 免許; 承認; bafin; finma; faa; easa; mhra; ofgem; bundesnetzagentur; cleared by; clearance from; type approval; type certificate; baugenehmigung*; betriebsgenehmigung*; vollbanklizenz*; betriebserlaubnis",
    "contract": "awarded; won the; just won; newly won; contract with; contract that; partnership with; selected to; agreement to; tender; bid for; ausschreibung*; zuschlag; partnerschaft mit; contrat; appel d offres; contrato; licitación; 中标; 合作伙伴; 受注; 提携; framework agreement; framework contract; rahmenvertr*; selected us; chosen us; chose us; picked us; signed a contract; signed an agreement; letter of intent; memorandum of understanding; preferred bidder; purchase agreement; offtake; großauftrag*; absichtserklärung*",
    "new": "new; newly; neu; neue; neuen; neuer; neues; neuem; nouveau; nouvel; nouvelle*; nuev*; 新; 新しい",
    "recent": "recently; just; newly; last month; last quarter; has just; kürzlich; frisch; soeben; gerade; récemment; venons d; recientemente; acabamos de; 最近; 刚刚; 新近; 最近; 先日",
    "ours": "our; ours; us; we; we re; we ve; its; company s; unser*; wir; uns; notre; nos; nous; nuestr*; nosotros; 我们; 公司; 本公司; 当社; 弊社; 我が社",
    "rareword": "nuclear; satellite*; rocket*; lunar; robotaxi*; humanoid*; airline; bank; insurer; hydrogen; lithium; semiconductor*; chip; chips; foundation model; supercomputer*; megawatt; gigawatt; drone*; submarine; shipyard; batteries; battery; wasserstoff; batterie*; satelliten; atom*; reaktor*; hydrogène; hidrógeno; 电池; 芯片; 卫星; 核; 半导体; 機器人; 電池; 半導体; 衛星; チップ",
    # marks of the candidate, of habits and of benefits, which are not plans
    "asked": "experience; experienced; years; ability; you have; you ve; you are; you re; proven; track record; familiarity; proficien*; knowledge; skills; degree; bachelor s; background in; passion*; comfortable; strong; excellent; demonstrated; preferred; bonus; nice to have; required; must have; erfahrung*; kenntnisse; abgeschlossen*; studium; du hast; sie haben; du bringst; sie bringen; fähigkeit*; ausbildung; expérience; maîtrise; diplôme; vous avez; experiencia; conocimiento*; dominio; tienes; 经验; 熟悉; 能力; 学历; 优先; 以上; 経験; 知識; 能力; スキル; 歓迎",
    "offer": "benefit*; vacation; 401k; insurance; salary; equity; parental; holiday*; perks; paid; pto; stipend; retreat*; offsite*; compensation; competitive; urlaub; urlaubstage; gehalt; zuschuss; homeoffice; vergütung; flexible arbeitszeiten; télétravail; mutuelle; tickets restaurant; congés; rémunération; vacaciones; salario; seguro; 薪资; 福利; 五险一金; 年假; 給与; 手当; 休暇; 福利厚生",
    "habit": "campaign*; features; new features; feature; stakeholder*; cross functional; customers; new customers; clients; candidates; onboarding; process; processes; initiatives; best practices; dashboards; workflows; content; events; kunden; prozesse; kampagnen; features; clients; campagnes; clientes; procesos; campañas; 客户; 流程; 顧客; プロセス",
    "past": "since 2; was founded; founded in; have raised; we raised; raised; series a; series b; series c; backed by; trusted by; our mission; mission is; our vision; gegründet; mission; vision; fondée en; fundada en; 成立于; 创业; 創業; ミッション",
}  # fmt: skip
# A sentence without one of these is not a plan.
TELLING = frozenset(
    (
        "kind",
        "first",
        "launch",
        "soon",
        "secret",
        "deal",
        "listing",
        "site",
        "build",
        "move",
        "enter",
        "end",
        "newbusiness",
        "unreleased",
        "approval",
        "contract",
    )
)
_GAP, _MOST_GAP = "…", 5  # stands for up to so many words
_SHORT = 3  # first letters of a phrase, the key of the look-up
_CJK = 0x2E80
_YEARS = range(2024, 2041)
_UNITS = frozenset(
    "mw gw gwh mwh megawatt gigawatt million billion bn acres hectares tons tonnes millionen milliarden".split()
)
_QUARTERS = frozenset(("q1", "q2", "q3", "q4", "h1", "h2"))
_NAMERS = frozenset("project program programme operation initiative projekt programm projet proyecto".split())


def _indexed() -> tuple[dict[str, list[tuple[tuple[str, ...], str]]], list[tuple[str, str]]]:
    by_start: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    plain: list[tuple[str, str]] = []
    for mark, phrases in _LEXICON.items():
        for phrase in dict.fromkeys(phrases.split("; ")):
            if ord(phrase[0]) >= _CJK:
                plain.append((phrase, mark))
            else:
                words = tuple(_as_compared(word) for word in phrase.split())
                by_start.setdefault(words[0].rstrip("*")[:_SHORT], []).append((words, mark))
    return by_start, plain


def _as_compared(word: str) -> str:
    """Return a word of a phrase as `words.tokens` writes it, with a `*` at its end kept."""
    bare = word.rstrip("*")
    return one_form(bare.casefold()) + word[len(bare) :]


_BY_START, _PLAIN = _indexed()


def of(tokens: Sequence[str], sentence: str) -> set[str]:
    """Return the marks of a sentence with these tokens; none if no word of it can belong to a plan."""
    marks = {mark for _, _, mark in spans(tokens)}
    if not sentence.isascii():
        marks.update(mark for phrase, mark in _PLAIN if phrase in sentence)
    if not marks & TELLING:
        return set()
    return marks | _of_numbers(tokens) | _of_writing(sentence)


def kinds(tokens: Sequence[str]) -> set[str]:
    """Return the marks of a few words, such as a title, whether or not they can belong to a plan."""
    return {mark for _, _, mark in spans(tokens)}


def spans(tokens: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where phrases are: the first word, the word after the last, and the mark."""
    for index, token in enumerate(tokens):
        for words, mark in _starting(token):
            end = index + 1 if len(words) == 1 else _end_of(words, tokens, index)
            if end:
                yield index, end, mark


@lru_cache(maxsize=50_000)
def _starting(token: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the phrases whose first word a token is."""
    return tuple(mark for mark in _BY_START.get(token[:_SHORT], ()) if _is(mark[0][0], token))


def _is(word: str, token: str) -> bool:
    return token.startswith(word[:-1]) if word[-1] == "*" else token == word


def _of_numbers(tokens: Sequence[str]) -> set[str]:
    marks = set()
    for index, token in enumerate(tokens):
        if token in _QUARTERS or (len(token) == 4 and token.isdecimal() and int(token) in _YEARS):  # noqa: PLR2004
            marks.add("year")
        elif token in _UNITS and index and tokens[index - 1].isdecimal():
            marks.add("amount")
    return marks


def _end_of(words: tuple[str, ...], tokens: Sequence[str], index: int) -> int:
    """Return the position after a phrase that begins at a position; 0 if it is not there."""
    for number, word in enumerate(words):
        if word == _GAP:
            rest = words[number + 1 :]
            return next(
                (end for start in range(index, index + _MOST_GAP + 1) if (end := _end_of(rest, tokens, start))), 0
            )
        if index >= len(tokens) or not _is(word, tokens[index]):
            return 0
        index += 1
    return index


def _of_writing(sentence: str) -> set[str]:
    """Return marks of capital letters: a name within the sentence, or "Project" and a name."""
    words = sentence.split()
    marks = set()
    for before, word in pairwise(words):
        if word[:1].isupper() and word[1:2].islower() and before[-1:] not in ".:!?•-–":
            marks.add("name")
            if before.casefold() in _NAMERS:
                marks.add("codename")
    return marks
