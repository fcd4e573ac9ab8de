"""What a group of units that were counted together is called: by what is in it, whatever was merged."""

from collections.abc import Sequence, Set

from analysis.released.release import Name
from survey_app.manifest.documents import UnitTerms

MOST_NAMED = 3


def name_of_others(members: Set[int], units: Sequence[UnitTerms], has_unknown: bool) -> Name:
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
    ko = [units[p].name.ko + ("" if is_whole(p) else " 직속") for p in named]
    en = [units[p].name.en + ("" if is_whole(p) else " itself") for p in named]
    more = len(named) - MOST_NAMED
    korean = ", ".join(ko) if more <= 0 else f"{', '.join(ko[:MOST_NAMED])} 외 {more}개 부서"
    english = _listed(en) if more <= 0 else f"{', '.join(en[:MOST_NAMED])} and {more} more units"
    if not has_unknown:
        return Name(korean, english)
    unknown = Name("부서를 밝히지 않은 응답자", "those who named no unit")
    return Name(f"{korean}, {unknown.ko}", f"{english}, and {unknown.en}") if named else unknown


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
