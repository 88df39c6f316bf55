"""Datasette's own pages in our frame: the site's name, folded help, and lists to choose from for canned queries."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from tracker.insight.finding import KINDS
from tracker.site import common

Choices = Mapping[str, Sequence[tuple[str, str]]]

_SOURCES = 2_000  # sources in a list; in a larger project the id is typed
# The parameters of canned queries with a list, and what an empty value means (see the queries in metadata.yml).
_EMPTY = {"source": "the employer that changed last", "topic": "the first topic", "kind": "all kinds"}
# The columns of the largest tables that most readers need, in HTML only.
COLUMNS = {
    "changes": ("posting_id", "to_version", "source", "at", "kind", "significance", "summary", "reason"),
    "checks": ("started_at", "source", "outcome", "seen", "stated_total", "reason"),
    "findings": ("known_at", "source", "kind", "score", "headline", "why"),
    "postings": ("id", "source", "title", "location", "department", "status", "first_seen", "closed_at"),
    "snapshots": ("id", "source", "url", "fetched_at", "status"),
    "versions": ("posting_id", "number", "seen_at", "title", "location", "text"),
}
_NAMES = {
    '<select name="_filter_column': "Column",
    '<select name="_filter_op': "Comparison",
    '<input type="text" name="_filter_value': "Value",
    '<select name="_sort" id="sort_by': "Order",
}
_MAIN = {"changes", "checks", "findings", "posting_places", "snapshots", "sources", "ties", "topics"}
_TABLES, _VIEWS, _BLOCK = '<h2 id="tables">', '<h2 id="views">', '<div class="db-table">'
_QUERIES, _EDITOR = '<h2 id="queries">', '<form class="sql"'
# Datasette's sample is the first table by its name, which is empty in most projects.
_SAMPLE = "select * from annotations", "select * from recent_changes limit 50"
_FIRST = 20  # rows of a table that a telephone shows at once
_TABLE = '<div class="table-wrapper">'
_REGION = '<div tabindex="0" role="region" aria-label="Rows" class="table-wrapper">'  # so that a keyboard can scroll it
_RUN = '<input type="submit" value="Run SQL">'
_FIELD = '<textarea id="sql-editor"'
_HELP, _SQL = '<dl class="column-descriptions">', '<pre class="wrapped-sql">'


def folded(page: str, table: str = "", arguments: Mapping[str, str] | None = None) -> Markup:
    """Return a table's page with the descriptions of its columns, its SQL, and the columns that few readers need folded."""
    text = _fold(str(page), _HELP, "</dl>", "What the columns mean")
    text = _fold(text, _SQL, "</pre>", "How the table is defined")
    return Markup(_labelled(_narrowed(_short(text), COLUMNS.get(table, ()), arguments or {})))


def _short(page: str) -> str:
    """Show only the first rows of a long table on a telephone, and all of them when a box is ticked; hide empty fields there."""
    page = page.replace(">&nbsp;</td>", "></td>").replace(">\xa0</td>", "></td>")
    row_count = page.count("<tr>") - 1
    if row_count <= _FIRST or _TABLE not in page:
        return page
    box = (
        f"<style>@media (max-width: 576px) {{ #all-rows:not(:checked) ~ .table-wrapper tbody tr:nth-child(n+{_FIRST + 1}) "
        "{ display: none; } }</style>"
        f'<p class="rows-shown" id="rows-shown">The first {_FIRST} of the {row_count:,} rows of this page</p>'
        '<input type="checkbox" id="all-rows"> <label for="all-rows">Show all rows</label>\n'
    )
    return page.replace(_TABLE, box + _TABLE, 1)


