"""What each command says when it is stopped or meets a full disk: of a month only where one is closed."""

from __future__ import annotations

import errno

import click
import pytest

from tests.commands.told import Said, Tell
from tierline import cli


@pytest.fixture
def failing(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> Tell:
    def failing(name: str, error: BaseException, language: str = "en") -> Said:
        def command() -> None:
            raise error

        monkeypatch.setattr(
            cli._Commands, "get_command", lambda *_given: click.Command(name, callback=command)
        )
        return tell("--lang", language, name)

    return failing


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("monthly", "en", "Stopped before the end. A month that was not closed yet is as it was."),
        ("demo", "zh", "已中途停止。尚未结账的月份保持原状。"),
        ("score", "en", "Stopped before the end."),
        ("score", "zh", "已中途停止。"),
    ],
)
def test_ctrl_c(failing: Tell, name: str, language: str, said: str) -> None:
    assert failing(name, KeyboardInterrupt(), language) == Said(130, "", f"\n{said}\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("monthly", "the disk is full; free some space and run again, the last good month is untouched"),
        ("explain", "the disk is full; free some space and run again"),
    ],
)
def test_a_full_disk(failing: Tell, name: str, said: str) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    assert failing(name, full) == Said(3, "", f"Error: {said}\n")
    named = OSError(errno.ENOSPC, "No space left on device", "out.csv")
    assert failing(name, named).err == f"Error: out.csv: {said}\n"


def test_an_end_of_file_nobody_expected_is_not_told_as_ctrl_c(
    failing: Tell, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EOFError, match="Ran out of input"):
        failing("score", EOFError("Ran out of input"))
    assert "Stopped" not in capsys.readouterr().err
