"""The names that figures write: areas, items, groups, waves and reasons in one language."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.released.release import Group, GroupKind, Release
from analysis.released.released_values import Against, Hidden, Reason
from questionnaires.model import Item, Questionnaire
from survey_app.wording.catalogue import Voice, to_be_said

REASONS: Mapping[Reason, str] = {
    Reason.TOO_FEW: to_be_said("too few respondents"),
    Reason.PROTECTED: to_be_said("protects a small neighbour"),
    Reason.NOT_ASKED: to_be_said("not asked"),
    Reason.NOT_ASKED_IN_FULL: to_be_said("not asked in full"),
    Reason.NOT_COMPARABLE: to_be_said("not comparable"),
    Reason.REORGANISED: to_be_said("reorganised since"),
    Reason.NOT_SHOWN_BEFORE: to_be_said("not shown last time"),
    Reason.UNLIKE: to_be_said("means different things elsewhere"),
    Reason.TOO_FEW_FOR_STATISTIC: to_be_said("too few answers for this statistic"),
    Reason.NOT_ESTIMABLE: to_be_said("can't be computed"),
    Reason.NOT_OFFERED: to_be_said("not offered"),
    Reason.NOT_IN_DETAIL: to_be_said("not split, so few answered"),
    Reason.OLDER_VERSION: to_be_said("made by an older version"),
}
AGAINST: Mapping[Against, str] = {
    Against.PREVIOUS: to_be_said("previous"),
    Against.BENCHMARK: to_be_said("benchmark"),
    Against.UPPER_QUARTILE: to_be_said("upper quartile"),
    Against.REST: to_be_said("the rest"),
}
AGAINST_IN_A_SENTENCE: Mapping[Against, str] = {
    Against.PREVIOUS: to_be_said("the previous wave"),
    Against.BENCHMARK: to_be_said("the benchmark"),
    Against.UPPER_QUARTILE: to_be_said("the upper quartile"),
    Against.REST: to_be_said("the rest of the institution"),
}
COLUMNS: Mapping[Against, str] = {
    Against.PREVIOUS: to_be_said("vs prev."),
    Against.BENCHMARK: to_be_said("vs bench."),
    Against.UPPER_QUARTILE: to_be_said("vs top 25%%"),
    Against.REST: to_be_said("vs the rest"),
}
HIDDEN_TEXT = "·"


@dataclass(frozen=True, slots=True)
class Labels(Voice):
    """All names of one release in one language. `points` are the five boxes, unfavourable first."""

    institution: str
    areas: Mapping[str, str]
    index_areas: frozenset[str]
    area_items: Mapping[str, tuple[str, ...]]
    items: Mapping[str, str]
    item_by_id: Mapping[str, Item]
    groups: Mapping[str, str]
    waves: Mapping[str, str]

    def reason(self, hidden: Hidden) -> str:
        """Why a number is not shown."""
        return self.say(REASONS[hidden.reason])

    def column(self, against: Against) -> str:
        """The title of a column of differences, short enough for a narrow one."""
        return self.say(COLUMNS[against])

    def against(self, against: Against) -> str:
        """What a result is compared with, as a name."""
        return self.say(AGAINST[against])

    def versus(self, against: Against) -> str:
        """What a result is compared with, inside a sentence."""
        return self.say(AGAINST_IN_A_SENTENCE[against])


def labels_of(release: Release, questionnaire: Questionnaire, language: str) -> Labels:
    """The names of a release, from its own `names` and its questionnaire's wording."""
    texts, voice = questionnaire.texts[language], Voice(language)

    def named(key: str) -> str | None:
        name = release.names.get(key)
        return None if name is None else name.in_language(language)

    def group_name(group: Group) -> str:
        own = named(group.key)
        if own is not None:
            return own
        if group.kind is GroupKind.INSTITUTION:
            return named(release.institution) or (voice.say("Whole institution"))
        last = group.key.rsplit("|", 1)[-1]
        question, _, value = last.partition(":")
        if question == "other":
            parent = named(f"unit:{value}") or value
            return voice.say("Small units beside %(parent)s", parent=parent)
        return texts.background_classes.get(question, {}).get(value) or value

    def wave_name(key: str) -> str:
        own = named(f"wave:{key}") or named(key)
        if own is None and release.is_pulse and key == release.wave and release.previous_wave:
            asked_again = wave_name(release.previous_wave)
            return voice.say("%(wave)s pulse", wave=asked_again)
        return own or key

    waves = {key for line in release.trend.values() for key in line} | {release.wave}
    if release.previous_wave:
        waves.add(release.previous_wave)
    return Labels(
        language=language,
        institution=named(release.institution) or named("institution") or named("all") or release.institution,
        areas={area.key: texts.areas[area.key] for area in questionnaire.areas},
        index_areas=frozenset(area.key for area in questionnaire.indices),
        area_items={area.key: area.items for area in questionnaire.areas},
        items={item_id: texts.items[item_id] for item_id in questionnaire.item_ids},
        item_by_id=questionnaire.item_by_id,
        groups={group.key: group_name(group) for group in release.groups},
        waves={key: wave_name(key) for key in waves},
    )
