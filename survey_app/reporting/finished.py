"""Finished reports, as they lie ready in a folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


class ReportIsUnknown(Exception):
    """No finished report has that name."""


@dataclass(frozen=True, slots=True)
class FinishedReport:
    """A report that lies ready."""

    name: str
    bytes: int
    made_at: datetime


def finished_reports(folder: Path) -> tuple[FinishedReport, ...]:
    """The reports that lie ready in a subject's folder, by name."""
    if not folder.is_dir():
        return ()
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".part":
            facts = path.stat()
            found.append(
                FinishedReport(path.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
            )
    return tuple(found)


def finished_path(folder: Path, name: str) -> Path:
    """Where a finished report lies. Raises ReportIsUnknown for any other name."""
    if name not in {report.name for report in finished_reports(folder)}:
        raise ReportIsUnknown(name)
    return folder / name
