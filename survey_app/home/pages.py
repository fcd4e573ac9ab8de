"""What the front page and each role's first page say."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Account
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.door.access import Role, SignedIn
from survey_app.door.languages import current_language
from survey_app.improvement.services import actions_of, asked_about
from survey_app.institutions.models import Institution, Unit
from survey_app.institutions.services import get_institution, list_institutions
from survey_app.invitations.announcing import is_to_announce
from survey_app.rehearsal.services import find_rehearsal
from survey_app.results.services import public_page_of
from survey_app.wording.catalogue import Voice
from survey_app.wording.dates import spoken_day


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do next: what, why, and where."""

    title: str
    explanation: str
    address: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head of a page: the HR lead's institution, and whether all of this is invented."""

    institution_name: str | None
    is_fictional: bool


def labels_of(session: Session, institution: str | None, language: str) -> Head:
    """The institution of an HR lead; for others, whether every institution of this site is fictional."""
    if institution is None:
        kinds = set(session.scalars(select(Institution.is_fictional).distinct()))
        return Head(None, kinds == {True})
    found = session.scalars(select(Institution).where(Institution.code == institution)).one()
    return Head(found.name(language), found.is_fictional)


def tasks_of(session: Session, account: SignedIn) -> Sequence[Task]:
    """What the signed-in person would do next, the most urgent first."""
    if account.role is Role.HR:
        return _tasks_of_hr(session, account.institution or "")
    return _tasks_of_analyst(session) if account.role is Role.ANALYST else _tasks_of_operator(session)


def _tasks_of_hr(session: Session, code: str) -> Sequence[Task]:
    units_url = url_for("institutions.units", institution=code)
    waves_url = url_for("diagnosis.waves", institution=code)
    has_units = session.scalar(
        select(func.count()).select_from(Unit).join(Institution).where(Institution.code == code)
    )
    if not has_units:
        return [
            Task(
                _("Read in your units"),
                _("A table of units and headcounts (.xlsx or .csv) comes first; all else builds on it."),
                units_url,
            )
        ]
    waves = session.scalars(
        select(Wave).join(Institution).where(Institution.code == code).order_by(Wave.made_at.desc())
    ).all()
    tasks = [_task_of_wave(wave, code) for wave in waves if wave.state != WaveState.RELEASED]
    has_begun = any(wave.state != WaveState.PLANNED for wave in waves)
    tasks[:0] = _rehearsing(session, code, None if has_begun else next(iter(waves), None))
    if not tasks:
        tasks.append(
            Task(
                _("Plan a wave"),
                _("Six steps: questionnaire, own questions, units, dates, letters, policy."),
                waves_url,
            )
        )
    if released := [wave for wave in waves if wave.is_released]:
        newest = max(released, key=lambda wave: (not wave.is_pulse, wave.closes_on, wave.id))
        pulses = [wave for wave in released if wave.is_pulse and wave.closes_on > newest.closes_on]
        latest = max(pulses, key=lambda wave: (wave.closes_on, wave.id), default=None)
        first = [_results_of(wave, code) for wave in (newest, latest) if wave is not None]
        to_do = (*_outcomes_to_tell(session, newest.institution), *_letter_to_send(session, newest))
        tasks[:0] = [*first, *to_do]
        improvement = url_for("improvement.actions", institution=code)
        said = _what_is_promised(session, newest.institution)
        tasks.append(Task(_("Act on the results"), said, improvement))
    return tasks


def _rehearsing(session: Session, code: str, first: Wave | None) -> Sequence[Task]:
    """The rehearsal that is under way, or that the plan of a first wave is worth one."""
    found = find_rehearsal(session, get_institution(session, code))
    if found is not None:
        address = url_for("rehearsal.rehearsal", institution=code)
        day = spoken_day(found.deleted_on, Voice(current_language()))
        explanation = _("Take its steps one after the other. It is deleted on %(day)s.", day=day)
        return [Task(found.wave.title(current_language()), explanation, address)]
    if first is None or not first.is_planned_out:
        return []
    address = url_for("rehearsal.rehearse", institution=code, wave=first.key)
    explanation = _(
        "Invented people answer your plan before anybody real is asked. It leaves nothing behind."
    )
    return [Task(_("Rehearse your first wave"), explanation, address)]


