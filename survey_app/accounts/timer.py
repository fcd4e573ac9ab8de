"""What happens by the clock: refusals of hours that are over go into the audit trail."""

from sqlalchemy.orm import Session

from survey_app.ground import jobs
from survey_app.trail import audit, refusals


@jobs.hourly
def tally_refusals(session: Session) -> None:
    """Whatever was refused in hours that are over stands in the audit trail afterwards."""
    audit.lock(session)
    refusals.tally(session)
