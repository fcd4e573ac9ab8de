"""What a group of units that were counted together is called: by what is in it, whatever was merged."""

from collections.abc import Sequence, Set

from flask_babel import gettext as _

from questionnaires.languages import Spoken
from survey_app.ground.speaking import in_every_language
from survey_app.manifest.documents import UnitTerms

MOST_NAMED = 3


def name_of_others(members: Set[int], units: Sequence[UnitTerms], has_unknown: bool) -> Spoken:
    """The names of the units in it, of many the first ones and how many there are.

    A unit of which only those who belong to none of its parts are in it is called by itself; one with all its
    parts stands for them. has_unknown : respondents who named no unit are in it, too.
    """
    index = {unit.code: place for place, unit in enumerate(units)}
    children: dict[int, list[int]] = {}
    for place, unit in enumerate(units):
        if unit.parent is not None:
            children.setdefault(index[unit.parent], []).append(place)

    def is_whole(place: int) -> bool:
        return place in members and all(is_whole(child) for child in children.get(place, ()))

    def stands_for_itself(place: int) -> bool:
        above = units[place].parent
        return above is None or not is_whole(index[above])

    named = [place for place in sorted(members) if not is_whole(place) or stands_for_itself(place)]
    parts = [(units[place].name, is_whole(place)) for place in named]
    return in_every_language(lambda language: _said(parts, has_unknown, language))


def _said(parts: Sequence[tuple[Spoken, bool]], has_unknown: bool, language: str) -> str:
    names = [
        name.in_language(language) if is_whole else _("%(unit)s itself", unit=name.in_language(language))
        for name, is_whole in parts
    ]
    unknown: str = _("those who named no unit")
    if not names:
        return unknown if has_unknown else ""
    said: str = names[0]
    if len(names) > MOST_NAMED:
        first = ", ".join(names[:MOST_NAMED])
        said = _("%(units)s and %(more)s more units", units=first, more=len(names) - MOST_NAMED)
    elif len(names) > 1:
        said = _("%(units)s and %(last)s", units=", ".join(names[:-1]), last=names[-1])
    return _("%(units)s, and %(others)s", units=said, others=unknown) if has_unknown else said
