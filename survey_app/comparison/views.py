"""The ministry's console: institutions of a programme beside each other, and the tables to take away."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.comparison import area_pages, pages, services, tables
from survey_app.comparison import blueprint as room
from survey_app.comparison.answering import answering
from survey_app.comparison.services import Comparison
from survey_app.diagnosis.programme import get_programme
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.languages import current_language
from survey_app.ground import db, jobs
from survey_app.ground.settings import current_config

blueprint = room
BENCHMARK = "make_benchmark"
ADDRESS = "/comparison/<programme>"


@blueprint.get("/comparison")
@allow(Role.ANALYST)
def programmes() -> Any:
    """The analyst sees every programme and how many institutions have released results."""
    language = current_language()
    found = [
        (programme.key, programme.name(language), joined, released)
        for programme, joined, released in services.list_programmes(db.people())
    ]
    return render_template("comparison/programmes.html", programmes=found)


@blueprint.get(ADDRESS)
@allow(Role.ANALYST)
def programme(programme: str) -> Any:
    """The analyst sees a programme at a glance, and makes its benchmark."""
    comparison = _compare(programme)
    return _page(
        "programme",
        comparison,
        heat=pages.heat_map(comparison),
        movers=pages.mover_rows(comparison),
        job=jobs.latest(db.people(), BENCHMARK, _subject(programme)),
    )


@blueprint.post(f"{ADDRESS}/benchmark")
@allow(Role.ANALYST)
def make_benchmark(programme: str) -> Any:
    """The benchmark is being made afterwards, and every release with it."""
    found = get_programme(db.people(), programme)
    jobs.start(db.people(), BENCHMARK, _subject(found.key), signed_in().account_id, programme=found.key)
    flash(_("The benchmark is being made. Each institution's results are released again with it."))
    return redirect(url_for("comparison.programme", programme=found.key))


@blueprint.get(f"{ADDRESS}/participation")
@allow(Role.ANALYST)
def participation(programme: str) -> Any:
    """The analyst sees how far each institution is and who took part."""
    comparison = _compare(programme)
    return _page("participation", comparison, rows=pages.participation_rows(comparison))


@blueprint.get(f"{ADDRESS}/answering", endpoint="answering")
@allow(Role.ANALYST)
def promises(programme: str) -> Any:
    """The analyst sees what each institution has promised after its wave, and what of it is due and done."""
    found = get_programme(db.people(), programme)
    return _page(
        "answering",
        _compare(programme),
        rows=answering(db.people(), found, current_language()),
        is_public=found.results_are_public,
    )


@blueprint.get(f"{ADDRESS}/areas/<area>")
@allow(Role.ANALYST)
def area(programme: str, area: str) -> Any:
    """The analyst sees all institutions in one area: caterpillar, funnel, ranks with intervals."""
    comparison = _compare(programme)
    return _page("area", comparison, area=area_pages.area_page(comparison, area))


@blueprint.get(f"{ADDRESS}/heat-map")
@allow(Role.ANALYST)
def heat_map(programme: str) -> Any:
    """The analyst sees all institutions in all areas."""
    comparison = _compare(programme)
    return _page("heat_map", comparison, heat=pages.heat_map(comparison))


@blueprint.get(f"{ADDRESS}/movers")
@allow(Role.ANALYST)
def movers(programme: str) -> Any:
    """The analyst sees who has really moved since the last wave."""
    comparison = _compare(programme)
    rows, looked_at = pages.mover_rows(comparison)
    return _page("movers", comparison, rows=rows, looked_at=looked_at)


@blueprint.get(f"{ADDRESS}/side-by-side")
@allow(Role.ANALYST)
def side_by_side(programme: str) -> Any:
    """The analyst chooses two institutions and sees them in every area."""
    comparison = _compare(programme)
    one, other = request.args.get("one", ""), request.args.get("other", "")
    pair = pages.pair_figure(comparison, one, other) if one and other else None
    return _page("side_by_side", comparison, one=one, other=other, pair=pair)


@blueprint.get(f"{ADDRESS}/tables.<any(xlsx, csv):kind>")
@allow(Role.ANALYST)
def tables_file(programme: str, kind: str) -> Any:
    """The analyst takes the released numbers of all institutions away."""
    comparison = _compare(programme)
    content = tables.workbook(comparison) if kind == "xlsx" else tables.comma_separated(comparison)
    types = {"xlsx": tables.XLSX_TYPE, "csv": tables.CSV_TYPE}
    name = f"gyeol-{comparison.programme}.{kind}"
    return Response(
        content,
        mimetype=types[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get(f"{ADDRESS}/tables", endpoint="tables")
@allow(Role.ANALYST)
def tables_page(programme: str) -> Any:
    """The analyst sees what the tables hold and takes them away."""
    return _page("tables", _compare(programme))


@blueprint.get(f"{ADDRESS}/method")
@allow(Role.ANALYST)
def method(programme: str) -> Any:
    """The analyst reads how institutions are compared, in plain words."""
    return _page("method", _compare(programme), methods=pages.methods())


def _compare(key: str) -> Comparison:
    config = current_config()
    return services.compare(db.people(), get_programme(db.people(), key), config, current_language())


def _subject(programme: str) -> str:
    return f"programme:{programme}"


def _page(name: str, comparison: Comparison, **context: Any) -> Any:
    return render_template(
        f"comparison/{name}.html",
        comparison=comparison,
        tabs=_tabs(comparison, name),
        **context,
    )


def _tabs(comparison: Comparison, current: str) -> list[tuple[str, str, bool]]:
    key = comparison.programme
    first_area = next(iter(comparison.areas))
    entries: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("programme", _("At a glance"), {}),
        ("participation", _("Participation"), {}),
        ("area", _("Areas"), {"area": first_area}),
        ("heat_map", _("Heat map"), {}),
        ("movers", _("Movers"), {}),
        ("side_by_side", _("Side by side"), {}),
        ("answering", _("Promises"), {}),
        ("tables", _("Tables"), {}),
        ("method", _("How it is computed"), {}),
    )
    return [
        (label, url_for(f"comparison.{endpoint}", programme=key, **values), endpoint == current)
        for endpoint, label, values in entries
    ]
