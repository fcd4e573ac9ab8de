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
        "Shares run from %(largest)s to %(smallest)s (95%% intervals in brackets).",
        largest=_share(top, labels),
        smallest=_share(last, labels),
    )
    apart = [d for d in ordered if d.interval.upper < top.interval.lower]
    if not apart:
        return f"{text} " + labels.say("The intervals overlap: these data can't tell whose share is larger.")
    names = [labels.areas[d.area] for d in apart]
    return f"{text} " + labels.say(
        "That of %(area)s is larger than those of %(others)s; no other order can be told from these data.",
        area=labels.areas[top.area],
        others=listed(names, labels.language),
    )


def _share(driver: Driver, labels: Labels) -> str:
    span = numbers.interval(driver.interval)
    return f"{labels.areas[driver.area]} {numbers.percent(driver.weight)}({span}%)"
