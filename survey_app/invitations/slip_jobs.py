"""The long work of making slips: sheets for a box, laid down locked for one download."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.ground.jobs import JobFailed, Progress, job
from survey_app.ground.settings import current_config
from survey_app.ground.typeface import TypefaceIsMissing
from survey_app.invitations import printing, slip_files
from survey_app.invitations.inviting import LinkMaker, codes
from survey_app.invitations.models import Channel
from survey_app.manifest import publication


@job(slip_files.MAKE_SLIPS)
def make_slips(progress: Progress, *, wave: str, unit: str, language: str) -> Mapping[str, Any]:
    """The slips of a unit, or of all, wait for their download. Safe to repeat: the same codes are set."""
    config, databases = current_config(), db.databases()
    with db.look(databases.vault) as vault:
        manifest = publication.read(vault, wave)
    with db.work(databases.people) as people:
        found = people.scalars(select(Wave).where(Wave.reference == wave)).one()
        link = LinkMaker(config.base_url, wave, found.fingerprint or "")
        last_day = found.closes_on
        all_codes = codes(people, found.id, Channel.SLIP, link, config.secret_key)
    # What lays sheets out takes a second to load: only the worker that prints does.
    from survey_app.invitations.slips import slips_pdf  # noqa: PLC0415

    chosen = [code for code in all_codes if unit in ("", code.unit_code)]
    if not chosen:
        raise JobFailed("no_slips")
    progress(0, len(chosen))
    with force_locale(language):
        facts = printing.facts_of(manifest, link, language, last_day)
        try:
            content = slips_pdf(chosen, facts, progress)
        except TypefaceIsMissing as missing:
            raise JobFailed(type(missing).__name__) from missing
    mark = secrets.token_hex(16)
    slip_files.keep(config, wave, mark, content)
    return {"file": mark, "slips": len(chosen)}
