"""Pages that say that their posting is closed, in many languages; lookalikes; and what shows that a page is up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Answer, check
from tests.tables import rows
from tracker.extract import closed_words
from tracker.extract.closed_notices import Line
from tracker.extract.still_open import SearchedText, lines_of, still_up
from tracker.model import Page, Request

Site = Callable[[Answer], tuple[str, list[str]]]
LIST = ("https://x.org/jobs",)
URL = "https://x.org/jobs/7"
FILLING = "We build quiet lamps for harbours and keep them lit. " * 80  # a page that says a lot else

TEXT = (
    "# Your work",
    "- You trim the wicks of all lamps by day",
    "- You wind the clockwork at nightfall",
    "Tea at ten",
)

CLOSED = {
    "en": [
        "This job is no longer available.", "The position you are looking for has been filled.", "This vacancy has now closed.",
        "Applications are closed.", "We are no longer accepting applications for this role.", "The closing date has passed.",
        "This opportunity was withdrawn.", "Job not found", "The application window has now ended.", "This role is no longer active.",
        "This advert is no longer live.", "We have already filled this role.", "Hiring for this job is complete.",
        "We’ve stopped taking applications.", "Recruitment for this role has ended.", "Position filled",
    ],
    "de": [
        "Die Stelle ist leider bereits besetzt.", "Diese Ausschreibung ist nicht mehr aktiv.", "Die Bewerbungsfrist ist leider abgelaufen.",
        "Bewerbungen sind nicht mehr möglich.", "Das Stellenangebot wurde inzwischen geschlossen.",
        "Leider ist diese Position schon besetzt.", "Stelle bereits vergeben", "Anzeige abgelaufen",
    ],
    "fr": [
        "Cette annonce n’est plus en ligne.", "L’offre d’emploi a été pourvue.", "Le poste est déjà pourvu.",
        "Les candidatures sont closes.", "La date limite de dépôt est dépassée.",
        "Poste pourvu", "Offre expirée", "Annonce clôturée.",
    ],
    "es": [
        "Esta vacante ya no está disponible.", "La oferta de empleo ha finalizado.", "El puesto ya está cubierto.",
        "El plazo de inscripción ha finalizado.", "Ya no se aceptan candidaturas.",
        "Vacante cubierta", "Oferta cerrada", "El proceso de selección ha concluido.", "La convocatoria ha cerrado.",
    ],
    "it": ["La posizione è stata chiusa.", "Questo annuncio non è più attivo.", "Le candidature sono chiuse.", "Posizione chiusa"],
    "nl": ["Deze functie is inmiddels vervuld.", "De vacature is niet meer actief.", "Reageren is niet meer mogelijk.", "Vacature vervuld", "Je kunt niet meer reageren."],
    "pt": ["Esta vaga já não está disponível.", "Vaga preenchida.", "Inscrições encerradas.", "O prazo de inscrição terminou."],
    "pl": ["Oferta pracy wygasła.", "Rekrutacja została zakończona.", "To ogłoszenie jest już nieaktualne.", "Rekrutacja zamknięta", "Termin składania ofert upłynął."],
    "sv": ["Tjänsten är tillsatt.", "Ansökningstiden har gått ut.", "Annonsen har tagits bort.", "Annonsen har utgått."],
    "da": ["Stillingen er desværre besat.", "Ansøgningsfristen er udløbet.", "Jobbet er ikke længere ledig.", "Stillingen er blevet besat."],
    "no": ["Stillingen er ikke lenger aktiv.", "Søknadsfristen har gått ut."],
    "fi": ["Hakuaika on päättynyt."],
    "cs": ["Pozice již byla obsazena.", "Nabídka práce již není aktuální."],
    "ja": ["この求人は募集を終了しました。", "応募の受付は締め切りました。", "掲載は終了しております。", "現在募集していません。"],
    "ko": ["채용이 종료되었습니다.", "마감된 공고입니다.", "접수가 마감됐습니다.", "접수 기간이 만료되었습니다."],
    "zh": ["该岗位已关闭。", "招聘已经结束", "此職缺已額滿。", "申请已截止。"],
}  # fmt: skip
OPEN = [
    "We keep this ad online until the position has been filled.",
    "Applications close on 3 May.",
    "Once the role is filled we remove the posting.",
    "If the position is closed you will hear from us.",
    "The position is filled with variety.",
    "The role is closed-loop control of pumps.",
    "The vacancy is closed to agencies.",
    "The shop is closed on Sundays.",
    "You keep positions filled in our stores.",
    "The next application window opens in May.",
    "Die Ausschreibung endet, sobald die Stelle besetzt ist.",
    "Die Bewerbungsfrist endet am 3. Mai.",
    "Wir suchen, bis die Stelle ist besetzt.",
    "L’annonce reste en ligne jusqu’à ce que le poste est pourvu.",
    "La date limite de dépôt est le 3 mai.",
    "Cuando la vacante está cubierta retiramos el anuncio.",
    "Zodra de vacature is vervuld, verdwijnt zij.",
    "Gdy rekrutacja została zakończona, piszemy do wszystkich.",
    "När tjänsten är tillsatt tar vi bort annonsen.",
    "Sista ansökningsdag är den 3 maj.",
    "募集は定員になり次第終了します。",
    "채용 시 마감될 수 있습니다.",
    "申请截止日期：5月3日",
    "The old lamps are no longer made.",
    # not, or not yet
    "The vacancy has not been withdrawn.", "No role has been closed in this round.", "This job has never been filled.",
    "Die Position ist noch nicht vergeben.", "Die Bewerbungsphase ist nicht beendet.", "L’offre n’est pas expirée.",
    "La vacante aún no está cerrada.", "La posizione non è stata coperta.", "De functie is nog niet ingevuld.",
    "A vaga ainda não está fechada.", "Oferta pracy nie wygasła.", "Jobbet är ännu inte tillsatt.", "Stillingen er ikke stengt.",
    "募集はまだ締め切りました状態ではありません。", "모집이 아직 종료되지 않았습니다.", "该岗位没有关闭。",
    # no longer something else
    "This vacancy is no longer seasonal.", "This position is no longer open to agencies.", "Cette annonce n’est plus à durée déterminée.",
    "Deze functie is niet langer tijdelijk.", "Questa posizione non è più a tempo determinato.",
    # one way to apply, one group
    "We are no longer accepting applications by fax.", "We are no longer accepting applications through recruiters.",
    "We are no longer accepting candidates from partner schools.", "Ya no se aceptan candidaturas por correo.",
    "メールでの応募受付は終了しました。", "방문 접수가 마감되었습니다.", "邮件申请已截止。",
    # another posting, another place, another time
    "Another position has been filled.", "The first vacancy has been filled, the second is free.", "The role in Leeds has been filled.",
    "Our night position was closed.", "The job was closed in May and reopened in June.", "Die vorherige Stelle ist besetzt.",
    "Die Stelle in Kiel ist nicht mehr frei, die in Husum schon.", "L’autre poste est pourvu.", "La otra vacante ya está cubierta.",
    # questions and conditions
    "Is this job closed?", "Ist die Stelle besetzt, schreiben wir Ihnen.", "The role has been filled? We keep your letter.",
    "Position closed? Look at our list.", "Die Stelle ist besetzt, falls niemand mehr schreibt.",
]  # fmt: skip


def test_how_many_are_tried() -> None:
    """Sixteen languages, and look-alikes of each kind."""
    assert (len(CLOSED), sum(map(len, CLOSED.values())), len(OPEN)) == (16, 84, 66)


@pytest.mark.parametrize("words", [one for many in CLOSED.values() for one in many])
def test_a_page_that_says_so_is_closed(words: str) -> None:
    """On a page with little else, and on one that still has the title and much other text."""
    for around in ("", FILLING):
        page = Page(Request(URL), URL, 200, (), f"<h1>Lamp keeper</h1><p>{words}</p><p>{around}</p>".encode())
        answer, evidence = still_up(page, SearchedText("Lamp keeper"), LIST)
        assert (answer, evidence.how) == (False, "says-closed")
        assert evidence.reason.startswith("its page says that it is no longer open: “")


@pytest.mark.parametrize("words", OPEN)
def test_what_only_sounds_like_it_is_open(words: str) -> None:
    """Conditions, future dates and other closed things say nothing about the posting."""
    for strong in (False, True):
        assert closed_words.closing_words([Line(" ".join(words.casefold().split()))], strong=strong) == ""
    page = Page(Request(URL), URL, 200, (), f"<h1>Lamp keeper</h1><p>{words}</p>".encode())
    assert still_up(page, SearchedText("Lamp keeper"), LIST)[0] is True


@pytest.mark.parametrize(
    "words",
    [
        "You say on the phone that the job is closed.",
        "A card reads: this position has been filled.",
        "Mark the vacancy is closed in the system.",
        "Our colleague in Hull says this position has been filled.",
        "The positions are filled.",
        "This job has expired links.",
        "The application deadline for internal applicants has passed.",
        "La date limite pour les candidatures internes est dépassée.",
        "El plazo de la primera fase ha finalizado.",
        "The position you held before has been filled.",
        "This position is closed on 24 December.",
        "职位北京已关闭。",
        "招聘上海岗已结束。",
        "채용 부산 마감되었습니다.",
        "応募学生枠は終了しました。",
        "No longer available",
        "Sie schreiben: die Stelle ist besetzt.",
        "This position has been filled " + "and " * 90,
    ],
)
def test_beside_its_text_only_a_whole_sentence_counts(words: str) -> None:
    """A clause in a sentence about something else does not count, and neither do words without a subject."""
    body = "".join(f"<p>{one}</p>" for one in (*TEXT, words))
    page = Page(Request(URL), URL, 200, (), f"<h1>Lamp keeper</h1>{body}".encode())
    assert still_up(page, SearchedText("Lamp keeper", lines_of(TEXT, set())), LIST)[0] is True


@pytest.mark.parametrize(
    "words", ["It has been reopened.", "Applications are still open.", "重新招聘", "Die Stelle ist wieder offen."]
)
def test_a_page_that_was_reopened_says_nothing(words: str) -> None:
    """A notice of a closing next to one of a reopening."""
    body = "".join(f"<p>{one}</p>" for one in (*TEXT, "This position has been closed.", words))
    page = Page(Request(URL), URL, 200, (), body.encode())
    assert still_up(page, SearchedText("Lamp keeper", lines_of(TEXT, set())), LIST)[0] is True


@pytest.mark.parametrize(
    ("after", "answer"), [("", False), ("Look at our list", False), ("12월 31일", None), ("2099-12-31", None)]
)
@pytest.mark.parametrize("label", ["채용 마감", "募集終了", "접수 종료"])
def test_a_label_of_a_date_is_no_notice(label: str, after: str, answer: bool | None) -> None:
    """Words that are also labels count only if no date follows, and only on a page without its text."""
    body = f"<p>{label}</p><p>{after}</p>"
    page = Page(Request(URL), URL, 200, (), body.encode())
    assert still_up(page, SearchedText("Lamp keeper", lines_of(TEXT, set())), LIST)[0] is answer
    full = Page(Request(URL), URL, 200, (), (body + "".join(f"<p>{one}</p>" for one in TEXT)).encode())
    assert still_up(full, SearchedText("Lamp keeper", lines_of(TEXT, set())), LIST)[0] is True


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Lamp keeper</h1><ul><li>You trim the <b>wicks</b> of all lamps by day<li>You wind the clockwork at nightfall</ul>", True),
        ("<h1>Keeper of lamps</h1><p>You trim the wicks of all lamps by day</p>", True),
        ("<h1>Lamp keeper</h1><p>Other openings</p>", None),
        ("<title>Lamp keeper</title><div id=app></div>", None),
        ("<h1>Lamp keeper</h1><p>You trim the wicks of all lamps by day</p><p>This job has expired</p>", False),
        ('{"title": "Lamp keeper", "text": "<p>You trim the wicks of all lamps by day<\\\\/p>"}', True),
    ],
)  # fmt: skip
def test_a_page_stands_when_its_text_stands(body: str, expected: bool | None) -> None:
    """The title alone proves nothing: notices, lists and page shells have it too."""
    page = Page(Request(URL), URL, 200, (), body.encode())
    assert still_up(page, SearchedText("Lamp keeper", lines_of(TEXT, set())), LIST)[0] is expected


def test_lines_that_others_have_too_tell_no_page() -> None:
    """What an employer says in every ad is also on pages without a posting."""
    assert lines_of(TEXT, {TEXT[1], TEXT[2], TEXT[0]}) == ("teaatten",)
    assert lines_of(TEXT, set(TEXT)) == ()
    assert lines_of(TEXT, set()) == ("youtrimthewicksofalllampsbyday", "youwindtheclockworkatnightfall")


@pytest.mark.parametrize(
    "line",
    [
        "You write to all applicants that the position has been filled",
        "The role is currently filled on an interim basis.",
        "Internal applications have closed; external ones are open until 3 May.",
        "Die Stelle ist aktuell besetzt mit einer Elternzeitvertretung.",
        "Le poste est fermé au public.",
    ],
)
def test_a_sentence_of_the_posting_itself_says_nothing(line: str) -> None:
    """A posting whose own text mentions closed positions stays open."""
    text = (*(f"You keep lamp number {n} of the long quay lit by night and trimmed by day" for n in range(16)), line)
    looked = SearchedText("Clerk", lines_of(text, set()), closed_words.of_text(text))
    body = "".join(f"<p>{one}</p>" for one in text)
    page = Page(Request(URL), URL, 200, (), f"<h1>Clerk</h1>{body}".encode())
    assert still_up(page, looked, LIST)[0] is True
    told = Page(Request(URL), URL, 200, (), f"<h1>Clerk</h1><p>This job has expired.</p>{body}".encode())
    assert still_up(told, looked, LIST)[0] is False


def site_of(gone: set[int], said: str, *, everywhere: bool = False, lost: bool = False) -> Answer:
    """Answer as a list of thirty with pages; those that are `gone` from the list say so on their pages."""

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path == "/jobs":
            body = "".join(f'<li class=job><a href="/job/{n}">Lamp keeper {n}</a>' for n in range(30) if n not in gone)
        elif path.startswith("/job/"):
            n = int(path.rpartition("/")[2])
            text = "" if n in gone and (lost or not everywhere) else f"<p>You keep lamp number {n} of this house</p>"
            told = said if everywhere or n in gone else ""
            inside, below = ("", f"<p>{told}</p>") if lost else (f"<p>{told}</p>", "")
            body = f"<h1>Lamp keeper {n}</h1><main>{text}{inside}</main>{below}"
        else:
            return 404, {}, b""
        return 200, {"Content-Type": "text/html"}, body.encode()

    return answer


TOML = (
    '[defaults]\ndelay = "0s"\nallow_private = true\n[sources.s]\nurl = "{}/jobs"\nboard = "html"\nrender = "never"\n'
    'item = "li.job"\ntext = "main"\n'
)


def test_many_pages_that_say_so_release_the_guard(tmp_path: Path, site: Site) -> None:
    """Twenty-three of thirty close in one check."""
    gone: set[int] = set()
    base, _ = site(site_of(gone, "This position has been filled."))
    (tmp_path / "tracker.toml").write_text(TOML.format(base), "utf-8")
    check(tmp_path)
    gone.update(range(23))
    check(tmp_path)
    found = rows(tmp_path, "SELECT how, count(*) AS many FROM changes WHERE kind = 'closed' GROUP BY how ORDER BY how")
    assert found == [{"how": "sample", "many": 3}, {"how": "says-closed", "many": 20}]


def test_a_sentence_on_every_page_closes_nothing(tmp_path: Path, site: Site) -> None:
    """A hidden template on pages of open postings proves nothing about those that are missing."""
    gone: set[int] = set()
    base, _ = site(site_of(gone, "This position has been filled.", everywhere=True))
    (tmp_path / "tracker.toml").write_text(TOML.format(base), "utf-8")
    check(tmp_path)
    gone.update((3, 4))
    for days in (0, 1):
        check(tmp_path, days=days)
    assert rows(tmp_path, "SELECT kind, count(*) AS many FROM changes WHERE baseline = 0 GROUP BY kind") == [
        {"kind": "unlisted", "many": 2}
    ]


def test_a_clause_on_open_pages_too_closes_no_page_that_lost_its_text(tmp_path: Path, site: Site) -> None:
    """Weak words on the page of an open posting (the control) are ignored on other pages."""
    gone: set[int] = set()
    base, _ = site(site_of(gone, "On the phone we say that the job is closed.", everywhere=True, lost=True))
    (tmp_path / "tracker.toml").write_text(TOML.format(base), "utf-8")
    check(tmp_path)
    gone.update((3, 4))
    check(tmp_path)
    assert rows(tmp_path, "SELECT count(*) AS many FROM changes WHERE baseline = 0") == [{"many": 0}]


def test_words_of_a_text_are_found_in_each_line() -> None:
    """As a page may show them: two lines joined, and one by one."""
    own = closed_words.of_text(
        [
            "学内応募",
            "募集は終了しました。",
            "사내 지원",
            "접수가 마감되었습니다",
            "内部应聘",
            "职位已关闭",
            "The job",
            "is closed",
        ]
    )
    assert own >= {"募集は終了しました", "접수가 마감되었", "职位已关闭", "job is closed"}
