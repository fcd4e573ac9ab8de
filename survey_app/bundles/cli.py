"""`gyeol bundle`: signed bundles between installations that no network joins."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

import config as settings
from survey_app.bundles import benchmark_bundles, keys, services
from survey_app.bundles.benchmark_bundles import import_benchmark
from survey_app.bundles.bundles import LARGEST_BUNDLE_BYTES
from survey_app.bundles.keys import KeyIsKnown, KeyIsMalformed, public_key, trusted_keys, written
from survey_app.bundles.refusals import SENTENCES, BundleIsRefused
from survey_app.diagnosis.programme import ProgrammeIsUnknown, get_programme
from survey_app.diagnosis.waves import WaveIsUnknown, get_wave
from survey_app.ground import db
from survey_app.institutions.models import Institution, InstitutionKind
from survey_app.institutions.services import add_institution, find_institution
from survey_app.releases import services as releases
from survey_app.releases.stored import NothingReleased, is_received

_OUTPUT = click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
_BUNDLE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_DASHED_KEY = re.compile(r"-[A-Za-z0-9_-]{42}")


class KeyCommand(click.Command):
    """Takes a key: one in 64 begins with a dash, and is no option for that."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f" {one}" if _DASHED_KEY.fullmatch(one) else one for one in args])


@click.group()
def bundle() -> None:
    """Signed bundles between installations: releases to the ministry, benchmarks to institutions.

    Keys are compared by telephone once: `key` prints this installation's, `trust` enters another's.
    """


@bundle.command("key")
@_JSON
def print_key(as_json: bool) -> None:
    """Print this installation's public key."""
    key = public_key(settings.read())
    click.echo(json.dumps({"key": key}) if as_json else key)


@bundle.command("trust", cls=KeyCommand)
@click.argument("key")
@click.option("--institution", "code", help="The institution whose key it is.")
@click.option("--ministry", is_flag=True, help="The key is the ministry's.")
@click.option("--name", default="", metavar="이름/Name", help="Add the institution when it is not here yet.")
@click.option("--kind", type=click.Choice([kind.value for kind in InstitutionKind]), default="public_body")
def trust(key: str, code: str | None, ministry: bool, name: str, kind: str) -> None:
    """Take in bundles that KEY signed, from one institution or from the ministry."""
    if bool(code) == ministry:
        raise click.UsageError("Say whose key it is: --institution CODE or --ministry.")
    with db.for_a_command(settings.read()) as (people, _vault):
        institution = _institution(people, code, name, kind) if code else None
        try:
            keys.trust(people, key, institution, "system")
        except KeyIsMalformed:
            raise click.UsageError("This is no key: `gyeol bundle key` prints 43 letters.") from None
        except KeyIsKnown:
            raise click.UsageError("This key was entered for somebody else already.") from None
    click.echo(f"Bundles of {code or 'the ministry'} are taken in from now on.")


def _institution(people: Session, code: str, name: str, kind: str) -> Institution:
    found = find_institution(people, code)
    if found is not None:
        return found
    if not name:
        raise click.UsageError(f"There is no institution {code}. Add it with --name 이름/Name --kind …")
    korean, _slash, english = (part.strip() for part in name.partition("/"))
    return add_institution(
        people, code=code, name_ko=korean, name_en=english or korean, kind=InstitutionKind(kind)
    )


@bundle.command("withdraw", cls=KeyCommand)
@click.argument("key")
def withdraw(key: str) -> None:
    """Take in nothing more that KEY signed; what came before stays."""
    with db.for_a_command(settings.read()) as (people, _vault):
        try:
            keys.withdraw(people, key, "system")
        except KeyIsMalformed:
            raise click.UsageError("There is no such key; `gyeol bundle trusted` lists them.") from None
    click.echo("Nothing more is taken from this key.")


@bundle.command("trusted")
@_JSON
def trusted(as_json: bool) -> None:
    """List the keys that bundles are taken from."""
    with db.for_a_command(settings.read()) as (people, _vault):
        rows = [
            {
                "key": written(one),
                "of": one.institution.code if one.institution else "ministry",
                "is_withdrawn": one.is_withdrawn,
            }
            for one in trusted_keys(people)
        ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['key']}  {row['of']}{'  withdrawn' if row['is_withdrawn'] else ''}")


