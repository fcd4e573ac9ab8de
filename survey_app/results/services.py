"""Finds a wave's released results and names everything in them, for whoever may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.released.release import Group, GroupKind, Release
from config import Config
from questionnaires.loader import published
from questionnaires.model import Item, Kind, Questionnaire
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.waves import WaveIsUnknown, get_wave
from survey_app.improvement.models import Action
from survey_app.improvement.public_promises import are_public
from survey_app.improvement.services import actions_of_unit, list_actions
from survey_app.institutions.models import Institution
from survey_app.manifest.asked import QuestionnaireHasChanged, asked
from survey_app.releases.stored import current_release
from survey_app.wording.labels import Labels, labels_of


class GroupIsUnknown(Exception):
    """The release knows no group of that key."""


@dataclass(frozen=True, slots=True)
class OtherWave:
    """Another released wave of the same institution."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One wave's release, opened for reading in one language."""

    institution: str
    wave: str
    reference: str
    title: str
    is_public: bool
    release: Release
    questionnaire: Questionnaire
    labels: Labels
    others: tuple[OtherWave, ...]

    @property
    def is_pulse(self) -> bool:
        return self.release.is_pulse

    @property
    def culture_areas(self) -> tuple[str, ...]:
        return tuple(area.key for area in self.questionnaire.culture_areas)

    @property
    def area_items(self) -> tuple[Item, ...]:
        """The items that make up areas and indices, in questionnaire order."""
        outside = {item.id for item in self.questionnaire.items_outside_areas}
        return tuple(item for item in self.questionnaire.items if item.id not in outside)

    @property
    def experiences(self) -> tuple[str, ...]:
        """The core's and the institution's own; those of modules stand with their module."""
        return self._outside_areas(is_experience=True)

    @property
    def other_items(self) -> tuple[str, ...]:
        """Items in no area that are no experience: the institution's own, above all."""
        return self._outside_areas(is_experience=False)

    def _outside_areas(self, *, is_experience: bool) -> tuple[str, ...]:
        added = self.questionnaire.module_items
        return tuple(
            item.id
            for item in self.questionnaire.items_outside_areas
            if item.id not in added and (item.kind is Kind.EXPERIENCE) is is_experience
        )

    @property
    def unit_groups(self) -> tuple[Group, ...]:
        return self.release.units

    @property
    def background_questions(self) -> tuple[str, ...]:
        """Background questions with at least one group of the whole institution."""
        asked = dict.fromkeys(
            group.key.partition(":")[0]
            for group in self.release.groups
            if group.kind is GroupKind.BACKGROUND and group.parent == "all"
        )
        return tuple(asked)

    def background_name(self, question: str) -> str:
        """The question in a few words, as the release or the questionnaire names it."""
        language = self.labels.language
        named = self.release.names.get(question)
        if named is not None:
            return named.in_language(language)
        return self.questionnaire.texts[language].background.get(question, question)

    def group(self, key: str) -> Group:
        """The group of that key. Raises GroupIsUnknown."""
        try:
            return self.release.group(key)
        except KeyError as missing:
            raise GroupIsUnknown(key) from missing

    def within(self, key: str) -> tuple[Group, ...]:
        """The groups right below one group: its units first, then its background classes."""
        found = [group for group in self.release.groups if group.parent == key and group.key != key]
        units = [g for g in found if g.kind is not GroupKind.BACKGROUND]
        return (*units, *(g for g in found if g.kind is GroupKind.BACKGROUND))


def read_results(people: Session, institution: str, wave: str, config: Config, language: str) -> Reading:
    """The newest release of a wave. Raises WaveIsUnknown, NothingReleased, ReleaseWasChanged."""
    return _open(people, get_wave(people, institution, wave), config, language)


def read_public_results(people: Session, reference: str, config: Config, language: str) -> Reading:
    """The same for everybody. Raises WaveIsUnknown unless the wave's terms make its results public.

    Raises NothingReleased for as long as there are none.
    """
    wave = people.scalars(select(Wave).where(Wave.reference == reference)).first()
    if wave is None or not wave.results_are_public or wave.state == WaveState.PLANNED:
        raise WaveIsUnknown(reference)
    return _open(people, wave, config, language)


def area_names(reading: Reading, config: Config) -> Mapping[str, str]:
    """Names of all areas of the standard questionnaire: a pulse asks about few, and actions name any."""
    release = reading.release
    core = published(release.questionnaire_key, release.questionnaire_version, config.questionnaire_folders)
    return core.texts[reading.labels.language].areas


def read_actions(people: Session, reference: str) -> Sequence[Action]:
    """What the institution has agreed to do after a wave, or after a pulse's parent, the next due first."""
    wave = people.scalars(select(Wave).where(Wave.reference == reference)).one()
    return list_actions(people, wave.parent or wave)


def read_actions_of_unit(people: Session, reading: Reading, unit: str) -> Sequence[Action]:
    """What a unit agreed on by itself, after this wave or another."""
    wave = get_wave(people, reading.institution, reading.wave)
    return actions_of_unit(people, wave.institution, unit)


def public_page_of(people: Session, wave: Wave) -> str | None:
    """The path of the page that tells everybody of a wave: its results, or else what was promised."""
    if not wave.is_released:
        return None
    if wave.results_are_public:
        return f"/waves/{wave.reference}/results"
    return f"/promises/{wave.institution.code}" if are_public(people, wave.institution) else None


def public_programme_of(people: Session, reading: Reading) -> str | None:
    """The key of the wave's programme where its results are public for everybody who joined."""
    programme = get_wave(people, reading.institution, reading.wave).programme
    return programme.key if programme is not None and programme.results_are_public else None


def _open(people: Session, wave: Wave, config: Config, language: str) -> Reading:
    release = current_release(people, wave)
    questionnaire = _questionnaire(release, wave, config)
    return Reading(
        institution=release.institution,
        wave=wave.key,
        reference=wave.reference,
        title=wave.title(language),
        is_public=wave.results_are_public,
        release=release,
        questionnaire=questionnaire,
        labels=labels_of(release, questionnaire, language),
        others=tuple(OtherWave(w.key, w.title(language)) for w in _other_waves(people, wave)),
    )


def _questionnaire(release: Release, wave: Wave, config: Config) -> Questionnaire:
    folders = config.questionnaire_folders
    core = published(release.questionnaire_key, release.questionnaire_version, folders)
    found = asked(core, wave.local_questions, wave.items_asked_again, folders)
    if found.content_hash != release.questionnaire_hash:
        raise QuestionnaireHasChanged(f"{release.questionnaire_key} {release.questionnaire_version}")
    return found


def _other_waves(people: Session, wave: Wave) -> Sequence[Wave]:
    return people.scalars(
        select(Wave)
        .join(Institution)
        .where(
            Wave.institution_id == wave.institution_id,
            Wave.state == WaveState.RELEASED,
            Wave.id != wave.id,
        )
        .order_by(Wave.closes_on.desc())
    ).all()
