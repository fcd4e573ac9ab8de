"""The names that figures write: areas, items, groups, waves and reasons in one language."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.released.release import Group, GroupKind, Release
from analysis.released.released_values import Against, Hidden, Reason
from questionnaires.model import Item, Questionnaire

REASONS: Mapping[str, Mapping[Reason, str]] = {
    "ko": {
        Reason.TOO_FEW: "응답자가 너무 적음",
        Reason.PROTECTED: "이웃 집단 보호",
        Reason.NOT_ASKED: "묻지 않음",
        Reason.NOT_ASKED_IN_FULL: "일부 문항만 물음",
        Reason.NOT_COMPARABLE: "비교할 수 없음",
        Reason.UNLIKE: "기관마다 뜻이 다름",
        Reason.TOO_FEW_FOR_STATISTIC: "계산하기에 응답이 부족함",
        Reason.NOT_ESTIMABLE: "계산할 수 없음",
        Reason.NOT_OFFERED: "제공하지 않음",
        Reason.NOT_IN_DETAIL: "응답이 적어 나누지 않음",
        Reason.OLDER_VERSION: "이전 판에서 만든 결과",
    },
    "en": {
        Reason.TOO_FEW: "too few respondents",
        Reason.PROTECTED: "protects a small neighbour",
        Reason.NOT_ASKED: "not asked",
        Reason.NOT_ASKED_IN_FULL: "not asked in full",
        Reason.NOT_COMPARABLE: "not comparable",
        Reason.UNLIKE: "means different things elsewhere",
        Reason.TOO_FEW_FOR_STATISTIC: "too few answers for this statistic",
        Reason.NOT_ESTIMABLE: "can't be computed",
        Reason.NOT_OFFERED: "not offered",
        Reason.NOT_IN_DETAIL: "not split, so few answered",
        Reason.OLDER_VERSION: "made by an older version",
    },
}
AGAINST: Mapping[str, Mapping[Against, str]] = {
    "ko": {
        Against.PREVIOUS: "지난 회차",
        Against.BENCHMARK: "비교 기준",
        Against.UPPER_QUARTILE: "상위 25%",
        Against.REST: "나머지",
    },
    "en": {
        Against.PREVIOUS: "previous",
        Against.BENCHMARK: "benchmark",
        Against.UPPER_QUARTILE: "upper quartile",
        Against.REST: "the rest",
    },
}
COLUMNS: Mapping[str, Mapping[Against, str]] = {
    "ko": {
        Against.PREVIOUS: "지난 회차 대비",
        Against.BENCHMARK: "비교 기준 대비",
        Against.UPPER_QUARTILE: "상위 25% 대비",
        Against.REST: "나머지 대비",
    },
    "en": {
        Against.PREVIOUS: "vs prev.",
        Against.BENCHMARK: "vs bench.",
        Against.UPPER_QUARTILE: "vs top 25%",
        Against.REST: "vs the rest",
    },
}
HIDDEN_TEXT = "·"


@dataclass(frozen=True, slots=True)
class Labels:
    """All names of one release in one language. `points` are the five boxes, unfavourable first."""

    language: str
    institution: str
    areas: Mapping[str, str]
    index_areas: frozenset[str]
    area_items: Mapping[str, tuple[str, ...]]
    items: Mapping[str, str]
    item_by_id: Mapping[str, Item]
    groups: Mapping[str, str]
    waves: Mapping[str, str]

    def say(self, ko: str, en: str) -> str:
        """The wording of this language."""
        return ko if self.language == "ko" else en

    def reason(self, hidden: Hidden) -> str:
        return REASONS[self.language][hidden.reason]

    def column(self, against: Against) -> str:
        """The title of a column of differences, short enough for a narrow one."""
        return COLUMNS[self.language][against]

    def against(self, against: Against) -> str:
        return AGAINST[self.language][against]


def labels_of(release: Release, questionnaire: Questionnaire, language: str) -> Labels:
    """The names of a release, from its own `names` and its questionnaire's wording."""
    texts = questionnaire.texts[language]

    def named(key: str) -> str | None:
        name = release.names.get(key)
        return None if name is None else name.in_language(language)

    def group_name(group: Group) -> str:
        own = named(group.key)
        if own is not None:
            return own
        if group.kind is GroupKind.INSTITUTION:
            return named(release.institution) or ("기관 전체" if language == "ko" else "Whole institution")
        last = group.key.rsplit("|", 1)[-1]
        question, _, value = last.partition(":")
        if question == "other":
            parent = named(f"unit:{value}") or value
            return f"{parent} 옆의 작은 부서들" if language == "ko" else f"Small units beside {parent}"
        return texts.background_classes.get(question, {}).get(value) or value

    def wave_name(key: str) -> str:
        own = named(f"wave:{key}") or named(key)
        if own is None and release.is_pulse and key == release.wave and release.previous_wave:
            asked_again = wave_name(release.previous_wave)
            return f"{asked_again} 간이 조사" if language == "ko" else f"{asked_again} pulse"
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
