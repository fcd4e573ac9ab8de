"""The end of a wave's invitations: nobody is given a credential any more."""

from sqlalchemy.orm import Session

from survey_app.invitations.participation import count_participation, issued_credentials
from survey_app.invitations.pools import destroy_pool_keys


def end_invitations(session: Session, wave_id: int, smallest_group: int) -> int:
    """Pool keys are destroyed and participation is final; returns how many credentials were issued.

    For the closing of a wave: the number goes into its signed closing.
    """
    destroy_pool_keys(session, wave_id)
    count_participation(session, wave_id, smallest_group, is_final=True)
    return issued_credentials(session, wave_id)
