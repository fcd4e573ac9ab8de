"""The command `gyeol`: everything an operator does without a browser, grouped by room."""

import os
import signal
import subprocess
import sys
from importlib import import_module
from typing import Any

import click

import config as settings

GROUPS = {
    "analyse": ("analysis.any_table.cli", "analyse", "Analyse any table of item-level answers."),
    "simulate": ("analysis.any_table.cli", "simulate", "Simulate answers with known parameters."),
    "account": ("survey_app.accounts.cli", "account", "Accounts: create, list, reset."),
    "audit": ("survey_app.accounts.cli", "audit", "The audit trail: verify it."),
    "bundle": ("survey_app.bundles.cli", "bundle", "Signed bundles between installations."),
    "demo": ("survey_app.demonstration.cli", "demo", "The worked demonstration."),
    "disclosure": ("analysis.disclosure.any_table.cli", "disclosure", "Audit and protect any table."),
    "log": ("survey_app.log.cli", "log", "The public log of terms, closings and releases."),
    "invitation": ("survey_app.invitations.cli", "invitation", "Links, slips, letters, reminders."),
    "questionnaire": ("questionnaires.cli", "questionnaire_commands", "Check and list questionnaires."),
    "relay": ("survey_app.relay.cli", "relay", "Carry sealed ballots to a site of another party."),
    "release": ("survey_app.releases.cli", "release", "Make, show and verify releases."),
    "report": ("survey_app.reporting.cli", "report", "Reports as PDF, XLSX, HWPX, PPTX."),
    "trustee": ("survey_app.trustees.cli", "trustee", "A trustee's part of a key and of an opening."),
    "vault": ("survey_app.vault.cli", "vault", "Open sealed ballots with the trustees."),
    "witness": ("survey_app.witness.cli", "witness", "Watch over another installation's public log."),
    "wave": ("survey_app.imports.cli", "wave", "Waves: import a survey done elsewhere."),
}
FORMER_NAMES = {"exchange": "bundle"}
"""What a group was called before; somebody's script may still say so."""


class Rooms(click.Group):
    """Loads a room's commands only when they are asked for, so that `gyeol` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *GROUPS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if now := FORMER_NAMES.get(cmd_name):
            click.echo(f"gyeol: `gyeol {cmd_name}` is called `gyeol {now}` now.", err=True)
            cmd_name = now
        if cmd_name not in GROUPS:
            return super().get_command(ctx, cmd_name)
        module, name, short_help = GROUPS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        command.short_help = short_help
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = {name: (self.commands[name].short_help or "") for name in self.commands}
        rooms = {name: text for name, (_, _, text) in GROUPS.items()}
        for title, rows in (("The installation", own), ("The rooms", rooms)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(sorted(rows.items()))


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
def gyeol() -> None:
    """Gyeol (결): an institution diagnoses its own organisational culture.

    Settings are environment variables GYEOL_…; docs/operations.md lists them.
    """
    if click.get_current_context().invoked_subcommand != "doctor":
        for name, meant in settings.unknown_names().items():
            hint = f" Did you mean {meant}?" if meant else ""
            click.echo(f"gyeol: {name} is no setting, and nothing reads it.{hint}", err=True)


@gyeol.command(short_help="Print fresh secrets for a new installation, or write them.")
@click.option("--write", is_flag=True, help="Write them into the settings file, which must not be there yet.")
def secrets(write: bool) -> None:
    """Print a fresh value for each secret, as lines for the environment or for gyeol.env.

    For a new installation only: with fresh secrets nothing opens or verifies that was made with the old ones.
    --write refuses where there are data or a settings file (GYEOL_ENV_FILE, else gyeol.env in GYEOL_DATA).
    """
    lines = "".join(f"{name}={value}\n" for name, value in settings.fresh_secrets().items())
    if settings.has_data():
        sentence = (
            "this installation has data. Fresh secrets are for another, new one: here they would close "
            "what its own secrets lock. `gyeol doctor` says which secret is wrong."
        )
        if write:
            raise settings.SettingIsWrong(sentence)
        click.echo(f"gyeol: {sentence}", err=True)
    if not write:
        click.echo(lines, nl=False)
        return
    path = settings.environment_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(lines)
    except FileExistsError:
        raise settings.SettingIsWrong(
            f"{path} is there already and was left as it is. Look into it: its secrets may be those of data "
            "elsewhere. Remove it yourself if it is nobody's."
        ) from None
    click.echo(f"{path}: two secrets, for this user alone. Keep a copy where no backup of the data is.")


@gyeol.command(short_help="Bring both databases to this version.")
def migrate() -> None:
    """Bring both databases to the tables of this version. Safe to run again."""
    _bring_up_to_date(settings.read())
    click.echo("Both databases are up to date.")


@gyeol.command(short_help="Serve the site, with a worker beside it.")
@click.option("--without-worker", is_flag=True, help="Only the site; run `gyeol worker` elsewhere.")
def serve(without_worker: bool) -> None:
    """Serve the site on GYEOL_HOST:GYEOL_PORT with GYEOL_WEB_WORKERS processes until interrupted."""
    config = settings.read()
    _bring_up_to_date(config)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:survey_app.serving"]
    commands = [[*gunicorn, "survey_app.serving:application()"]]
    if not without_worker:
        commands.append([sys.executable, "-m", "survey_app.cli", "worker"])
    click.echo(f"Gyeol listens on {config.base_url}")
    if config.keeps_cookies_secure:
        click.echo(
            f"The proxy of {config.base_url} hands requests on to http://{config.host}:{config.port}. Nobody "
            "else may reach that: a few slow connections would keep everybody out (docs/operations.md)."
        )
    raise SystemExit(_run_together(commands))


def _bring_up_to_date(config: settings.Config) -> None:
    """Both databases have this version's tables, and what earlier versions kept in files lies in them."""
    from survey_app import schema
    from survey_app.accounts import upgrading
    from survey_app.doctor import data, keys
    from survey_app.ground import db
    from survey_app.log.keys import witnesses
    from survey_app.manifest import kept_shares, relaying
    from survey_app.releases import logged

    # What is wrong in these is said before a wave is opened, not then.
    relaying.relay_address(config)
    witnesses(config)
    with db.connected(config) as databases:
        if lost := data.which_is_lost(config, databases):
            raise settings.SettingIsWrong(lost)
        schema.migrate(databases, config, click.echo)
        secret_key = keys.examine_secret_key(config, databases)
        if secret_key.is_well:  # with another secret nothing may be locked anew
            with db.work(databases.people) as people:
                upgrading.finish(people)
        kept_shares.take_over_files(config, databases.people)
        signing_key = keys.examine_signing_key(config, databases)
        if signing_key.is_well:  # with another key nothing may go on in the name of the one before
            with db.work(databases.people) as people, db.look(databases.vault) as vault:
                logged.record_all(people, vault, config)
        shares = keys.examine_kept_shares(config, databases)
        for found in (secret_key, signing_key, shares):
            if not found.is_well:
                click.echo(f"gyeol: {found.subject}: {found.state}. {found.remedy}", err=True)


