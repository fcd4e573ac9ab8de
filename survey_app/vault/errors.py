"""What can stand in the way of a deposit or an opening, by name."""

from enum import StrEnum

from survey_app.protocol.receipts import Receipt


class WaveIsClosed(Exception):
    """The wave's last day is over, or its closing is published: no ballot is taken in any more."""


class WaveIsNotOpenYet(Exception):
    """The wave's first day has not come."""


class WaveIsNotClosed(Exception):
    """The wave's closing is not published yet, so nothing may be opened."""


class CredentialIsSpent(Exception):
    """The credential was used for another ballot, whose `receipt` is its holder's to have."""

    def __init__(self, wave: str, receipt: Receipt) -> None:
        super().__init__(wave)
        self.receipt = receipt


class NothingWasOpened(Exception):
    """The wave's ballots have not been opened, so there is nothing to count."""


class WaveIsNoRehearsal(Exception):
    """The signed terms of the wave do not call it a rehearsal, so nothing of it is deleted."""


class Unfit(StrEnum):
    """What is wrong with a file from the trustees' machine."""

    NONE_GIVEN = "no file was given"
    NOT_A_FILE = "this is no file of opened ballots"
    OTHER_VERSION = "another version made the file: open the ballots again with this one"
    CHANGED = "the file was changed on its way, or nobody signed it"
    OTHER_WAVE = "the file belongs to another wave"
    OTHER_BALLOTS = "the file was made from other ballots than those held here"
    ONE_MACHINE = "two of the files come from one machine: that is no second opening"


class OpenedFileDoesNotFit(Exception):
    """A file from the trustees' machine does not belong to the ballots held here."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.unfit = said if isinstance(said, Unfit) else Unfit.OTHER_BALLOTS
