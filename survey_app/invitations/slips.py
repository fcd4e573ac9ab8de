"""Sheets of slips for a box: each unit's slip is laid out once, and each code and its QR code is set into it.

Laying out text is what costs time, and on the slips of a unit only the code differs. So one small page is
laid out for each unit and one for each sign of a code; a sheet is made of these by reference, as a printer
sets a line from type.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import segno
from flask import render_template
from pikepdf import Array, Dictionary, Name, Pdf

from survey_app.invitations.inviting import Code
from survey_app.invitations.printing import write_sheets

ACROSS, DOWN = 2, 4
ON_A_SHEET = ACROSS * DOWN
MILLIMETRE = 72 / 25.4
PAPER = (210.0, 297.0)
POINTS = (595.276, 841.89)
# In millimetres, as slips.css has them: a slip, where its code and its QR code stand, and a sign's cell.
SLIP_WIDTH, SLIP_HEIGHT = 105.0, 74.0
CODE_LEFT, CODE_TOP = 7.0, 45.0
SIGN_WIDTH, SIGN_HEIGHT = 3.7, 7.0
QR_LEFT, QR_TOP, QR_SIDE = 71.0, 6.0, 27.0
QR_BORDER = 2
Tell = Callable[[int, int], None]


def slips_pdf(
    codes: Sequence[Code], facts: Mapping[str, Any], tell: Tell = lambda _done, _all: None
) -> bytes:
    """A4 sheets of eight slips with cut marks, each with a code and its QR code. No name stands on them.

    `tell` hears how many are done after each sheet; what it raises stops the work.
    """
    units = list(dict.fromkeys(code.unit_code for code in codes))
    signs = sorted({sign for code in codes for sign in code.code})
    laid_out = render_template("invitations/slips.html", units=units, signs=signs, **facts)
    with Pdf.open(io.BytesIO(write_sheets(laid_out))) as pdf:
        forms = [pdf.make_indirect(page.as_form_xobject()) for page in pdf.pages]
        del pdf.pages[:]
        type_case = Dictionary(
            {f"/U{at}": form for at, form in enumerate(forms[: len(units)])}
            | {f"/S{at}": form for at, form in enumerate(forms[len(units) :])}
        )
        resources = pdf.make_indirect(Dictionary(XObject=type_case))
        unit_names = {unit: f"/U{at}" for at, unit in enumerate(units)}
        sign_names = {sign: f"/S{at}" for at, sign in enumerate(signs)}
        remaining, done = iter(codes), 0
        while sheet := list(islice(remaining, ON_A_SHEET)):
            page = pdf.add_blank_page(page_size=POINTS)
            page.obj.Resources = resources
            page.obj.Contents = pdf.make_stream(
                "\n".join(
                    _slip(place, code, unit_names[code.unit_code], sign_names)
                    for place, code in enumerate(sheet)
                ).encode("ascii")
            )
            done += len(sheet)
            tell(done, len(codes))
        _tag(pdf, len(codes))
        written = io.BytesIO()
        pdf.save(written, compress_streams=True)
    return written.getvalue()


def _slip(place: int, code: Code, unit: str, signs: Mapping[str, str]) -> str:
    """The drawing of one slip at its place on the sheet, the first above on the left."""
    left = place % ACROSS * SLIP_WIDTH
    below = PAPER[1] - (place // ACROSS + 1) * SLIP_HEIGHT
    foot = below + SLIP_HEIGHT - CODE_TOP - SIGN_HEIGHT
    letters = [
        _set(left + CODE_LEFT + at * SIGN_WIDTH, foot, signs[sign]) for at, sign in enumerate(code.code)
    ]
    # Set sign by sign, but read and copied as one word.
    line = (f"/Span <</ActualText ({code.code})>> BDC", *letters, "EMC")
    picture = _qr_code(code.link, left + QR_LEFT, below + SLIP_HEIGHT - QR_TOP)
    slip = (f"/P <</MCID {place}>> BDC", _set(left, below, unit), *line, "EMC")
    # The QR code says what the code beside it says, so who hears the page is not told of it.
    return "\n".join((*slip, "/Artifact BMC", picture, "EMC"))


def _set(left: float, foot: float, name: str) -> str:
    return f"q 1 0 0 1 {left * MILLIMETRE:.3f} {foot * MILLIMETRE:.3f} cm {name} Do Q"


def _qr_code(text: str, left: float, top: float) -> str:
    """A QR code as filled rectangles, one for each run of dark modules; correction for creased paper."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=QR_BORDER))
    module = QR_SIDE / len(rows) * MILLIMETRE
    runs = [f"{at} {row} {length} 1 re" for row, dark in enumerate(rows) for at, length in _runs(dark)]
    place = f"{module:.4f} 0 0 {-module:.4f} {left * MILLIMETRE:.3f} {top * MILLIMETRE:.3f} cm"
    return f"q {place} 0 g {' '.join(runs)} f Q"


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    begun, length = 0, 0
    for at, is_dark in enumerate((*row, 0)):
        if is_dark:
            begun, length = (begun, length + 1) if length else (at, 1)
        elif length:
            yield begun, length
            length = 0


def _tag(pdf: Pdf, slips: int) -> None:
    """Each slip is a paragraph to those who hear the document, as PDF/UA-1 asks."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    paragraphs, parents = Array(), Array()
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents = number
        page.obj.Tabs = Name.S
        here = Array(
            [
                pdf.make_indirect(
                    Dictionary(Type=Name.StructElem, S=Name.P, P=document, Pg=page.obj, K=place)
                )
                for place in range(min(ON_A_SHEET, slips - number * ON_A_SHEET))
            ]
        )
        parents.append(number)
        parents.append(pdf.make_indirect(here))
        paragraphs.extend(here)
    document.K = paragraphs
    root.K = Array([document])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=parents))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdfuaid:part"] = "1"
