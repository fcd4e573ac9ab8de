"""All pages and messages of this room: those of respondents, and those of HR leads."""

from survey_app.invitations import blueprint, hr_views, opening, respondent_views, trustee_views

__all__ = ["blueprint", "hr_views", "opening", "respondent_views", "trustee_views"]