def _outcomes_to_tell(session: Session, institution: Institution) -> Sequence[Task]:
    """That the newest results ask what came of earlier promises, for as long as some are not told."""
    asked = len(asked_about(session, institution))
    if not asked:
        return ()
    explanation = _("The newest report opens with earlier promises. Not told yet: %(count)s", count=asked)
    address = url_for("improvement.actions", institution=institution.code, _anchor="asked")
    return (Task(_("Say what came of earlier promises"), explanation, address),)


def _letter_to_send(session: Session, wave: Wave) -> Sequence[Task]:
    """That staff can be told of the newest results, until they were."""
    if public_page_of(session, wave) is None or not is_to_announce(session, wave):
        return ()
    explanation = _("One letter to everybody who was invited, with the address of the public page.")
    address = url_for("results.letter", institution=wave.institution.code, wave=wave.key)
    return (Task(_("Tell staff that the results are out"), explanation, address),)


def _what_is_promised(session: Session, institution: Institution) -> str:
    """How many actions are still to do and how many of them are late, or what to begin with."""
    actions = [action for action in actions_of(session, institution) if action.is_still_to_do]
    overdue = sum(action.is_overdue for action in actions)
    if not actions:
        return str(_("Choose focus areas and agree on actions."))
    if overdue:
        return str(_("Actions still to do: %(all)s, overdue: %(late)s", all=len(actions), late=overdue))
    return str(_("Actions still to do: %(all)s", all=len(actions)))


def _results_of(wave: Wave, code: str) -> Task:
    title = _("Read the results of “%(title)s”", title=wave.title(current_language()))
    explanation = (
        _("Five items asked again: how each moved since the wave before.")
        if wave.is_pulse
        else _("Participation, areas, groups and comments on one screen, and reports to take away.")
    )
    return Task(title, explanation, url_for("results.overview", institution=code, wave=wave.key))


def _task_of_wave(wave: Wave, code: str) -> Task:
    address = url_for("fieldwork.wave", institution=code, wave=wave.key)
    explanations = {
        WaveState.PLANNED: _("Finish the six steps and open it."),
        WaveState.OPEN: _("Watch how many take part. Reminders go out by themselves."),
        WaveState.CLOSED: _("The trustees open the ballots next."),
        WaveState.COUNTED: _("The results are being prepared."),
    }
    return Task(wave.title(current_language()), explanations[wave.state], address)


def _tasks_of_analyst(session: Session) -> Sequence[Task]:
    programmes = session.scalar(select(func.count()).select_from(Programme)) or 0
    listed = url_for("programmes.index")
    if not programmes:
        return [Task(_("Open a programme"), _("Institutions join it, so that they can be compared."), listed)]
    return [
        Task(_("Programmes"), _("Follow how the institutions take part."), listed),
        Task(
            _("Compare institutions"), _("Areas, distributions and movers."), url_for("comparison.programmes")
        ),
        Task(
            _("Good practice"),
            _("Publish what worked, for institutions to read beside their weak areas."),
            url_for("improvement.published_practices"),
        ),
        Task(
            _("Bundles"),
            _("Read in results from installations on closed networks."),
            url_for("bundles.bundles"),
        ),
    ]


def _tasks_of_operator(session: Session) -> Sequence[Task]:
    institutions = len(list_institutions(session))
    leads = session.scalar(select(func.count()).select_from(Account).where(Account.role == Role.HR)) or 0
    return [
        Task(
            _("Institutions"),
            _("%(count)s institutions. Add one, or change its name and contact.", count=institutions),
            url_for("institutions.index"),
        ),
        Task(
            _("Accounts"),
            _("%(count)s HR leads. Open an account, or hand out a new starting password.", count=leads),
            url_for("accounts.accounts"),
        ),
        Task(
            _("Audit trail"),
            _("Who did what and when, in a chain that shows any change."),
            url_for("accounts.audit"),
        ),
    ]
