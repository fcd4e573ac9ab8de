"""Where an institution reads its own results."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.door.access import Role, allow
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.protocol.manifest_signing import spoken_fingerprint
from survey_app.results import (
    area_pages,
    comment_pages,
    example,
    group_pages,
    overview_pages,
    pages,
    pulse_pages,
    services,
    unit_pages,
)
from survey_app.results import blueprint as room
from survey_app.results.area_rows import area_rows, comparison_notes
from survey_app.results.finding import NoResultsYet, read, read_whole
from survey_app.results.services import GroupIsUnknown, Reading
from survey_app.wording.openings import opened_sentence
from survey_app.wording.release_sentences import (
    drivers_sentence,
    group_differences_sentence,
    participation_sentence,
    where_hidden,
)

blueprint = room
ADDRESS = "/i/<institution>/waves/<wave>/results"
OF_A_PULSE = ("overview", "participation", "method")


@blueprint.get(ADDRESS)
@allow(Role.HR)
def overview(institution: str, wave: str) -> Any:
    """The HR lead sees the whole diagnosis on one screen, in the order in which it is read."""
    reading = read(institution, wave)
    if reading.is_pulse:
        return _pulse(reading)
    return _page(
        "overview",
        reading,
        rows=area_rows(reading, reading.release.whole),
        notes=comparison_notes(reading, reading.release.whole),
        figures=overview_pages.overview_figures(reading),
        findings=overview_pages.findings(reading),
        actions=services.read_actions(db.people(), reading.reference),
    )


@blueprint.get(f"{ADDRESS}/participation")
@allow(Role.HR)
def participation(institution: str, wave: str) -> Any:
    """The HR lead sees who took part, by unit and background."""
    reading = read(institution, wave)
    return _page(
        "participation",
        reading,
        sentence=participation_sentence(reading.release, reading.labels),
        rates=group_pages.participation_figure(reading, reading.unit_groups),
        backgrounds=group_pages.background_tables(reading),
        weighted=pages.weighted(reading),
    )


@blueprint.get(f"{ADDRESS}/areas")
@allow(Role.HR)
def areas(institution: str, wave: str) -> Any:
    """The HR lead sees all areas with their differences and how they moved."""
    reading = read_whole(institution, wave)
    whole = reading.release.whole
    return _page(
        "areas",
        reading,
        rows=area_rows(reading, whole),
        notes=comparison_notes(reading, whole),
        dots=pages.group_dots(reading, whole),
        trend=pages.trend_figure(reading),
    )


@blueprint.get(f"{ADDRESS}/areas/<area>")
@allow(Role.HR)
def area(institution: str, wave: str, area: str) -> Any:
    """The HR lead sees one area: its items, its reliability, its units."""
    reading = read_whole(institution, wave)
    return _page("area", reading, area=area_pages.area_page(reading, area))


@blueprint.get(f"{ADDRESS}/items")
@allow(Role.HR)
def items(institution: str, wave: str) -> Any:
    """The HR lead sees every item as a stacked bar, area by area, and the experiences."""
    reading = read_whole(institution, wave)
    whole = reading.release.whole
    return _page(
        "items",
        reading,
        areas=pages.items_by_area(reading, whole),
        experiences=pages.experience_figure(reading, whole),
    )


@blueprint.get(f"{ADDRESS}/drivers")
@allow(Role.HR)
def drivers(institution: str, wave: str) -> Any:
    """The HR lead sees what goes with engagement, or why that can't be said."""
    reading = read_whole(institution, wave)
    figures, why_not = pages.driver_figures(reading)
    sentence = drivers_sentence(reading.release, reading.labels)
    return _page("drivers", reading, figures=figures, why_not=why_not, sentence=sentence)


@blueprint.get(f"{ADDRESS}/groups")
@allow(Role.HR)
def groups(institution: str, wave: str) -> Any:
    """The HR lead sees units, or the classes of one background question, against the rest."""
    reading = read_whole(institution, wave)
    question = request.args.get("by", "")
    if question and question not in reading.background_questions:
        raise NotFound
    shown = reading.release.background(question) if question else reading.unit_groups
    return _page(
        "groups",
        reading,
        question=question,
        choices=group_pages.group_choices(reading),
        sentence=group_differences_sentence(shown, reading.labels),
        rows=group_pages.group_rows(reading, shown),
        counted_in=() if question else group_pages.counted_in(reading),
        units=() if question else unit_pages.unit_choices(reading),
        reorganised=None if question else group_pages.reorganised(reading),
        heat=group_pages.group_figure(reading, shown),
    )