def _narrowed(page: str, columns: Sequence[str], arguments: Mapping[str, str]) -> str:
    """Hide the other columns behind a box to tick, which is ticked if the address chooses columns or sorts by another one.

    It needs no script, and does not change the query, or the CSV and JSON that the page links to.
    """
    if not columns or _TABLE not in page:
        return page
    orders = {arguments.get(name) for name in ("_sort", "_sort_desc")} - {None, *columns}
    ticked = " checked" if orders or "_col" in arguments or "_nocol" in arguments else ""
    others = f"#all-columns:not(:checked) ~ .table-wrapper :is(th, td):not({', '.join(f'.col-{column}' for column in columns)})"
    box = (
        f"<style>{others}, #all-columns:not(:checked) ~ .table-wrapper td em {{ display: none; }}</style>"
        f'<input type="checkbox" id="all-columns"{ticked}> <label for="all-columns">Show all columns and ids</label>\n'
    )
    return page.replace(_TABLE, box + _TABLE, 1)


def described(page: str, tables: Mapping[str, Mapping[str, str]] | None = None) -> Markup:
    """Return the page of a database with the canned queries first, each with its description, and the SQL editor after them.

    `tables` are the tables and views of metadata.yml. Those that most readers need come first, the others are folded.
    """
    text = _labelled(_listed(str(page), tables or {}))
    start, stop = text.find(_QUERIES), text.find("</ul>", text.find(_QUERIES))
    if start < 0 or stop < 0:
        return Markup(text)
    stop += len("</ul>")
    before, queries, after = text[:start], text[start:stop], text[stop:]
    form, end = before.find(_EDITOR), before.find("</form>")
    if 0 <= form < end:
        editor = before[form : end + len("</form>")].replace(f">{_SAMPLE[0]}<", f">{_SAMPLE[1]}<")
        before, after = before[:form] + before[end + len("</form>") :], f"\n{editor}{after}"
    return Markup(before + "<li>".join(map(_described, queries.split("<li>"))) + after)


def _listed(page: str, tables: Mapping[str, Mapping[str, str]]) -> str:
    """Return the page with views first, then the tables that most readers need, each with its description in place of its columns."""
    start, views = page.find(_TABLES), page.find(_VIEWS)
    end = page.find("</ul>", views) + len("</ul>")
    stop = page.rfind("</div>", start, views) + len("</div>")
    if not 0 <= start < stop <= views < end:
        return page
    head, *blocks = page[start:stop].split(_BLOCK)
    described = [(_name(text), _with_description(f"{_BLOCK}{text}", tables)) for text in blocks]
    first = [text for name, text in described if name in _MAIN]
    others = [text for name, text in described if name not in _MAIN]
    folded = f'<details class="fold"><summary>{len(others)} more</summary>{"".join(others)}</details>' if others else ""
    items = "<li>".join(
        text.replace("</a>", f'</a> <span class="said">{description}</span>', 1)
        if (description := _about(_name(text), tables))
        else text
        for text in page[views:end].split("<li>")
    )
    return f"{page[:start]}{items}\n{head}{''.join(first)}{folded}{page[stop:views]}{page[end:]}"


def _name(block: str) -> str:
    """Return the text of the first link."""
    return block.partition("<a ")[2].partition(">")[2].partition("</a>")[0]


def _about(name: str, tables: Mapping[str, Mapping[str, str]]) -> str:
    return str(escape((tables.get(name) or {}).get("description") or ""))


def _with_description(block: str, tables: Mapping[str, Mapping[str, str]]) -> str:
    """Return a table of the list with its description in place of the names of its columns."""
    description, (before, mark, rest) = _about(_name(block), tables), block.partition("<p><em>")
    return (
        f'{before}<p class="said">{description}</p>{rest.partition("</em></p>")[2]}' if description and mark else block
    )


def _described(item: str) -> str:
    """Return an item of the list of queries with its description beside the link, where Datasette has it as a tooltip only."""
    title = item.partition(' title="')[2].partition('"')[0]
    link, mark, rest = item.partition("</a>")
    if not title or not mark or title.lstrip().upper().startswith(("SELECT", "WITH")):
        return item
    tooltip = f' title="{title}"'
    return f'{link.replace(tooltip, "", 1)}</a> <span class="said">{title}</span>{rest}'