def _run_together(commands: list[list[str]]) -> int:
    """Runs processes side by side; when one ends, or a signal comes, all are ended."""
    from survey_app.ground.worker import die_with_parent

    parent = os.getpid()
    processes = [
        subprocess.Popen(command, preexec_fn=lambda: die_with_parent(parent))  # noqa: S603
        for command in commands
    ]

    def stop(_signal: int, _frame: Any) -> None:
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    pid, status = os.wait()
    stop(0, None)
    for process in processes:
        if process.pid != pid:
            process.wait()
    return os.waitstatus_to_exitcode(status)


@gyeol.command(short_help="Do the long work: opening waves, releases, reports, mail.")
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="How many jobs at a time."
)
@click.option("--without-timer", is_flag=True, help="Start nothing by the clock; one worker should.")
def worker(processes: int, without_timer: bool) -> None:
    """Do the jobs that wait until interrupted; start by the clock what is due."""
    from survey_app import create_app
    from survey_app.ground import db
    from survey_app.ground import worker as workers
    from survey_app.manifest import kept_shares

    config = settings.read()
    app = create_app(config)
    with app.app_context():
        # The files of earlier versions lie where waves were opened, which is where the worker runs.
        kept_shares.take_over_files(config, db.databases().people)
    workers.work(app, config, processes, keeps_clock=not without_timer)


@gyeol.command(short_help="Check this installation and say what to do.")
def doctor() -> None:
    """Check settings, data, secrets, fonts, Pango, Chromium and the queue; exit 1 when something is amiss."""
    from survey_app.doctor import examination as check

    findings = check.examine()
    for finding in findings:
        mark = click.style("ok  ", fg="green") if finding.is_well else click.style("FIX ", fg="red")
        click.echo(f"{mark} {finding.subject}: {finding.state}")
        if not finding.is_well:
            click.echo(f"     {finding.remedy}")
    raise SystemExit(0 if all(finding.is_well for finding in findings) else 1)


def _of_a_database(fault: Exception) -> str:
    """What a database that can't be used comes to for an operator; empty for every other fault."""
    from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

    from survey_app.doctor.finding import reason_of

    if not isinstance(fault, DatabaseError) or type(fault) not in (
        DatabaseError,
        OperationalError,
        ProgrammingError,
    ):
        return ""
    return f"a database can't be used: {reason_of(fault)}. `gyeol doctor` says which and what to do."


def main() -> None:
    """Entry point of the command `gyeol`; a wrong setting is a sentence, not a traceback."""
    try:
        gyeol(prog_name="gyeol")
    except settings.SettingIsWrong as wrong:
        click.echo(f"gyeol: {wrong}", err=True)
        raise SystemExit(2) from wrong
    except Exception as fault:
        sentence = _of_a_database(fault)
        if not sentence:
            raise
        click.echo(f"gyeol: {sentence}", err=True)
        raise SystemExit(1) from fault


if __name__ == "__main__":
    main()
