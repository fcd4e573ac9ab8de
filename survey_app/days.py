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
