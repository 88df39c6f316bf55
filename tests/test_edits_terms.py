"""What an edit means beyond numbers and requirements: employment, languages, licence classes, start dates, head counts, lists and placeholders."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_edits_judged import FILL, weight
from tracker.model.wording import Wording
from tracker.reconcile.significance import assess
from tracker.reconcile.significance.places import relocated
from tracker.reconcile.significance.titles import levels, retitled


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You join us full-time as a rope maker.", "You join us part-time as a rope maker."),
        ("Hours: Full time", "Hours: Part time"),
        ("A permanent position by the sea", "A temporary position by the sea"),
        ("A permanent contract", "A fixed-term contract"),
        ("This is a seasonal job", "This is a permanent job"),
        ("Die Stelle ist in Vollzeit zu besetzen", "Die Stelle ist in Teilzeit zu besetzen"),
        ("Die Stelle ist befristet", "Die Stelle ist unbefristet"),
        ("Poste à temps plein", "Poste à temps partiel"),
        ("Contrat à durée déterminée", "Contrat à durée indéterminée"),
        ("Type de contrat : CDD", "Type de contrat : CDI"),
        ("Jornada completa en el puerto", "Media jornada en el puerto"),
        ("Contrato indefinido", "Contrato temporal"),
        ("Tipo de contrato: indefinido", "Tipo de contrato: temporal"),
        ("Vollzeit oder Teilzeit", "Vollzeit"),
        ("Full-time or part-time by the sea", "Part-time by the sea"),
        ("À temps plein ou à temps partiel", "À temps plein"),
        ("Contratto a tempo determinato", "Contratto a tempo indeterminato"),
        ("Lavoro a tempo pieno", "Lavoro a tempo parziale"),
        ("Een voltijd baan", "Een deeltijd baan"),
        ("Contract voor bepaalde tijd", "Contract voor onbepaalde tijd"),
        ("Trabalho a tempo inteiro", "Trabalho a tempo parcial"),
        ("Praca na pełny etat", "Praca na pół etatu"),
        ("Umowa na czas określony", "Umowa na czas nieokreślony"),
        ("Anställning på heltid", "Anställning på deltid"),
        ("En tillsvidareanställning", "Ett vikariat, anställning"),
        ("Stillingen er på fuldtid", "Stillingen er på deltid"),
        ("Umowa zlecenie od maja", "Umowa o pracę od maja"),
        ("Umowa o dzieło", "Umowa o pracę"),
        ("雇用形態:正社員", "雇用形態:契約社員"),
        ("工作性质:全职", "工作性质:兼职"),
        ("고용형태: 정규직", "고용형태: 계약직"),
    ],
)
def test_another_kind_of_employment_is_major(old: str, new: str) -> None:
    """Full-time, part-time, permanent, temporary: an exchange is major in both directions, in every language."""
    for one, other in ((old, new), (new, old)):
        assert weight(one, other)[0] == "major"
        assert weight(one, other)[1].startswith("the kind of employment changed: “")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You join us as a rope maker.", "You join us full-time as a rope maker."),
        ("Full-time", "Vollzeit"),
        ("A permanent position", "An open-ended position"),
        ("You build temporary bridges over the old canal", "You build permanent bridges over the old canal"),
        ("We are permanent residents here", "We are friendly residents here"),
        ("Wir suchen Sie in Vollzeit", "Wir suchen Sie in Vollzeit, gerne bald"),
        ("Du arbeitest mit uns", "Du arbeitest mit uns in Teilzeit"),
    ],
)
def test_employment_that_stays_or_is_stated_first_is_minor(old: str, new: str) -> None:
    """The same kind in other words, one that is stated for the first time, and words about something else."""
    assert weight(old, new)[0] == "minor"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("You speak Danish every day", "You speak Polish every day", "“Danish” → “Polish”"),
        ("Sehr gute Spanischkenntnisse", "Sehr gute Italienischkenntnisse", "“Spanischkenntnisse” → “Italienischkenntnisse”"),
        ("Maîtrise de la langue italienne", "Maîtrise de la langue espagnole", "“italienne” → “espagnole”"),
        ("Buen dominio del francés", "Buen dominio del portugués", "“francés” → “portugués”"),
        ("Buona conoscenza del tedesco", "Buona conoscenza del francese", "“tedesco” → “francese”"),
        ("Je spreekt Duits", "Je spreekt Frans", "“Duits” → “Frans”"),
        ("Você fala inglês", "Você fala espanhol", "“inglês” → “espanhol”"),
        ("Znajomość języka niemieckiego", "Znajomość języka angielskiego", "“niemieckiego” → “angielskiego”"),
        ("Du talar tyska", "Du talar franska", "“tyska” → “franska”"),
        ("Du taler tysk", "Du taler fransk", "“tysk” → “fransk”"),
        ("英語での会話", "中国語での会話", "“英語” → “中国語”"),
        ("영어 회화", "독일어 회화", "“영어” → “독일어”"),
        ("JLPT N3 holders", "JLPT N2 holders", "“JLPT N3” → “JLPT N2”"),
        ("日本語N2が目安", "日本語N1が目安", "“日本語N2” → “日本語N1”"),
        ("TOEIC 700 or so", "TOEIC 850 or so", "“TOEIC 700” → “TOEIC 850”"),
    ],
)  # fmt: skip
def test_another_spoken_language_is_major(old: str, new: str, told: str) -> None:
    """A language or a level that replaces another, in a line about speaking."""
    assert weight(old, new) == ("major", f"a language changed: {told}")
    assert weight(new, old)[0] == "major"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You sell to Danish shops", "You sell to Polish shops"),
        ("The German market grows", "The Italian market grows"),
        ("You polish the brass", "You clean the brass"),
        ("You speak English here", "You speak english in here"),
    ],
)
def test_a_market_is_no_language(old: str, new: str) -> None:
    """The name of a people or a market says nothing about spoken languages."""
    assert weight(old, new)[0] == "minor"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Driver's license: B", "Driver's license: C"),
        ("You hold a Class A CDL here", "You hold a Class B CDL here"),
        ("Führerschein Klasse B", "Führerschein Klasse CE"),
        ("Permis de la catégorie B", "Permis de la catégorie D"),
        ("Carné de conducir B", "Carné de conducir C"),
        ("Patente di tipo B", "Patente di tipo C"),
        ("Rijbewijs B", "Rijbewijs BE"),
        ("Prawo jazdy kat. B", "Prawo jazdy kat. C"),
        ("B-körkort", "C-körkort"),
        ("Kørekort kategori B", "Kørekort kategori C"),
        ("普通自動車免許", "大型自動車免許"),
    ],
)
def test_another_class_of_licence_is_major(old: str, new: str) -> None:
    """The class is part of the requirement."""
    assert weight(old, new)[0] == "major"
    assert weight(old, new)[1].startswith("the class of a licence changed: “")
    assert weight(new, old)[0] == "major"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You start on 1 March 2027", "You start on 1 April 2027"),
        ("Start date: October", "Start date: November"),
        ("Eintrittstermin: 1. Mai 2027", "Eintrittstermin: 1. August 2027"),
        ("Prise de poste le 2 avril", "Prise de poste le 2 juillet"),
        ("Incorporación: 3 de marzo", "Incorporación: 3 de junio"),
        ("Inizio: 1 settembre", "Inizio: 1 ottobre"),
        ("Aanvang 1 mei", "Aanvang 1 juni"),
        ("Rozpoczęcie 1 czerwca", "Rozpoczęcie 1 września"),
        ("Your job starts on 7 May, the day of our open day", "Your job starts on 9 May, the day of our open day"),
    ],
)
def test_another_start_date_is_major(old: str, new: str) -> None:
    """Another month is another start date."""
    assert weight(old, new)[0] == "major"
    assert weight(old, new)[1].startswith("a date changed: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Our webinar is on 4 May 2027", "Our webinar is on 11 May 2027"),
        ("Tag der offenen Tür am 4. Mai", "Tag der offenen Tür am 4. Juni"),
        ("Séance d’information le 3 avril", "Séance d’information le 9 avril"),
        ("The next session is on 2027-03-01", "The next session is on 2027-03-08"),
        ("説明会は5月1日", "説明会は5月8日"),
    ],
)
def test_the_date_of_an_event_is_minor(old: str, new: str) -> None:
    """A session, a fair or an open day is not the job; the reason says that a date changed."""
    assert weight(old, new)[0] == "minor"
    assert weight(old, new)[1].startswith("a date changed: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We are a team of 8 engineers", "We are a team of 9 engineers"),
        ("More than 400 employees work by the sea", "More than 500 employees work by the sea"),
        ("Unser Team hat 20 Mitarbeiter", "Unser Team hat 25 Mitarbeiter"),
        ("Une équipe de 6 personnes", "Une équipe de 7 personnes"),
        ("Un equipo de 6 personas", "Un equipo de 8 personas"),
    ],
)
def test_the_head_count_of_a_team_is_minor(old: str, new: str) -> None:
    """The number of colleagues does not change the job."""
    assert weight(old, new) == ("minor", "a few words changed")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You lead a team of 8 people", "You lead a team of 20 people"),
        ("Sie führen ein Team von 8 Personen", "Sie führen ein Team von 18 Personen"),
        ("Vous encadrez une équipe de 6 personnes", "Vous encadrez une équipe de 16 personnes"),
        ("We have 2 positions in the team", "We have 3 positions in the team"),
    ],
)
def test_the_people_whom_the_job_leads_are_major(old: str, new: str) -> None:
    """The number of people led, and of people hired, belong to the job."""
    assert weight(old, new)[0] == "major"


@pytest.mark.parametrize(
    ("old", "new", "cosmetic"),
    [
        ("You mend nets, sails and ropes.", "You mend ropes, sails and nets.", True),
        ("Skills: knots; charts; radio", "Skills: radio; knots; charts", True),
        ("Du flickst Netze, Segel und Taue", "Du flickst Taue, Netze und Segel", True),
        ("帆、網、綱", "綱、帆、網", True),
        ("You mend nets, then sails", "You mend sails, then nets", False),
        ("Nets, not sails", "Sails, not nets", False),
        ("Boats teach people", "People teach boats", False),
        ("You mend nets, sails and ropes", "You mend ropes, sails and masts", False),
        ("red nets, blue sails", "blue nets, red sails", False),
    ],
)
def test_the_order_of_items_in_a_line_is_cosmetic(old: str, new: str, *, cosmetic: bool) -> None:
    """If the items are the same; words that moved between items are a change."""
    assert (weight(old, new)[0] == "cosmetic") is cosmetic
    assert assess(Wording("Cook", (old,)), Wording("Cook", (new,), department="Hall"))[0] != "cosmetic"


@given(st.permutations(["nets", "blue sails", "ropes", "tar"]), st.sampled_from([", ", "; ", " / "]), st.randoms())
def test_any_order_of_items_is_cosmetic(items: list[str], between: str, chance: random.Random) -> None:
    """Whatever the order and the separators."""
    other = chance.sample(items, len(items))
    old, new = (Wording("Cook", (*FILL, f"Tasks: {between.join(one)}")) for one in (items, other))
    assert assess(old, new)[0] == "cosmetic"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Rope Intern", "Rope Intern (PhD)"),
        ("Rope Intern (MS/PhD)", "Rope Intern (PhD)"),
        ("Graduate Sailor (BSc)", "Graduate Sailor (MSc)"),
        ("Sail Analyst, MBA", "Sail Analyst"),
    ],
)
def test_a_degree_in_a_title_is_major(old: str, new: str) -> None:
    """A degree that the title asks for, both ways."""
    assert retitled(old, new)[0]
    assert retitled(new, old)[0]
    assert retitled(old, new)[1].startswith("the title names another degree: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Sail Analyst", "Sail Analyst, MS Office"),
        ("Cook", "Koch"),
        ("Rope Engineer", "Ingénieur cordage"),
        ("Night Nurse", "Infirmière de nuit"),
        ("Entwickler Segel", "Sail Developer"),
        ("Assistant Baker", "Asistente de panadero"),
        ("Manager, Ropes", "Gestionnaire, Cordages"),
        ("Lead Member of Technical Staff", "LMTS"),
        ("Halbleiter Techniker", "Techniker"),
        ("Zugbegleiter", "Zugbegleiterin"),
    ],
)
def test_a_title_in_another_language_names_the_same_job(old: str, new: str) -> None:
    """The same occupation and level in another language or written out, both ways."""
    assert not retitled(old, new)[0]
    assert not retitled(new, old)[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Cook", "Bäcker"), ("Nurse", "Lehrer"), ("Koch", "Küchenleitung"), ("Rope Cook", "Koch, Filialleiter")],
)
def test_another_job_in_another_language_is_major(old: str, new: str) -> None:
    """Another occupation or level, in any language."""
    assert retitled(old, new)[0]


@pytest.mark.parametrize(
    "placeholder",
    [
        "2 Locations", "Multiple locations", "Various", "TBD", "N/A", "3 Standorte", "Mehrere Orte", "2 ubicaciones", "4 lokalizacje",
        "Bergen + 2 more", "Bergen and 3 others", "2 Locations, Norway", "Bergen (+2 weitere)", "複数の勤務地", "多地",
    ],
)  # fmt: skip
def test_a_placeholder_is_no_place(placeholder: str) -> None:
    """If not all places are named, nothing shows that the job moved."""
    assert relocated("Kiel", placeholder) == (False, f"not all places are named: Kiel → {placeholder}")
    assert not relocated(placeholder, "Kiel")[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Remote", "Kiel", "the job is no longer remote: Remote → Kiel"),
        ("Oslo, Norway", "Home office", "the job is remote now: Oslo, Norway → Home office"),
        ("Télétravail", "Lyon", "the job is no longer remote: Télétravail → Lyon"),
    ],
)
def test_remote_work_in_place_of_a_town_is_major(old: str, new: str, told: str) -> None:
    """Remote work is not a place, but it is another job."""
    assert relocated(old, new) == (True, told)
    assert relocated(new, old)[0]
    assert not relocated("Remote", "Remote in Norway")[0]
    assert not relocated("Remote", "2 Locations")[0]


@pytest.mark.parametrize("heading", ["# 応募資格", "# 应聘要求", "# 申请条件"])
def test_the_requirements_of_applicants_are_about_the_job(heading: str) -> None:
    """A heading with the word "apply" may still introduce requirements."""
    assert weight("経験3年", "経験5年", heading)[0] == "major"


MAJOR = (
    ("Vergütung: EG 5 TVöD", "Vergütung: EG 7 TVöD"),
    ("Bezahlung nach Entgeltgruppe 6", "Bezahlung nach Entgeltgruppe 8"),
    ("Besoldungsgruppe A 9", "Besoldungsgruppe A 11"),
    ("An NHS band 5 post", "An NHS band 6 post"),
    ("We can’t sponsor visas.", "We can sponsor visas."),
    ("We are unable to sponsor work permits.", "We are able to sponsor work permits."),
    ("We do not offer visa sponsorship.", "We offer visa sponsorship."),
    ("You look after 40 boats.", "You look after 60 boats."),
    ("We have 2 open positions.", "We have 4 open positions."),
    ("We fill two positions here.", "We fill four positions here."),
)
MINOR = (
    ("We have 40 boats in Kiel.", "We have 44 boats in Kiel."),
    ("Our yard has 3 slips.", "Our yard has 4 slips."),
    ("We operate 14 ferries.", "We operate 16 ferries."),
    ("We sponsor the rowing club.", "We sponsor the sailing club."),
    ("The interview takes place on 2 June.", "The interview takes place on 16 June."),
    ("Treffpunkt: Raum A 9", "Treffpunkt: Raum A 11"),
)


def test_grades_visas_and_what_the_employer_has() -> None:
    """A pay grade and visa sponsorship are terms of the job; what the employer owns is not."""
    assert [pair for pair in MAJOR if weight(*pair)[0] != "major" or weight(*reversed(pair))[0] != "major"] == []
    assert [pair for pair in MINOR if weight(*pair)[0] != "minor"] == []


COVERS = (
    "Teacher (Maternity Cover)",
    "Teacher, parental leave cover",
    "Teacher (Elternzeitvertretung)",
    "Teacher - remplacement congé maternité",
    "Teacher (baja por maternidad)",
    "Teacher – Barselsvikar",
)
RESPELLED = (
    ("Manger, Docks", "Manager, Docks"),
    ("Principle Rigger", "Principal Rigger"),
    ("Senoir Welder", "Senior Welder"),
    ("Assitant Cook", "Assistant Cook"),
    ("Sales Manager, Peru", "Sales Manager, Peru and Spanish-speaking America"),
)


def test_covers_and_spellings_in_titles() -> None:
    """Cover for a leave is temporary work. A misspelled level and a market change nothing."""
    assert [title for title in COVERS if not retitled("Teacher", title)[0]] == []
    assert [pair for pair in RESPELLED if retitled(*pair)[0]] == []
    assert retitled("Assistant Cook", "Cook")[0]
    assert retitled("Sales Manager", "Spanish speaking Sales Manager")[0]
    found = ["Cook Stage", "Offre de stage Cook", "シニアCook", "Stage Carpenter", "Carpenter, early stage"]
    assert [sorted(levels(one)) for one in found] == [["intern"], ["intern"], ["senior"], [], []]
