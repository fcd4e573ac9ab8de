"""What can stand in the way of a deposit or an opening, by name."""

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


class OpenedFileDoesNotFit(Exception):
    """A file from the trustees' machine does not belong to the ballots held here."""
