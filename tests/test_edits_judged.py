"""What an edit means: titles, places, lines that are not about the job, dates, amounts, and requirements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.wording import Wording
from tracker.reconcile.significance import assess
from tracker.reconcile.significance.passages import Sentences, asides, filled
from tracker.reconcile.significance.places import relocated
from tracker.reconcile.significance.titles import retitled

FILL = tuple(f"Line {word} of the hall by the harbour" for word in ("one", "two", "six", "ten"))


def weight(old: str, new: str, heading: str = "# The work") -> tuple[str, str]:
    """Weigh one line that became another, under a heading, beside lines that stand still."""
    return assess(Wording("Cook", (*FILL, heading, old)), Wording("Cook", (*FILL, heading, new)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Cook", "Senior Cook", "the title names another level: “senior” was added"),
        ("Sr. Cook", "Cook", "the title names another level: “senior” was removed"),
        ("Ship's Cook II", "Ship's Cook III", "the title names another level: “ii” → “iii”"),
        ("Koch", "Leiter Koch", "the title names another level: “leiter” was added"),
        ("Ingénieur", "Ingénieur stagiaire", "the title names another level: “stagiaire” was added"),
        ("Mechaniker", "Mechaniker (Ausbildung)", "the title names another level: “ausbildung” was added"),
        ("Clerk GS-12", "Clerk GS-13", "the title names another grade: “gs12” → “gs13”"),
        ("Baker", "Baker (Temporary)", "the title names another kind of work: “temporary” was added"),
        ("Verkäufer Vollzeit", "Verkäufer Teilzeit", "the title names another kind of work: “vollzeit” → “teilzeit”"),
        ("Welder, night shift", "Welder, day shift", "the title names another kind of work: “nightshift” → “dayshift”"),
        ("Baker - Remote", "Baker", "the title names another kind of work: “remote” was removed"),
        ("Teller", "Teller (German speaking)", "the title names another language: “german” was added"),
        ("Teller (Japan)", "Teller (Japanese fluency)", "the title names another language: “japanese” was added"),
        ("Teller", "Teller (Français, Italien)", "the title names another language: “français italien” was added"),
        ("Rope Analyst, Early Career", "Rope Analyst", "the title names another level: “earlycareer” was removed"),
        ("Mast Engineer", "Mast Technician", "the title names another occupation: “engineer” → “technician”"),
        ("Hull Engineer", "Sail Engineer", "the title names another occupation: “hull” → “sail”"),
        ("Koch", "Bäcker", "the title names another occupation: “koch” → “bäcker”"),
        ("Comptable", "Infirmière", "the title names another occupation: “comptable” → “infirmière”"),
        ("Sail Engineer - Rope / Mast", "Rope Engineer - Mast", "the title names another occupation: “sail” → “rope”"),
        ("Sail Engineer - Rope", "Rope Planner - Decks", "the title names another occupation: “sail engineer” → “rope planner”"),
    ],
)  # fmt: skip
def test_a_title_that_names_another_job(old: str, new: str, told: str) -> None:
    """Another occupation, level, grade, kind of work or language is another job."""
    assert retitled(old, new) == (True, told)
    assert assess(Wording(old, FILL), Wording(new, FILL)) == ("major", told)
    assert retitled(new, old)[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Cook", "Cook, Harbour Hall", "the title says more: “harbour hall”"),
        ("Harbour Cook", "Cook", "the title says less: “harbour”"),
        ("Cook - Boats", "Cook - Ferries", "the title is worded differently: “boats” → “ferries”"),
        ("Engineer (Sails)", "Engineer (Ropes)", "the title is worded differently: “sails” → “ropes”"),
        ("Director, Rope and Sail", "Director, Mast", "the title is worded differently: “rope sail” → “mast”"),
        ("Sr. Cook", "Senior Cook", "the title is written differently"),
        (
            "Engineering Manager, Ropes",
            "Manager, Engineering - Guest & Host",
            "the title is worded differently: “ropes” → “guest host”",
        ),
        ("Teller", "Teller, Italian Desk", "the title says more: “italian desk”"),
        ("Sail Academies Cook", "Sail Academy Cook", "the title is written differently"),
        ("Manager, Rope Hall", "Rope Hall Manager", "the title is written differently"),
        ("Sail Enigneer", "Sail Engineer", "the title is written differently"),
        ("Sail Enginer", "Sail Engineer", "the title is written differently"),
        ("Ropes Engineering Manager", "Rope Engineer Manager", "the title is written differently"),
        ("Full Stack Developer", "Fullstack Developer", "the title is written differently"),
        ("Koch", "Koch (m/w/d)", "the title is written differently"),
        ("Koch, Hafen", "Koch, Fähre", "the title is worded differently: “hafen” → “fähre”"),
        ("Développeur - Voiles", "Développeur - Cordes", "the title is worded differently: “voiles” → “cordes”"),
        ("Clerk", "Clerk GS-13", "the title says more: “gs13”"),
        ("EMEA Sail Planner", "APAC Sail Planner", "the title is written differently"),
    ],
)
def test_a_title_that_names_the_same_job(old: str, new: str, told: str) -> None:
    """Team, product, customers, region, word order, abbreviations and typos do not change the job."""
    assert retitled(old, new) == (False, told)
    assert assess(Wording(old, FILL), Wording(new, FILL)) == ("minor", told)
    assert not retitled(new, old)[0]


@given(st.text(max_size=60), st.text(max_size=60))
def test_titles_are_judged_alike_both_ways(old: str, new: str) -> None:
    """The judgement is symmetric, and a title names the same job as itself."""
    assert retitled(old, new)[0] is retitled(new, old)[0]
    assert not retitled(old, old)[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Oslo", "Bergen"),
        ("Reno, NV", "Elko, NV"),
        ("München", "Hamburg"),
        ("Pune, Maharashtra, India", "Mumbai, Maharashtra, India"),
        ("Lyon", "Nantes, France"),
        ("Lisboa; Porto", "Madrid"),
        ("東京", "大阪"),
    ],
)
def test_a_place_that_moved(old: str, new: str) -> None:
    """None of the old places is left, in either direction."""
    assert relocated(old, new) == (True, f"the place moved: {old} → {new}")
    assert relocated(new, old)[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Oslo", "Oslo; Bergen", "a place was added: Bergen"),
        ("Hamburg or Bremen", "Bremen", "a place was removed: Hamburg"),
        ("Lyon; Nantes", "Lyon; Lille", "one of the places changed: Nantes → Lille"),
        ("SF, NYC", "SF, NYC, Chicago", "a place was added: Chicago"),
        ("Oslo", "Oslo, Norway", "the place is written differently"),
        ("Norway", "Oslo, Norway", "the place is written differently"),
        ("California, Oregon, Washington", "United States", "the place is written differently"),
        ("SF", "San Francisco, CA", "the place is written differently"),
        ("US-Chicago", "Chicago, IL", "the place is written differently"),
        ("München", "Munich", "the place is written differently"),
        ("Hamburgh", "Hamburg", "the place is written differently"),
        ("Prüm", "Prüm, Rheinland-Pfalz", "the place is written differently"),
        ("2 Locations", "3 Locations", "not all places are named: 2 Locations → 3 Locations"),
        ("Oslo", "2 Locations", "not all places are named: Oslo → 2 Locations"),
        (None, "Oslo", "a place is stated now"),
        ("Oslo", "", "the place is no longer stated"),
    ],
)
def test_a_place_that_did_not_move(old: str | None, new: str, told: str) -> None:
    """A place that is added or removed next to another, and the same place in other words, are no move."""
    assert relocated(old, new) == (False, told)
    assert not relocated(new, old)[0]


@pytest.mark.parametrize(
    "heading",
    [
        "# How to apply", "# Interview process", "# About us", "# About Acme", "# Equal Employment Opportunity",
        "# Bewerbung", "# Über uns", "# Pour postuler", "# Qui sommes-nous", "# Cómo postular", "# Chi siamo",
        "# Solliciteren", "# Quem somos", "# O nas", "# Om oss", "# Ansøgning", "# 応募方法", "# 关于我们", "# 회사 소개",
    ],
)  # fmt: skip
def test_what_is_asked_beside_the_job_is_minor(heading: str) -> None:
    """Under a heading on how to apply or about the employer, "must" and numbers are no requirement of the job."""
    told = weight("You weld with 3 people", "You must weld with 4 people", heading)
    assert told == ("minor", "only text on how to apply or about the employer changed")


@pytest.mark.parametrize(
    "heading",
    ["# Your profile", "# About the role", "# About you", "# Application development", "# Contact center", "# Anforderungen"],
)  # fmt: skip
def test_what_is_asked_of_the_job_is_major(heading: str) -> None:
    """Requirements under headings that only look like those on how to apply."""
    assert weight("You weld there", "You must weld there", heading)[0] == "major"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We answer soon", "We answer soon. Submit your résumé, which must be 2 pages"),
        ("We meet", "We meet for two interviews over video, which are required"),
        ("We hire all", "We hire all, regardless of what is required elsewhere"),
        ("We sail", "We were founded in 1998 and need at least wind"),
        ("Wir antworten", "Deine Bewerbung mit Lebenslauf ist erforderlich"),
        ("Nous répondons", "Votre candidature est obligatoire"),
        ("Noi leggiamo", "La candidatura è obbligatoria"),
        ("Vi läser", "Ansökan krävs"),
    ],
)
def test_sentences_on_how_to_apply_are_minor(old: str, new: str) -> None:
    """A sentence on how to apply, or about the employer, states no requirement."""
    assert weight(old, new)[0] == "minor"


def test_a_paragraph_is_judged_sentence_by_sentence() -> None:
    """A requirement next to a sentence on how to apply is still a requirement."""
    old = "You can apply at the bottom."
    assert weight(old, f"You must be willing to move to the harbour. {old}") == (
        "major",
        "a requirement was added: “must be willing to move to”",
    )
    assert weight(old, "You can apply at the bottom, which is required.")[0] == "minor"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Apply by 3 March", "Apply by 9 March", "a date changed: 3 March → 9 March"),
        ("Job announcement of 2026-03-05", "Job announcement of 2026-04-05", "a date changed: 2026-03-05 → 2026-04-05"),
        ("Info session on May 4", "Info session on May 6", "a date changed: May 4 → May 6"),
        ("Einsendeschluss: 5.3.2026", "Einsendeschluss: 9.3.2026", "a date changed: 5.3.2026 → 9.3.2026"),
    ],
)  # fmt: skip
def test_dates_of_the_application_are_minor(old: str, new: str, told: str) -> None:
    """The deadline, a session, the date of the ad itself: reported, and minor."""
    assert weight(old, new) == ("minor", told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("The work begins on 3 March", "The work begins on 9 March", "a date changed: 3 March → 9 March"),
        ("Beginn: 5.3.2026", "Beginn: 1.9.2026", "a date changed: 5.3.2026 → 1.9.2026"),
        ("Number of vacancies: 3", "Number of vacancies: 4", "a number changed: 3 → 4"),
        ("Travel up to 10%", "Travel up to 20%", "a number changed: 10 → 20"),
        ("37 Stunden", "40 Stunden", "a number changed: 37 → 40"),
        ("A bonus of $5,000", "A bonus of $6,000", "a number changed: 5,000 → 6,000"),
        ("We are there", "We are there 4 days", "a number was added: 4"),
    ],
)
def test_what_the_job_counts_is_major(old: str, new: str, told: str) -> None:
    """The start date, positions, hours, travel and money belong to the job."""
    assert weight(old, new) == ("major", told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We meet at 9:00", "We meet at 10:00"),
        ("We meet at 9 pm", "We meet at 8 pm"),
        ("Job Family (Series): 2210", "Job Family (Series): 2212"),
        ("The hall is large", "The hall is large, with 12 lamps"),
        ("We sail", "We sail with $20 million of cargo"),
        ("Opens on {{ page.opens }}", "Opens on {{ page.start | plus: 30 }}"),
        ("{% if page.days > 5 %} We sail", "{% if page.days > 9 %} We sail"),
    ],
)
def test_numbers_that_say_nothing_of_the_job_are_minor(old: str, new: str) -> None:
    """Times of day, codes, incidental counts, the employer's figures, and placeholders of templates."""
    assert weight(old, new)[0] == "minor"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("A degree in Rope", "A degree in Rope, Sail", "a requirement changed: “degree in rope” → “degree in rope, sail”"),
        ("A JD", "A JD from Oslo", "a requirement changed: “jd” → “jd from oslo”"),
        ("An MBA", "An hour", "a degree is no longer asked for: “mba”"),
        ("Laurea in Vele", "Laurea in Vele, Corde", "a requirement changed: “laurea in vele” → “laurea in vele, corde”"),
        ("You like ropes", "Experience tying ropes", "experience is asked for: “experience tying ropes”"),
        ("Doświadczenie w żegludze", "Radość w żegludze", "experience is no longer asked for: “doświadczenie w żegludze”"),
        ("Erfaring med sejl", "Glæde ved sejl", "experience is no longer asked for: “erfaring med sejl”"),
        ("Vous aimez", "Vous aimez ; permis B", "a licence or certificate is asked for: “permis”"),
        ("喜欢船", "喜欢船，本科学历", "a degree is asked for: “本科”"),
        ("船が好き", "船が好き、免許", "a licence or certificate is asked for: “免許”"),
        ("배를 좋아함", "배를 좋아함, 학사", "a degree is asked for: “학사”"),
        ("You like ropes", "You should have a boat", "a requirement was added: “should have a boat”"),
        ("Du segelst", "Du musst segeln", "a requirement was added: “musst segeln”"),
        ("Vous naviguez", "Vous devez naviguer", "a requirement was added: “vous devez naviguer”"),
        ("Debe un barco", "Debes navegar", "a requirement was added: “debes navegar”"),
        ("You are here", "You are a U.S. citizen here", "a requirement was added: “u.s. citizen here”"),
    ],
)  # fmt: skip
def test_requirements_in_words(old: str, new: str, told: str) -> None:
    """The subject of a degree, and requirements in the languages that are known."""
    assert weight(old, new) == ("major", told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You shape the hall", "You shape the guest experience with light"),
        ("You serve the town", "You serve citizen services"),
        ("We sail", "We sail, and don't require you to be anywhere"),
        ("We sail", "We sail with a high degree of trust"),
        ("We sail", "We sail in a hybrid cloud"),
        ("Welcome", "Welcome to our remote team"),
    ],
)
def test_words_that_look_like_requirements_are_minor(old: str, new: str) -> None:
    """The experience of guests, a degree of trust, a hybrid cloud: no requirements."""
    assert weight(old, new)[0] == "minor"


@given(st.text(st.sampled_from("ab.!? 。{}%"), max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_changed_words_are_cut_and_none_is_lost(block: str, one: int, other: int) -> None:
    """The pieces together are the changed words, and placeholders keep their length."""
    start, end = sorted((min(one, len(block)), min(other, len(block))))
    assert len(filled(block)) == len(block)
    pieces = list(Sentences(block, aside=False).runs(start, end))
    assert "".join(piece.text for piece in pieces) == filled(block)[start:end]
    assert len(asides((block, f"# {block}"))) == 2
