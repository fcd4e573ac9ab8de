"""Accounts from the command line, for the first operator and for whoever is locked out."""

import click
from sqlalchemy.orm import Session

import config as settings
from questionnaires.languages import FIRST, LANGUAGES
from survey_app.accounts import services
from survey_app.accounts.signing_in import find_account
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.ground.addresses import WORDS, AddressIsWrong
from survey_app.institutions.services import find_institution
from survey_app.trail import audit as trail
from survey_app.trail.audit import SYSTEM

FLAWS = {
    trail.Flaw.ENTRY: "Entry {} is not the one that was written, or does not follow the one before.",
    trail.Flaw.END: "The trail does not end where it was sealed: entries are missing from {} on.",
    trail.Flaw.OTHER_KEY: "Entry {} was written under another GYEOL_SECRET_KEY than the one that is set.",
}


@click.group("account")
def account() -> None:
    """Create, list and reset accounts."""


@account.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--institution", help="Code of the institution; for HR leads only.")
@click.option("--language", type=click.Choice(LANGUAGES), default=FIRST, show_default=True)
def create(email: str, name: str, role: str, institution: str | None, language: str) -> None:
    """Open an account and print its starting password."""
    with db.connected(settings.read()) as databases, db.work(databases.people) as session:
        chosen = find_institution(session, institution) if institution else None
        try:
            _made, starting = services.create_account(
                session,
                SYSTEM,
                email=email,
                name=name,
                role=Role(role),
                institution=chosen,
                language=language,
            )
        except AddressIsWrong as wrong:
            raise click.ClickException(f"--email: {WORDS[wrong.problem]}") from wrong
        except services.EmailIsTaken as taken:
            raise click.ClickException(
                f"{taken} has an account already. Use `gyeol account reset`."
            ) from taken
        except services.InstitutionIsMissing as missing:
            raise click.ClickException(
                "--institution must name an institution for hr, and only for hr."
            ) from missing
    print(f"{email}: the starting password is {starting} and must be changed within 7 days.")


@account.command("list")
def list_all() -> None:
    """List all accounts with role and state."""
    with db.connected(settings.read()) as databases, db.work(databases.people) as session:
        for one in services.list_accounts(session):
            state = "active" if one.is_active else "closed"
            print(f"{one.role:9} {state:7} {one.email}  {one.name}")


@account.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Print a new starting password; the old one and all sessions end."""
    with db.connected(settings.read()) as databases, db.work(databases.people) as session:
        found = find_account(session, email)
        if found is None:
            raise click.ClickException(
                f"There is no account {email}. `gyeol account list` shows all of them."
            )
        starting = services.reset_password(session, SYSTEM, found)
    print(f"{email}: the new starting password is {starting} and must be changed within 7 days.")


@account.command("disconnect")
@click.argument("email")
def disconnect(email: str) -> None:
    """Disconnect the authenticator of somebody who lost it and has no recovery code; their sessions end."""
    with db.connected(settings.read()) as databases, db.work(databases.people) as session:
        found = find_account(session, email)
        if found is None:
            raise click.ClickException(
                f"There is no account {email}. `gyeol account list` shows all of them."
            )
        services.remove_second_factor(session, found, SYSTEM)
    print(f"{email}: the authenticator is disconnected. Make sure that its owner is the one who asked.")


@click.group("audit")
def audit() -> None:
    """Check the audit trail."""


@audit.command("verify")
@click.option(
    "--noted", help="NUMBER:CODE that an earlier verification printed and somebody noted elsewhere."
)
def verify(noted: str | None) -> None:
    """Check every entry against the key, and that none is missing; exit 1 when something is amiss.

    Note the line it prints where the administrators of this machine can't change it: with --noted it shows
    later that nothing up to there was taken away, not even by restoring an older copy.
    """
    with db.connected(settings.read()) as databases, db.work(databases.people) as session:
        verdict = trail.verify_audit_trail(session)
        is_there = _is_there(session, noted) if noted else True
    if verdict.flaw is not None:
        raise click.ClickException(FLAWS[verdict.flaw].format(verdict.first_broken))
    if not is_there:
        raise click.ClickException(f"The trail has no entry {noted}: an older copy is in its place.")
    print(f"The trail is whole. Keyed from entry {verdict.keyed_from or '-'} on; to be noted:")
    print(f"{verdict.entries}:{verdict.last}")


def _is_there(session: Session, noted: str) -> bool:
    number, _colon, code = noted.partition(":")
    if not number.isdecimal() or not int(number) or len(code) < trail.SHORTEST_CODE:
        raise click.ClickException("--noted is NUMBER:CODE, as the verification printed it.")
    return trail.holds(session, int(number), code)
