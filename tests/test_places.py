"""A board's words for places become places: split, and known if the gazetteer has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Reply, check, reader
from tests.older import to_seventh
from tests.serving import get, served
from tests.sites import Site
from tests.tables import rows, told
from tests.test_broken import rebuild
from tracker.extract.gazetteer import COUNTRIES, gazetteer
from tracker.extract.placenames import key, may_name
from tracker.extract.places import MOST, Place, Places
from tracker.store.places import condition, keys_in_place
from tracker.store.schema import connect

PLACES = Places(gazetteer())

# As it is written; city; region; country. A dash where it is not known.
TABLE = """
Munich, Germany; Munich; Bavaria; DE
München; Munich; Bavaria; DE
Muenchen, Bayern; Munich; Bavaria; DE
80331 München; Munich; Bavaria; DE
Nürnberg, Bayern, Deutschland; Nuremberg; Bavaria; DE
Köln, NRW; Köln; North Rhine-Westphalia; DE
Frankfurt am Main, Hessen; Frankfurt am Main; Hesse; DE
Frankfurt; Frankfurt am Main; Hesse; DE
Leipzig, Sachsen; Leipzig; Saxony; DE
Stuttgart, Baden-Württemberg; Stuttgart; Baden-Württemberg; DE
Hamburg; Hamburg; Hamburg; DE
Berlin, Berlin, Germany; Berlin; Berlin; DE
DE-Berlin; Berlin; Berlin; DE
DEU - Dresden; Dresden; Saxony; DE
Kiel, Schleswig-Holstein; Kiel; Schleswig-Holstein; DE
Mainz, Rheinland-Pfalz; Mainz; Rhineland-Palatinate; DE
Erfurt, Thüringen; Erfurt; Thuringia; DE
Niedersachsen; -; Lower Saxony; DE
Deutschland; -; -; DE
Wien; Vienna; Vienna; AT
Graz, Steiermark; Graz; Styria; AT
Linz, Oberösterreich, Österreich; Linz; Upper Austria; AT
Zürich, CH; Zürich; Zurich; CH
Genève; Geneva; Geneva; CH
Lausanne, Vaud, Suisse; Lausanne; Vaud; CH
Bern, Schweiz; Bern; Bern; CH
Paris; Paris; Île-de-France; FR
Lyon, Auvergne-Rhône-Alpes, France; Lyon; Auvergne-Rhône-Alpes; FR
Nantes, Frankreich; Nantes; Pays de la Loire; FR
Bruxelles; Brussels; Brussels; BE
Antwerpen, Vlaanderen; Antwerp; Flanders; BE
Amsterdam, Noord-Holland; Amsterdam; North Holland; NL
Den Haag; The Hague; South Holland; NL
Luxembourg; -; -; LU
Luxembourg, Luxembourg; Luxembourg; -; LU
London; London; England; GB
London, England, United Kingdom; London; England; GB
Edinburgh, Scotland; Edinburgh; Scotland; GB
Cardiff, UK; Cardiff; Wales; GB
Reading, UK; Reading; England; GB
Dublin; Dublin; Leinster; IE
Dublin, Ireland; Dublin; Leinster; IE
København; Copenhagen; Capital Region; DK
Göteborg, Sweden; Gothenburg; Västra Götaland; SE
Stockholm, Stockholms län, Sverige; Stockholm; Stockholm; SE
Helsinki; Helsinki; Uusimaa; FI
Oslo, Norway; Oslo; Oslo; NO
Warszawa; Warsaw; Mazovia; PL
Kraków, Małopolskie; Kraków; Lesser Poland; PL
Cracow, Poland; Kraków; Lesser Poland; PL
Praha; Prague; Prague; CZ
Budapest, Magyarország; Budapest; Budapest; HU
Москва; Moscow; Moscow; RU
Kyiv, Ukraine; Kyiv; Kyiv City; UA
Lisboa, Portugal; Lisbon; Lisbon; PT
Madrid; Madrid; Madrid; ES
Barcelona, Cataluña, España; Barcelona; Catalonia; ES
Sevilla, Andalucía; Sevilla; Andalusia; ES
Roma; Rome; Lazio; IT
Milano, Lombardia; Milan; Lombardy; IT
Torino, Italia; Turin; Piedmont; IT
Athens, Greece; Athens; Attica; GR
Istanbul; Istanbul; Istanbul; TR
New York; New York; New York; US
New York, NY; New York; New York; US
NYC; New York; New York; US
New York, N.Y., U.S.A.; New York; New York; US
San Francisco, CA; San Francisco; California; US
San Francisco, Calif.; San Francisco; California; US
San Francisco Bay Area; -; California; US
US-CA-Sacramento; Sacramento; California; US
USA - TX - Austin; Austin; Texas; US
US, WA, Seattle; Seattle; Washington; US
Austin TX 78701; Austin; Texas; US
St. Louis, MO; St. Louis; Missouri; US
Kansas City, KS; Kansas City; Kansas; US
Ft. Worth, Texas; Fort Worth; Texas; US
Washington, DC; Washington; District of Columbia; US
Washington, D.C., United States; Washington; District of Columbia; US
Washington; -; -; US
Springfield; -; -; US
Springfield, IL; Springfield; Illinois; US
Cambridge; -; -; -
Cambridge, MA; Cambridge; Massachusetts; US
Cambridge, England; Cambridge; England; GB
Paris, Texas; Paris; Texas; US
Vienna, Virginia; Vienna; Virginia; US
Athens, GA; Athens; Georgia; US
Atlanta, Georgia; Atlanta; Georgia; US
Tbilisi, Georgia; Tbilisi; Tbilisi; GE
Georgia; -; -; -
Nowhere Falls, TX; -; Texas; US
Ocean Glade, DE; -; -; -
Texas; -; Texas; US
CA; -; -; -
Toronto, ON; Toronto; Ontario; CA
London, Ontario; London; Ontario; CA
Vancouver, BC, Canada; Vancouver; British Columbia; CA
Vancouver, CA; Vancouver; British Columbia; CA
Montréal, QC; Montréal; Quebec; CA
Montreal, Québec; Montréal; Quebec; CA
Quebec; -; Quebec; CA
Halifax, Nova Scotia; Halifax; Nova Scotia; CA
CDMX; Mexico City; Mexico City; MX
Guadalajara, Jalisco, México; Guadalajara; Jalisco; MX
Sao Paulo, Brazil; São Paulo; São Paulo; BR
Campinas, São Paulo, Brasil; Campinas; São Paulo; BR
Bogotá, Colombia; Bogotá; Bogota D.C.; CO
Santiago, Chile; Santiago; Santiago Metropolitan; CL
Bengaluru, Karnataka, India; Bengaluru; Karnataka; IN
Bangalore; Bengaluru; Karnataka; IN
Gurgaon, Haryana; Gurugram; Haryana; IN
Hyderabad, India; Hyderabad; Telangana; IN
Hyderabad; -; -; -
Chennai, TN, India; Chennai; Tamil Nadu; IN
Mumbai, Maharashtra; Mumbai; Maharashtra; IN
東京都; Tokyo; Tokyo; JP
Tokyo, Japan; Tokyo; Tokyo; JP
大阪府; -; Osaka; JP
神奈川県; -; Kanagawa; JP
Osaka, 日本; Osaka; Osaka; JP
上海; Shanghai; Shanghai; CN
深圳市; Shenzhen; Guangdong; CN
Beijing, PRC; Beijing; Beijing; CN
Hong Kong, China; -; -; HK
서울; Seoul; Seoul; KR
Seoul, South Korea; Seoul; Seoul; KR
Singapore; Singapore; -; SG
Hanoi, Vietnam; Hanoi; Hanoi; VN
Sydney, NSW, Australia; Sydney; New South Wales; AU
Melbourne, VIC; Melbourne; Victoria; AU
Perth, Western Australia; Perth; Western Australia; AU
Auckland, New Zealand; Auckland; Auckland; NZ
Tel Aviv-Yafo, Israel; Tel Aviv; Tel Aviv; IL
Dubai, UAE; Dubai; Dubai; AE
Cairo; Cairo; Cairo; EG
Nairobi, Kenya; Nairobi; Nairobi County; KE
Cape Town, South Africa; Cape Town; Western Cape; ZA
渋谷区, Tokyo; Tokyo; Tokyo; JP
Opera, Milano; -; Lombardy; IT
Tampa Bay; -; Florida; US
Hollywood, LA; -; -; -
Remote (PT); -; -; -
Kreuzberg, Berlin; Berlin; Berlin; DE
Hamilton, NJ; -; New Jersey; US
New York, NY (Remote or Hybrid); New York; New York; US
Westminster, London; London; England; GB
Gilded Mews, New York; -; New York; US
Blackwood, New Jersey; -; New Jersey; US
Remote - US; -; -; US
US-Remote; -; -; US
Anywhere in Germany; -; -; DE
Remote in the UK; -; -; GB
Remote (Poland); -; -; PL
Remote New York; -; New York; US
Remote, EMEA; -; -; -
North America; -; -; -
Remote Worldwide, US except CA, NY; -; -; US
Remote (excluding Texas), US; -; -; US
Oslo (not Bergen); Oslo; Oslo; NO
Wyoming; -; -; US
Columbia; -; -; US
Colombia; -; -; CO
Holland; -; -; NL
Buenos Aires; Buenos Aires; -; AR
Ontario, CA; Ontario; California; US
Ontario, Canada; -; Ontario; CA
Poland, Ohio; -; Ohio; US
Norway, Maine; -; -; -
Boston, Lincolnshire; -; -; -
Washington, Tyne and Wear; -; -; -
Frankfurt (Oder); Frankfurt (Oder); Brandenburg; DE
Frankfurt (Oder), Germany; Frankfurt (Oder); Brandenburg; DE
Frankfurt/Oder; Frankfurt (Oder); Brandenburg; DE
Frankfurt (Main), Germany; Frankfurt am Main; Hesse; DE
Frankfurt (hybrid), Germany; Frankfurt am Main; Hesse; DE
Halle (Saale); Halle (Saale); Saxony-Anhalt; DE
Halle (Westfalen), Germany; Halle; North Rhine-Westphalia; DE
Freiburg (Breisgau); Freiburg; Baden-Württemberg; DE
Freiburg (Elbe); -; -; -
Brandenburg (Havel); Brandenburg an der Havel; Brandenburg; DE
Limburg (Lahn); Limburg an der Lahn; Hesse; DE
Landsberg (Lech), Germany; Landsberg am Lech; Bavaria; DE
Newcastle (Australia); Newcastle; New South Wales; AU
Portland (Maine); Portland; Maine; US
Berlin (Mitte); Berlin; Berlin; DE
London, Shoreditch; -; -; -
Toronto - GTA; Toronto; Ontario; CA
Berlin, Kreuzberg; Berlin; Berlin; DE
Hybrid - Leeds, UK; Leeds; England; GB
Bristol Office; -; -; -
Boston HQ; Boston; Massachusetts; US
12 Mill Lane, Oxford, United Kingdom; Oxford; England; GB
Hull, England, United Kingdom; Kingston upon Hull; England; GB
Hull, UK; Kingston upon Hull; England; GB
Hull; -; -; -
Hull, QC; Hull; Quebec; CA
Newcastle, UK; Newcastle upon Tyne; England; GB
Newcastle, NSW; Newcastle; New South Wales; AU
Newcastle; -; -; -
Stoke; Stoke-on-Trent; England; GB
Stoke, New Zealand; Stoke; Nelson Region; NZ
Southend; Southend-on-Sea; England; GB
Burton, UK; Burton upon Trent; England; GB
Burton, MI; Burton; Michigan; US
Stockton, UK; Stockton-on-Tees; England; GB
Stockton, CA; Stockton; California; US
Barrow; Barrow in Furness; England; GB
Clacton; Clacton-on-Sea; England; GB
Tunbridge Wells; Royal Tunbridge Wells; England; GB
Leamington Spa; Royal Leamington Spa; England; GB
Leamington, Ontario; Leamington; Ontario; CA
Londonderry; Derry; Northern Ireland; GB
Halle, Germany; Halle (Saale); Saxony-Anhalt; DE
Halle; -; -; -
Marburg, Germany; Marburg an der Lahn; Hesse; DE
Frankfurt, Germany; Frankfurt am Main; Hesse; DE
Freiburg, Germany; Freiburg; Baden-Württemberg; DE
Durban, South Africa; Durban; KwaZulu-Natal; ZA
St. Gallen, Switzerland; Sankt Gallen; St. Gallen; CH
Brisbane, California, United States; -; -; -
Saint-Léonard, New Brunswick, Canada; -; -; CA
Lawrenceville, New Jersey; -; New Jersey; US
Brisbane, California; -; -; -
Boston, California; -; -; -
Salem, IN; -; -; -
Salem, OR; Salem; Oregon; US
Concord, CA; Concord; California; US
Lebanon, IL; -; -; -
Tijuana, BC; -; -; -
Cuiabá, MT; -; -; -
Hamilton, NJ; -; New Jersey; US
Southampton, PA; -; -; -
CHI; -; -; -
RIO; -; -; -
ULM; Ulm; Baden-Württemberg; DE
West Coast; -; -; -
West Coast, US; -; -; US
Eastern Region; -; -; -
Central Coast; -; -; -
Greymouth, West Coast, New Zealand; Greymouth; West Coast; NZ
Remote (Germany, APAC, EMEA); -; -; -
Madrid, Europe, ES; Madrid; Madrid; ES
Macaé, Rio de Janeiro, Brasil; Macaé; Rio de Janeiro; BR
Niterói, Rio de Janeiro; Niterói; Rio de Janeiro; BR
Tønsberg, Vestfold og Telemark; Tønsberg; Vestfold; NO
Kinshasa, Democratic Republic of Congo; Kinshasa; Kinshasa; CD
Skopje, Republic of North Macedonia; Skopje; Grad Skopje; MK
Gilded Mews, Torino; -; Piedmont; IT
Via Roma 1, Torino; Turin; Piedmont; IT
Rapale, Cuneo, Italy; -; Piedmont; IT
Eudora, New York; -; New York; US
San Diego, Bay Area; San Diego; California; US
Boston, New York; -; -; US
Rome, New York; Rome; New York; US
Vernon, CA; -; -; -
Kelowna, CA; Kelowna; British Columbia; CA
Paris, Poland; -; -; -
Argentina - Paraguay; -; -; -
Windhoek, NA; Windhoek; Khomas Region; NA
Pô; Pô; Centre-Sud; BF
PO; -; -; -
Tor; -; -; -
Pàce; -; -; -
Garden City, Long Island; -; -; -
Long Island, Bahamas; -; Long Island; BS
Tainan, Taiwan; Tainan; -; TW
Remote-US/CA; -; -; -
Anywhere (USA & CAN); -; -; -
Mexico Locations; -; -; MX
Select US Locations; -; -; US
Oslo preferred; Oslo; Oslo; NO
Remote - NYC; New York; New York; US
Northern Italy; -; -; IT
Upstate New York; -; New York; US
North Wales, PA; -; Pennsylvania; US
West Texas; -; Texas; US
Southern Lights; -; -; -
Lille, Nord, France; Lille; Hauts-de-France; FR
Frosinone, FR, Italy; Frosinone; Lazio; IT
"""
CASES = [[part.strip() for part in line.split(";")] for line in TABLE.strip().splitlines()]

NO_PLACES = (
    "N/A; n/a; TBD; Multiple Locations; Various; See description; See Opening ID; 3 Locations; +2 more; Full Time; Part-time; "
    "Vollzeit; Contract; Full-time, Permanent; Remote; Hybrid; Fully remote; 100% Remote; Home based - Worldwide; Anywhere; "
    "Remote/Hybrid; Any of our offices; Mehrere Standorte; Plusieurs lieux; Marketing; Human Resources; Senior Engineer; "
    "Bäcker (m/w/d); UTC+8; Remote (CET +/- 2); EST hours; Field - Based; $20 an hour; -; jobs@example.org; Location; Unspecified; 在宅; リモート; Office; en remoto; "
    "Remote Globally (non-US); Remote (outside the EU); Anywhere except France; Worldwide (excl. Russia); Remote, not US; Head Office; Client Site; Price; English-speaking; Travel Position; Future Openings; Open roles; "
    "Híbrido; Hybride; Ibrido; Hybrydowo; Гибридный формат; ハイブリッド勤務; 하이브리드 근무; 混合办公; Hybridarbete; Hibrit; "
    "Tiempo completo; Tempo indeterminato; Pełny etat; Voltijds; Heltid; Полная занятость; Tempo integral; アルバイト・パート; Tam zamanlı; 계약직; "
    "k.A.; n.v.t.; sin especificar; nie dotyczy; не указано; 未定; 미정; não informado; ej angivet; à définir; "
    "Ingénieur logiciel; Sviluppatore software; システムエンジニア; 软件工程师; Submit your CV; Open to any of our offices; Unknown Location; City, State; "
    "Location: any; Eastern Time Zone; Remote - work from home; Hybrid option; Remote capable; Upcoming roles; Remote - NA"
)

SEVERAL = {
    "San Francisco, CA, Miami, FL": ["San Francisco, CA", "Miami, FL"],
    "New York, NY, Austin, TX, Remote": ["New York, NY", "Austin, TX"],
    "London, UK, Boston, MA, USA": ["London, UK", "Boston, MA, USA"],
    "Berlin, London, Paris": ["Berlin", "London", "Paris"],
    "Berlin, Munich, Germany": ["Berlin", "Munich, Germany"],
    "Germany, Austria, Switzerland": ["Germany", "Austria", "Switzerland"],
    "US, Canada": ["US", "Canada"],
    "US-Chicago, US-Texas": ["US-Chicago", "US-Texas"],
    "US, TX, Austin": ["US, TX, Austin"],
    "London, Ontario": ["London, Ontario"],
    "Chelsea, New York, NY": ["Chelsea, New York, NY"],
    "Palo Alto, CA | New York, NY": ["Palo Alto, CA", "New York, NY"],
    "Peru, Indiana": ["Peru, Indiana"],
    "Poland, Ohio": ["Poland, Ohio"],
    "SEA, SF, NYC, CHI": ["SEA", "SF", "NYC", "CHI"],
    "NYC, Sea, SF, Tor": ["NYC", "Sea", "SF", "Tor"],
    "Chicago, SEA, SF, NYC, US-Remote": ["Chicago", "SEA", "SF", "NYC", "US-Remote"],
    "SF, CA, US": ["SF, CA, US"],
    "United States - Atlanta, GA - Remote": ["United States - Atlanta, GA - Remote"],
    "D.C., Maryland, Virginia": ["D.C.", "Maryland", "Virginia"],
    "Lawrenceville, New Jersey": ["Lawrenceville, New Jersey"],
    "Berlin, Brandenburg, Germany": ["Berlin, Brandenburg, Germany"],
    "Amsterdam of Rotterdam": ["Amsterdam", "Rotterdam"],
    "Lyon, Vestfold og Telemark": ["Lyon, Vestfold og Telemark"],
    "Singapore, New York": ["Singapore", "New York"],
    "Canada, Germany": ["Canada", "Germany"],
    "Oslo / Bergen": ["Oslo", "Bergen"],
    "Köln/Bonn": ["Köln", "Bonn"],
    "東京・大阪": ["東京", "大阪"],
    "Oslo · Bergen": ["Oslo", "Bergen"],
    "London or Paris": ["London", "Paris"],
    "Hamburg und Berlin": ["Hamburg", "Berlin"],
    "Sydney & Melbourne": ["Sydney", "Melbourne"],
    "Seattle, Chicago, or Denver": ["Seattle", "Chicago", "Denver"],
    "Trinidad and Tobago": ["Trinidad and Tobago"],
    "Tyne and Wear": ["Tyne and Wear"],
    "Remote (US or Canada)": ["Remote (US or Canada)"],
    "Oslo; oslo; Oslo": ["Oslo", "oslo"],
    "Hybrid; Remote; Leeds, UK": ["Leeds, UK"],
    "Híbrido, Recife": ["Recife"],
    "Hybride, Lyon": ["Lyon"],
    "ハイブリッド・大阪": ["大阪"],
    "Vollzeit, Dresden": ["Dresden"],
    "Milan, Barcelona, Madrid": ["Milan", "Barcelona", "Madrid"],
    "Vancouver, Toronto": ["Vancouver", "Toronto"],
    "Hong Kong, Sydney": ["Hong Kong", "Sydney"],
    "Denver, Sacremento, Las Vegas": ["Denver", "Sacremento", "Las Vegas"],
    "Richmond, London": ["Richmond, London"],
    "Richmond, Victoria": ["Richmond, Victoria"],
    "Kent, England, United Kingdom": ["Kent, England, United Kingdom"],
    "Warren, New Jersey, United States": ["Warren, New Jersey, United States"],
    "Singapore, Central Singapore, Singapore": ["Singapore, Central Singapore, Singapore"],
    "Asia, Korea, Seoul": ["Asia, Korea, Seoul"],
    "Canada, EMEA": ["Canada", "EMEA"],
    "Prato, PO, Italy": ["Prato, PO, Italy"],
    "Florida, Georgia, Alabama": ["Florida", "Georgia", "Alabama"],
    "DC, MD, VA": ["DC", "MD", "VA"],
    "Reston, Herndon, Ashburn, Bethesda": ["Reston", "Herndon", "Ashburn", "Bethesda"],
    "SFO, NYC, CHI": ["SFO", "NYC", "CHI"],
    "NYC, BOS": ["NYC", "BOS"],
    "US-SEA, US-SF": ["US-SEA", "US-SF"],
    "Denver, Remote in US, Remote in Canada": ["Denver", "Remote in US", "Remote in Canada"],
    "Oslo, Remote-Norway": ["Oslo", "Remote-Norway"],
    "Remote (Germany), Graz, Austria": ["Remote (Germany)", "Graz, Austria"],
    "Denver, Boston, US Remote": ["Denver", "Boston", "US Remote"],
    "Boston, MA, US Remote": ["Boston, MA", "US Remote"],
    "London, England, United Kingdom (Remote)": ["London, England, United Kingdom (Remote)"],
    "9 International Way, Tampa, FL 33602": ["9 International Way, Tampa, FL 33602"],
    "US - Remote, EMEA - Remote, LATAM - Remote": ["US - Remote", "EMEA - Remote", "LATAM - Remote"],
    "Canada, LATAM, EU": ["Canada", "LATAM", "EU"],
    "Hamburg, DE oder Haus 7": ["Hamburg, DE", "Haus 7"],
    "Bristol or Cambridge": ["Bristol", "Cambridge"],
    "Leeds, UK or close by": ["Leeds, UK or close by"],
    "Oslo and/or US Remote": ["Oslo", "US Remote"],
    "(Oslo, Bergen)": ["Oslo", "Bergen"],
    "New York, USA, Remote": ["New York, USA"],
    "Kitchener/Waterloo, Ontario": ["Kitchener", "Waterloo, Ontario"],
}


def known(one: Place) -> tuple[str, str, str]:
    return one.city or "-", one.region or "-", one.country or "-"


def test_the_table() -> None:
    """Places of forty countries, as people write them, are known or not known as they should be."""
    wrong = {}
    for written, *expected in CASES:
        found = [known(one) for one in PLACES.of(written)]
        if found != [tuple(expected)]:
            wrong[written] = found
    assert wrong == {}
    assert len(CASES) > 150
    assert len({case[3] for case in CASES}) > 40


def test_what_is_no_place() -> None:
    """Words for "none" and "several", kinds of work, ways of working, titles and teams."""
    given = NO_PLACES.split("; ")
    assert {one: PLACES.of(one) for one in given if PLACES.of(one)} == {}
    assert len(given) > 35


def test_what_the_posting_says_elsewhere_is_no_place() -> None:
    """A title, department or kind of employment in the field for places is ignored, unless a place has that name."""
    assert PLACES.of("Cold Storage", "Cook", "Cold Storage", None) == ()
    assert PLACES.of("Night Watch", "Night Watch") == ()
    assert PLACES.of("Cold Storage", "Cook", "Kitchen", None) == (Place("Cold Storage"),)
    assert [known(one) for one in PLACES.of("Berlin", "Berlin", "Berlin")] == [("Berlin", "Berlin", "DE")]


@pytest.mark.parametrize("written", SEVERAL)
def test_several_places(written: str) -> None:
    """A list of places is split between places, and one place is not split."""
    assert [one.written for one in PLACES.of(written)] == SEVERAL[written]


PIECES = st.sampled_from(
    [
        "Oslo",
        "Paris, Texas",
        "US-CA",
        "Remote",
        ", ",
        "; ",
        " or ",
        " and ",
        "/",
        " | ",
        "-",
        "(",
        ")",
        "[",
        "・",
        "CA",
        "N/A",
        "12",
        " ",
        "東京",
    ]
)


def test_a_state_that_work_is_remote_in_is_no_city() -> None:
    """Words for remote work make "New York" the state, in whichever part they are."""
    for written in ("New York, USA, Remote", "Remote, New York, USA", "Remote New York"):
        assert [known(one) for one in PLACES.of(written)] == [("-", "New York", "US")], written
    assert [known(one)[0] for one in PLACES.of("New York, NY, Remote")] == ["New York"]
    assert [known(one)[0] for one in PLACES.of("Oslo; Remote; New York, USA")] == ["Oslo", "New York"]


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join)))
def test_cutting_loses_nothing(written: str) -> None:
    """The pieces and separators joined are the text again, and no text raises."""
    assert "".join(PLACES.split(written)) == written
    for one in PLACES.of(written, "Cook"):
        assert one.written.strip() == one.written != ""
        assert one.written in " ".join(written.split())
        assert one.country or not (one.city or one.region)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name: str) -> None:
    """What two spellings have in common does not change when it is made again."""
    assert key(key(name)) == key(name)


def test_spellings_have_one_key() -> None:
    """Accents, signs and capitals make no other name; marks that are letters do."""
    assert key("St. Gallen") == key("Saint-Gallen") == "saint gallen"
    assert key("KRAKÓW") == key("Krakow")
    assert key("D'Arcy") == key("D’Arcy")
    assert key("が") != key("か")


def test_a_text_that_names_a_place_is_never_passed_over() -> None:
    """Titles that can't name a place are filtered out before the comparison."""
    titles = [
        "Manager, St. Louis",
        "Cook (O'Fallon)",
        "Cook, Zürich",
        "Driver Fort Worth",
        "Ft Worth Driver",
        "COOK - SAINT-DENIS",
        "Clerk",
    ]
    for place, named in (
        ("saint louis", 0),
        ("ofallon", 1),
        ("zurich", 2),
        ("fort worth", 4),
        ("saint denis", 5),
        ("worth", 4),
    ):
        assert key(place) == place
        found = list(may_name(titles, place))
        assert titles[named] in found
        assert {one for one in titles if f" {place} " in f" {key(one)} "} <= set(found)
    assert "Clerk" not in list(may_name(titles, "worth"))
    assert list(may_name(titles, "saint")) == titles


