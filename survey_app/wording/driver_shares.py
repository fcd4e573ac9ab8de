"""How much each area goes with engagement, in a sentence."""

from analysis.released.released_statistics import Driver, Drivers
from survey_app.wording import numbers
from survey_app.wording.labels import Labels
from survey_app.wording.sentences import listed


def shares_sentence(drivers: Drivers, labels: Labels) -> str:
    """The largest and the smallest share with their intervals, and which of all can be told apart at all."""
    ordered = sorted(drivers.drivers, key=lambda d: (-d.weight, d.area))
    top, last = ordered[0], ordered[-1]
    text = labels.say(
        f"관련 비중은 {_share(top, labels)}에서 {_share(last, labels)}까지입니다(괄호 안은 95% 신뢰구간).",
        f"Shares run from {_share(top, labels)} to {_share(last, labels)} (95% intervals in brackets).",
    )
    apart = [d for d in ordered if d.interval.upper < top.interval.lower]
    if not apart:
        return text + labels.say(
            " 구간이 서로 겹치므로, 어느 영역의 비중이 더 큰지는 이 자료로 구별되지 않습니다.",
            " The intervals overlap: these data can't tell whose share is larger.",
        )
    names = [labels.areas[d.area] for d in apart]
    return text + labels.say(
        f" {labels.areas[top.area]}의 비중은 {listed(names, 'ko')}보다 크고, 그 밖의 차례는 이 자료로 "
        "구별되지 않습니다.",
        f" That of {labels.areas[top.area]} is larger than those of {listed(names, 'en')}; no other order "
        "can be told from these data.",
    )


def _share(driver: Driver, labels: Labels) -> str:
    span = numbers.interval(driver.interval)
    return f"{labels.areas[driver.area]} {numbers.percent(driver.weight)}({span}%)"
