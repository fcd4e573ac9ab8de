"""Says of units without a group of their own where their people are counted, instead of saying nothing."""

from analysis.released.release import Release
from survey_app.wording.labels import Labels


def unit_name(release: Release, key: str, labels: Labels) -> str:
    """The name of a unit that is no group of its own."""
    return release.names[key].in_language(labels.language)


def counted_in_sentence(release: Release, key: str, labels: Labels) -> str:
    """Why a unit has no result of its own, and where its people are counted."""
    smallest, inside = release.certificate.smallest_group, labels.groups[release.counted_in[key]]
    return labels.say(
        "Counted in “%(inside)s” and not shown by itself, because fewer than %(smallest)s people "
        "answered here or in a unit beside it.",
        inside=inside,
        smallest=smallest,
    )


def counted_in_lists(release: Release, labels: Labels) -> tuple[tuple[str, str], ...]:
    """Each group that holds such units, and their names."""
    held: dict[str, list[str]] = {}
    for key, inside in release.counted_in.items():
        held.setdefault(labels.groups[inside], []).append(unit_name(release, key, labels))
    return tuple((inside, ", ".join(names)) for inside, names in held.items())


def heading(labels: Labels) -> str:
    """The heading above those lists."""
    return labels.say("Units that are counted in another group")


def explanation(release: Release, labels: Labels) -> str:
    """Why there are such units at all."""
    smallest = release.certificate.smallest_group
    return labels.say(
        "A unit in which fewer than %(smallest)s people answered is not shown by itself. Left out "
        "alone it could be found by subtraction, so where few are left a unit beside it is counted "
        "with it.",
        smallest=smallest,
    )