def _fold(page: str, begin: str, end: str, label: str) -> str:
    start = page.find(begin)
    stop = page.find(end, start) + len(end) if start >= 0 else -1
    if start < 0 or stop < len(end):
        return page
    inner = page[start:stop]
    return f'{page[:start]}<details class="fold"><summary>{label}</summary>{inner}</details>{page[stop:]}'


def chosen(page: str, values: Choices, canned: str = "") -> Markup:
    """Return the page of a query; a canned one with lists in place of the text fields of these parameters, and no words about SQL."""
    text = _short(str(page))
    if canned:
        asks = '<label for="qp' in text
        text = text.replace(_RUN, _RUN.replace("Run SQL", "Show") if asks else "", 1)
        text = text.replace("Query parameters", "Choose").replace(">Custom SQL query\n", ">No rows\n", 1)
        text = text.replace(">0 results<", ">Nothing on record matches.<", 1)
    for name, options in values.items():
        text = _select(text, name, options)
    return Markup(_labelled(text.replace("Custom SQL query returning ", "").replace(">show</a>", ">show SQL</a>")))


def _labelled(page: str) -> str:
    """Name the fields of Datasette's filters, its SQL editor and its table for screen readers, and skip no level of headings."""
    page = page.replace(_TABLE, _REGION).replace(_FIELD, f'{_FIELD} aria-label="SQL query"')
    for field, name in _NAMES.items():
        tag, rest = field.split(" ", 1)
        page = page.replace(field, f'{tag} aria-label="{name}" {rest}')
    for start, instead in (("<h3>", '<h2 class="lesser">'), ("<h3 ", "<h2 "), ("</h3>", "</h2>")):
        page = page.replace(start, instead)
    return page


def _select(page: str, name: str, options: Sequence[tuple[str, str]]) -> str:
    """Replace the text field of a parameter, as Datasette 0.65 and 1.0 write it."""
    position = page.find(f' name="{name}" value="')
    start, stop = page.rfind("<input", 0, position), page.find(">", position)
    if position < 0 or start < 0 or 'type="text"' not in page[start:stop]:
        return page
    field = page[start:stop]
    identity = field.partition(' id="')[2].partition('"')[0]
    value = Markup(page[position:stop].partition('value="')[2].partition('"')[0]).unescape()
    choices = [("", _EMPTY[name]), *options]
    if value not in {option for option, _ in choices}:
        choices.append((value, value))
    lines = (
        Markup('<option value="{}"{}>{}</option>').format(option, Markup(" selected") if option == value else "", label)
        for option, label in choices
    )
    return f'{page[:start]}<select id="{escape(identity)}" name="{name}">{"".join(lines)}</select>{page[stop + 1 :]}'


def variables(datasette: Any, database: str | None, template: str | None) -> Callable[[], Any]:
    """Return a function that returns the variables of a page: the site's name, and the lists of a query."""

    async def answer() -> dict[str, Any]:
        if template and template.startswith("tracker_"):
            return {}
        name = await common.title(datasette)
        is_query = database and template and template.startswith("query")
        values = await datasette.databases[database].execute_fn(_choices) if is_query else {}
        return {"tracker_site": common.clean(name), "tracker_values": values}

    return answer


def _choices(connection: sqlite3.Connection) -> Choices:
    """Return the values of the parameters of canned queries; nothing for a database that is not ours."""
    try:
        sources = connection.execute(
            "SELECT s.id, s.name FROM source_state AS t JOIN sources AS s ON s.id = t.source ORDER BY s.name COLLATE NOCASE, s.id LIMIT ?",
            (_SOURCES + 1,),
        ).fetchall()
        topics = connection.execute("SELECT name FROM topics ORDER BY rowid").fetchall()
    except sqlite3.Error:
        return {}
    choices: dict[str, Sequence[tuple[str, str]]] = {
        "topic": [(name, name) for (name,) in topics],
        "kind": [(kind, kind) for kind in KINDS],
    }
    if len(sources) <= _SOURCES:
        choices["source"] = [(slug, name if name == slug else f"{name} ({slug})") for slug, name in sources]
    return choices
