"""How often something may be asked of one process, by whomever: who asks is not looked at."""

import threading
import time
from collections import deque


class Pace:
    """So many times in so many seconds, and not more."""

    def __init__(self, times: int, seconds: float) -> None:
        self._seconds = seconds
        self._lately: deque[float] = deque(maxlen=times)
        self._lock = threading.Lock()

    def may_go(self) -> bool:
        """Whether it may be done once more now; if so, it counts."""
        now = time.monotonic()
        with self._lock:
            is_full = len(self._lately) == self._lately.maxlen
            if is_full and now - self._lately[0] < self._seconds:
                return False
            self._lately.append(now)
            return True
