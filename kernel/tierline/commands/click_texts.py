"""Click's own texts, in the language in force.

Click asks ``gettext`` for the process's language when it starts; here the language may change from call
to call. So the names under which Click's modules know ``gettext`` are pointed at Tierline's catalogues.
A text that is not listed below stays in English.
"""

from __future__ import annotations

import gettext
from importlib import import_module

from tierline.messages import N_, current_language, translate

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")

TEXTS = frozenset(
    {
        N_("Usage:"),
        N_("Options"),
        N_("Commands"),
        N_("Positional arguments"),
        N_("Show this message and exit."),
        N_("Show the version and exit."),
        N_("%(prog)s, version %(version)s"),
        N_("default: {default}"),
        N_("env var: {var}"),
        N_("required"),
        N_("Error: {message}"),
        N_("Try '{command} {option}' for help."),
        N_("Missing command."),
        N_("Missing argument"),
        N_("Missing option"),
        N_("Missing parameter"),
        N_("No such option {name!r}."),
        N_("No such command {name!r}."),
        N_("Did you mean {possibility}?"),
        N_("(Did you mean one of: {possibilities}?)"),
        N_("Invalid value: {message}"),
        N_("Invalid value for {param_hint}: {message}"),
        N_("{value!r} is not {choice}."),
        N_("{value!r} is not one of {choices}."),
        N_("{value!r} is not a valid {number_type}."),
        N_("{value} is not in the range {range}."),
        N_("{name} {filename!r} does not exist."),
        N_("{name} {filename!r} is a file."),
        N_("{name} {filename!r} is a directory."),
        N_("file"),
        N_("directory"),
        N_("path"),
        N_("Option {name!r} does not take a value."),
        N_("Option {name!r} requires an argument."),
        N_("Option {name!r} requires {nargs} arguments."),
        N_("Got unexpected extra argument ({args})"),
        N_("Got unexpected extra arguments ({args})"),
    }
)


def speak(text: str) -> str:
    """Return one of Click's texts in the language in force."""
    return translate(text) if text in TEXTS and current_language() != "en" else gettext.gettext(text)


def speak_number(one: str, many: str, number: int) -> str:
    """Return the text for ``number`` things; Chinese words do not change with it."""
    if current_language() == "en":
        return gettext.ngettext(one, many, number)
    return speak(one if number == 1 else many)


def install() -> None:
    """Let Click speak the language in force; again does no harm."""
    own = {"gettext": speak, "ngettext": speak_number}
    for module in (import_module(f"click.{name}") for name in _MODULES):
        for name, value in list(vars(module).items()):
            if value is gettext.gettext or value is gettext.ngettext:
                setattr(module, name, own[value.__name__])
