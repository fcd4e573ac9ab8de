"""What paper may fetch while it is set: our typeface and what is handed over, nothing from outside."""

from collections.abc import Callable, Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from survey_app.ground.typeface import emoji_file, typeface_files


class NothingIsFetched(FatalURLFetchingError):  # type: ignore[misc]
    """A page asked for something from outside; that is never given."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint our typeface and a page's own pictures, and nothing else."""

    def __init__(self, pictures: Mapping[str, Callable[[], bytes]] | None = None) -> None:
        super().__init__(allowed_protocols=())
        files = (*typeface_files().values(), emoji_file())
        self._fonts = {file.as_uri(): file for file in files if file is not None}
        self._pictures = pictures or {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """A picture by its name or one of our font files; NothingIsFetched for anything else."""
        if url in self._pictures:
            return URLFetcherResponse(url, self._pictures[url](), {"Content-Type": "image/svg+xml"})
        if url in self._fonts:
            return URLFetcherResponse(url, self._fonts[url].read_bytes(), {"Content-Type": "font/ttf"})
        raise NothingIsFetched(f"Paper fetches nothing: {url}")
