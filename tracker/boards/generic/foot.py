"""Recognise the lines at the end of a page that are not part of a posting: the site's owner, social media, legal notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 300  # characters of such a line
_LEGAL = 60  # characters of a line of links to legal notices
_ANYWHERE = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\bcopyright (?:©|\(c\)|(?:19|20)\d\d)|^\W*copyright\b|"
    r"\ball rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|tutti i diritti riservati|"
    r"alle rechten voorbehouden|todos os direitos reservados|wszelkie prawa zastrzeżone|všechna práva vyhrazena|minden jog fenntartva|"
    r"toate drepturile rezervate|tüm hakları saklıdır|все права защищены|усі права захищені|всички права запазени|με επιφύλαξη|"
    r"alla rättigheter|alle rettigheter|kaikki oikeudet|版权所有|版權所有|無断転載|כל הזכויות שמורות|جميع الحقوق محفوظة|"
    r"\b(?:follow|find|like|connect with|visit) us (?:on|at) (?:facebook|instagram|linkedin|twitter|x\b|youtube|tiktok|social)|\bfollow us\b|"
    r"\b(?:folgen sie|folge?t?) uns\b|\bsuivez[- ]nous\b|\bs[ií]guenos\b|\bseguici\b|\bvolg ons\b|\bsiga-nos\b|\bobserwuj nas\b|\bśledź nas\b|"
    r"\bsledujte nás\b|\bkövess(?:en)? minket\b|\burmărește-ne\b|\bbizi takip ed|\bподписывайтесь\b|\bпідписуйтесь\b|\bпоследвайте ни\b|"
    r"\bακολουθήστε μας\b|\bfölj oss\b|\bfølg oss\b|\bfølg os\b|\bseuraa meitä\b|关注我们|關注我們|フォローして|팔로우",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"^\W*(?:impressum|datenschutz(?:erklärung)?|imprint|privacy(?: policy| notice)?|cookies?(?: policy| settings)?|terms (?:of (?:use|service)|and conditions)|"
    r"legal notice|mentions légales|politique de confidentialité|aviso legal|política de privacidad|note legali|informativa privacy|"
    r"privacyverklaring|polityka prywatności|zásady ochrany|adatvédelm\w*|политика конфиденциальности|プライバシーポリシー|개인정보처리방침)(?!\w)",
    re.IGNORECASE,
)


def is_foot(line: str) -> bool:
    """Return whether a line belongs to the end of the page."""
    return len(line) <= _LONGEST and bool(_ANYWHERE.search(line) or (len(line) <= _LEGAL and _SHORT.match(line)))


def without_foot(bodies: Sequence[str]) -> list[str]:
    """Return the texts of a page's postings. The page's end is removed from the last one, unless the first has it too."""
    if not bodies or (len(bodies) > 1 and any(is_foot(line) for line in bodies[0].split("\n"))):
        return list(bodies)
    others = {line for body in bodies[:-1] for line in body.split("\n")}
    lines_above: list[str] = []
    for line in bodies[-1].split("\n"):
        if line not in others and is_foot(line):
            break
        lines_above.append(line)
    return [*bodies[:-1], "\n".join(lines_above)]
