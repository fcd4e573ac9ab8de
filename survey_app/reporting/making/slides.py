"""The ten slides of a readout meeting, with what to say."""

from collections.abc import Mapping

from analysis.released.release import Group, Release
from analysis.released.released_statistics import Drivers
from analysis.released.released_values import Against
from survey_app.figures.areas import LOW_ROW, area_dots
from survey_app.figures.cards import score_cards
from survey_app.figures.drivers import driver_quadrant
from survey_app.figures.experiences import experience_bars
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars
from survey_app.figures.participation import participation_bars
from survey_app.reporting.chapters.proposals import Kit, proposed_areas
from survey_app.reporting.making.report import Slide
from survey_app.wording import findings, release_sentences, sentences
from survey_app.wording.labels import Labels

MOST_ROWS = 14


def institution_slides(release: Release, labels: Labels, kits: Mapping[str, Kit]) -> tuple[Slide, ...]:
    """Ten slides, from who took part to what comes next."""
    say = labels.say
    whole = release.whole
    proposed = proposed_areas(release, whole, labels)
    first = proposed[0].area if proposed else next(iter(labels.areas))
    strengths = findings.strengths(whole, labels)
    best = strengths[0].area if strengths else next(iter(labels.areas))
    units = [g for g in release.units if g.depth <= 1][:MOST_ROWS] or list(release.units[:MOST_ROWS])
    experiences = [
        i for i, item in labels.item_by_id.items() if item.kind == "experience" and i in whole.items
    ]
    drivers = release.drivers if isinstance(release.drivers, Drivers) else None
    changes = sentences.changes_sentence(whole, Against.PREVIOUS, labels)
    participation = release_sentences.participation_sentence(release, labels)
    return (
        Slide(
            say("조직문화 진단 결과", "Organisational culture results"),
            (labels.institution, labels.waves.get(release.wave, release.wave)),
            notes=say(
                "오늘은 결과를 함께 읽고, 다룰 영역 한두 가지를 정합니다. 누가 어떻게 답했는지는 "
                "아무도 알 수 없습니다.",
                "Today we read the results together and settle one or two areas to work on. "
                "Nobody can know who answered what.",
            ),
        ),
        Slide(
            say("누가 참여했는가", "Who took part"),
            (participation,),
            participation_bars(release, units, labels, "slide-rates") if units else None,
            notes=f"{participation} {' '.join(release_sentences.hidden_sentences(release, labels))}",
        ),
        Slide(
            say("한눈에 보기", "At a glance"),
            (sentences.extremes_sentence(whole, labels),),
            score_cards(release, labels, key="slide-cards"),
            notes=say(
                "점수는 0에서 100 사이이고, ▲▼는 우연으로 보기 어려운 차이입니다.",
                "Scores run from 0 to 100; ▲▼ mark differences that chance hardly explains.",
            ),
        ),
        Slide(
            say("다른 기관, 지난번과 비교하면", "Against others and the previous wave"),
            (changes, sentences.changes_sentence(whole, Against.BENCHMARK, labels)),
            area_dots(release, labels, key="slide-areas", row_height=LOW_ROW),
            notes=changes,
        ),
        Slide(
            say("강점", "Strengths"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in strengths),
            item_bars(whole, labels.area_items[best], labels, "slide-best"),
            notes=say(
                "무엇 덕분인지 실제 장면을 두세 가지 들어 봅니다.",
                "Ask for two or three moments that show why.",
            ),
        ),
        Slide(
            say("개선 기회", "Opportunities"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in proposed[:2]),
            item_bars(whole, labels.area_items[first], labels, "slide-first"),
            notes=say(
                "누구의 잘못인지 찾지 않습니다. 어떤 상황에서 그렇게 느끼는지 묻습니다.",
                "Do not look for whose fault it is. Ask in which situations people feel this way.",
            ),
        ),
        Slide(
            say("무엇이 가장 중요한가", "What matters most"),
            () if drivers else (release_sentences.drivers_sentence(release, labels),),
            driver_quadrant(drivers, labels, "slide-quadrant") if drivers else None,
            notes=release_sentences.drivers_sentence(release, labels),
        ),
        Slide(
            say("부서별 차이", "Differences between units"),
            () if units else (say("부서별 결과가 없습니다.", "There are no results by unit."),),
            heat_map(release, units, labels, "slide-heat") if units else None,
            notes=release_sentences.group_differences_sentence(release.units, labels),
        ),
        Slide(
            say("겪은 일", "Experiences"),
            (),
            experience_bars(whole, experiences, labels, "slide-experiences") if experiences else None,
            notes=say(
                "기간이 다른 비율끼리 비교하지 않습니다. 도움이 필요한 사람은 상담 창구를 이용할 "
                "수 있음을 알립니다.",
                "Do not compare shares over different periods. Say where people can find help.",
            ),
        ),
        Slide(
            say("다음 걸음", "Next steps"),
            (
                *(f"{labels.areas[f.area]}{_kit(kits.get(f.area))}" for f in proposed),
                say("할 일, 담당, 기한을 정합니다.", "Settle actions, owners and dates."),
                say("세 달 뒤 다섯 문항으로 다시 묻습니다.", "Ask five items again after three months."),
            ),
            notes=say(
                "한두 가지만 고릅니다. 다음 보고서는 오늘 정한 약속의 결과로 시작합니다.",
                "Choose one or two. The next report opens with what came of today's promises.",
            ),
        ),
    )


def unit_slides(release: Release, group: Group, labels: Labels, kits: Mapping[str, Kit]) -> tuple[Slide, ...]:
    """Five slides for a unit's own talk, or for the summary of an institution."""
    say = labels.say
    proposed = proposed_areas(release, group, labels)
    strengths = findings.strengths(group, labels)
    first = proposed[0].area if proposed else next(iter(labels.areas))
    return (
        Slide(
            say("조직문화 진단 결과", "Organisational culture results"),
            (labels.groups[group.key], labels.waves.get(release.wave, release.wave)),
            notes=say("누가 어떻게 답했는지는 아무도 알 수 없습니다.", "Nobody can know who answered what."),
        ),
        Slide(
            say("한눈에 보기", "At a glance"),
            (sentences.extremes_sentence(group, labels),),
            area_dots(release, labels, group, key="slide-areas", row_height=LOW_ROW),
            notes=" ".join(
                sentences.changes_sentence(group, a, labels) for a in sentences.compared_in(group)
            ),
        ),
        Slide(
            say("강점", "Strengths"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in strengths),
            notes=say("무엇 덕분인지 실제 장면을 들어 봅니다.", "Ask for moments that show why."),
        ),
        Slide(
            say("개선 기회", "Opportunities"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in proposed[:2]),
            item_bars(group, labels.area_items[first], labels, "slide-first"),
            notes=say(
                "어떤 상황에서 그렇게 느끼는지 묻습니다.", "Ask in which situations people feel this way."
            ),
        ),
        Slide(
            say("다음 걸음", "Next steps"),
            (
                *(f"{labels.areas[f.area]}{_kit(kits.get(f.area))}" for f in proposed),
                say("할 일, 담당, 기한을 정합니다.", "Settle actions, owners and dates."),
            ),
            notes=say("한두 가지만 고릅니다.", "Choose one or two."),
        ),
    )


def _kit(kit: Kit | None) -> str:
    return "" if kit is None else f" - {kit.title}"
