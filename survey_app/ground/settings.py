"""The settings of the application that answers this request or does this job."""

from flask import current_app

from config import Config


def current_config() -> Config:
    """The installation's configuration."""
    found: Config = current_app.config["GYEOL"]
    return found
