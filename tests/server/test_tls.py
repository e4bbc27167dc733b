"""The TLS part of the configuration, which a reader only has to uncomment, is right as it stands (LY-20)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import machine
from tierline.deploy.nginx import Deployment, write

pytestmark = pytest.mark.nginx

HOST = "tiers.example.com"


def _uncommented(site: str) -> str:
    """Take away the ``#`` as the instructions say: the first block, and the lines below "--- TLS"."""
    lines = site.splitlines()
    for place, line in enumerate(lines):
        bare = line.strip()
        directive = bare.removeprefix("# ").strip().rstrip("{}").strip()
        if bare.startswith("# ") and (directive.endswith(";") or directive in ("server", "")):
            lines[place] = line.replace("# ", "", 1)
        if bare == "listen 80;":
            lines[place] = ""
    return "\n".join(lines) + "\n"


def test_nginx_takes_the_tls_part(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl not found on this machine: nothing to make a certificate with")
    out = tmp_path / "server"
    write(Deployment(host=HOST, workspace=Path("/srv/work"), folder=out / "nginx"), out)
    (out / "nginx" / "users").touch()
    certificate, key = tmp_path / "one.pem", tmp_path / "one.key"
    request = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
    ]
    subject = ["-subj", f"/CN={HOST}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *request, *subject], check=True, capture_output=True)
    site = out / "nginx" / "tierline.conf"
    text = _uncommented(site.read_text(encoding="utf-8"))
    assert text.count("listen 443 ssl") == 1
    assert text.count("return 301 https://") == 1
    text = text.replace(f"/etc/ssl/certs/{HOST}.pem", str(certificate))
    site.write_text(text.replace(f"/etc/ssl/private/{HOST}.key", str(key)), encoding="utf-8")
    outer = tmp_path / "outer.conf"
    outer.write_text(
        f'pid "{tmp_path}/pid"; error_log "{tmp_path}/error.log"; events {{}}\n'
        f'http {{ access_log off; include "{site}"; }}\n'
    )
    program = machine.nginx()
    assert program
    command = [program, "-t", "-c", str(outer), "-p", str(tmp_path), "-e", str(tmp_path / "error.log")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
