"""Find the lines of a page that can be a notice about its own posting.

A line does not count if visitors don't see it, or if it is in a part of the page that is about something else: in a list of
other postings, a question and its answer, a form, a footer, a quotation, a dialog that is not open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tracker.extract import htmltree

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode


@dataclass(eq=False, slots=True)
class Block:
    """An element of a page, with the numbers of the lines within it: from `start`, below `end`."""

    parent: Block | None = None
    tag: str = ""
    box: bool = False  # whether it is, or is within, a box for messages
    linked: bool = False  # whether it is within a link to another posting
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page in lower case with single spaces.

    `weak` lines are in a list, or the page's title. They count only on a page that has lost its posting's text.
    `followed` says whether the next line has a digit, as a date below a label.
    """

    words: str
    weak: bool = False
    followed: bool = False
    level: int = 0  # of a heading, 0 for none
    badge: bool = False  # whether it is an element for a short mark
    link: bool = False  # whether all its words are a link that may lead to another posting
    small: bool = False  # whether it begins with a small letter
    block: Block | None = field(default=None, compare=False)


_NOT_READ = frozenset(
    "template noscript script style dialog option select datalist button details summary blockquote q footer aside nav menu label "
    "textarea iframe object svg math canvas table address code pre head title figure del s strike video audio xmp noframes".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset(("li", "dd", "dt"))
_LAST = 7  # the level of a line that reads like a heading but is not one
_INLINE = frozenset(
    "a b strong i em u small big font span mark abbr bdi bdo cite time var sub sup ins kbd samp wbr".split()
)
_ROLES = frozenset(
    "dialog alertdialog tooltip navigation contentinfo complementary menu listbox option button tab tablist tabpanel "
    "radio radiogroup checkbox switch search".split()
)
# What scripts evaluate before they show an element (Vue, Alpine, Angular), and `popover`, which is closed at first.
_SCRIPTED = frozenset(
    "v-if v-show v-cloak x-if x-show x-cloak ng-if ng-show ng-hide ng-cloak *ngif popover hidden inert".split()
)
_UNSEEN = ("display:none", "visibility:hidden", "opacity:0;")
_TINY = ("height:0;", "height:0px;", "left:-9", "font-size:0", "scale(0)", "clip:rect(")
_BOUND = ("hidden", "show", "bind", "if", "loading")  # ends of the names of attributes that scripts read
_CLASS_WORDS = re.compile(r"[a-z]+")
_ELSEWHERE = frozenset(
    "similar related recommended recommendations recommendation other others card cards teaser teasers faq faqs accordion modal popup "
    "dialog tooltip toast toasts cookie cookies slider carousel testimonial testimonials comment comments footer sidebar hidden hide "
    "invisible collapse template tpl offcanvas dropdown menu nav none sr visually legend filter filters tabs tablist".split()
)
_OWN_LINE = frozenset("badge label tag status alert banner notice flag pill chip ribbon message".split())
_BOXES = frozenset("alert alerts banner notice notification callout message warning".split())
_NO_POSTING = re.compile(r"\s*(?:#|mailto:|tel:|javascript:|/?\s*$|https?://[^/]*/?\s*$)", re.IGNORECASE)
_RULE = re.compile(r"[.#][\w-]++|\[[\w-]++\]")
_LAST_PART = re.compile(r"[\s>+~]")
_ABOVE_CARD = 3  # elements above a linked heading that may be its card
_ELSEWHERE_HEADING = re.compile(
    r"\b(?:similar|related|other|more|further|recommended|latest|recent|previous|past|closed|archived|expired) "
    r"(?:jobs|positions|roles|openings|vacancies|opportunities|postings)\b|^(?:related|similar|recommended|more|archive|news|reviews)\b|"
    r"\b(?:also (?:like|viewed)|faqs?|frequently asked|weitere (?:stellen|jobs|angebote)|ähnliche|andere (?:stellen|jobs|vacatures)|"
    r"häufige fragen|autres (?:offres|postes)|similaires|questions fréquentes|otras (?:ofertas|vacantes)|similares|preguntas frecuentes|"
    r"altre (?:offerte|posizioni)|simili|domande frequenti|vergelijkbare|veelgestelde|outras vagas|vagas semelhantes|perguntas frequentes|"
    r"inne oferty|podobne|liknande|andra (?:jobb|tjänster)|lignende|andre (?:job|stillinger)|vanliga frågor|ofte stillede)\b|"
    r"関連|他の求人|おすすめ|よくある|다른 (?:공고|채용)|추천|유사|자주 묻는|相关|相關|其他职位|其他職缺|推荐|推薦|相似|常见问题|常見問題"
)
_MOST_HEADING = 80  # characters of a line that may be a heading
# Links above a notice that lead to no other posting.
_TO_LIST = re.compile(
    r"\b(?:back|all|jobs|careers|home|list|overview|zurück|alle|stellen|übersicht|karriere|retour|toutes|offres|volver|empleo|torna|terug|vacatures|voltar|vagas|wróć|tillbaka|tilbage|tilbake)\b|一覧|목록|返回"
)
# A link to other postings at the end of a notice's line.
OTHERS_LINKED = re.compile(
    r"[\s,–—|-]++(?:please )?(?:see|view|browse|check out|explore|search|find|discover|look at|visit|back to|go to)\s(?:[a-z]+\s){0,4}"
    r"(?:jobs|positions|roles|openings|vacancies|opportunities|careers)[\s.»›→!]*$"
)
_DIGIT = re.compile(r"\d")
_SENTENCE_ENDS = re.compile(r"[.!。！](?:\s|$)")


def lines(markup: str) -> list[Line]:
    """Return a page's visible lines about its own posting. Linear in the page's length."""
    tree = htmltree.lexbor(markup)
    all_lines = [Line(words.casefold(), weak=True) for node in tree.css("title")[:1] if (words := _tidy([node.text()]))]
    if tree.body is None:
        return all_lines
    body_lines = list(_Walk(_Page.of(tree), count=len(all_lines)).of(tree.body))
    for place, line in enumerate(body_lines):
        after = body_lines[place + 1].words if place + 1 < len(body_lines) else ""
        all_lines.append(replace(line, followed=bool(_DIGIT.search(after))))
    return all_lines


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of the whole page: `mem_id`s of what wraps its heading, and of cards; selectors of hidden elements."""

    wraps: frozenset[int]
    cards: frozenset[int]
    unseen: frozenset[str]

    @classmethod
    def of(cls, tree: LexborHTMLParser) -> _Page:
        wraps: set[int] = set()
        for heading in tree.css("h1"):
            for ancestor in htmltree.ancestors(heading):
                if ancestor.mem_id in wraps:
                    break
                wraps.add(ancestor.mem_id)
        cards: set[int] = set()
        for heading in tree.css("h2, h3, h4, h5, h6"):
            if heading.css_first("a[href]") or (heading.parent is not None and heading.parent.tag == "a"):
                for ancestor, _ in zip(htmltree.ancestors(heading), range(_ABOVE_CARD), strict=False):
                    if ancestor.mem_id in wraps or ancestor.tag in {"body", "main", "html"}:
                        break
                    cards.add(ancestor.mem_id)
        return cls(frozenset(wraps), frozenset(cards), frozenset(_hidden_by_style(tree)))


def _hidden_by_style(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the classes, ids and attributes (`.name`, `#name`, `[name]`) that the page's own style sheets may hide.

    Of a longer selector only the last part counts: what precedes it may match at times.
    """
    for style in tree.css("style"):
        for rule in style.text().split("}"):
            selectors, _, does = rule.rpartition("{")
            outer, _, selectors = selectors.rpartition("{")
            if "print" not in outer and any(selector in "".join(does.split()).lower() for selector in _UNSEEN[:2]):
                for selector in selectors.rpartition("*/")[2].split(","):
                    names = _RULE.findall(_LAST_PART.split(selector.strip())[-1])
                    if len(names) == 1:
                        yield names[0]


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk is: the block, the level of the heading, and what holds for all words within."""

    block: Block
    level: int = 0
    single: bool = True  # whether the element is a line of its own
    weak: bool = False
    badge: bool = False
    link: bool = False  # whether it is within a link that may lead to another posting


@dataclass
class _Walk:
    """Reads a page's elements in their order."""

    page: _Page
    parts: list[str] = field(default_factory=list)
    skipped: int = 0  # the level of the heading whose section is not read, 0 for none
    question: bool = False  # whether the line before is a question
    plain: bool = False  # whether this line has words outside links
    count: int = 0  # lines so far

    def of(self, body: LexborNode) -> Iterator[Line]:
        """Yield the lines."""
        stack = [(body.iter(include_text=True), _At(Block(tag="body")))]
        while stack:
            children, at = stack[-1]
            for child in children:
                tag = child.tag
                if tag == "-text":
                    text = child.text_content or ""
                    self.parts.append(text)
                    self.plain = self.plain or not (at.link or text.isspace())
                elif tag in {"br", "hr"}:
                    yield from self._line(at)
                elif tag is not None and tag.isidentifier() | ("-" in tag) and not self._left_out(child, tag):
                    inner = self._inner(child, tag, at)
                    if inner.single:
                        yield from self._line(at)
                        inner.block.start = self.count
                    if not (tag in _ITEMS and child.css_first("a[href]") is not None):
                        stack.append((child.iter(include_text=True), inner))
                        break
            else:
                if at.single:
                    yield from self._line(at)
                    at.block.end = self.count
                stack.pop()

    def _inner(self, node: LexborNode, tag: str, at: _At) -> _At:
        classes = set(_class_words(node))
        badge = not _OWN_LINE.isdisjoint(classes)
        own = tag not in _INLINE or badge
        level = _HEADINGS.get(tag, 0 if own else at.level)
        link = at.link or (tag == "a" and not _NO_POSTING.match(node.attributes.get("href") or "#"))
        block = at.block
        if own:
            has = (node.attributes.get("role") or "").lower() in {"alert", "status"} or tag == "button"
            block = Block(at.block, tag, at.block.box or has or not _BOXES.isdisjoint(classes), at.link)
        return _At(block, level, own, at.weak or tag in _ITEMS, at.badge or badge, link)

    def _left_out(self, node: LexborNode, tag: str) -> bool:
        attributes = node.attributes
        if (tag in _NOT_READ and not _shown(node, tag)) or node.mem_id in self.page.cards:
            return True
        if not attributes and tag != "form":
            return False
        style = "".join((attributes.get("style") or "").split()).lower() + ";"
        if (
            not _SCRIPTED.isdisjoint(attributes)
            or attributes.get("aria-hidden") == "true"
            or any(selector in style for selector in (*_UNSEEN, *_TINY))
        ):
            return True
        if any(
            (name[:1] in ":[*@" or ":" in name or name[:5] == "data-") and name.rstrip("]").endswith(_BOUND)
            for name in attributes
        ):
            return True
        if _ELSEWHERE_HEADING.search((attributes.get("aria-label") or "").casefold()):
            return True
        names = [f".{selector}" for selector in (attributes.get("class") or "").split()] + [
            f"#{attributes.get('id') or ''}"
        ]
        names += [f"[{selector}]" for selector in attributes]
        if (attributes.get("role") or "").lower() in _ROLES or not self.page.unseen.isdisjoint(names):
            return True
        classes = _class_words(node)
        of_form = tag == "form" or ("form" in classes and not {"error", "fail"}.isdisjoint(classes))
        return node.mem_id not in self.page.wraps and (of_form or not _ELSEWHERE.isdisjoint(classes))

    def _line(self, at: _At) -> Iterator[Line]:
        text, self.parts = _tidy(self.parts), []
        if not text:
            return
        words, level = text.casefold(), at.level
        link, self.plain = not self.plain and not _TO_LIST.search(words), False
        was_question, self.question = self.question, words.endswith(("?", "？"))
        if level or len(words) <= _MOST_HEADING // 2:
            titled = len(words) <= _MOST_HEADING and not _SENTENCE_ENDS.search(words)
            if (level and self.question) or (titled and _ELSEWHERE_HEADING.search(OTHERS_LINKED.sub("", words))):
                self.skipped = min(self.skipped or _LAST, level or _LAST)
                return
            if level and level <= self.skipped:
                self.skipped = 0
        if not self.skipped and not (was_question and not level):
            self.count += 1
            yield Line(words, at.weak, level=level, badge=at.badge, link=link, small=text[0].islower(), block=at.block)


def _shown(node: LexborNode, tag: str) -> bool:
    """Return whether visitors read this element at once: a dialog that is open, a button that can't be pressed."""
    return (tag == "dialog" and "open" in node.attributes) or (tag == "button" and "disabled" in node.attributes)


def _class_words(node: LexborNode) -> list[str]:
    attributes = node.attributes
    return _CLASS_WORDS.findall(f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower())


def _tidy(parts: list[str]) -> str:
    return " ".join("".join(parts).split())
