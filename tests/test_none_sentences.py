"""Which sentences prove that a page has no openings, and what contradicts them."""

from __future__ import annotations

import pytest

from tests.test_any_page import read
from tracker.boards.kit.emptiness import denies, states_none
from tracker.model.errors import Unread

FACTS = """
We have no open positions at the moment.
There are no vacancies at this time, but please send your CV to us for the future.
Thank you for your interest in Acme. Unfortunately we currently have no open positions.
Thank you for your interest in working with us, however we have no vacancies at present.
All positions have been filled.
No vacancies were found.
There are presently no employment opportunities.
De momento não temos vagas em aberto.
Meillä ei ole tällä hetkellä avoimia työpaikkoja.
Aktualnie nie mamy wolnych stanowisk.
現在、募集中の求人はございません。
No jobs found matching your criteria.
We're not hiring at the moment - but stay in touch
Aktuell sind alle Stellen besetzt.
Zur Zeit sind leider keine Stellen zu besetzen. Wir freuen uns über Initiativbewerbungen.
Im Moment gibt es bei uns keine offenen Stellen.
Nous n'avons pas de poste à pourvoir pour le moment.
Aucune offre d'emploi actuellement.
Il n'y a aucune offre disponible pour le moment.
En este momento no hay vacantes disponibles.
Actualmente no tenemos ofertas de empleo.
Al momento non ci sono posizioni aperte.
Op dit moment hebben wij geen vacatures.
Neste momento não temos vagas disponíveis.
W tej chwili brak ofert pracy.
V současné době nemáme volné pozice, ale ozvěte se.
Just nu har vi inga lediga tjänster.
For øjeblikket har vi ingen ledige stillinger.
Meillä ei tällä hetkellä ole avoimia työpaikkoja.
Jelenleg nincs nyitott pozíció.
În acest moment nu avem posturi vacante.
Şu anda açık pozisyon bulunmamaktadır.
Αυτή τη στιγμή δεν υπάρχουν ανοιχτές θέσεις.
На данный момент у нас нет открытых вакансий.
Наразі відкритих вакансій немає.
На даний момент вакансій немає.
Trenutno nema otvorenih pozicija.
申し訳ございませんが、現在募集を行っておりません。
ただいま求人はありません
暂无职位
현재 진행중인 채용이 없습니다.
지금은 채용기간이 아닙니다
Hiện tại không có vị trí tuyển dụng
Vi har for øyeblikket ingen utlyste stillinger.
Nous ne recrutons pas actuellement.
No estamos contratando en este momento.
Non stiamo assumendo al momento.
Wij zoeken op dit moment geen nieuwe medewerkers.
Aktualnie nie szukamy pracowników.
Momentálně nehledáme nové kolegy.
Şu an için açık pozisyonumuz yoktur.
لا يوجد وظائف حاليا
ただいま募集中のポジションはございません
Wir suchen zurzeit keine neuen Kollegen.
Nothing is open right now.
0 current vacancies
Aktuálně nemáme žádnou volnou pozici.
Aktuálně neobsazujeme žádnou pozici.
Nie mamy żadnych wakatów.
W chwili obecnej nie posiadamy wolnych stanowisk.
Nie posiadamy aktualnych ofert pracy.
Actualmente no hay ninguna vacante disponible.
En este momento no tenemos ningún puesto vacante.
Por ahora no hay ninguna posición abierta.
"""
OTHERS = """
There were no vacancies last month.
We had no openings until the summer.
Last year there were no open positions.
Im letzten Jahr gab es keine offenen Stellen.
El mes pasado no había vacantes.
Please note: we are not recruiting through agencies.
Aucune offre ne correspond à votre profil ? Envoyez une candidature spontanée.
Nessuna posizione adatta a te? Scrivici.
Nessuna posizione adatta a te
Geen vacatures die bij je passen? Stuur een open sollicitatie.
¿No hay ofertas para tu perfil? Envíanos tu CV.
No open positions that fit you? Write to us anyway.
Brak ofert dla Ciebie? Napisz do nas.
Nie mamy ofert pracy, które pasują
Não há vagas para o seu perfil? Cadastre-se.
We do not have any positions for contractors, but the roles below are open to all.
There is no vacancy tax on growth: we promote from within.
Inga lediga jobb som passar dig.
If there are no vacancies in your area, you can still register.
Even if we have no open positions for your profile right now, write to us.
Auch wenn wir derzeit keine offenen Stellen haben, freuen wir uns.
No openings in our London office at the moment.
In Leeds there are no vacancies.
There are no vacancies for drivers.
No job too small!
Keine Stellen, die zu Ihnen passen
Zurzeit keine offenen Stellen am Standort Wien
Für Ihr Profil gibt es keine offenen Stellen
Actualmente no hay vacantes de prácticas.
Actualmente no hay vacantes en Madrid
Même s'il n'y a pas de poste ouvert, écrivez-nous.
Нет вакансий для вас
Если нет вакансий, пишите
新卒の募集は行っておりません
Er zijn geen vacatures voor chauffeurs
Δεν υπάρχουν θέσεις για εσάς;
10 open positions
Nous ne recrutons pas de stagiaires
Nothing is open to chance with us
Wir suchen keine Praktikanten
Nessuna posizione aperta a Milano
Budapesten jelenleg nincs nyitott pozíció.
Oulussa ei ole avoimia työpaikkoja.
Bursa'da açık pozisyon bulunmamaktadır.
Vilniuje neturime laisvų darbo vietų
Lisboa: não temos vagas
東京での募集は行っておりません
"""
LINKS = "<ul><li><a href='/e/one'>Manos para el obrador</a></li><li><a href='/e/two'>Turno de tarde</a></li></ul>"
NONE = "<p>Actualmente no hay vacantes.</p>"


