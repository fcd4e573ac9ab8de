"""What the attacker knows of a wave after reading: of which groups there is a result, by measure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from analysis.counting.answers import Answers
from analysis.disclosure.cube.groups import Cube
from analysis.released.release import GroupKind, Release, decode
from analysis.released.released_values import Hidden
from benchmarks.attack.leaving import Paper
from benchmarks.attack.reading import documents, rows
from questionnaires.languages import LANGUAGES
from questionnaires.model import Questionnaire
from survey_app.wording.catalogue import Voice
from survey_app.wording.labels import REASONS, labels_of

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
# Until when something was promised and how far it has come: what people agreed to, not what they answered.
DAYS = (
    r"\d{4}-\d{2}-\d{2}\b",
    r"\d{4}\. \d{1,2}\. \d{1,2}\.\([가-힣]\)",
    r"[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}\b",
)
PROMISED = re.compile(rf"\b(?:{'|'.join(DAYS)})|\b\d+ of \d+ steps\b|\d+단계 중 \d+단계 완료")
# A cell with a number and nothing else but what is written beside numbers.
BESIDE = r"[\d\s.,:+\-−–~±≥≤▲▼()/%]*"
IS_A_NUMBER = re.compile(rf"{BESIDE}\d{BESIDE}(?:%p|p|점|명|건|points?|people)?\)?")
WAVE_PAGE = re.compile(r"/i/[^/]+/waves/([^/?#]+)")
GROUP_PAGE = re.compile(r"/results/(?:groups|units)/([^?]+)")
# Units and headcounts as they were entered, and what is asked: known to everybody, and nobody's answers.
NO_RESULTS = re.compile(r"^/i/[^/]+/(units|import)|/plan/|/questionnaire$")
WHOLE = "all"


@dataclass(frozen=True, eq=False)
class Target:
    """A released wave, the people in it, and who is in which group: all of it known from the corridor.

    units : by key the names of all units, also of those that are too small to be a group of the release.
    invited : their headcounts, by key.
    """

    reference: str
    release: Release
    questionnaire: Questionnaire
    cube: Cube
    answers: Answers
    units: Mapping[str, tuple[str, str]]
    invited: Mapping[str, int]


@dataclass
class Known:
    """Of which groups of a wave a result was read, and where each hidden one was found."""

    measures: dict[str, set[str]] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> set[str]:
        return {key for key, measures in self.measures.items() if measures}


class Reader:
    """Reads papers for one wave."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.known = Known()
        release = target.release
        self._shown = {group.key for group in release.groups if group.is_shown}
        self._named: dict[tuple[str, str], list[str]] = {}
        self._place = {name: key for key, names in target.units.items() for name in names}
        for name, key in self._place.items():
            self._named.setdefault(("", name), []).append(key)
        for language in LANGUAGES:
            names = labels_of(release, target.questionnaire, language).groups
            for group in release.groups:
                inside = group.parent or WHOLE if group.kind is GroupKind.BACKGROUND else ""
                self._named.setdefault((inside, names[group.key]), []).append(group.key)
                if group.kind is not GroupKind.BACKGROUND:
                    self._place[names[group.key]] = group.key
        said = {Voice(language).say(reason) for language in LANGUAGES for reason in REASONS.values()}
        self._reasons = re.compile("|".join(re.escape(text) for text in sorted(said, key=len, reverse=True)))

    def read(self, papers: Iterable[Paper]) -> None:
        """Takes in every paper that speaks of this wave."""
        for paper in papers:
            for document in documents(paper):
                if document.kind == "json":
                    self._read_release(document)
                else:
                    self._read_rows(document)

    def _read_release(self, document: Paper) -> None:
        """A release says itself which number is whose."""
        try:
            release = decode(document.content)
        except ValueError:
            return
        mine = self.target.release
        if (release.institution, release.wave) != (mine.institution, mine.wave):
            return
        for group in release.groups:
            results = (*group.scores.items(), *group.items.items())
            given = {measure for measure, found in results if not isinstance(found, Hidden)}
            self.known.measures.setdefault(group.key, set()).update(given)

    def _read_rows(self, document: Paper) -> None:
        """A row with a hidden group's name and any number that is not a headcount counts as its result."""
        if not self._is_of_this_wave(document):
            return
        place = self._place_of(document)
        for row in rows(document):
            for key in self._hidden_groups_named(row, place):
                said = [self._reasons.sub("", PROMISED.sub("", cell)) for cell in row]
                cells = said if len(said) > 1 else said[0].split()
                numbers = (
                    number
                    for cell in cells
                    if IS_A_NUMBER.fullmatch(cell.strip())
                    for number in NUMBER.findall(cell)
                )
                if any(not self._is_public(number, key) for number in numbers):
                    self.known.measures.setdefault(key, set()).add(WHOLE)
                    self.known.found.setdefault(key, f"{document.holder} {document.name}: {' | '.join(row)}")

    def _is_of_this_wave(self, document: Paper) -> bool:
        institution, wave = self.target.release.institution, self.target.release.wave
        if NO_RESULTS.search(document.name):
            return False
        is_own = f"/i/{institution}/" in document.name or f"/waves/{institution}.{wave}" in document.name
        is_report = document.name.startswith(f"{institution}.{wave}.")
        of_ministry = document.holder in ("analyst", "ministry") or "/ministry/" in document.name
        other_wave = WAVE_PAGE.search(document.name)
        return (is_own or is_report or of_ministry) and (not other_wave or other_wave[1] == wave)

    def _place_of(self, document: Paper) -> str:
        """The group whose page or report this is; classes named in it are its own."""
        on_page = GROUP_PAGE.search(document.name)
        if on_page:
            key = unquote(on_page[1])
            return key if key in self.target.cube.index or ":" in key else f"unit:{key}"
        in_archive = re.search(r"/\d+ (.+)\.\w+$", document.name)
        return self._place.get(in_archive[1], WHOLE) if in_archive else WHOLE

    def _keys(self, name: str, place: str) -> list[str]:
        return [*self._named.get(("", name), ()), *self._named.get((place, name), ())]

    def _hidden_groups_named(self, row: tuple[str, ...], place: str) -> Iterator[str]:
        """A key names one group, a name one of its place; in a sentence only units are looked for."""
        keys = [cell for cell in row if cell in self.target.cube.index]
        if keys:
            yield from (key for key in keys if key not in self._shown)
            return
        names = row if len(row) > 1 else [*row, *(name for name in self._place if name in row[0])]
        for name in names:
            keys = self._keys(name.strip(), place)
            if keys and not self._shown & set(keys):
                yield from keys

    def _is_public(self, number: str, key: str) -> bool:
        """Headcounts are known to everybody, and so is the smallest group."""
        return number in (str(self.target.invited.get(key)), str(self.target.cube.policy.smallest_group))
