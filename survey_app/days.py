"""What day it is where the institutions are: a wave opens and closes at midnight in Seoul."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

KOREA = ZoneInfo("Asia/Seoul")


def today() -> date:
    """Today's date in Korea."""
    return datetime.now(KOREA).date()