def _lines(said: str) -> list[str]:
    return [line for line in said.split("\n") if line]


@pytest.mark.parametrize("said", _lines(FACTS))
def test_a_statement_about_all_openings(said: str) -> None:
    """With words of time, thanks and regret around it, and an invitation after it."""
    assert states_none(said)


@pytest.mark.parametrize("said", _lines(OTHERS))
def test_a_question_a_condition_or_a_part(said: str) -> None:
    """None of them states that the list is empty."""
    assert not states_none(said)
    with pytest.raises(Unread):
        read(f"<main><h1>Jobs</h1><p>{said}</p></main>")


@pytest.mark.parametrize(
    "said",
    [
        f"<h1>Empleo</h1>{LINKS}<h2>Becas</h2>{NONE}",
        f"<h1>Empleo</h1>{NONE}{LINKS}",
        "<h1>Jobs</h1><h2>Internships</h2><p>There are no vacancies.</p>",
        "<h1>Jobs</h1><h2>Mill</h2><p>There are no vacancies.</p><h2>Yard</h2><p>Ask the porter.</p>",
        "<h1>Jobs</h1><h2>Interns</h2><p>There are no vacancies.</p><h2>Volunteers</h2><p>There are no vacancies.</p>",
        "<h1>About us</h1><h2>Mill</h2><p>There are no vacancies.</p><h2>Yard</h2><p>There are no vacancies.</p>",
        "<h1>Jobs</h1><h2>Standort Wien</h2><p>Derzeit keine offenen Stellen.</p>",
        "<h1>Jobs</h1><h2>Open positions in Leeds</h2><p>There are no open positions.</p>",
        "<h1>Jobs</h1><div><h2>Volunteers</h2>There are no vacancies.</div>",
        "<h1>Jobs</h1><p><a href='/x/9'>Constructor (m/w/d)</a></p><p>There are no vacancies.</p>",
        "<h1>Jobs</h1><div id='jobs'></div><script>fetch('/api/jobs').then(show)</script><p>There are no vacancies.</p>",
        "<h1>Jobs</h1><ul class='job-list'></ul><script src='/app.js'></script><p>There are no vacancies.</p>",
    ],
)
def test_a_list_may_stand_beside_it(said: str) -> None:
    """Under the heading of a part, next to links that may be postings, and if a script may load a list."""
    with pytest.raises(Unread):
        read(f"<main>{said}</main>")


