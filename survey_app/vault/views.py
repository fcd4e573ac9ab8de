"""The opening ceremony: trustees bring their shares, and a closed wave's ballots are opened once."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.door.access import Role, allow, signed_in
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.manifest import kept_shares, publication
from survey_app.manifest.documents import Manifest
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.share_file import Share
from survey_app.vault import blueprint, opening_jobs, pages, parts, services

REFUSED = 422


@blueprint.get("/i/<institution>/waves/<wave>/ceremony")
@allow(Role.HR, Role.OPERATOR)
def ceremony(institution: str, wave: str) -> Any:
    """HR lead and operator see whether the ballots wait, and where the trustees' shares are entered."""
    return page(institution, wave)


@blueprint.post("/i/<institution>/waves/<wave>/ceremony")
@allow(Role.HR, Role.OPERATOR)
def open_ballots(institution: str, wave: str) -> Any:
    """The trustees' shares are put together once, and the ballots opened, counted and destroyed."""
    reference = f"{institution}.{wave}"
    manifest = publication.read(db.vault(), reference)
    if manifest.sealing.is_made_in_parts:
        # Trustees give their parts themselves, and the last one needed opens.
        return redirect(url_for("vault.ceremony", institution=institution, wave=wave))
    if publication.read_closing(db.vault(), reference) is None:
        return page(institution, wave, [_("The wave is not closed yet.")]), REFUSED
    shares, problems = _shares(manifest)
    if problems:
        return page(institution, wave, problems), REFUSED
    try:
        key = services.opening_key(shares)
    except ProtocolFault as fault:
        return page(institution, wave, [str(pages.explain(fault))]), REFUSED
    opening_jobs.begin(reference, key, signed_in().account_id)
    return redirect(url_for("vault.ceremony", institution=institution, wave=wave))


def _shares(manifest: Manifest) -> tuple[list[Share], list[str]]:
    """The shares of the form, or why one of them does not open."""
    if manifest.sealing.is_kept_by_platform:
        return _kept(manifest)
    shares, problems = [], []
    for number in range(1, manifest.sealing.threshold + 1):
        file, passphrase = request.files.get(f"share-{number}"), request.form.get(f"passphrase-{number}", "")
        if file is None or not file.filename:
            problems.append(_("Share %(number)s: choose the file.", number=number))
            continue
        try:
            shares.append(services.read_share(manifest, file.read().decode("utf-8", "replace"), passphrase))
        except ProtocolFault as fault:
            reason = pages.explain(fault)
            problems.append(_("Share %(number)s: %(reason)s", number=number, reason=reason))
    return shares, problems


def _kept(manifest: Manifest) -> tuple[list[Share], list[str]]:
    """The share that the platform keeps, or why it can't be used and who can mend that."""
    try:
        kept = kept_shares.find(db.people(), current_config(), manifest)
    except ProtocolFault as fault:
        return [], [str(pages.explain_kept(fault))]
    return ([kept], []) if kept is not None else ([], [str(pages.KEPT_SHARE_IS_MISSING)])


def page(institution: str, wave: str, problems: list[str] | None = None) -> Any:
    """The page of the opening, with what stood in its way."""
    reference, language = f"{institution}.{wave}", current_language()
    count = services.find_opening(db.vault(), reference)
    manifest = publication.read(db.vault(), reference)
    return render_template(
        "vault/ceremony.html",
        manifest=manifest,
        wave=wave,
        institution=institution,
        institution_name=manifest.institution_name.in_language(language),
        title=manifest.title.in_language(language),
        is_fictional=manifest.is_fictional,
        closing=publication.read_closing(db.vault(), reference),
        given=parts.given_by(db.vault(), reference),
        opening_link=f"{current_config().base_url}/waves/{reference}/opening",
        waiting=services.sealed_ballots_held(db.vault(), reference),
        count=count,
        opened=pages.how_opened(count),
        job=opening_jobs.under_way(reference),
        problems=problems or [],
    )
