"""What is said of items: their wording, what a reversed one asks, which stand highest and lowest."""

from collections.abc import Sequence

from analysis.released.released_values import Shares
from survey_app.wording import numbers
from survey_app.wording.labels import Labels

FIVE = 5  # points, as most scales have


def item_text(item: str, labels: Labels, in_words: bool = True) -> str:
    """The item's wording; where it is reversed, with a word on whose share the favourable one is.

    "I spend too much time on reports: 68 %" reads as if 68 % agreed.
    """
    wording = labels.items.get(item, item)
    return _marked(wording, labels, in_words) if is_reversed(item, labels) else wording


def _marked(wording: str, labels: Labels, in_words: bool = True) -> str:
    if in_words:
        return labels.say("%(item)s (R: share who disagreed)", item=wording)
    return labels.say("%(item)s (R)", item=wording)


def is_reversed(item: str, labels: Labels) -> bool:
    """Whether agreement with the item is unfavourable."""
    known = labels.item_by_id.get(item)
    return known is not None and known.is_reversed


def reversed_note(items: Sequence[str], labels: Labels) -> str:
    """What the mark of reversed items means, where some are among these; else nothing."""
    if not any(is_reversed(item, labels) for item in items):
        return ""
    return labels.say(
        "(R) marks items that ask for something negative: their favourable share is of those who disagreed."
    )


def rounding_note(results: Sequence[Shares], labels: Labels) -> str:
    """That parts and sum are rounded each, where a sum seems wrong; else nothing."""
    if not any(_seems_wrong(shares) for shares in results):
        return ""
    return labels.say("Parts of a bar and favourable shares are rounded each, so that a sum may be off by 1.")


def _seems_wrong(shares: Shares) -> bool:
    if len(shares.points) != FIVE:
        return False
    ends = (shares.points[-2:], shares.points[:2])
    parts = min((sum(map(numbers.rounded, end)) for end in ends), key=lambda s: abs(s - shares.favourable))
    return parts != numbers.rounded(shares.favourable) or sum(map(numbers.rounded, shares.points)) != 100


def items_in_words(shown: Sequence[tuple[str, object]], labels: Labels) -> str:
    """The most and the least favourable of these items, for whoever sees no bars."""
    known = [(item, shares) for item, shares in shown if isinstance(shares, Shares)]
    hidden = len(shown) - len(known)
    if not known:
        return labels.say("None of these items' results are shown.")
    best = max(known, key=lambda pair: pair[1].favourable)
    worst = min(known, key=lambda pair: pair[1].favourable)
    best_text, worst_text = (
        _marked(text, labels) if is_reversed(item, labels) else text
        for item, text in ((item, labels.items[item].rstrip(".")) for item in (best[0], worst[0]))
    )
    best_share, worst_share = numbers.share(best[1]), numbers.share(worst[1])
    if len(known) > 1:
        text = labels.say(
            "Most favourable: “%(best)s” (%(most)s); least favourable: “%(worst)s” (%(least)s).",
            best=best_text,
            most=best_share,
            worst=worst_text,
            least=worst_share,
        )
    else:
        text = labels.say("Most favourable: “%(best)s” (%(most)s).", best=best_text, most=best_share)
    if hidden:
        text += " " + labels.say_many("%(num)s item is not shown.", "%(num)s items are not shown.", hidden)
    return text
