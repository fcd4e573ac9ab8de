"""A page with an institution at its head: its name in the reader's language, and whether it is invented."""

from typing import Any, Protocol

from flask import render_template

from survey_app.door.languages import current_language


class Named(Protocol):
    """What is known of an institution here: this module imports no room."""

    is_fictional: Any

    def name(self, language: str) -> str:
        """Its name in a language."""


def institution_page(template: str, institution: Named, **context: Any) -> str:
    """The template, rendered for one institution."""
    return render_template(
        template,
        institution=institution,
        institution_name=institution.name(current_language()),
        is_fictional=institution.is_fictional,
        **context,
    )
