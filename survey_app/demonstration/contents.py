"""What the demonstration holds, read from an installation, for the person who is to try it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from survey_app.accounts.models import Account
from survey_app.demonstration.cast import TRIAL_INSTITUTION, TRIAL_KEY
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.institutions.models import Institution
from survey_app.institutions.services import list_institutions
from survey_app.invitations.inviting import LinkMaker, codes
from survey_app.invitations.models import Channel

PASSWORD = "gyeol-demo-2026"  # noqa: S105 - printed for everybody; the demonstration protects nothing


@dataclass(frozen=True, slots=True)
class Contents:
    """Institutions, accounts with their roles, released waves, oldest first, and links of the open wave."""

    institutions: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str], ...]
    waves: tuple[tuple[str, str, str], ...]
    links: tuple[str, ...]


class InstallationHoldsRealData(Exception):
    """Institutions that are not fictional are here; the demonstration does not mix with them."""


def is_complete(people: Session) -> bool:
    """Whether the demonstration has been loaded to its end. Raises InstallationHoldsRealData."""
    if people.scalars(select(Institution).where(Institution.is_fictional.is_(False))).first():
        raise InstallationHoldsRealData
    return trial_wave(people) is not None


def trial_wave(people: Session) -> Wave | None:
    """The open wave that anybody may answer; it is loaded last."""
    reference = f"{TRIAL_INSTITUTION}.{TRIAL_KEY}"
    return people.scalars(select(Wave).where(Wave.reference == reference)).first()


def contents(people: Session, config: Config) -> Contents:
    """What is there, in the order in which it was loaded."""
    institutions = sorted(list_institutions(people), key=lambda one: one.id)
    known = {one.id for one in institutions}
    accounts = people.scalars(select(Account).order_by(Account.id))
    waves = people.scalars(
        select(Wave).where(Wave.state == WaveState.RELEASED).order_by(Wave.opens_on, Wave.reference)
    )
    return Contents(
        institutions=tuple((institution.code, institution.name_ko) for institution in institutions),
        accounts=tuple((account.email, account.role) for account in accounts),
        waves=tuple(
            (wave.institution.code, wave.key, wave.state) for wave in waves if wave.institution_id in known
        ),
        links=_links(people, config),
    )


def _links(people: Session, config: Config) -> tuple[str, ...]:
    wave = trial_wave(people)
    if wave is None or not wave.is_open or wave.fingerprint is None:
        return ()
    links = LinkMaker(config.base_url, wave.reference, wave.fingerprint)
    made = codes(people, wave.id, Channel.LINK, links, config.secret_key)
    return tuple(code.link for code in made)
