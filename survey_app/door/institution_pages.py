"""A page with an institution at its head: its name in the reader's language, and whether it is invented."""

from typing import Any, Protocol

from flask import render_template

from survey_app.door.languages import current_language
from survey_app.ground.rehearsal_names import is_rehearsal


class Named(Protocol):
    """What is known of an institution here: this module imports no room."""

    code: Any
    is_fictional: Any

    def name(self, language: str) -> str:
        """Its name in a language."""


def institution_page(template: str, institution: Named, **context: Any) -> str:
    """The template, rendered for one institution."""
    about: dict[str, Any] = {
        "institution_name": institution.name(current_language()),
        "is_fictional": institution.is_fictional,
        "is_rehearsal": is_rehearsal(institution.code),
    }
    return render_template(template, institution=institution, **(about | context))
