"""Bodies are decoded as browsers decode them; another encoding is no change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.living import Pages
from tests.tables import changes, rows
from tracker.boards.generic.sitemap import _addresses
from tracker.boards.kit import xml
from tracker.extract import jsontext
from tracker.extract.walls import wall
from tracker.imports.git import page_of
from tracker.model import Page, Request, charset

URL = "https://careers.example.org/jobs"
HTML = "text/html"


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("Shift_JIS", "cp932", "港湾クレーン ①Ⅲ㈱ ～髙"),
        ("x-sjis", "cp932", "寮は①号棟です"),
        ("euc-kr", "cp949", "똠방각하 펲시콜라"),
        ("ks_c_5601-1987", "cp949", "야간 크레인 기사 똠"),
        ("gb2312", "gb18030", "镕老师 €"),
        ("gbk", "gb18030", "夜班吊车司机㐀"),
        ("big5", "big5hkscs", "夜班吊車司機 着"),
        ("big5-hkscs", "big5hkscs", "香港嘅工作"),
        ("iso-8859-1", "cp1252", "You’ll earn €20 – “now”"),
        ("latin1", "cp1252", "Kranführer €"),
        ("us-ascii", "cp1252", "Ärztin"),
        ("iso-8859-9", "cp1254", "Gece vinç operatörü ŞİĞ €"),
        ("iso-8859-11", "cp874", "พนักงาน …"),
        ("tis-620", "cp874", "พนักงาน €"),
        ("windows-1251", "cp1251", "Крановщик ночной смены №5"),
        ("koi8-u", "koi8-u", "Нічна зміна ґїє"),
        ("iso-8859-2", "iso8859-2", "Operátor jeřábu, noční směna"),
        ("windows-1250", "cp1250", "Żuraw – „nocna” zmiana"),
        ("windows-1253", "cp1253", "Νυχτερινή βάρδια"),
        ("windows-1255", "cp1255", "מפעיל עגורן"),
        ("iso-8859-8-i", "iso8859-8", "מפעיל עגורן"),
        ("windows-1256", "cp1256", "مشغل رافعة"),
        ("windows-1257", "cp1257", "Naktinės pamainos"),
        ("windows-1258", "cp1258", "Công ty ₫"),
        ("macintosh", "mac-roman", "Kranführer “Nacht”"),
        ("utf8", "utf-8", "Größe 夜班"),
        ("unicode-1-1-utf-8", "utf-8", "Größe"),
        ("utf-16le", "utf-16-le", "Night crane"),
        ("utf-16", "utf-16-le", "Night crane"),
        ("utf-16be", "utf-16-be", "Night crane"),
        ("euc-jp", "euc_jp", "港湾クレーン ｱ"),
        ("iso-2022-jp", "iso2022_jp", "港湾 crane クレーン"),
    ],
)
def test_a_label_means_what_it_means_in_browsers(label: str, codec: str, words: str) -> None:
    """A label's decoder is that of the standard, which often differs from Python's codec of that name."""
    body = f"<p>{words}</p>".encode(codec)
    assert charset.decode(body, f'{HTML}; charset="{label.upper()}"') == f"<p>{words}</p>"


def test_japanese_is_one_text_in_each_of_its_encodings() -> None:
    """Where Python's JIS tables differ from those of browsers, the browsers' are used."""
    words = "港湾①⑳Ⅳ㈱～∥－￠￡￢ｱｲ"
    signs = words.encode("cp932")
    euc, seven = b"", b""
    for one in words:
        pair = one.encode("cp932")
        if len(pair) == 1:
            euc += b"\x8e" + pair
            seven += b"\x1b(I" + bytes([pair[0] & 0x7F]) + b"\x1b(B"
            continue
        row = (pair[0] - (0x70 if pair[0] < 0xE0 else 0xB0)) * 2 - (pair[1] < 0x9F)
        cell = pair[1] - (0x7E if pair[1] >= 0x9F else 0x20 if pair[1] > 0x7E else 0x1F)
        euc += bytes((row | 0x80, cell | 0x80))
        seven += b"\x1b$B" + bytes((row, cell)) + b"\x1b(B"
    assert charset.decode(signs, f"{HTML}; charset=shift_jis") == words
    assert charset.decode(euc, f"{HTML}; charset=euc-jp") == words
    assert charset.decode(seven, f"{HTML}; charset=iso-2022-jp") == words
    assert charset.decode(b"\xff " + euc + b"\xa1", f"{HTML}; charset=x-euc-jp") == f"\ufffd {words}\ufffd"


META = {
    "charset": "<meta charset={}>",
    "quoted": "<META CHARSET = '{}' />",
    "pragma": '<meta http-equiv="Content-Type" content="text/html; charset={}">',
    "pragma turned round": "<meta content=\"text/html;charset='{}'\" http-equiv=content-type>",
    "after a comment": "<!-- <meta charset=utf-8> --><meta charset={}>",
    "after an empty comment": "<!--><meta charset={}>",
    "after what is in an attribute": '<a title="<meta charset=utf-8>"><meta charset={}>',
    "after an apostrophe": "<p it's><meta charset={}>",
    "after another meta": '<meta name="a" content="text/html; charset=utf-8"><meta charset={}>',
    "after an unknown label": "<meta charset=nonsense><meta charset={}>",
    "late": "<style>" + "a{}" * 5_000 + "</style><meta charset={}>".replace("{}", "{}", 1),
    "in XML": '<?xml version="1.0" encoding="{}"?><html>',
}


@pytest.mark.parametrize("how", META)
def test_a_page_declares_its_encoding(how: str) -> None:
    """Every form of declaration that browsers accept is found; lookalikes are ignored."""
    head = META[how].replace("a{}", "a").replace("{}", "windows-1251")
    body = f"{head}<p>Крановщик</p>".encode("cp1251")
    assert charset.decode(body, HTML).endswith("<p>Крановщик</p>")
    assert charset.decode(body).endswith("<p>Крановщик</p>")
    assert "Крановщик" not in charset.decode(body, f"{HTML}; charset=windows-1252")  # the header comes first
    assert charset.decode(body, f"{HTML}; charset=no-such-label").endswith("<p>Крановщик</p>")


def test_bytes_that_have_no_sign_in_python() -> None:
    """Bytes that Windows leaves undefined are control characters, and the euro sign in old Chinese pages."""
    assert charset.decode(b"a\x81b\x93", f"{HTML}; charset=windows-1252") == "a\x81b“"
    assert charset.decode(b"a\x81\xd2", f"{HTML}; charset=windows-1253") == "a\x81\ufffd"
    for label in ("gb2312", "gbk", "gb18030"):
        assert charset.decode(b"\x8020", f"{HTML}; charset={label}") == "€20"
        assert charset.decode("镕".encode("gb18030") + b"\x80\xff ok", f"{HTML}; charset={label}") == "镕€\ufffd ok"


def test_a_byte_order_mark_comes_first() -> None:
    """It overrides the header and the page, and is not part of the text."""
    for codec in ("utf-8-sig", "utf-16"):
        body = "<meta charset=windows-1251><p>Größe".encode(codec)
        assert charset.decode(body, f"{HTML}; charset=koi8-r") == "<meta charset=windows-1251><p>Größe"
    body = b"\xfe\xff" + "<p>Größe".encode("utf-16-be")
    assert charset.decode(body, HTML) == "<p>Größe"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Größe 夜班".encode(), "<p>Größe 夜班"),
        ("<p>Größe – täglich".encode("cp1252"), "<p>Größe – täglich"),
        ("<p>夜班吊车司机".encode()[:-1], "<p>夜班吊车司\ufffd"),  # cut off in the middle of a sign
        ("<p>Größe, Straße, Flöße".encode() + b"\x96", "<p>Größe, Straße, Flöße\ufffd"),
        (b"<p>plain", "<p>plain"),
        (b"", ""),
    ],
)
def test_an_undeclared_page_is_utf_8_or_windows_1252(body: bytes, text: str) -> None:
    """One broken character does not make a UTF-8 page another encoding."""
    assert charset.decode(body, HTML) == text
    assert charset.decode(body) == text
    assert charset.decode(body, "text/plain") == text


def test_what_a_declaration_within_a_page_can_not_mean() -> None:
    """A page whose declaration can be read is not UTF-16, and no encoding hides markup."""
    assert charset.decode("<meta charset=utf-16>Größe".encode(), HTML).endswith("Größe")
    assert charset.decode("<meta charset=x-user-defined>Größe".encode("cp1252"), HTML).endswith("Größe")
    assert charset.decode(b"<meta charset=hz-gb-2312><p>x", HTML) == "\ufffd"
    for label in ("idna", "punycode", "utf-7", "unicode_escape", "rot13", "zlib", "base64"):
        assert charset.label(label) == ""
        assert charset.decode(b"<p>+AGE-\\u0041", f"{HTML}; charset={label}") == "<p>+AGE-\\u0041"


@pytest.mark.parametrize(
    ("kind", "codec"),
    [
        ("application/json", "utf-8"),
        ("application/json", "utf-8-sig"),
        ("application/json", "utf-16"),
        ("application/json", "utf-16-le"),
        ("application/json", "utf-16-be"),
        ("application/json", "utf-32-le"),
        ("application/json; charset=iso-8859-1", "utf-8"),  # scripts read it as UTF-8
        ("application/json; charset=windows-1252", "cp1252"),
        ("application/json", "cp1252"),
        ("application/ld+json;charset=Shift_JIS", "cp932"),
        ("application/json; charset=gb2312", "gb18030"),
        ("application/json; charset=iso-2022-jp", "iso2022_jp"),
        ("text/html; charset=windows-1252", "cp1252"),
        ("", "utf-8"),
        ("", "cp1252"),
    ],
)
def test_json_in_any_encoding(kind: str, codec: str) -> None:
    """JSON is read as a page's script reads it, or else by its header."""
    words = "港湾" if "jp" in codec or "932" in codec or "gb" in codec else "Café — crème"
    body = json.dumps([{"title": words}], ensure_ascii=False).encode(codec)
    assert jsontext.loads(body, kind) == [{"title": words}]
    page = Page(Request(URL), URL, 200, (("Content-Type", kind),), body)
    assert words in page.text()
    assert charset.first(body) == "["
    assert wall(page) == ""


