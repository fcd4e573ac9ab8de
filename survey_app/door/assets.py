"""The browser's files by name: where the build put each one, and the digest that proves it unchanged."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, url_for
from markupsafe import Markup

from questionnaires.languages import NAMES
from survey_app.door.languages import current_language
from survey_app.wording import numbers, verdicts

DIST = Path(__file__).resolve().parents[1] / "static" / "dist"


class AssetsNotBuilt(Exception):
    """The browser's files are missing: run `make install` (or `npm run build`)."""


class UnknownAsset(Exception):
    """A template names a file that the build does not make."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One built file: its published name and its SHA-384 as a subresource-integrity value."""

    file: str
    integrity: str


@lru_cache(maxsize=4)
def _read(manifest: Path, _changed_ns: int) -> dict[str, Asset]:
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    return {name: Asset(entry["file"], entry["integrity"]) for name, entry in entries.items()}


@dataclass(frozen=True)
class Assets:
    """All built files of one folder, read from its manifest.json, and again when a new build replaced it."""

    folder: Path

    @property
    def by_name(self) -> dict[str, Asset]:
        """Name → asset. Raises AssetsNotBuilt when there is no readable manifest."""
        manifest = self.folder / "manifest.json"
        try:
            return _read(manifest, manifest.stat().st_mtime_ns)
        except (OSError, ValueError, KeyError) as fault:
            raise AssetsNotBuilt(
                f"{manifest} is missing or unreadable: the browser's files have not been built. "
                "Run `make install`, or `npm run build` if everything is installed."
            ) from fault

    def __getitem__(self, name: str) -> Asset:
        """The asset called `name`, e.g. "app.css". Raises AssetsNotBuilt or UnknownAsset."""
        assets = self.by_name
        if name not in assets:
            raise UnknownAsset(f"The build makes no {name!r}; it makes {', '.join(sorted(assets))}.")
        return assets[name]


ASSETS = Assets(DIST)


def asset_url(name: str) -> str:
    """The address of a built file, e.g. "app.css". Raises AssetsNotBuilt or UnknownAsset."""
    return url_for("static", filename=f"dist/{ASSETS[name].file}")


def asset_digest(name: str) -> str:
    """A built file's SHA-384 as "sha384-…", for publication and scripts. Raises as asset_url does."""
    return ASSETS[name].integrity


def asset_integrity(name: str) -> Markup:
    """` integrity="sha384-…"` for the tag that loads a built file. Raises as asset_url does."""
    return Markup(' integrity="{}"').format(ASSETS[name].integrity)


def inline_json(text: str) -> Markup:
    """JSON text as the content of a <script type="application/json">, unable to close that element."""
    return Markup(  # noqa: S704 - every character that could end or open markup is escaped
        text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    )


def init_app(app: Flask) -> None:
    """Give templates the functions above, current_language, LANGUAGE_NAMES, and filters for numbers."""
    app.jinja_env.globals.update(
        asset_url=asset_url,
        asset_digest=asset_digest,
        asset_integrity=asset_integrity,
        current_language=current_language,
        LANGUAGE_NAMES=tuple(NAMES.items()),
        verdict_legend_text=lambda: verdicts.legend(current_language()),
        why_verdicts_differ=lambda: verdicts.why_alike_numbers_differ(current_language()),
    )
    app.jinja_env.filters.update(inline_json=inline_json, percent=numbers.percent, people=numbers.people)