def test_at_most_so_many() -> None:
    """A posting in a thousand places has the first of them, each once."""
    many = "; ".join(f"Yard {number}" for number in range(2 * MOST))
    assert len(PLACES.of(many)) == MOST
    assert len(PLACES.of("Oslo; " * 1_000)) == 1


def test_the_gazetteer_answers_for_every_name() -> None:
    """Every name in the file is found, and names between two of them are not."""
    found = gazetteer()
    names = [line.split(b"\t")[0].decode() for line in found._text[found._names :].split(b"\n")[:-1]]
    assert names == sorted(names, key=str.encode)
    assert len(names) > 100_000
    for name in (*names[:50], *names[:: len(names) // 500], *names[-50:]):
        assert found.find(name), name
        assert not found.find(f"{name} x")
    assert found.find("") == found.find("\uffff") == found.find("\ud800") == ()
    countries = found.countries()
    assert (len(countries), countries["DE"], countries["US"]) == (252, "Germany", "United States")
    assert all(found._of(number, usual=True).is_country for number in range(252))
    assert not any(found._of(number, usual=True).is_city for number in range(COUNTRIES))


class Feed:
    """A JSON feed whose rows a test writes."""

    def __init__(self, site: Site, root: Path) -> None:
        self.jobs: list[dict[str, object]] = []
        base, _ = site(self.answer)
        (root / "tracker.toml").write_text(
            f'[sources.feed]\nboard = "json"\nurl = "{base}/feed.json"\nitems = "jobs"\nid = "id"\ntitle = "title"\n'
            'location = "place"\ndepartment = "team"\ntext = "text"\nlink = "url"\nallow_private = true\ndelay = "0s"\n'
        )

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        if path != "/feed.json":
            return 404, {}, b"gone"
        return 200, {"Content-Type": "application/json"}, json.dumps({"jobs": self.jobs}).encode()


def job(number: int, place: object, title: str = "Cook") -> dict[str, object]:
    text = f"We look for number {number}, who will work with us in the kitchen of house {number} every day of the week."
    return {
        "id": number,
        "title": f"{title} {number}",
        "place": place,
        "text": text,
        "url": f"https://x.example/{number}",
    }


@pytest.fixture
def feed(site: Site, tmp_path: Path) -> Feed:
    return Feed(site, tmp_path)


ALL = "SELECT rowid, posting_id, version_id, place, city, region, country FROM posting_places ORDER BY rowid"


def test_places_are_written_with_each_version(feed: Feed, tmp_path: Path) -> None:
    """Each version has its places, in their order, and a rebuild writes the same rows."""
    feed.jobs = [job(1, ["Oslo, Norway", "Remote - Poland"]), job(2, "Full Time"), job(3, None), job(4, "San Jose")]
    check(tmp_path)
    feed.jobs[0] = job(1, ["Bergen, Norway"])
    check(tmp_path)
    found = rows(tmp_path, ALL)
    query = "SELECT l.* FROM posting_places AS l JOIN versions AS v ON v.id = l.version_id WHERE v.posting_id = ? AND v.number = ?"
    first = rows(tmp_path, query, "feed.1", 1)
    assert [(one["place"], one["city"], one["country"]) for one in first] == [
        ("Oslo, Norway", "Oslo", "NO"),
        ("Remote - Poland", None, "PL"),
    ]
    assert [one["city"] for one in rows(tmp_path, query, "feed.1", 2)] == ["Bergen"]
    assert rows(tmp_path, query, "feed.2", 1) == rows(tmp_path, query, "feed.3", 1) == []
    (unknown,) = rows(tmp_path, query, "feed.4", 1)
    assert (unknown["place"], unknown["city"], unknown["country"]) == ("San Jose", None, None)
    assert told(tmp_path) == {"edited": 1}
    rebuild(tmp_path)
    assert rows(tmp_path, ALL) == found


def test_a_database_without_places_gets_them_when_its_source_is_read_anew(feed: Feed, tmp_path: Path) -> None:
    """A database of an earlier version is opened as it is; folding a source again adds its places without news."""
    feed.jobs = [job(1, "Oslo, Norway"), job(2, "Leeds, UK")]
    check(tmp_path)
    found = rows(tmp_path, ALL)
    assert len(found) == 2
    connection = connect(tmp_path / "tracker.db", write=True)
    to_seventh(connection)
    connection.execute("DROP TABLE posting_places")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'seventh'")
    connection.execute("UPDATE source_state SET extractor = extractor - 1")
    connection.execute("PRAGMA user_version = 6")
    connection.close()
    connect(tmp_path / "tracker.db", write=True).close()
    assert rows(tmp_path, ALL) == []
    check(tmp_path)
    assert rows(tmp_path, ALL) == found
    assert told(tmp_path) == {}


def test_the_site_asks_by_place(feed: Feed, tmp_path: Path) -> None:
    """The timeline and an employer's open roles are filtered by country and city; the employer's places are counted."""
    feed.jobs = [job(1, "Oslo, Norway"), job(2, "Oslo, Norway; Leeds, UK"), job(3, "Unit 7")]
    check(tmp_path)
    feed.jobs += [job(4, "Bergen, Norway", "Baker"), job(5, "Leeds, UK", "Baker")]
    check(tmp_path)
    with served(tmp_path) as base:

        def changed(query: str) -> list[str]:
            return [one["posting_id"] for one in json.loads(get(f"{base}/changes.json?{query}")[1])["changes"]]

        assert sorted(changed("")) == ["feed.4", "feed.5"]
        assert changed("country=no") == changed("city=Bergen") == changed("country=NO&city=Bergen") == ["feed.4"]
        assert changed("country=GB&q=baker") == ["feed.5"]
        assert changed("country=SE") == changed("country=GB&city=Bergen") == changed("city=%27%20OR%201=1") == []
        page = get(f"{base}/?country=NO")[1]
        assert '<option value="NO" selected>Norway</option>' in page
        assert ("Baker 4" in page, "Baker 5" in page) == (True, False)
        data = json.loads(get(f"{base}/sources/feed.json")[1])
        counts = {one["name"]: (one["many"], one["country"]) for one in data["places"]}
        assert counts == {
            "Leeds, England, United Kingdom": (2, "GB"),
            "Oslo, Norway": (2, "NO"),
            "Bergen, Vestland, Norway": (1, "NO"),
            "Unit 7": (1, ""),
        }
        shown = json.loads(get(f"{base}/sources/feed.json?country=GB&city=Leeds")[1])["open"]
        assert sorted(one["id"] for one in shown) == ["feed.2", "feed.5"]
        page = get(f"{base}/sources/feed")[1]
        assert "?country=GB&amp;city=Leeds#open" in page
        assert "No open roles in this place." in get(f"{base}/sources/feed?country=SE")[1]


def test_a_place_with_many_postings_is_not_gathered(feed: Feed, tmp_path: Path) -> None:
    """Few postings of a place are collected first; many are looked up along the changes."""
    feed.jobs = [job(number, "Oslo, Norway") for number in range(1, 10)]
    check(tmp_path)
    connection = reader(tmp_path)
    assert len(keys_in_place(connection, "NO", "", 9) or ()) == 9
    assert keys_in_place(connection, "NO", "", 8) is None
    assert keys_in_place(connection, "NO", "", 2) is None
    assert keys_in_place(connection, "SE", "", 9) == set()
    assert keys_in_place(connection, "", "", 9) is None
    assert condition("w.id", "", "") == ("", [])
    connection.close()