@pytest.mark.parametrize(
    ("kind", "declared", "codec"),
    [
        ("text/xml", "ISO-8859-1", "cp1252"),
        ("text/xml; charset=windows-1252", "", "cp1252"),
        ("application/rss+xml; charset=iso-8859-1", "utf-8", "utf-8"),  # two signs against a header
        ("text/xml", "", "utf-8"),
        ("text/xml", "UTF-8", "utf-8-sig"),
        ("text/xml", "UTF-16", "utf-16"),
        ("application/xml", "utf-16", "utf-16-le"),
        ("application/xml", "utf-16", "utf-16-be"),
        ("text/xml", "windows-1250", "cp1250"),
        ("", "ISO-8859-15", "iso8859-15"),
    ],
)
def test_feeds_in_any_encoding(kind: str, declared: str, codec: str) -> None:
    """A feed is read by its declaration, which never reaches the parser."""
    words = "Kranführer, größer" if codec != "cp1252" else "Kranführer – größer"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = f'{head}<jobs><job title="{words}">{words} &nbsp;&#1;</job><x><![CDATA[<meta charset=koi8-r>]]></x></jobs>'
    page = Page(Request(URL), URL, 200, (("Content-Type", kind),), body.encode(codec))
    root = xml.tree(page, "A board", "acme")
    assert root[0].get("title") == words
    assert (root[0].text or "").startswith(words)


