"""Pages about bundles: the analyst takes them in, the HR lead hands one over; and the release as JSON."""

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.bundles import blueprint as room
from survey_app.bundles import services
from survey_app.bundles.forms import BundleForm
from survey_app.bundles.keys import public_key, trusted_keys, written
from survey_app.bundles.refusals import SENTENCES, BundleIsRefused
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.waves import WaveIsUnknown, get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.releases import services as releases
from survey_app.releases.stored import NothingReleased, document_as_shown, is_older, stored_releases
from survey_app.trail.audit import record

blueprint = room
REFUSED = 422


@blueprint.get("/bundles")
@allow(Role.ANALYST)
def bundles() -> Any:
    """The analyst sees which bundles came in, whose keys are trusted, and where to upload another."""
    return _page(BundleForm())


@blueprint.post("/bundles")
@allow(Role.ANALYST)
def upload() -> Any:
    """The institution is in the comparison afterwards, or the analyst is told why not."""
    form = BundleForm()
    if not form.validate_on_submit():
        return _page(form), REFUSED
    try:
        received = services.import_release(
            db.people(), current_config(), form.bundle.data.stream.read(), signed_in().email
        )
    except BundleIsRefused as refused:
        db.people().rollback()
        refuse(form.bundle, SENTENCES[refused.reason])
        return _page(form), REFUSED
    flash(
        _(
            "The release of %(wave)s was taken in. Make the benchmark again next.",
            wave=received.wave.reference,
        ),
        "success",
    )
    return redirect(url_for("bundles.bundles"))


@blueprint.get("/i/<institution>/waves/<wave>/bundle")
@allow(Role.HR)
def handover(institution: str, wave: str) -> Any:
    """The HR lead reads what a bundle holds and how its key is compared, and takes it away."""
    found = _wave(institution, wave)
    newest = next(iter(stored_releases(db.people(), found)), None)
    return render_template(
        "bundles/handover.html",
        wave=found,
        key=public_key(current_config()),
        newest=newest,
        is_older=newest is not None and is_older(newest),
    )


@blueprint.get("/i/<institution>/waves/<wave>/bundle.gyeol")
@allow(Role.HR)
def download(institution: str, wave: str) -> Any:
    """The HR lead takes the bundle with the newest release away."""
    found = _wave(institution, wave)
    try:
        bundle = services.export_release(db.people(), db.vault(), current_config(), found)
    except (NothingReleased, releases.WaveWasReceived, services.NotInAProgramme):
        raise NotFound from None
    except services.SignedWithAnother:
        flash(
            _(
                "These results are not signed with the present key of this installation: the ministry would "
                "refuse the bundle. Nothing was handed over. Ask your operator to run “gyeol doctor”."
            ),
            "danger",
        )
        return redirect(url_for("bundles.handover", institution=institution, wave=wave))
    except services.MadeByAnOlderVersion:
        return redirect(url_for("bundles.handover", institution=institution, wave=wave))
    record(db.people(), signed_in().email, "export_bundle", f"wave:{found.reference}")
    name = f"{institution}-{wave}.gyeol"
    return Response(
        bundle,
        mimetype="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/api/i/<institution>/waves/<wave>/release.json")
@allow(Role.HR)
def release_document(institution: str, wave: str) -> Any:
    """The HR lead's own programs read the newest release as it was signed; an older version's in part."""
    found = _wave(institution, wave)
    newest = next(iter(stored_releases(db.people(), found)), None)
    if newest is None:
        raise NotFound
    return Response(
        document_as_shown(newest),
        mimetype="application/json",
        headers={"ETag": f'"{newest.content_hash}"', "Cache-Control": "private, no-cache"},
    )


def _wave(institution: str, key: str) -> Wave:
    try:
        return get_wave(db.people(), institution, key)
    except WaveIsUnknown:
        raise NotFound from None


def _page(form: BundleForm) -> str:
    return render_template(
        "bundles/bundles.html",
        form=form,
        received=services.received_releases(db.people()),
        keys=[(written(one), one) for one in trusted_keys(db.people())],
        own_key=public_key(current_config()),
    )
