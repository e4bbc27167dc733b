"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from tierline.messages import LANGUAGES, _, set_language

Decorated = Callable[..., Any]


def workspace_option(function: Decorated) -> Decorated:
    """Add ``--workspace``."""
    return click.option(
        "--workspace",
        type=click.Path(path_type=Path),
        envvar="TIERLINE_WORKSPACE",
        default=Path("workspace"),
        show_default=True,
        help=_("Folder of the workspace."),
    )(function)


def month_option(function: Decorated) -> Decorated:
    """Add ``--month``, which must be given."""
    return click.option("--month", required=True, metavar="YYYY-MM", help=_("The month."))(function)


def language_asked_for(words: Sequence[str]) -> str | None:
    """Return the language that ``--lang`` names among the words of a command line, None if none.

    A command's help is made when its module is loaded, before the line behind its name is read.
    """
    asked = None
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang":
            asked = words[place + 1] if place + 1 < len(words) else None
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked if asked in LANGUAGES else None


def add_language_option(command: click.Command) -> None:
    """Let a command and those below it take ``--lang`` after its name, unless it has one of its own."""
    if not any("--lang" in option.opts for option in command.params):
        command.params.append(
            click.Option(
                ["--lang"],
                type=click.Choice(LANGUAGES),
                is_eager=True,
                expose_value=False,
                callback=_speak,
                help=_("Language of messages."),
            )
        )
    if isinstance(command, click.Group):
        for below in command.commands.values():
            add_language_option(below)


def _speak(_context: click.Context, _option: click.Parameter, language: str | None) -> None:
    if language:  # left out, what stands before the command's name holds
        set_language(language)
