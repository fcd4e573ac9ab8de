"""The waves that are attacked, on a copy of the demonstration; and what they would show unprotected."""

import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import select

import config as settings
from analysis.counted.document import encode as count_document
from analysis.counting.answers import Answers
from analysis.disclosure.protect.certificate import protect_cube
from analysis.released.release import content_hash, encode
from analysis.releasing.unanswered import HiddenMeasures
from benchmarks.attack.knowing import Target
from questionnaires.loader import published
from survey_app.demonstration.cast import INSTITUTIONS
from survey_app.demonstration.opinions import answers_of
from survey_app.demonstration.pulse import answers_again
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.ground import db
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.releases.gathering import composed, gather
from survey_app.releases.signing import sign_release
from survey_app.releases.stored import current_release, newest
from survey_app.vault.counting.masking import cube_of
from survey_app.vault.counting.waves import count_answers
from survey_app.vault.models import StoredCount

_TERMS = (publication.read_signed, publication.read)


def copy_of(data: Path, folder: Path) -> settings.Config:
    """The configuration of a copy of an installation."""
    copy = folder / "data"
    shutil.copytree(data, copy)
    return settings.read(dict(os.environ) | {"GYEOL_DATA": str(copy)})


def release_without_complementary(config: settings.Config) -> None:
    """Every release shows all groups that are large enough afterwards, whatever they give away."""
    databases = db.connect(config)
    bare = partial(protect_cube, with_secondary=False)
    with (
        db.work(databases.people) as people,
        db.work(databases.vault) as vault,
        patch("survey_app.vault.counting.masking.protect_cube", bare),
        patch("survey_app.vault.counting.masking.hidden_measures", lambda *_: HiddenMeasures({})),
    ):
        for wave in _released(people):
            signed, manifest = (read(vault, wave.reference) for read in _TERMS)
            asked = questionnaire_of(manifest.questionnaire, config)
            counted = count_answers(manifest, signed.fingerprint, asked, answers_given(wave))
            kept = vault.get_one(StoredCount, wave.reference)
            kept.document = count_document(counted)
            vault.flush()
        for wave in _released(people):
            stored = newest(people, wave)
            assert stored is not None
            stored.document = encode(composed(gather(people, vault, wave, config)))
            stored.content_hash = content_hash(stored.document)
            key = manifests.signing_key(config.signing_key)
            stored.signature = sign_release(stored.document, key)
    databases.dispose()


def targets_of(config: settings.Config, institutions: Sequence[str] | None) -> list[Target]:
    """The released waves, of these institutions alone if any are named."""
    databases = db.connect(config)
    found = []
    with db.Session(databases.people) as people, db.Session(databases.vault) as vault:
        for wave in _released(people):
            if institutions and wave.institution.code not in institutions:
                continue
            manifest = publication.read(vault, wave.reference)
            asked = questionnaire_of(manifest.questionnaire, config)
            answers = answers_given(wave)
            release = current_release(people, wave)
            invited = {f"unit:{unit.code}": unit.headcount for unit in manifest.units}
            invited |= {group.key: group.invited for group in release.groups if group.invited}
            units = {f"unit:{unit.code}": tuple(unit.name.values()) for unit in manifest.units}
            cube = cube_of(manifest, asked, answers)
            found.append(Target(wave.reference, release, asked, cube, answers, units, invited))
    databases.dispose()
    return found


def answers_given(wave: Wave) -> Answers:
    """What the people of the demonstration answered: nothing of it is kept, so it is drawn once more."""
    questionnaire = published(wave.questionnaire_key, wave.questionnaire_version)
    if wave.is_pulse:
        return answers_again(questionnaire)
    cast = next(one for one in INSTITUTIONS if one.code == wave.institution.code)
    return answers_of(cast, int(wave.key), questionnaire)


def _released(people: db.Session) -> Sequence[Wave]:
    released = select(Wave).where(Wave.state == WaveState.RELEASED).order_by(Wave.opens_on, Wave.reference)
    return people.scalars(released).all()
