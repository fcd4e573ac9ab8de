"""`gyeol release`: make, show, list and verify releases, and the public-use file."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

import config as settings
from analysis.released.released_values import Hidden
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import ProgrammeIsUnknown, get_programme
from survey_app.diagnosis.waves import WaveIsUnknown, get_wave
from survey_app.ground import days, db
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.releases import services
from survey_app.releases.models import StoredRelease
from survey_app.releases.public_file import microdata
from survey_app.releases.stored import (
    ReleaseCheck,
    document_as_shown,
    judge,
    read,
    signer_of,
    stored_releases,
)

_INSTITUTION = click.option("--institution", required=True, help="Code of the institution.")
_WAVE = click.option("--wave", "key", required=True, help="Key of the wave.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def release() -> None:
    """Make, show, list and verify releases; publish the public-use file."""


def _wave(people: Session, institution: str, key: str) -> Wave:
    try:
        return get_wave(people, institution, key)
    except WaveIsUnknown:
        raise click.UsageError(
            f"{institution} has no wave {key}. `gyeol wave list` shows all of them."
        ) from None


@release.command()
@_INSTITUTION
@_WAVE
@click.option("--reason", default="", help="Why it is released again; kept with the release.")
@_JSON
def make(institution: str, key: str, reason: str, as_json: bool) -> None:
    """Make the release of a counted wave. The same answers give the same release."""
    config = settings.read()
    with db.for_a_command(config) as (people, vault):
        # Committed by itself: whoever writes bars everybody from writing while the release is worked out.
        services.acknowledge_opening(people, vault, _wave(people, institution, key), config)
    with db.for_a_command(config) as (people, vault):
        wave = _wave(people, institution, key)
        try:
            stored = services.make_release(people, vault, wave, config, reason=reason)
        except services.WaveIsNotCounted:
            raise click.UsageError(
                "The wave's ballots have not been opened yet. Close and open it first."
            ) from None
        except services.CountIsGone:
            raise click.UsageError(
                "The time for which the wave's terms keep its counts is over; its releases stay."
            ) from None
        except services.WaveWasReceived:
            raise click.UsageError(
                "The wave came in a bundle: its release is made where its answers are."
            ) from None
        click.echo(_one(wave, stored, as_json))


@release.command()
@_INSTITUTION
@_WAVE
@_JSON
def show(institution: str, key: str, as_json: bool) -> None:
    """Show a wave's newest release: its areas, its groups and its certificate. JSON is the whole document."""
    with db.for_a_command(settings.read()) as (people, _vault):
        wave = _wave(people, institution, key)
        stored = stored_releases(people, wave)
        if not stored:
            raise click.UsageError("Nothing of this wave has been released. Use `gyeol release make`.")
        click.echo(document_as_shown(stored[0]).decode() if as_json else _in_words(wave, stored[0]))


@release.command("list")
@click.option("--institution", help="Only this institution's.")
@_JSON
def list_releases(institution: str | None, as_json: bool) -> None:
    """List all releases, the newest of each wave first."""
    with db.for_a_command(settings.read()) as (people, _vault):
        rows = people.execute(
            select(StoredRelease, Wave)
            .join(Wave, Wave.id == StoredRelease.wave_id)
            .order_by(Wave.reference, StoredRelease.number.desc())
        ).all()
        facts = [
            _facts(wave, stored) for stored, wave in rows if institution in (None, wave.institution.code)
        ]
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for one in facts:
        click.echo(
            f"{one['institution']:12} {one['wave']:10} {one['number']:3}  {one['hash'][:16]} {one['made_at']}"
        )


@release.command()
@_INSTITUTION
@_WAVE
@_JSON
def verify(institution: str, key: str, as_json: bool) -> None:
    """Check hash and signature of all releases of a wave.

    Of a wave that trustees opened on machines of their own, the machines' signatures, too. Exit 1 when one
    was changed, 3 when none was and one is signed with another key than this installation's.
    """
    config = settings.read()
    with db.for_a_command(config) as (people, vault):
        wave = _wave(people, institution, key)
        terms = vault.scalars(select(publication.Published)).all()
        known = {signer for one in terms for signer in publication.keys_that_signed(one)}
        rows = [_verified(stored, config, known) for stored in stored_releases(people, wave)]
    if not rows:
        raise click.UsageError("Nothing of this wave has been released.")
    if as_json:
        click.echo(json.dumps({"releases": rows}))
    else:
        own = manifests.key_name(manifests.public_key(manifests.signing_key(config.signing_key)))
        for row in rows:
            verdict = _WORDS[row["verdict"]].format(own=own, **row)
            click.echo(f"release {row['number']}: {verdict}  SHA-256 {row['hash']}")
            for machine in row["machines"]:
                click.echo(f"  opened by {machine['name']}, key {machine['key']}")
    verdicts = {row["verdict"] for row in rows}
    if verdicts != {ReleaseCheck.SOUND}:
        broken = {ReleaseCheck.CHANGED, ReleaseCheck.NOT_OPENED_SO}
        raise click.exceptions.Exit(1 if broken & verdicts else 3)


