"""Pages about institutions for the operator, and about units for the HR lead."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.institutions import blueprint, pages, roster_pages, services, workbooks
from survey_app.institutions.forms import InstitutionForm, NewInstitutionForm, NothingForm, RosterForm
from survey_app.institutions.models import Institution, InstitutionKind
from survey_app.institutions.roster import RosterIsFaulty
from survey_app.spreadsheets.refusals import FileIsRefused
from survey_app.trail.audit import record

REFUSED = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/institutions")
@allow(Role.OPERATOR)
def index() -> Any:
    """The operator sees all institutions."""
    found = services.list_institutions(db.people())
    return render_template("institutions/index.html", institutions=found, kinds=pages.KIND_NAMES)


@blueprint.route("/institutions/new", methods=["GET", "POST"])
@allow(Role.OPERATOR)
def new() -> Any:
    """The operator adds an institution."""
    form = NewInstitutionForm()
    if not form.validate_on_submit():
        return render_template("institutions/new.html", form=form), REFUSED if form.errors else 200
    try:
        services.add_institution(db.people(), code=form.code.data or "", **_fields(form))
    except services.CodeIsTaken:
        refuse(form.code, _("Another institution has this code. Choose another."))
        return render_template("institutions/new.html", form=form), REFUSED
    record(db.people(), signed_in().email, "add_institution", f"institution:{form.code.data}")
    flash(_("The institution was added. Open an account for its HR lead next."), "success")
    return redirect(url_for("institutions.index"))


@blueprint.route("/institutions/<institution>/edit", methods=["GET", "POST"])
@allow(Role.OPERATOR)
def edit(institution: str) -> Any:
    """The operator changes an institution's names, kind and contact."""
    found = _institution(institution)
    form = InstitutionForm(obj=found)
    if not form.validate_on_submit():
        page = render_template("institutions/edit.html", form=form, institution=found)
        return page, REFUSED if form.errors else 200
    services.edit_institution(found, **_fields(form))
    record(db.people(), signed_in().email, "edit_institution", f"institution:{institution}")
    flash(_("The institution was saved."), "success")
    return redirect(url_for("institutions.index"))


@blueprint.get("/i/<institution>/units")
@allow(Role.HR, Role.OPERATOR)
def units(institution: str) -> Any:
    """The HR lead sees the units and where to upload a new roster."""
    return _units_page(_institution(institution), RosterForm())


@blueprint.post("/i/<institution>/units")
@allow(Role.HR, Role.OPERATOR)
def upload(institution: str) -> Any:
    """The HR lead uploads a roster: its faults are shown, or what it would change. Nothing is changed yet."""
    found, form = _institution(institution), RosterForm()
    if not form.validate_on_submit():
        return _units_page(found, form), REFUSED
    file = form.roster.data
    try:
        stored = services.store_roster(
            db.people(), found, signed_in().account_id, file.filename or "", file.stream.read()
        )
    except FileIsRefused as refusal:
        refuse(form.roster, roster_pages.refusal(refusal))
        return _units_page(found, form), REFUSED
    except RosterIsFaulty as faulty:
        rows = roster_pages.fault_rows(faulty.faults)
        return institution_page(
            "institutions/faults.html", found, faults=rows, file_name=file.filename, form=form
        ), REFUSED
    return redirect(url_for("institutions.preview", institution=institution, upload=stored.id))


@blueprint.get("/i/<institution>/units/preview/<upload>")
@allow(Role.HR, Role.OPERATOR)
def preview(institution: str, upload: str) -> Any:
    """The HR lead sees what the uploaded roster would add, change and remove."""
    found = _institution(institution)
    try:
        reading = services.stored_roster(db.people(), found, signed_in().account_id, upload)
    except services.RosterIsGone:
        return _roster_is_gone(institution)
    changes = services.compare_roster(found, reading.roster)
    return institution_page(
        "institutions/preview.html",
        found,
        reading=reading,
        notes=roster_pages.sentences(reading.notes),
        warnings=roster_pages.warnings(reading.notes),
        rows=pages.roster_rows(reading.units),
        changes=changes,
        upload=upload,
        columns=roster_pages.COLUMN_NAMES,
    )


@blueprint.post("/i/<institution>/units/preview/<upload>")
@allow(Role.HR, Role.OPERATOR)
def confirm(institution: str, upload: str) -> Any:
    """The HR lead makes the uploaded roster the institution's units."""
    found = _institution(institution)
    NothingForm().validate_on_submit()
    try:
        changes = services.confirm_roster(db.people(), found, signed_in().account_id, upload)
    except services.RosterIsGone:
        return _roster_is_gone(institution)
    numbers = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
    record(db.people(), signed_in().email, "import_roster", f"institution:{institution}", numbers)
    flash(
        _("The units were saved: %(added)s added, %(changed)s changed, %(removed)s removed.", **numbers),
        "success",
    )
    return redirect(url_for("institutions.units", institution=institution))


@blueprint.post("/i/<institution>/units/preview/<upload>/discard")
@allow(Role.HR, Role.OPERATOR)
def discard(institution: str, upload: str) -> Any:
    """The HR lead throws the uploaded roster away."""
    try:
        services.discard_roster(db.people(), _institution(institution), signed_in().account_id, upload)
    except services.RosterIsGone:
        return _roster_is_gone(institution)
    flash(_("The file was discarded. Nothing was changed."), "information")
    return redirect(url_for("institutions.units", institution=institution))


@blueprint.get("/i/<institution>/units/<which>.<kind>")
@allow(Role.HR, Role.OPERATOR)
def download(institution: str, which: str, kind: str) -> Any:
    """The HR lead takes the template or the present units as .xlsx or .csv."""
    found = _institution(institution)
    if which not in ("template", "units") or kind not in ("xlsx", "csv"):
        raise NotFound
    chosen = (
        workbooks.EXAMPLES if which == "template" else [services.unit_as_roster(unit) for unit in found.units]
    )
    write = workbooks.as_workbook if kind == "xlsx" else workbooks.as_csv
    headers = {
        "Content-Type": XLSX if kind == "xlsx" else "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{institution}-{which}.{kind}"',
    }
    return write(chosen, current_language()), 200, headers


def _fields(form: InstitutionForm) -> dict[str, Any]:
    return {
        "name_ko": form.name_ko.data or "",
        "name_en": form.name_en.data or "",
        "kind": InstitutionKind(form.kind.data),
        "contact": form.contact.data or "",
    }


def _institution(code: str) -> Institution:
    return services.get_institution(db.people(), code)


def _units_page(institution: Institution, form: RosterForm) -> str:
    return institution_page(
        "institutions/units.html", institution, rows=pages.tree_rows(institution.units), form=form
    )


def _roster_is_gone(institution: str) -> Any:
    flash(_("This upload was used, discarded or is over a day old. Upload the file again."), "warning")
    return redirect(url_for("institutions.units", institution=institution))
