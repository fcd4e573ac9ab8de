"""What a group of units that were counted together is called: by what is in it, whatever was merged."""

from collections.abc import Sequence, Set

from questionnaires.languages import LANGUAGES, Spoken
from survey_app.manifest.documents import UnitTerms
from survey_app.wording.catalogue import Voice

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
    return Spoken({language: _said(parts, has_unknown, Voice(language)) for language in LANGUAGES})


def _said(parts: Sequence[tuple[Spoken, bool]], has_unknown: bool, voice: Voice) -> str:
    names = [
        name if is_whole else voice.say("%(unit)s itself", unit=name)
        for name, is_whole in ((spoken.in_language(voice.language), is_whole) for spoken, is_whole in parts)
    ]
    unknown = voice.say("those who named no unit")
    if not names:
        return unknown if has_unknown else ""
    said = names[0]
    if len(names) > MOST_NAMED:
        first = ", ".join(names[:MOST_NAMED])
        said = voice.say("%(units)s and %(more)s more units", units=first, more=len(names) - MOST_NAMED)
    elif len(names) > 1:
        said = voice.say("%(units)s and %(last)s", units=", ".join(names[:-1]), last=names[-1])
    return voice.say("%(units)s, and %(others)s", units=said, others=unknown) if has_unknown else said