_WORDS = {
    ReleaseCheck.SOUND: "sound",
    ReleaseCheck.CHANGED: "CHANGED since it was signed",
    ReleaseCheck.NOT_OPENED_SO: "NOT what the trustees' machines that it names have signed",
    ReleaseCheck.OTHER_KEY: (
        "signed with another key ({signer}) than this installation's ({own}), and not changed since. "
        "Put the old GYEOL_SIGNING_KEY back; `gyeol doctor` says more."
    ),
}


def _verified(stored: StoredRelease, config: settings.Config, known: set[bytes]) -> dict[str, Any]:
    verdict = judge(stored, config, known)
    signer = signer_of(stored, known)
    return {
        "number": stored.number,
        "hash": stored.content_hash,
        "is_sound": verdict is ReleaseCheck.SOUND,
        "verdict": verdict,
        "signer": manifests.key_name(signer) if signer else None,
        "machines": _machines(stored) if verdict is not ReleaseCheck.CHANGED else [],
    }


def _machines(stored: StoredRelease) -> list[dict[str, str]]:
    """Which machines of the trustees' own opened the ballots of a release."""
    opened = read(stored).opened
    return [{"name": one.name, "key": one.key} for one in opened.machines] if opened else []


@release.command("microdata")
@click.option("--programme", "key", required=True, help="Key of the programme.")
@click.option("--decision", required=True, help="The ministry's decision: number, date, who decided.")
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .csv file."
)
@click.option(
    "--certificate", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Its .json."
)
def publish(key: str, decision: str, output: Path, certificate: Path) -> None:
    """Write the public-use file of a programme, by the ministry's decision only.

    Of waves whose signed terms allow it, and of no others: few items, collapsed background, values masked by
    the Rule of Ten when the ballots were counted, leftovers dropped. The decision is kept in the audit trail;
    the certificate tells k, l, t and how many records are unique with their answers.
    """
    with db.for_a_command(settings.read()) as (people, vault):
        try:
            made = microdata.publish_microdata(
                people,
                vault,
                get_programme(people, key),
                decision=decision,
                actor="system",
            )
        except ProgrammeIsUnknown:
            raise click.UsageError(f"There is no programme {key}.") from None
        except microdata.NoDecision:
            raise click.UsageError("Say in --decision by which decision of the ministry.") from None
        except microdata.NothingToPublish:
            raise click.ClickException(
                "No record of this programme may be published: no wave's signed terms allow it."
            ) from None
        # newline="": the file is the bytes that were hashed.
        with output.open("w", encoding="utf-8", newline="") as file:
            file.write(made.text)
        certificate.write_text(json.dumps(made.certificate, ensure_ascii=False, indent=2) + "\n", "utf-8")
    proof = made.certificate
    click.echo(
        f"{proof['records']:,} records, {proof['dropped']:,} dropped; "
        f"k {proof['k']}, l {proof['l']}, t {proof['t']:.3f}; "
        f"{100 * proof['unique_with_their_answers']:.1f} % of the records are unique with their answers"
    )


def _facts(wave: Wave, stored: StoredRelease) -> dict[str, Any]:
    return {
        "institution": wave.institution.code,
        "wave": wave.key,
        "number": stored.number,
        "hash": stored.content_hash,
        "made_at": days.in_korea(stored.made_at).isoformat(timespec="seconds"),
        "reason": stored.reason,
        "made_elsewhere": stored.made_elsewhere_by is not None,
    }


def _one(wave: Wave, stored: StoredRelease, as_json: bool) -> str:
    if as_json:
        return json.dumps(_facts(wave, stored), ensure_ascii=False)
    return f"{wave.reference}: release {stored.number}, SHA-256 {stored.content_hash}"


def _in_words(wave: Wave, stored: StoredRelease) -> str:
    found = read(stored)
    proof = found.certificate
    shown = sum(group.is_shown for group in found.groups)
    derivable = proof.smallest_derivable_group or "none"
    lines = [_one(wave, stored, as_json=False)]
    lines.append(
        f"{found.participation.respondents:,} respondents; {shown} of {len(found.groups)} groups shown, "
        f"smallest group {proof.smallest_group}, derivable below it: {derivable}"
    )
    for area, score in found.whole.scores.items():
        value = score.reason.value if isinstance(score, Hidden) else f"{score.value:.1f}"
        lines.append(f"  {area:24} {value}")
    return "\n".join(lines)