@bundle.command("export")
@click.option("--institution", required=True, help="Code of the institution.")
@click.option("--wave", "key", required=True, help="Key of the wave.")
@_OUTPUT
def export(institution: str, key: str, output: Path) -> None:
    """Write a bundle with a wave's newest release, for the ministry."""
    config = settings.read()
    with db.for_a_command(config) as (people, vault):
        try:
            wave = get_wave(people, institution, key)
            sealed = services.export_release(people, vault, config, wave)
        except WaveIsUnknown:
            raise click.UsageError(f"{institution} has no wave {key}.") from None
        except NothingReleased:
            raise click.UsageError(
                "Nothing of this wave has been released. Use `gyeol release make`."
            ) from None
        except releases.WaveWasReceived:
            raise click.UsageError("The wave came in a bundle itself.") from None
        except services.MadeByAnOlderVersion:
            raise click.UsageError(
                "An older version made the release, and it holds what may not leave any more. "
                "Make it again with `gyeol release make`."
            ) from None
        except services.NotInAProgramme:
            raise click.UsageError(
                "The wave is in no programme, so there is nobody to compare it with."
            ) from None
        except services.SignedWithAnother:
            raise click.ClickException(
                "Release or terms are not signed with this installation's present key, so nobody would take "
                "the bundle in. `gyeol doctor` says which secret has changed."
            ) from None
    output.write_bytes(sealed)
    click.echo(f"{output}: {len(sealed):,} bytes, signed with {public_key(config)}")


@bundle.command("import")
@_BUNDLE
@_JSON
def take_in(file: Path, as_json: bool) -> None:
    """Take in an institution's bundle: check it against the trusted keys, then show it in comparison.

    Exit status 1 when it is refused; nothing is changed then.
    """

    def work(people: Session, _vault: Session, config: settings.Config, content: bytes) -> dict[str, Any]:
        received = services.import_release(people, config, content, "system")
        wave = received.wave
        programme = wave.programme.key if wave.programme else None
        return {
            "institution": wave.institution.code,
            "wave": wave.key,
            "programme": programme,
            "number": received.number,
        }

    facts = _refusable(file, as_json, work)
    words = "{institution} {wave}: release {number} is in the programme {programme}. Make its benchmark next."
    click.echo(json.dumps(facts) if as_json else words.format(**facts))


@bundle.command("export-benchmark")
@click.option("--programme", "key", required=True, help="Key of the programme.")
@_OUTPUT
def export_benchmark(key: str, output: Path) -> None:
    """Write a bundle with a programme's terms and newest benchmark, for institutions."""
    config = settings.read()
    with db.for_a_command(config) as (people, _vault):
        try:
            sealed = benchmark_bundles.export_benchmark(people, config, get_programme(people, key))
        except ProgrammeIsUnknown:
            raise click.UsageError(f"There is no programme {key}.") from None
    output.write_bytes(sealed)
    click.echo(f"{output}: {len(sealed):,} bytes, signed with {public_key(config)}")


@bundle.command("import-benchmark")
@_BUNDLE
@_JSON
def take_in_benchmark(file: Path, as_json: bool) -> None:
    """Take in the ministry's benchmark, and release this installation's waves of the programme with it."""

    def work(people: Session, vault: Session, config: settings.Config, content: bytes) -> dict[str, Any]:
        programme = import_benchmark(people, config, content, "system")
        waves = [wave for wave in releases.counted_waves(people, programme) if not is_received(people, wave)]
        for wave in waves:
            releases.make_release(people, vault, wave, config, reason="benchmark")
        return {"programme": programme.key, "released_again": [wave.reference for wave in waves]}

    facts = _refusable(file, as_json, work)
    words = f"Programme {facts['programme']}: {len(facts['released_again'])} waves were released again."
    click.echo(json.dumps(facts) if as_json else words)


def _refusable(
    file: Path, as_json: bool, work: Callable[[Session, Session, settings.Config, bytes], dict[str, Any]]
) -> dict[str, Any]:
    """What `work` made of the file; a refusal is told and ends the command with status 1."""
    config = settings.read()
    with file.open("rb") as stream:
        content = stream.read(LARGEST_BUNDLE_BYTES + 1)
    try:
        with db.for_a_command(config) as (people, vault):
            return work(people, vault, config, content)
    except BundleIsRefused as refused:
        sentence = str(SENTENCES[refused.reason])
        if as_json:
            click.echo(json.dumps({"refused": refused.reason.value, "message": sentence}))
        else:
            click.echo(f"{file.name}: {sentence}", err=True)
        raise click.exceptions.Exit(1) from None
