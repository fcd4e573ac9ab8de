"""What day it is where the institutions are: a wave opens and closes at midnight in Seoul."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

KOREA = ZoneInfo("Asia/Seoul")


def today() -> date:
    """Today's date in Korea."""
    return datetime.now(KOREA).date()


def day_begun_at(hour: int) -> date:
    """The latest day whose given hour has come in Korea: yesterday, while it is earlier than that today."""
    return (datetime.now(KOREA) - timedelta(hours=hour)).date()


def in_korea(moment: datetime) -> datetime:
    """A moment by the clocks of Korea, whatever clock it was written down by."""
    return moment.astimezone(KOREA)


def spoken(moment: datetime) -> str:
    """A moment as a person reads it, to the minute: 2026-11-30 03:52, in Korea's time."""
    return in_korea(moment).strftime("%Y-%m-%d %H:%M")


def spoken_to_the_second(moment: datetime) -> str:
    """The same to the second, where an order of events is read."""
    return in_korea(moment).strftime("%Y-%m-%d %H:%M:%S")


def hour_of(moment: datetime) -> str:
    """The time of day that it was in Korea at a moment, to the minute."""
    return in_korea(moment).strftime("%H:%M")
