"""nginx with the very lines that docs/operations.md gives an operator, beside a whole installation."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import config as settings
from benchmarks.server import free_port

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
PORTS = ("listen 80;", "listen 443 ssl;", "proxy_pass http://127.0.0.1:8000;")
FILES = ("/etc/ssl/gyeol/fullchain.pem", "/etc/ssl/gyeol/privkey.pem")
STARTS_WITHIN_SECONDS = 90
# What Debian's nginx.conf holds around a site: both logs, so that whatever the site does not silence is seen.
AROUND = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log;
  gzip on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {site}
}}
"""


@dataclass
class Proxied:
    """A running installation behind nginx: its https and http ports, and what both write."""

    config: settings.Config
    https_port: int
    http_port: int
    folder: Path
    processes: list[subprocess.Popen]

    @property
    def address(self) -> str:
        return f"https://localhost:{self.https_port}"

    def written(self) -> dict[str, str]:
        """What stands in every log."""
        names = ("access.log", "error.log", "nginx.out")
        files = [self.folder / name for name in names] + [self.config.data / "serve.log"]
        return {file.name: file.read_text("utf-8", "replace") for file in files if file.exists()}

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=60)


def documented(whose: str) -> str:
    """The lines for nginx of the machine with this name, as they stand in the document."""
    text = (settings.ROOT / "docs" / "operations.md").read_text("utf-8")
    blocks = re.findall(r"^```nginx\n(.*?)^```", text, flags=re.S | re.M)
    (block,) = [block for block in blocks if f"server_name {whose};" in block]
    return str(block)


def start(folder: Path, is_up: bool = True) -> Proxied:
    """`gyeol serve`, with its worker, and nginx in front; both answer when this returns.

    With `is_up` false there is nothing behind nginx, as while Gyeol is started anew.
    """
    https_port, http_port = free_port(), free_port()
    data = folder / "installation"
    data.mkdir()
    given = {"GYEOL_PORT": str(free_port()), "GYEOL_BASE_URL": f"https://localhost:{https_port}"}
    lines = "".join(f"{name}={value}\n" for name, value in (given | settings.fresh_secrets()).items())
    (data / "gyeol.env").write_text(lines, "utf-8")
    config = settings.read({"GYEOL_DATA": str(data)})
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GYEOL_")}
    environment |= {"GYEOL_DATA": str(config.data), "OPENBLAS_NUM_THREADS": "1"}
    logs = folder / "nginx"
    logs.mkdir()
    proxied = Proxied(config, https_port, http_port, logs, [])
    if is_up:
        with (config.data / "serve.log").open("wb") as output:
            proxied.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "survey_app.cli", "serve"],
                    env=environment,
                    cwd=settings.ROOT,
                    stdout=output,
                    stderr=output,
                )
            )
    certificate, key = _certificate(logs)
    ours = (
        f"listen 127.0.0.1:{http_port};",
        f"listen 127.0.0.1:{https_port} ssl;",
        f"proxy_pass http://127.0.0.1:{config.port};",
    )
    lines_of_ours = dict(zip((*PORTS, *FILES), (*ours, str(certificate), str(key)), strict=True))
    proxied.processes.append(run_nginx(logs, documented("gyeol.example.kr"), lines_of_ours))
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while (is_up and not answers(config.port)) or not answers(https_port):
        if time.monotonic() > deadline or any(process.poll() is not None for process in proxied.processes):
            proxied.stop()
            raise TimeoutError(str(proxied.written()))
        time.sleep(0.1)
    return proxied


def start_for_relay(folder: Path, https_port: int, port: int) -> subprocess.Popen:
    """nginx with the lines for a relay; it answers when this returns."""
    certificate, key = _certificate(folder)
    ours = {
        "listen 443 ssl;": f"listen 127.0.0.1:{https_port} ssl;",
        "proxy_pass http://127.0.0.1:8100;": f"proxy_pass http://127.0.0.1:{port};",
        "/etc/ssl/relay/fullchain.pem": str(certificate),
        "/etc/ssl/relay/privkey.pem": str(key),
    }
    running = run_nginx(folder, documented("relay.example.kr"), ours)
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not answers(https_port):
        assert time.monotonic() < deadline, (folder / "nginx.out").read_text("utf-8")
        time.sleep(0.05)
    return running


def run_nginx(folder: Path, site: str, ours: dict[str, str]) -> subprocess.Popen:
    """nginx with lines of the document, but for the ports and files of this machine."""
    for theirs, mine in ours.items():
        assert theirs in site, f"docs/operations.md has no {theirs!r} any more"
        site = site.replace(theirs, mine)
    user = "user root;" if os.getuid() == 0 else ""
    configured = folder / "nginx.conf"
    configured.write_text(AROUND.format(user=user, folder=folder, site=site), "utf-8")
    with (folder / "nginx.out").open("wb") as output:
        return subprocess.Popen(
            [str(NGINX), "-c", str(configured), "-p", str(folder), "-g", "daemon off;"],
            stdout=output,
            stderr=output,
        )


def answers(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "fullchain.pem", folder / "privkey.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private


def trusting() -> ssl.SSLContext:
    """TLS with whatever certificate there is: the test made it itself."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
