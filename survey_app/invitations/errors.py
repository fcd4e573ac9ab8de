"""What can be wrong with an invitation, by name."""


class InvitationIsUnknown(Exception):
    """No invitation of this wave has that secret."""


class InvitationIsUsed(Exception):
    """A credential was issued for this invitation, for another blinded message."""


class InvitationIsOfAnotherPool(Exception):
    """The invitation belongs to another pool than was named; `pool` is the right one."""

    def __init__(self, pool: str) -> None:
        super().__init__(pool)
        self.pool = pool


class WaveIsNotOpenYet(Exception):
    """The wave has not been opened, or its first day has not come."""


class WaveIsClosed(Exception):
    """The wave is closed or its last day is over; no credential is issued any more."""


class TooFewInvited(Exception):
    """Fewer people are invited than a pool must have at the very least; `least` says how many."""

    def __init__(self, invited: int, least: int) -> None:
        super().__init__(f"{invited} people are invited; a pool needs {least}")
        self.invited = invited
        self.least = least


class NobodyIsWrittenTo(Exception):
    """The wave is a rehearsal: its people are invented, and no letter goes to anybody real."""


class TooManyInvitations(Exception):
    """A unit would get more invitations than it has people: `unit`, of which only `left` more may be made."""

    def __init__(self, unit: str, left: int) -> None:
        super().__init__(f"{unit}: {left} left")
        self.unit = unit
        self.left = left
