"""Click's own texts follow the language; --lang is taken before and after a command's name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.told import Tell
from tierline.cli import _COMMANDS
from tierline.commands.options import language_asked_for
from tierline.messages import current_language


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        (["score", "--help"], "用法：", "Usage:"),
        (["score", "--help"], "选项:", "Options:"),
        (["--help"], "命令:", "Commands:"),
        (["--help"], "显示版本并退出。", "Show the version and exit."),
        (["nonesuch"], "错误：没有命令 'nonesuch'。", "Error: No such command 'nonesuch'."),
        (["monthly"], "缺少选项 '--month'", "Missing option '--month'"),
        (["score", "a.csv"], "缺少参数 'OUT'", "Missing argument 'OUT'"),
        (["verify", "--nonesuch"], "没有选项 '--nonesuch'。", "No such option '--nonesuch'."),
        (
            ["verify", "--nonesuch"],
            "用“tierline verify --help”查看说明。",
            "Try 'tierline verify --help' for help.",
        ),
        (["bench", "--rows", "0"], "'--rows' 的值无效", "Invalid value for '--rows'"),
    ],
)
def test_in_both_languages(tell: Tell, words: list[str], chinese: str, english: str) -> None:
    spoken = tell("--lang", "zh", *words)
    assert chinese in spoken.out + spoken.err
    assert english not in spoken.out + spoken.err
    again = tell("--lang", "en", *words)
    assert english in again.out + again.err


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "显示此说明并退出。"), ("en", "Show this message and exit.")]
)
def test_help_of_help(language: str, said: str) -> None:
    # a command keeps its help option for the life of the process, hence a process for each language
    command = [sys.executable, "-m", "tierline", "--lang", language, "verify", "--help"]
    assert said in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_by_the_environment(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERLINE_LANG", "zh")
    assert "用法：" in tell("verify", "--nonesuch").err


@pytest.mark.parametrize("name", [*_COMMANDS, "staff list", "policy check", "tables template"])
def test_after_the_name_too(tell: Tell, name: str) -> None:
    said = tell(*name.split(), "--nonesuch", "--lang", "zh")
    assert said.code == 2
    assert "没有选项 '--nonesuch'。" in said.err
    assert "--lang" in tell(*name.split(), "--help").out
    assert tell(*name.split(), "--lang", "fr").code == 2


def test_left_out_after_the_name_the_first_holds(tell: Tell, tmp_path: Path) -> None:
    assert "错误：" in tell("--lang", "zh", "verify", "--workspace", tmp_path / "none").err


def test_words_behind_two_dashes_are_no_option() -> None:
    assert language_asked_for(["score", "--", "--lang", "zh"]) is None
    assert language_asked_for(["score", "--lang"]) is None
    assert language_asked_for(["score", "--lang=zh", "a"]) == "zh"
    assert current_language() == "en"
