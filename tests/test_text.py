"""Canonical text: the same for every rendering of the same content."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tracker.extract import plain_markup, text

BLOCKS = ("p", "div", "h2", "h3")
words = st.text(alphabet=st.sampled_from("abc XYZ 12 é 数据 & • - #\u00ad\u200b\u00a0"), min_size=0, max_size=20)


@st.composite
def markup(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 6))):
        inner = html.escape(draw(words))
        if draw(st.booleans()):
            inner = f"<strong>{inner}</strong> {html.escape(draw(words))}"
        if draw(st.booleans()):
            tag = draw(st.sampled_from(BLOCKS))
            parts.append(f"<{tag}>{inner}</{tag}>")
        else:
            parts.append(f"<ul><li>{inner}</li><li><p>{html.escape(draw(words))}</p></li></ul>")
    return "\n".join(parts)


@given(markup())
def test_hot_path_is_what_the_parser_makes(source: str) -> None:
    """The fast path for plain markup gives the same as the HTML parser."""
    tree = LexborHTMLParser(f"<body>{source}</body>")
    assert tree.body is not None
    assert text.from_html(f"<div>{source}</div>") == text.of_node(tree.body)


@given(st.text())
def test_plain_text_is_idempotent(raw: str) -> None:
    """Canonical text is its own canonical form."""
    once = text.from_plain(raw)
    assert text.from_plain(once) == once


@given(markup())
def test_text_of_html_is_idempotent(source: str) -> None:
    """The text of HTML does not change when it is read as plain text."""
    once = text.from_html(source)
    assert text.from_plain(once) == once


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("<p>One</p><p>Two</p>", "<div>One</div>\n\n<div><span>Two</span></div>"),
        ("<ul><li>A</li><li>B</li></ul>", "<ul>\n<li><p>A</p></li>\n<li><p><em>B</em></p></li></ul>"),
        ("<p>One<br>Two</p>", "<p>One</p><p>Two</p>"),
        ("<p>Tom &amp; Jerry</p>", "&lt;p&gt;Tom &amp;amp; Jerry&lt;/p&gt;"),
        ("<p>soft\u00adware</p>", "<p>software</p>"),
        ("<p>a\u00a0b</p>", "<p>a b</p>"),
        ("<p>Cafe\u0301</p>", "<p>Café</p>"),
        ("<p>• one</p>", "<ul><li>one</li></ul>"),
        ("<p>x</p><script>alert(1)</script><style>p{}</style><!-- c -->", "<p>x</p>"),
        ('<p title="a > b">x</p>', "<p>x</p>"),
        (
            "<div>&lt;p&gt;Hello &amp;amp; bye&lt;/p&gt;&lt;ul&gt;&lt;li&gt;x&lt;/li&gt;&lt;/ul&gt;</div>",
            "<p>Hello &amp; bye</p><ul><li>x</li></ul>",
        ),
        (
            (
                '<p class=MsoListParagraph><![if !supportLists]><span style="font-family:Symbol">·<span>&nbsp;&nbsp; </span></span><![endif]>'
                "Lift <b>things</b><o:p></o:p></p><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->"
            ),
            "<ul><li>Lift things</li></ul>",
        ),
        ("<p>✅ Calm</p><p>🔹 Kind</p>", "<ul><li>Calm</li><li>Kind</li></ul>"),
        ("✔️ Calm<br>👉 Kind", "<ul><li>Calm</li><li>Kind</li></ul>"),
        ("<ul><li>One<ul><li>In</li></ul></li></ul>", "<ul><li><p>One</p><ul><li><p>In</p></li></ul></li></ul>"),
        (
            "<table><tr><td><p>A</p></td><td>B</td></tr></table>",
            "<table><tbody><tr><td>A</td><td><span>B</span></td></tr></tbody></table>",
        ),
        ("<p dir=rtl>\u200fمهندس \u202bشبكات\u202c</p>", "<div>مهندس شبكات</div>"),
        ("<p>電力の設備を<br>見守る。</p>", "<p>電力の設備を</p><p>見守る。</p>"),
        ("<p>Daten<wbr>zentrum, Donau\u00addampf</p>", "<p>Datenzentrum, Donaudampf</p>"),
    ],
)
def test_same_content_same_text(left: str, right: str) -> None:
    """Two renderings of the same content give the same text."""
    assert text.from_html(left) == text.from_html(right)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h2>Work</h2><ul><li>A</li></ul><p>end</p>", "# Work\n- A\nend"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td></td></tr></table>", "a | b\nc |"),
        ("<ul><li></li></ul><p>after</p>", "after"),
        ("<p>Rechenzentrum für Kühlung</p><p>数据中心 工程师</p>", "Rechenzentrum für Kühlung\n数据中心 工程师"),
        ("<p>see https://x.org/a?utm_source=b&amp;id=1</p>", "see https://x.org/a?id=1"),
        ("", ""),
        ("no markup at all", "no markup at all"),
    ],
)
def test_text(source: str, expected: str) -> None:
    """One block a line, with its mark."""
    assert text.from_html(source) == expected


def test_chinese_is_segmented_for_the_index() -> None:
    """Every Chinese character is a word of the index."""
    assert text.segment("数据中心 plan").split() == ["数", "据", "中", "心", "plan"]


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "blockquote", "table><tr><td"])
def test_words_are_kept_however_deep_they_are(tag: str) -> None:
    """Endlessly nested markup loses its structure, and none of its words."""
    deep = f"<{tag}>" * 3_000 + "deep" + "<p>below</p>"
    said = text.from_html(f"<p>before</p>{deep}").replace("-", " ").replace("|", " ").split()
    assert said == ["before", "deep", "below"]
    assert text.main_text(f"<p>before</p>{deep}").replace("-", " ").replace("|", " ").split() == said


def test_tables_within_tables_are_rows_as_far_as_tables_go() -> None:
    """A nested table becomes part of its cell."""
    inner = "<table><tr><td>a</td><td>b</td></tr></table>"
    assert text.from_html(f"<table><tr><td>{inner}</td><td>c</td></tr></table>") == "a | b | c"


def test_furniture_is_left_out_wherever_it_is() -> None:
    """Navigation and forms are no text of a page, in table rows too."""
    page = (
        "<nav>Home</nav><div role=navigation>Menu</div><p>Work</p><table><tr><td>a<form>Apply</form></td><nav>x</nav>"
        "<td>b</td></tr></table><nav>one<nav>two</nav></nav><footer>Imprint</footer>"
    )
    assert text.main_text(f"<body>{page}</body>") == "Work\na | b"


@pytest.mark.parametrize("levels", [1, 2, 3, 40])
def test_markup_is_read_as_often_as_it_was_escaped(levels: int) -> None:
    """Markup that was escaped any number of times is read."""
    raw = "<p>Bread &amp; tea</p>"
    for _ in range(levels):
        raw = f"<div>{html.escape(raw)}</div>"
    assert text.from_html(raw) == "Bread & tea"


@given(st.text(alphabet="a\u0301\u0316\u0323", max_size=200))
def test_marks_without_end_are_composed_once(raw: str) -> None:
    """Long runs of combining marks are split, and the text stays canonical."""
    once = text.from_plain("x" + raw + "\u0301\u0316" * 40)
    assert text.from_plain(once) == once
    assert once.startswith("x")


_ESCAPED_WHOLE = (
    "<h3>The work</h3><p>R&amp;D &amp; tea, List&lt;String&gt;</p><ul><li>One</li><li>Two</li></ul>",
    "<div><b>The work</b><br>R&amp;D</div>",
    "We bake.<br />You help.",
    "<p>Cut off here",
    "Bread <strong>and</strong> tea",
)


@pytest.mark.parametrize("markup", _ESCAPED_WHOLE)
def test_a_text_escaped_as_a_whole_is_the_same_text(markup: str) -> None:
    """A feed that starts or stops escaping its texts edits no posting."""
    plain, raw = text.from_html(markup), markup
    for _ in range(4):
        assert text.from_escaped(html.escape(raw)) == plain
        raw = html.escape(raw)
        assert text.from_html(raw) == plain


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("You write &lt;h3&gt; and &lt;script&gt; by hand.", "You write <h3> and <script> by hand."),
        ("You write &amp;lt;li&amp;gt; by hand.", "You write <li> by hand."),
        (
            "<p>You close &lt;h1&gt;titles&lt;/h1&gt;, not &lt;script&gt; tags.</p><p>Last words.</p>",
            "You close <h1>titles</h1>, not <script> tags.\nLast words.",
        ),
        ("<p>&lt;p&gt;a&lt;/p&gt; and List&lt;String&gt;</p>", "<p>a</p> and List<String>"),
        (
            "&lt;b&gt;Bold&lt;/b&gt;, then &lt;textarea&gt; and &lt;title&gt; x",
            "<b>Bold</b>, then <textarea> and <title> x",
        ),
    ],
)
def test_a_text_that_speaks_of_tags_keeps_its_words(source: str, expected: str) -> None:
    """Escaped text is parsed as markup only if no word is lost."""
    assert text.from_html(source) == expected


@pytest.mark.parametrize(
    "sign", [b"\x81\x60", b"\x81\x7c", b"\x81\x61", b"\x81\xca", b"\x81\x91", b"\x81\x92", b"\x81\x5c"]
)
def test_signs_that_converters_of_japanese_write_in_two_ways(sign: bytes) -> None:
    """A site that changes from Shift_JIS to UTF-8 edits no posting, whichever converter it used."""
    one, other = (f"20{sign.decode(name)}30" for name in ("cp932", "shift_jis"))
    assert text.from_html(f"<p>{one}</p>") == text.from_html(f"<p>{other}</p>")
    assert text.line(one) == text.line(other)


_FLAT = (
    "<p>One<br/>two<br />three</p>",
    "<ul><li>One</li><li><p>Two</p></li></ul>",
    '<p title="<p>">One</p>',
    "<a title='a>b'>One</a> two",
    "<P>One</P><p >two</p >",
    "<p>One",
    "One</p><p",
    "<p>5 < 6 &amp;&amp; 7 > 6</p>",
    "< p>One</p>",
    "<li></li><li>One</li><h2>\n</h2>two",
    "<div>\x02One</div>\x03two",
)


@pytest.mark.parametrize("markup", _FLAT)
def test_markup_that_needs_no_parser_is_what_the_parser_makes_of_it(markup: str) -> None:
    body = LexborHTMLParser(markup).body
    assert body is not None
    made = text.of_node(body)
    assert text.from_html(markup) == made
    if "\x02" not in markup:
        assert text.from_escaped(html.escape(markup)) == made


_piece = st.sampled_from(
    ["a1", "B ", " ", "  ", "-", "• x", "&", "&amp;", "é", "://", "http://x.org/?utm_source=1", "\t", "x y", "\x1f"]
)
_row = st.builds(
    lambda mark, words, end: f"{mark}{''.join(words)}{end}",
    st.sampled_from(["", "\x01", "\x02"]),
    st.lists(_piece, max_size=3),
    st.sampled_from(["", "\x03", " \x03"]),
)


@given(st.lists(_row, max_size=6).map("\n".join))
def test_a_text_that_is_checked_as_a_whole_is_the_same_as_line_by_line(flat: str) -> None:
    """The placeholders stand where markup puts them: a mark at the beginning of a line, an end at its end."""
    assert text._finished(flat) == "\n".join(text._finish(flat))


@pytest.mark.parametrize(
    ("flat", "expected"),
    [
        ("\x01A\x03\n\nb c.\n\x02d\x03\n", "# A\nb c.\n- d"),
        ("\x021st\x03\n 2nd \n", "- 1st\n2nd"),
        ("R&D\n\x02e", "R&D\n- e"),
        ("", None),
        ("\x02 a", None),
        ("\x02\na", None),
        ("a  b", None),
        ("see http://x.org", None),
        ("- a", None),
    ],
)
def test_which_text_is_checked_as_a_whole(flat: str, expected: str | None) -> None:
    assert text._even_text(flat) == expected


_TAGS = (
    "<p>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<b>", "</b>", "<br>", "<br/>", "<h2>", "</h2>", "<div class='x y'>", "</div>",
    ' <a href="https://x.test/?a=b">', "</a>", "<P>", "<img>", "<",
)  # fmt: skip
_WORDS = (
    "a1", "Two words.", " ", "  ", "\n", "- dash", "# sign", "•", "é", ">", "&amp;", "&", "https://x.test/", "\t", "\x02", "\x03",
)  # fmt: skip


@given(st.lists(st.sampled_from((*_TAGS, *_TAGS, *_WORDS, "a1", "b c")), max_size=14).map("".join))
def test_lines_between_runs_of_tags_are_those_of_the_flattened_text(markup: str) -> None:
    """Each way of reading text with plain tags says the same, also if the markup was escaped."""
    flat = plain_markup.flattened(markup)
    expected = None if flat is None else "\n".join(text._finish(flat))
    assert plain_markup.markup_lines(markup) in {None, expected}
    escaped = html.escape(markup)
    flat = plain_markup.flattened_escaped(escaped)
    expected = None if flat is None else "\n".join(text._finish(flat))
    assert plain_markup.escaped_lines(escaped) in {None, expected}


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>One <b>two</b> three.</p>\n<ul><li>A</li><li>B </li></ul> <h2>C</h2>", "One two three.\n- A\n- B\n# C"),
        ("<ul><li><p>A</p></li><li> </li></ul><p>B</p>", "- A\nB"),
        ("words", "words"),
        ("<p class='x'>A</p>", "A"),
        ("<p>A</p><img>", None),
        ("<p>A</p><p", None),
        ("<p>- A</p>", "- A"),
        ("<p>- - A</p>", None),
        ("<p>R&amp;D</p>", None),
        ("<p>a  b</p>", None),
        ("<p>é</p>", None),
        ("", None),
    ],
)
def test_which_markup_is_read_by_its_runs_of_tags(markup: str, lines: str | None) -> None:
    assert plain_markup.markup_lines(markup) == lines
    assert plain_markup.escaped_lines(html.escape(markup)) == lines


_token = st.sampled_from(
    [
        "<",
        ">",
        "p",
        "/p",
        "li",
        "b",
        "/b",
        "br/",
        " class=x",
        "'",
        "words",
        "\n",
        " ",
        "img",
        "<p>",
        "</p>",
        "<b>",
        "<li>",
    ]
)


@given(st.lists(_token, max_size=12).map("".join), st.booleans())
def test_tags_are_cut_out_as_if_piece_by_piece(markup: str, escaped: bool) -> None:
    opening, closing = ("&lt;", "&gt;") if escaped else ("<", ">")
    raw = markup.replace("<", opening).replace(">", closing) if escaped else markup
    assert plain_markup.without_tags(raw, opening, closing) == _piece_by_piece(raw, opening, closing)


def _piece_by_piece(markup: str, opening: str, closing: str) -> str | None:
    first, *pieces = markup.split(opening)
    parts = [first]
    for piece in pieces:
        tag, end, words = piece.partition(closing)
        name = tag.split(None, 1)[0] if tag and not tag[0].isspace() else ""
        sign = plain_markup.PLAIN.get(tag, plain_markup.PLAIN.get(name))
        if sign is None or not end:
            return None
        parts += sign, words
    flat = "".join(parts)
    return None if '">' in flat or "'>" in flat else flat
