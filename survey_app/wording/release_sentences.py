"""Says of a whole release: who took part, what is hidden, what goes with engagement, how groups differ."""

from collections.abc import Iterable

from analysis.released.release import Group, GroupKind, Release
from analysis.released.released_values import Against, Difference, Hidden, Reason, Shares
from survey_app.wording import numbers
from survey_app.wording.differences import difference_against
from survey_app.wording.driver_shares import shares_sentence
from survey_app.wording.labels import Labels
from survey_app.wording.reorganised import not_compared_sentence


def participation_sentence(release: Release, labels: Labels) -> str:
    """How many took part, the rate, and the margin of error; and that opinion may drive participation."""
    who = release.participation
    people = f"{who.respondents:,}"
    if who.invited is None or isinstance(who.rate, Hidden):
        text = labels.say("%(respondents)s people took part.", respondents=people)
    else:
        text = labels.say(
            "%(people)s of %(invited)s people took part, a response rate of %(share)s.",
            people=people,
            invited=f"{who.invited:,}",
            share=numbers.percent(who.rate),
        )
    if not isinstance(who.margin_of_error, Hidden):
        margin = numbers.decimal(who.margin_of_error, 1)
        text += " " + labels.say(
            "The margin of error is at most ±%(margin)s percentage points (95%% confidence).", margin=margin
        )
    return text


def hidden_sentences(release: Release, labels: Labels, says_where: bool = True) -> tuple[str, ...]:
    """What can't be told, and why: hidden groups by reason, and items without a comparison."""
    smallest = release.certificate.smallest_group
    hidden = hidden_groups(release)
    found = []
    if hidden:
        few = sum(
            isinstance(g.respondents, Hidden) and g.respondents.reason is Reason.TOO_FEW for g in hidden
        )
        beside = len(hidden) - few
        few_said = labels.say("%(few)s with fewer than %(smallest)s respondents", few=few, smallest=smallest)
        beside_said = labels.say(
            "%(beside)s beside them, so that none can be found by subtraction", beside=beside
        )
        parts = beside_said if not few else few_said
        if few and beside:
            parts = labels.say("%(few)s; %(beside)s", few=few_said, beside=beside_said)
        found.append(
            labels.say_many(
                "%(num)s group of the institution is hidden: %(parts)s.",
                "%(num)s groups of the institution are hidden: %(parts)s.",
                len(hidden),
                parts=parts,
            )
        )
        if says_where:
            found.append(where_hidden(release, labels))
    changed = _not_comparable(release.whole)
    if changed:
        found.append(
            labels.say_many(
                "%(num)s item can't be compared with the previous wave: the wording or the recall period "
                "changed.",
                "%(num)s items can't be compared with the previous wave: the wording or the recall period "
                "changed.",
                len(changed),
            )
        )
    if reorganised := not_compared_sentence(release, labels):
        found.append(reorganised)
    if not found:
        found.append(labels.say("No group had to be hidden."))
    return tuple(found)


def hidden_groups(release: Release) -> tuple[Group, ...]:
    """The groups that are not shown, the institution itself left out."""
    return tuple(
        g for g in release.groups if isinstance(g.respondents, Hidden) and g.kind is not GroupKind.INSTITUTION
    )


def where_hidden(release: Release, labels: Labels, on_screen: bool = False) -> str:
    """Where a reader meets the hidden groups: most are classes within a unit, in no table of a report."""
    hidden = hidden_groups(release)
    units = [g for g in hidden if g.kind is not GroupKind.BACKGROUND]
    classes = [g for g in hidden if g.kind is GroupKind.BACKGROUND and g.parent == "all"]
    within = [g for g in hidden if g.kind is GroupKind.BACKGROUND and g.parent != "all"]
    parts = [
        (units, labels.say("units")),
        (classes, labels.say("background groups of the institution")),
        (within, labels.say("background groups within a unit")),
    ]
    counted = ", ".join(
        labels.say("%(groups)s %(what)s", groups=len(groups), what=what) for groups, what in parts if groups
    )
    text = labels.say("Of these: %(counted)s.", counted=counted)
    if not within or on_screen:
        return text
    example = within[0]
    name = f"{labels.groups[example.parent or 'all']} · {labels.groups[example.key]}"
    return f"{text} " + labels.say(
        "Background groups within a unit (such as %(name)s) stand in no table of this report, but on "
        "the pages of units and in the workbook (.xlsx).",
        name=name,
    )


def drivers_sentence(release: Release, labels: Labels) -> str:
    """What goes with engagement, and that it is an association."""
    drivers = release.drivers
    if isinstance(drivers, Hidden):
        reason = labels.reason(drivers)
        return labels.say("What goes with engagement was not computed this time (%(reason)s).", reason=reason)
    explained, areas = numbers.percent(100 * drivers.r_squared), len(drivers.drivers)
    return labels.say(
        "%(explained)s of the variation in engagement goes with the scores of the %(areas)s areas. "
        "%(shares)s This is an association, not a cause.",
        explained=explained,
        areas=areas,
        shares=shares_sentence(drivers, labels),
    )


def group_differences_sentence(groups: Iterable[Group], labels: Labels) -> str:
    """How many groups are higher or lower than the rest, and in what they differ most."""
    shown = [g for g in groups if g.is_shown]
    found = [
        (d, g, a)
        for g in shown
        for a in labels.areas
        if isinstance(d := difference_against(g.scores.get(a), Against.REST), Difference)
        and d.verdict.matters
    ]
    if not found:
        return labels.say(
            "In the %(shown)s groups shown, no score is higher or lower than the rest.", shown=len(shown)
        )
    differing = len({g.key for _, g, _ in found})
    first = max(found, key=lambda f: abs(f[0].value))
    name, area = labels.groups[first[1].key], labels.areas[first[2]]
    size = abs(numbers.rounded(first[0].value))
    text = labels.say(
        "%(differing)s of the %(shown)s groups shown are higher or lower than the rest in an area or more.",
        differing=differing,
        shown=len(shown),
    )
    if first[0].value > 0:
        return f"{text} " + labels.say(
            "The largest: %(name)s is %(size)s points above the rest in %(area)s.",
            name=name,
            size=size,
            area=area,
        )
    return f"{text} " + labels.say(
        "The largest: %(name)s is %(size)s points below the rest in %(area)s.",
        name=name,
        size=size,
        area=area,
    )


def _not_comparable(group: Group) -> list[str]:
    return [
        item
        for item, result in group.items.items()
        if isinstance(result, Shares)
        and any(isinstance(d, Hidden) and d.reason is Reason.NOT_COMPARABLE for d in result.differences)
    ]