@blueprint.get(f"{ADDRESS}/groups/<path:group>")
@allow(Role.HR)
def group(institution: str, wave: str, group: str) -> Any:
    """The HR lead sees one group: a unit, the other units of a parent, or a background class."""
    return _group_or_where_it_counts(read_whole(institution, wave), group)


@blueprint.get(f"{ADDRESS}/comments")
@allow(Role.HR)
def comments(institution: str, wave: str) -> Any:
    """The HR lead sees the themes of the comments and the quotations that a person has released."""
    reading = read_whole(institution, wave)
    sought = request.args.get("q", "").strip()
    return _page(
        "comments", reading, questions=comment_pages.comment_questions(reading, sought), sought=sought
    )


@blueprint.get(f"{ADDRESS}/method")
@allow(Role.HR)
def method(institution: str, wave: str) -> Any:
    """The HR lead reads how the numbers are computed, in plain words."""
    reading = read(institution, wave)
    opened = reading.release.opened
    how = (
        opened_sentence(opened.machines, spoken_fingerprint(opened.digest), reading.labels) if opened else ""
    )
    return _page("method", reading, opened=opened, how_opened=how)


@blueprint.get(f"{ADDRESS}/why-hidden")
@allow(Role.HR)
def why_hidden(institution: str, wave: str) -> Any:
    """The HR lead reads why numbers are hidden, with a worked example."""
    reading = read(institution, wave)
    smallest = reading.release.certificate.smallest_group
    hidden = group_pages.hidden_counts(reading)
    return _page(
        "why_hidden",
        reading,
        example=example.worked(smallest),
        hidden_groups=hidden,
        where_hidden=where_hidden(reading.release, reading.labels, on_screen=True) if hidden else "",
        counted_in=group_pages.counted_in(reading),
    )


@blueprint.errorhandler(NoResultsYet)
def nothing_yet(missing: NoResultsYet) -> Any:
    """The HR lead learns that nothing was released yet, and where to start a release."""
    where = url_for("releases.release", institution=missing.institution, wave=missing.wave)
    return render_template("results/nothing_yet.html", release_url=where), 404


def _pulse(reading: Reading) -> Any:
    return _page(
        "pulse",
        reading,
        pulse=pulse_pages.pulse_page(reading),
        area_names=services.area_names(reading, current_config()),
        actions=services.read_actions(db.people(), reading.reference),
    )


def _group_or_where_it_counts(reading: Reading, key: str) -> Any:
    """One group's page; of a unit that is no group of its own a sentence that says where it is counted."""
    try:
        if key in reading.release.counted_in:
            return _page("counted_in", reading, unit=group_pages.one_counted_in(reading, key))
        return _page("group", reading, page=group_pages.group_page(reading, reading.group(key)))
    except GroupIsUnknown as unknown:
        raise NotFound from unknown


def _page(name: str, reading: Reading, **context: Any) -> Any:
    where: Any = {"institution": reading.institution, "wave": reading.wave}
    return render_template(
        f"results/{name}.html",
        reading=reading,
        institution_name=reading.labels.institution,
        tabs=_tabs(reading, name),
        where=where,
        area_url=lambda area: url_for("results.area", area=area, **where),
        **context,
    )


def _tabs(reading: Reading, current: str) -> list[tuple[str, str, bool]]:
    entries: tuple[tuple[str, str], ...] = (
        ("overview", _("At a glance")),
        ("participation", _("Participation")),
        ("areas", _("Areas")),
        ("items", _("Items")),
        ("drivers", _("What matters most")),
        ("groups", _("Groups")),
        ("comments", _("Comments")),
        ("method", _("How it is computed")),
    )
    if reading.is_pulse:
        entries = tuple(entry for entry in entries if entry[0] in OF_A_PULSE)
    inside = {
        "area": "areas",
        "group": "groups",
        "counted_in": "groups",
        "why_hidden": "method",
        "pulse": "overview",
    }.get(current, current)
    return [
        (
            label,
            url_for(f"results.{endpoint}", institution=reading.institution, wave=reading.wave),
            endpoint == inside,
        )
        for endpoint, label in entries
    ]
