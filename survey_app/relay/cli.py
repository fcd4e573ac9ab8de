"""The command of the second party: carry sealed ballots to a site that must not see where they come from."""

import socket
from socket import AF_INET, AF_INET6
from urllib.parse import urlsplit

import click

from survey_app.protocol.relayed import LOCAL


@click.command()
@click.option("--to", "gateway", required=True, help="The site's gateway, https://SITE/take/ohttp.")
@click.option("--for", "site", required=True, help="The site whose pages may send, https://SITE.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the proxy with TLS reaches it.")
@click.option("--port", default=8100, show_default=True, type=click.IntRange(1, 65535))
def relay(gateway: str, site: str, host: str, port: int) -> None:
    """Carry sealed ballots to one site, so that it does not see from which address they come.

    For another party than the one that runs the site. It needs no settings and no database, keeps nothing and
    writes nothing down; a proxy with TLS stands in front of it (docs/operations.md).
    """
    from survey_app.relay.forwarding import Relay
    from survey_app.relay.serving import RelayServer

    target, page = urlsplit(gateway), urlsplit(site)
    if not _is_secure(target.scheme, target.hostname) or target.query or target.fragment:
        raise click.BadParameter("begin it with https:// (http:// on this machine alone)", param_hint="--to")
    if not _is_secure(page.scheme, page.hostname) or page.path not in ("", "/"):
        raise click.BadParameter("give scheme and name, https://gyeol.example.kr", param_hint="--for")
    try:
        socket.create_server((host, port), family=AF_INET6 if ":" in host else AF_INET).close()
    except OSError as fault:
        raise click.ClickException(f"{host}:{port} can't be listened on: {fault.strerror}") from fault
    RelayServer(Relay(gateway, f"{page.scheme}://{page.netloc}"), host, port).run()


def _is_secure(scheme: str, host: str | None) -> bool:
    return bool(host) and (scheme == "https" or (scheme == "http" and host in LOCAL))
