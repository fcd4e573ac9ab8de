"""gunicorn's log of its doings, written as everything else is: of connections a kind and a day."""

import logging
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from survey_app.ground import logs


class WebLogger(Logger):  # type: ignore[misc]
    """What gunicorn calls to say something."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = [logs.QuietHandler()]

    def _tell(self, level: int, msg: object, *args: Any, **kwargs: Any) -> None:
        # Counted from here, the line that speaks is the third: who speaks decides how much may be said.
        self.error_log.log(level, msg, *args, stacklevel=3, **kwargs)

    def critical(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.CRITICAL, msg, *args, **kwargs)

    def error(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.ERROR, msg, *args, **kwargs)

    def exception(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.ERROR, msg, *args, **{"exc_info": True, **kwargs})

    def warning(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.WARNING, msg, *args, **kwargs)
