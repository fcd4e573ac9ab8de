"""Reads what left as rows of words and numbers, whatever the format."""

import csv
import io
import json
import re
import subprocess
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import openpyxl
from lxml import etree, html
from pptx import Presentation

from benchmarks.attack.leaving import Paper

Row = tuple[str, ...]
GAP = re.compile(r"\s{2,}")
BREAK = re.compile(r"<br\s*/?>|\n")
MARKUP = re.compile(r"<[^>]+>")


def documents(paper: Paper) -> Iterator[Paper]:
    """The paper, or what is packed in it."""
    if paper.kind == "zip":
        with zipfile.ZipFile(io.BytesIO(paper.content)) as archive:
            for name in archive.namelist():
                yield from documents(Paper(paper.holder, f"{paper.name}/{name}", archive.read(name)))
    elif paper.kind == "gyeol":
        envelope = json.loads(paper.content)
        for part in ("content", "manifest"):
            if envelope.get(part):
                inside = zlib.decompress(b64decode(envelope[part]))
                yield Paper(paper.holder, f"{paper.name}/{part}.json", inside)
        yield Paper(paper.holder, f"{paper.name}/statement.json", b64decode(envelope["statement"]))
    else:
        yield paper


def rows(paper: Paper) -> Iterator[Row]:
    """The rows of a paper: of its tables, its lines, its figures.

    Raises ValueError for a kind that nobody here can read: what left unread would prove nothing.
    """
    readers = {
        "page": _page,
        "csv": _csv,
        "xlsx": _xlsx,
        "pdf": _pdf,
        "hwpx": _hwpx,
        "pptx": _pptx,
        "txt": _lines,
    }
    if paper.kind not in readers:
        raise ValueError(f"nothing here reads {paper.kind}: {paper.name}")
    yield from (row for row in readers[paper.kind](paper.content) if any(row))


def _page(content: bytes) -> Iterator[Row]:
    tree = html.fromstring(content.decode() or "<p></p>")
    for script in tree.iter("script"):
        if "data-figure-json" in script.attrib:
            yield from _figure(json.loads(script.text or "{}"))
    for row in tree.iter("tr"):
        yield tuple(" ".join(cell.itertext()).strip() for cell in row if cell.tag in ("td", "th"))
    for tag in ("li", "p", "dd", "figcaption", "h1", "h2", "h3"):
        for element in tree.iter(tag):
            yield (" ".join(" ".join(element.itertext()).split()),)


def _figure(figure: dict[str, Any]) -> Iterator[Row]:
    """Each label of a figure with what is drawn and written at its height, or its place along the axis."""
    at: dict[tuple[str, str], list[str]] = {}
    for trace in figure.get("data", ()):
        across, up, inside = trace.get("x") or [], trace.get("y") or [], trace.get("z")
        if isinstance(across, dict) or isinstance(up, dict):
            continue
        if inside:
            for label, values in zip(up, inside, strict=False):
                at.setdefault(("y", str(label)), []).extend(
                    str(value) for value in values if value is not None
                )
            continue
        for one, two in zip(across, up, strict=False):
            if one:
                at.setdefault(("y", str(two)), []).append(str(one))
            if two:
                at.setdefault(("x", str(one)), []).append(str(two))
    for note in figure.get("layout", {}).get("annotations", ()):
        words = MARKUP.sub("", BREAK.sub(" ", str(note.get("text", "")))).strip()
        for axis in ("x", "y"):
            at.setdefault((axis, str(note.get(axis))), []).append(words)
    yield from ((label, *values) for (_, label), values in at.items())


def _csv(content: bytes) -> Iterator[Row]:
    yield from (tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _xlsx(content: bytes) -> Iterator[Row]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=True):
        for row in sheet.iter_rows(values_only=True):
            yield tuple("" if value is None else str(value) for value in row)


def _pdf(content: bytes) -> Iterator[Row]:
    command = ("pdftotext", "-layout", "-", "-")
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    yield from _lines(text)


def _lines(content: bytes) -> Iterator[Row]:
    for line in content.decode("utf-8-sig").splitlines():
        yield tuple(part for part in GAP.split(line.replace("\t", "  ").strip()) if part)


def _hwpx(content: bytes) -> Iterator[Row]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(r"Contents/section\d+\.xml", name):
                tree = etree.fromstring(archive.read(name))
                for row in tree.iter("{*}tr"):
                    yield tuple("".join(cell.itertext()).strip() for cell in row.iter("{*}tc"))
                for paragraph in tree.iter("{*}p"):
                    yield ("".join(paragraph.itertext()).strip(),)


def _pptx(content: bytes) -> Iterator[Row]:
    for slide in Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                for row in shape.table.rows:
                    yield tuple(cell.text.strip() for cell in row.cells)
            if shape.has_text_frame:
                yield from ((paragraph.text.strip(),) for paragraph in shape.text_frame.paragraphs)