def test_addresses_of_a_map_are_decoded() -> None:
    """Addresses of a sitemap may be in the encoding of the site's system."""
    assert _addresses("<loc>https://x.org/Köln</loc>".encode("cp1252")) == ["https://x.org/Köln"]
    assert _addresses("<loc>https://x.org/Köln</loc>".encode()) == ["https://x.org/Köln"]


def test_files_of_others_state_no_encoding() -> None:
    """A page from git or a folder has no header, and is read by its declaration."""
    body = "<meta charset=shift_jis><p>港湾</p>".encode("cp932")
    assert "港湾" in page_of(Request(URL), body, "2026-01-01T00:00:00.000Z").text()
    assert page_of(Request(URL), b"\xef\xbb\xbf[]", "").header("content-type") == "application/json"


@given(st.binary(max_size=200), st.sampled_from(["", HTML, "application/json", "text/xml", "text/plain"]), st.text())
def test_any_bytes_are_some_text(body: bytes, kind: str, label: str) -> None:
    """No bytes raise an error or give a surrogate."""
    for said in (kind, f"{kind}; charset={label}"):
        charset.decode(body, said).encode()
    charset.label(label)
    charset.first(body)


@given(st.binary(max_size=80))
def test_any_bytes_in_any_encoding(body: bytes) -> None:
    """No decoder of the standard raises."""
    from webencodings.labels import LABELS

    for name in set(LABELS.values()):
        charset.decode(body, f"{HTML}; charset={name}").encode()


TITLES = ["港湾クレーン運転士", "夜勤看護師①", "パン職人", "信号技士"]
CODECS = {"Shift_JIS": "cp932", "EUC-JP": "euc_jis_2004", "UTF-8": "utf-8", "UTF-16": "utf-16"}


def test_a_site_that_changes_its_encoding_changes_nothing(tmp_path: Path) -> None:
    """The same pages in four encodings, one after the other: one version of each posting."""
    now = "Shift_JIS"

    def answer(url: str) -> tuple[int, str, bytes]:
        rows = "".join(f"<li class=job><a href=/job/{n}>{title}</a>" for n, title in enumerate(TITLES))
        body = f"<ul>{rows}</ul>"
        if not url.endswith("/jobs"):
            number = int(url[-1])
            body = f"<main><h1>{TITLES[number]}</h1><p>港で働きます。月給二十万円、茶菓子あり。番号{number}</p></main>"
        markup = f"<html><head><meta charset={now}></head><body>{body}</body></html>"
        return 200, "text/html", markup.encode(CODECS[now])

    toml = f'[sources.kobe]\nboard = "html"\nurl = "{URL}"\nitem = "li.job"\nlink = "a"\ntitle = "a"\nreread = "1d"\n'
    life = Pages(tmp_path, toml, answer)
    for name in CODECS:
        now = name
        for result in life.check().values():
            assert result.verdict.outcome == "complete", name
    assert changes(tmp_path) == []
    assert {one["title"] for one in rows(tmp_path, "SELECT title FROM postings")} == set(TITLES)
    texts = [one["text"] for one in rows(tmp_path, "SELECT text FROM versions")]
    assert len(texts) == len(TITLES)
    assert all("月給二十万円" in one for one in texts)
    assert sum("/job/" in one for one in life.asked) > 2 * len(TITLES)  # they were read again
