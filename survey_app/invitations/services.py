"""What other rooms may ask of invitations: pools and sealing for an opening, counts, the end of all keys."""

from sqlalchemy.orm import Session

from survey_app.invitations.errors import TooFewInvited, TooManyInvitations
from survey_app.invitations.inviting import (
    Code,
    LinkMaker,
    Recipient,
    codes,
    invite_by_code,
    invite_recipients,
    invited_by_channel,
    places_left,
)
from survey_app.invitations.issuing import issue_credential
from survey_app.invitations.models import Channel
from survey_app.invitations.participation import Turnout, count_participation, issued_credentials, turnout
from survey_app.invitations.pools import (
    destroy_pool_keys,
    make_pools,
    plan_pools,
    pool_of_units,
    public_keys_of_pools,
)
from survey_app.invitations.sealing import (
    ShareFile,
    Trustee,
    make_sealing,
    make_sealing_kept_here,
    size_of_ballots,
)

__all__ = [
    "Channel",
    "Code",
    "LinkMaker",
    "Recipient",
    "ShareFile",
    "TooFewInvited",
    "TooManyInvitations",
    "Trustee",
    "Turnout",
    "codes",
    "count_participation",
    "destroy_pool_keys",
    "end_invitations",
    "invite_by_code",
    "invite_recipients",
    "invited_by_channel",
    "issue_credential",
    "issued_credentials",
    "make_pools",
    "make_sealing",
    "make_sealing_kept_here",
    "places_left",
    "plan_pools",
    "pool_of_units",
    "public_keys_of_pools",
    "size_of_ballots",
    "turnout",
]


def end_invitations(session: Session, wave_id: int, smallest_group: int) -> int:
    """Pool keys are destroyed and participation is final; returns how many credentials were issued.

    For the closing of a wave: the number goes into its signed closing.
    """
    destroy_pool_keys(session, wave_id)
    count_participation(session, wave_id, smallest_group, is_final=True)
    return issued_credentials(session, wave_id)
