"""Accounts from the command line, for the first operator and for whoever is locked out."""

import click

import config as settings
from survey_app import db
from survey_app.access import Role
from survey_app.accounts import services
from survey_app.addresses import WORDS, AddressIsWrong
from survey_app.institutions.services import find_institution


@click.group("account")
def account() -> None:
    """Create, list and reset accounts."""


@account.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--institution", help="Code of the institution; for HR leads only.")
@click.option("--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True)
def create(email: str, name: str, role: str, institution: str | None, language: str) -> None:
    """Open an account and print its starting password."""
    with db.work(db.connect(settings.read()).people) as session:
        chosen = find_institution(session, institution) if institution else None
        try:
            _made, starting = services.create_account(
                session,
                services.SYSTEM,
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
    with db.work(db.connect(settings.read()).people) as session:
        for one in services.list_accounts(session):
            state = "active" if one.is_active else "closed"
            print(f"{one.role:9} {state:7} {one.email}  {one.name}")


@account.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Print a new starting password; the old one and all sessions end."""
    with db.work(db.connect(settings.read()).people) as session:
        found = services.find_account(session, email)
        if found is None:
            raise click.ClickException(
                f"There is no account {email}. `gyeol account list` shows all of them."
            )
        starting = services.reset_password(session, services.SYSTEM, found)
    print(f"{email}: the new starting password is {starting} and must be changed within 7 days.")
