"""SVG charts, drawn by pygal. Its own styles and scripts are removed; ours are in the style sheet."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import Any

from lxml import etree
from markupsafe import Markup

_WIDTH, _HEIGHT = 760, 220
_LABELS = 4  # on the time axis; more don't fit on a phone
_SVG = "{http://www.w3.org/2000/svg}"


def lines(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]], told: str) -> Markup:
    """Return a line chart over time. None is a gap in a line; `told` is the text for screen readers."""
    return _drawn(_pygal().Line(**_settings(labels), fill=False, allow_interruptions=True), labels, series, told)


def bars(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], told: str) -> Markup:
    """Return a bar chart with one bar per series, side by side. `told` is the text for screen readers."""
    return _drawn(_pygal().Bar(**_settings(labels), margin_bottom=10), labels, list(series), told)


def _pygal() -> Any:
    """Import pygal, and remove the outdated import finder that it installs for all later imports."""
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
    return pygal


def _settings(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "js": [],
        "css": [],
        "show_legend": False,
        "disable_xml_declaration": True,
        "no_prefix": True,
        "show_dots": False,
        "show_minor_x_labels": False,
        "x_labels_major_every": max(1, -(-len(labels) // _LABELS)),
        "include_x_axis": True,
        "truncate_label": -1,
        "classes": ("chart",),
        "formatter": lambda value: f"{value:,.0f}" if value is not None else "",
    }


def _drawn(chart: Any, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]], told: str) -> Markup:
    chart.x_labels = list(labels)
    chart.y_labels = _steps(max((value for _, values in series for value in values if value), default=1))
    for name, values in series:
        chart.add(name, list(values))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = etree.fromstring(chart.render().encode())
    for element in list(root.iter()):
        element.attrib.pop("style", None)
        classes = str(element.get("class") or "").split()
        if (
            not isinstance(element.tag, str)
            or element.tag
            in {
                f"{_SVG}script",
                f"{_SVG}style",
                f"{_SVG}defs",
                f"{_SVG}desc",
            }
            or "tooltip-overlay" in classes
            or "text-overlay" in classes
            or element.tag == f"{_SVG}title"
        ):
            _drop(element)
    root.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-label", told)
    return Markup(etree.tostring(root, encoding="unicode"))


def _steps(most: int) -> list[int]:
    """Return four or five whole numbers for the vertical axis, starting at 0."""
    step = max(1, -(-most // 4))
    size = 10 ** (len(str(step)) - 1)
    step = next(size * nice for nice in (1, 2, 5, 10) if size * nice >= step)
    return list(range(0, most + step, step))


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
