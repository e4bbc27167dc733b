from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.frozen import Row
from tierline.messages import set_language
from tierline.store.workspace import Workspace
from tierline_widgets import apps
from tierline_widgets.apps import command
from tierline_widgets.voila_settings import JUPYTER, settings


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    yield
    set_language(None)


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        run = CliRunner().invoke(command, ["--workspace", str(tmp_path), "--port", str(port)])
    assert run.exit_code == 3
    assert f"Port {port} is taken" in run.output
    assert f"--port {port + 1}" in run.output


def test_a_missing_workspace_is_said(tmp_path: Path) -> None:
    run = CliRunner().invoke(command, ["--workspace", str(tmp_path / "nowhere")])
    assert run.exit_code == 3
    assert "there is no such workspace" in run.output
    assert "tierline demo" in run.output


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "'nobody' is not on the staff table of this workspace"),
        ("zh", "“nobody”不在此工作区的人员表中"),
    ],
)
def test_a_person_who_is_not_on_the_staff_is_said_before_anything_starts(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setattr(apps, "start", lambda *_all: pytest.fail("it was started"))
    monkeypatch.setenv("TIERLINE_LANG", language)
    run = CliRunner().invoke(command, ["--workspace", str(workspace.path), "--as", "nobody"])
    assert run.exit_code == 3
    assert said in run.output
    assert "tierline staff add nobody" in run.output


def test_a_person_of_the_staff_is_let_in(
    workspace: Workspace, manager: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr(apps, "start", lambda *given: started.append(given))
    run = CliRunner().invoke(command, ["--workspace", str(workspace.path), "--as", manager["login"]])
    assert run.exit_code == 0, run.output
    assert [given[3] for given in started] == [manager["login"]]


def test_a_port_outside_the_range_is_a_usage_error(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, ["--workspace", str(tmp_path), "--port", "80"]).exit_code == 2


def test_the_server_is_for_this_machine_and_quiet_about_its_insides() -> None:
    held = settings(8866, 1)
    assert held["Voila"]["ip"] == "127.0.0.1"
    assert held["Voila"]["port_retries"] == 0
    voila = held["VoilaConfiguration"]
    assert voila["allow_template_override"] == voila["allow_theme_override"] == "NO"
    assert voila["show_tracebacks"] is False
    assert voila["file_denylist"] == [".*"]
    assert held["MappingKernelManager"]["cull_idle_timeout"] > 0
    assert held["MappingKernelManager"]["cull_connected"] is True
    assert os.name == "nt" or held["KernelManager"] == {"transport": "ipc"}
    assert (JUPYTER / "voila" / "templates" / voila["template"] / "conf.json").is_file()
