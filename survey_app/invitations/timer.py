"""What the clock does for letters: those that were put off go out again."""

from sqlalchemy.orm import Session

from survey_app.ground import jobs
from survey_app.invitations import announcing


@jobs.hourly
def send_results_letters_again(session: Session) -> None:
    """Letters about results that were put off, or cut off, are queued when they are due."""
    for reference in announcing.put_off_till_now(session):
        jobs.start(session, announcing.SEND, f"wave:{reference}", None, wave=reference)
