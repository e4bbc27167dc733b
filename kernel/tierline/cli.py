"""The ``tierline`` command: finds its subcommands by name, loads one when it is called."""

from __future__ import annotations

import errno
import sys
from contextlib import nullcontext
from importlib import import_module

import click

from tierline._version import __version__
from tierline.commands.click_texts import install
from tierline.commands.options import add_language_option, language_asked_for
from tierline.errors import TierlineError
from tierline.machine_code.notices import heard_by
from tierline.messages import N_, Message, _, set_language, system_language

# name -> module under tierline.commands; one line of help here keeps `--help` free of heavy imports
_COMMANDS = (
    "demo",
    "sample",
    "monthly",
    "score",
    "explain",
    "verify",
    "tables",
    "policy",
    "scenario",
    "points",
    "staff",
    "deploy",
    "bench",
    "version",
)

_CLOSING = ("demo", "monthly")  # what is said of the last good month is said by these only

_OPTION_HELP = {"lang": N_("Language of messages."), "version": N_("Show the version and exit.")}


def _speak(_context: click.Context, _option: click.Parameter, lang: str | None) -> None:
    """Choose the language while the line is read: a subcommand's help is made when it is found."""
    set_language(lang or system_language())


class _Commands(click.Group):
    called: str | None = None

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = _("Score corporate customers, assign service tiers, close the month.")
        for option in self.params:
            if isinstance(option, click.Option) and option.name in _OPTION_HELP:
                option.help = _(_OPTION_HELP[option.name])
        super().format_help_text(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"tierline.commands.{name}").command
        add_language_option(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if language := language_asked_for(args):
            set_language(language)
        name, command, rest = super().resolve_command(ctx, args)
        self.called = name
        return name, command, rest


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tierline")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    is_eager=True,
    expose_value=False,
    callback=_speak,
    help=_OPTION_HELP["lang"],
)
def tierline() -> None:
    """Hold the commands; what its help says is chosen with the language, by `_Commands`."""


def _closing() -> bool:
    return isinstance(tierline, _Commands) and tierline.called in _CLOSING


def _full_disk() -> str:
    if _closing():
        return _("the disk is full; free some space and run again, the last good month is untouched")
    return _("the disk is full; free some space and run again")


def _stopped() -> str:
    if _closing():
        return _("Stopped before the end. A month that was not closed yet is as it was.")
    return _("Stopped before the end.")


def _tell(notice: Message) -> None:
    click.echo(notice.render(), err=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; leave with 0 ok, 2 usage, 3 bad input, 4 integrity.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of this process, whose user is then told what machine code is made too.

    Raises
    ------
    EOFError
        As any other error nobody expected: click takes it for Ctrl-C.
    """
    install()
    try:
        with heard_by(_tell) if arguments is None else nullcontext():
            tierline.main(args=arguments, prog_name="tierline", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort as stop:
        if isinstance(stop.__cause__, EOFError):
            raise stop.__cause__ from None
        click.echo(_stopped(), err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except TierlineError as error:
        click.echo(_("Error: {what}").format(what=error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        reason = _full_disk() if error.errno == errno.ENOSPC else error.strerror or str(error)
        place = f"{error.filename}: " if error.filename else ""
        click.echo(_("Error: {what}").format(what=f"{place}{reason}"), err=True)
        sys.exit(3)