@pytest.mark.parametrize(
    "said",
    [
        "<h1>Acme</h1><p>We bake.</p><h2>Open positions</h2><p>There are no vacancies.</p>",
        "<h1>Jobs</h1><h2>Mill</h2><p>There are no vacancies.</p><h2>Yard</h2><p>No vacancies at present.</p>",
        "<h1>Jobs</h1><h2>Sorry!</h2><p>There are no vacancies.</p>",
        "<h1>Acme</h1><h2>Currently no open positions</h2><p>Write to us.</p>",
        "<h1>Jobs</h1><p>There are no vacancies.</p><p>See <a href='/about'>what we do</a> and <a href='/x'>why</a>.</p>",
        "<h1>Jobs</h1><p>There are no vacancies.</p><h2>News</h2><ul><li><a href='/n/1'>A</a></li><li><a href='/n/2'>B</a></li></ul>",
        "<h1>Jobs</h1><div class='jobs'><span>There are <b>no vacancies</b> now.</span></div><script src='/menu.js'></script>",
    ],
)
def test_it_proves_an_empty_list(said: str) -> None:
    """Under the heading of the list or of the page, and next to other things than postings."""
    assert read(f"<main>{said}</main>").entries == ()


TEXT = "You keep the work of the shop in order, speak with those who come in, and close the doors at night. "


def _section(title: str, body: str = TEXT) -> str:
    return f"<h2>{title}</h2><p>{body}</p>"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Ausbildung", "Derzeit haben wir keine freien Ausbildungsplätze."),
        ("Internships", "We have no internships at the moment."),
        ("Stages", "Nous n'avons pas de stage à proposer."),
        ("Praktikum", "Aktuell gibt es keine Praktikumsplätze. Schreiben Sie uns im Herbst wieder."),
        ("Stagiaire", "Op dit moment hebben we geen plek voor een stagiair."),
        ("Apprentice baker", "There are currently no vacancies."),
    ],
)
def test_a_section_that_denies_itself_is_no_posting(title: str, body: str) -> None:
    """It does not count as missing from the list either."""
    jobs = _section("Baker (m/w/d)") + _section("Cook (m/w/d)")
    listing = read(f"<main><h1>Jobs</h1>{jobs}{_section(title, body)}</main>")
    assert [entry.title for entry in listing.entries] == ["Baker (m/w/d)", "Cook (m/w/d)"]
    assert listing.problems == ()


def test_a_posting_that_asks_for_no_experience_denies_nothing() -> None:
    """ "No experience needed" is not about what the heading names."""
    assert not denies("Internship", "No experience needed. Start at once.")
    assert not denies("Praktikum Marketing (m/w/d)", "Keine Berufserfahrung nötig.")
    assert not denies("Baker", "No day is like another with us.")


@pytest.mark.parametrize(
    ("heading", "one", "two"),
    [
        ("Möt våra medarbetare", "Anna, projektledare", "Olle, snickare"),
        ("Mød vores medarbejdere", "Ida, projektleder", "Bo, tømrer"),
        ("Maak kennis met ons team", "Anne, kok", "Piet, monteur"),
        ("Poznaj nasz zespół", "Ewa, kierownik", "Jan, programista"),
        ("Meet our people", "Ann Lee, project manager", "Bo, welder"),
    ],
)
@pytest.mark.parametrize("around", ["aside", "div"])
def test_people_are_no_postings(heading: str, one: str, two: str, around: str) -> None:
    """A name with a role, under a heading of people."""
    jobs = "".join(f"<section>{_section(title)}</section>" for title in ("Baker (m/w/d)", "Cook (m/w/d)"))
    people = "".join(f"<div><h3>{title}</h3><p>{TEXT}</p></div>" for title in (one, two))
    listing = read(f"<main><h1>Jobs</h1>{jobs}<{around}><h2>{heading}</h2>{people}</{around}></main>")
    assert [entry.title for entry in listing.entries] == ["Baker (m/w/d)", "Cook (m/w/d)"]
