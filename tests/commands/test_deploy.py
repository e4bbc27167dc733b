"""What ``tierline deploy`` writes and takes (LY-20); tests/server lets nginx and browsers at it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tierline.commands.deploy import command
from tierline.deploy import nginx
from tierline.deploy.nginx import CLOSED, FILES, Deployment, write
from tierline.errors import BadInputError, UsageError
from tierline.store.workspace import Workspace

PLACE = re.compile(r"@[A-Z_]+@")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return Workspace.create(tmp_path / "work").path


def _run(out: Path, workspace: Path, *more: str) -> Result:
    asked = ["nginx", "--out", str(out), "--host", "tiers.example.com", "--workspace", str(workspace)]
    return CliRunner().invoke(command, [*asked, *more])


def _texts(out: Path) -> dict[str, str]:
    return {name: (out / name).read_text(encoding="utf-8") for name in FILES}


def test_the_files_are_whole_and_secrets_are_their_owner_s(tmp_path: Path, workspace: Path) -> None:
    out = tmp_path / "server"
    run = _run(out, workspace, "--pool", "home.ipynb=4")
    assert run.exit_code == 0, run.output
    texts = _texts(out)
    assert not [name for name, text in texts.items() if PLACE.search(text)]
    if os.name != "nt":
        modes = {name: stat.S_IMODE((out / name).stat().st_mode) for name in FILES}
        assert {name for name, mode in modes.items() if mode & 0o077 == 0} >= {
            name for name, mode in FILES.items() if mode == CLOSED
        }
        assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert "server_name tiers.example.com;" in texts["nginx/tierline.conf"]
    assert str(workspace) in texts["systemd/apps.env"]
    assert "--pool home.ipynb=4" in texts["systemd/apps.env"]


def test_the_secret_is_the_same_on_both_sides_new_each_time_and_never_told(
    tmp_path: Path, workspace: Path
) -> None:
    out = tmp_path / "server"
    seen = set()
    for more in ((), ("--replace",)):
        run = _run(out, workspace, *more)
        assert run.exit_code == 0, run.output
        texts = _texts(out)
        secret = texts["secret/proxy-secret"].strip()
        assert re.fullmatch(r"[0-9a-f]{96}", secret)
        assert f'X-Tierline-Secret "{secret}"' in texts["nginx/identity.conf"]
        elsewhere = [name for name, text in texts.items() if secret in text]
        assert elsewhere == ["nginx/identity.conf", "secret/proxy-secret"]
        assert secret not in run.output
        seen.add(secret)
    assert len(seen) == 2


def test_an_earlier_deployment_is_not_written_over_by_accident(tmp_path: Path, workspace: Path) -> None:
    deployment = Deployment(host="tiers.example.com", workspace=workspace)
    write(deployment, tmp_path / "server")
    before = _texts(tmp_path / "server")
    with pytest.raises(BadInputError, match="is there already"):
        write(deployment, tmp_path / "server")
    assert _texts(tmp_path / "server") == before


def test_every_place_that_goes_to_the_apps_carries_the_identity() -> None:
    template = Path(nginx.__file__).parent / "files" / "nginx" / "tierline.conf"
    blocks = re.findall(
        r"^    location [^\n]*\{\n(.*?)^    \}", template.read_text(), re.MULTILINE | re.DOTALL
    )
    assert len(blocks) >= 8
    for block in blocks:
        # nginx takes none of the outer proxy_set_header once a place has one of its own
        assert ("proxy_pass" in block) == ("identity.conf" in block)
        assert "proxy_pass" in block or "return 40" in block
        assert "auth_basic" not in block
        assert "add_header" not in block


def test_both_instructions_give_the_same_commands(tmp_path: Path, workspace: Path) -> None:
    write(Deployment(host="tiers.example.com", workspace=workspace), tmp_path / "server")
    texts = _texts(tmp_path / "server")
    commands = [
        [
            re.sub(r'"(新同事|new colleague)"', "", line)
            for line in texts[name].splitlines()
            if line[:4] == "    "
        ]
        for name in ("README.md", "README.zh.md")
    ]
    assert commands[0][1:] == commands[1][1:]  # the first is the picture
    assert len(commands[0]) > 12


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "tiers.example.com; return 200"},
        {"host": "a b"},
        {"host": ""},
        {"listen": "80; }"},
        {"user": "root;"},
        {"workspace": Path('/srv/a"b')},
        {"workspace": Path("/srv/$home")},
        {"workspace": Path("/srv/a\nb")},
        {"workspace": Path("here")},
        {"folder": Path("/etc/nginx/;")},
    ],
)
def test_nothing_slips_into_the_configuration(wrong: dict[str, object]) -> None:
    given: dict[str, object] = {"host": "tiers.example.com", "workspace": Path("/srv/work"), **wrong}
    with pytest.raises(UsageError):
        Deployment(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("pool", ["home.ipynb", "home.ipynb=x", "other.ipynb=2", "=2", "home.ipynb=-1"])
def test_a_pool_is_an_app_and_a_number(tmp_path: Path, workspace: Path, pool: str) -> None:
    run = _run(tmp_path / "server", workspace, "--pool", pool)
    assert isinstance(run.exception, UsageError)
    assert "home.ipynb" in str(run.exception)


@pytest.mark.parametrize(
    "url", ["tiers.example.com", "ftp://tiers.example.com", "https://tiers.example.com/home"]
)
def test_the_check_wants_an_address(url: str) -> None:
    run = CliRunner().invoke(command, ["check", "--url", url, "--user", "li.na"], input="x\n")
    assert isinstance(run.exception, UsageError)


def test_the_check_says_when_nobody_answers() -> None:
    asked = ["check", "--url", "http://127.0.0.1:1", "--user", "li.na"]
    run = CliRunner().invoke(command, asked, input="x\n")
    assert isinstance(run.exception, BadInputError)
    assert "does not answer" in str(run.exception)
