"""Pages with which an HR lead invites staff and watches, in batches, how many have taken part."""

from survey_app.invitations import blueprint

__all__ = ["blueprint"]
