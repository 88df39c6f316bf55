"""Small PDFs, written by hand: lines of text on pages, in several of the ways that programs use."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def pdf(
    *pages: Sequence[str] | bytes,
    packed: bool = False,
    stamp: str = "2026-01-01",
    picture: bool = False,
    encrypt: bytes = b"",
) -> bytes:
    """Make a PDF that shows these lines (or is drawn by these bytes).

    With `picture`, it has a drawing and no text. `encrypt` names an encryption handler that nobody has.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        shown = b"0 0 m 9 9 l S" if picture else _shown(lines)
        head = b"/Filter /FlateDecode " if packed else b""
        data = zlib.compress(shown) if packed else shown
        objects.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (head, len(data), data))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /CreationDate (D:%s) >>" % stamp.encode())
    return _written(objects, encrypt)


def _shown(lines: Sequence[str] | bytes) -> bytes:
    if isinstance(lines, bytes):
        return lines
    parts = [b"BT /F1 11 Tf 14 TL 50 790 Td"]
    parts += [b"(%s) Tj T*" % line.translate(_ESCAPES).encode("cp1252") for line in lines]
    return b"\n".join((*parts, b"ET"))


def _written(objects: Sequence[bytes], encrypt: bytes) -> bytes:
    body, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    more = (
        b" /Encrypt << /Filter /%s /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(a) (a)]" % (encrypt, b"o" * 32, b"u" * 32)
        if encrypt
        else b""
    )
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
    return body + head + trailer % (len(objects) + 1, len(objects), more, len(body))
