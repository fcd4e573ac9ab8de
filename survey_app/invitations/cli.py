"""Inviting from the command line: codes, slips, letters and reminders of an open wave."""

from pathlib import Path

import click

from survey_app.invitations.inviting import LinkMaker, codes, invite_by_code, places_left
from survey_app.invitations.models import Channel
from survey_app.manifest import publication


@click.group("invitation")
def invitation() -> None:
    """Make links and slips, send letters and reminders."""


@invitation.command("codes")
@click.option("--wave", required=True, help="The wave's reference, e.g. gaon.2026.")
@click.option("--channel", type=click.Choice(["link", "slip"]), required=True)
@click.option("--make", is_flag=True, help="First make codes for everybody without an invitation.")
def list_codes(wave: str, channel: str, make: bool) -> None:
    """Print the links of an open wave, one a line: unit, code, link."""
    from sqlalchemy import select

    import config as settings
    from survey_app.diagnosis.models import Wave
    from survey_app.ground import db

    config = settings.read()
    with db.connected(config) as databases:
        with db.look(databases.vault) as vault:
            manifest = publication.read(vault, wave)
        with db.work(databases.people) as people:
            found = people.scalars(select(Wave).where(Wave.reference == wave)).one()
            way = Channel(channel)
            if make:
                left = places_left(people, found.id, manifest.units)
                invite_by_code(people, found.id, manifest.units, way, left, config.secret_key)
            link = LinkMaker(config.base_url, wave, found.fingerprint or "")
            for code in codes(people, found.id, way, link, config.secret_key):
                click.echo(f"{code.unit_code}\t{code.code}\t{code.link}")


@invitation.command("slips")
@click.option("--wave", required=True, help="The wave's reference.")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def slips(wave: str, output: Path) -> None:
    """Write the slips of an open wave as a PDF to print and cut."""
    from sqlalchemy import select

    import config as settings
    from survey_app import create_app
    from survey_app.diagnosis.models import Wave
    from survey_app.door.languages import current_language
    from survey_app.ground import db
    from survey_app.invitations import printing
    from survey_app.invitations.slips import slips_pdf

    config = settings.read()
    with db.connected(config) as databases, create_app(config, databases).test_request_context():
        found = db.people().scalars(select(Wave).where(Wave.reference == wave)).one()
        link = LinkMaker(config.base_url, wave, found.fingerprint or "")
        chosen = codes(db.people(), found.id, Channel.SLIP, link, config.secret_key)
        facts = printing.facts_of(
            publication.read(db.vault(), wave), link, current_language(), found.closes_on
        )
        output.write_bytes(slips_pdf(chosen, facts))
    click.echo(f"{output}: {len(chosen)} slips")


@invitation.command("send")
@click.option("--wave", required=True, help="The wave's reference.")
@click.option("--reminder", is_flag=True, help="Remind those who have not taken part.")
def send(wave: str, reminder: bool) -> None:
    """Send the letters of an open wave, or one more reminder."""
    if reminder:
        _plan_for_today(wave)
    click.echo(_sent(wave, is_reminder=reminder))


@invitation.command("remind")
def remind() -> None:
    """Send every reminder that is due today. Meant for a daily timer."""
    import config as settings
    from survey_app.diagnosis.reminders import due_reminders
    from survey_app.ground import db

    config = settings.read()
    with db.connected(config) as databases, db.work(databases.people) as session:
        due = [reminder.wave.reference for reminder in due_reminders(session)]
    for wave in due:
        _sent(wave, is_reminder=True)
    click.echo(f"{len(due)} waves were due.")


def _plan_for_today(reference: str) -> None:
    from sqlalchemy import select

    import config as settings
    from survey_app.diagnosis import reminders
    from survey_app.diagnosis.models import Wave
    from survey_app.ground import days, db

    with db.connected(settings.read()) as databases, db.work(databases.people) as session:
        wave = session.scalars(select(Wave).where(Wave.reference == reference)).one()
        try:
            reminders.remind_now(session, wave, days.today())
        except reminders.ReminderIsToday:
            raise click.ClickException("Today has a reminder already: nobody gets two on one day.") from None


def _sent(wave: str, *, is_reminder: bool) -> str:
    import config as settings
    from survey_app import create_app
    from survey_app.ground import db
    from survey_app.ground.jobs import JobFailed, no_progress
    from survey_app.ground.mail import WORDS, ServerProblem
    from survey_app.invitations import sending

    config = settings.read()
    try:
        with db.connected(config) as databases, create_app(config, databases).app_context():
            outcome = sending.send_letters(no_progress, wave=wave, is_reminder=is_reminder) or {}
    except JobFailed as failed:
        problem = str(failed)
        # Outside the application words are as they were written, in the English that commands speak.
        words = WORDS[ServerProblem(problem)] if problem in set(ServerProblem) else "The wave is not open."
        raise click.ClickException(str(words)) from failed
    if is_reminder:
        return "Sent."
    return "{sent} sent, {put_off} put off by the mail server, {refused} came back.".format(**outcome)
