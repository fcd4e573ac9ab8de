"""Mends the tags of a document before it is written: what WeasyPrint leaves open, PDF/UA-1 asks for."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydyf import Dictionary, String

PRINT = 1 << 2


def mend_tags(pdf: Any, titles: Mapping[str, str]) -> None:
    """Scopes for table headers, running heads as artefacts, and links that say the chapter's title.

    `titles` are by the key that a link leads to.
    """
    elements = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("Type") == "/StructElem"]
    _say_scopes(elements)
    _set_apart_running_heads(pdf, elements)
    for link in pdf.objects:
        if isinstance(link, Dictionary) and link.get("Subtype") == "/Link":
            link["F"] = PRINT
            target = link["Dest"].string
            link["Contents"] = String(titles.get(target, target))


def _say_scopes(elements: list[Dictionary]) -> None:
    """Tells of each table header whether it heads a column or a row; WeasyPrint only ties cells to it."""
    for element in elements:
        if element["S"] == "/TH" and "ID" in element:
            row = str(element["ID"].string).split("-")[-2]
            element["A"]["Scope"] = "/Column" if row == "0" else "/Row"


def _set_apart_running_heads(pdf: Any, elements: list[Dictionary]) -> None:
    """Running heads and page numbers become artefacts.

    WeasyPrint marks them as content whose elements hang in no tree, so that no reader knows what they are.
    """
    root = next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get("Type") == "/StructTreeRoot")
    hanging = {id(element) for element in _below(pdf, root)}
    parents = _of(pdf, root["ParentTree"])["Nums"]
    by_page = dict(zip(parents[::2], parents[1::2], strict=True))
    for element in elements:
        if id(element) in hanging:
            continue
        page = _of(pdf, element["Pg"])
        for mark in (kid for kid in element["K"] if isinstance(kid, int)):
            by_page[page["StructParents"]][mark] = "null"
            _make_artefact(_of(pdf, page["Contents"]).stream, mark)
        # pydyf miscounts what is taken out, so an empty object stays.
        element.clear()


def _make_artefact(stream: list[Any], mark: int) -> None:
    at = next(i for i, part in enumerate(stream) if isinstance(part, Dictionary) and part.get("MCID") == mark)
    stream[at - 1 : at + 1] = ["/Artifact", Dictionary({"Type": "/Pagination"})]


def _below(pdf: Any, element: Dictionary) -> Iterator[Dictionary]:
    """All elements that hang in the tree under this one."""
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):
            below = _of(pdf, kid)
            yield below
            yield from _below(pdf, below)


def _of(pdf: Any, reference: bytes) -> Any:
    """The object that a reference ("12 0 R") names."""
    return pdf.objects[int(reference.split()[0])]
