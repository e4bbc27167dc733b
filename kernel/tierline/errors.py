"""What can go wrong, said once in both languages, with the exit code it leads to."""

from __future__ import annotations

from typing import Any

from tierline.messages import Message


class TierlineError(Exception):
    """A failure the user can mend.

    Parameters
    ----------
    message : str or Message
        English text marked with ``N_``, with ``{named}`` places, or a finished message.
    **places : object
        What goes into the places: file, row, column, value, parameter.
    """

    exit_code = 1

    def __init__(self, message: str | Message, **places: Any) -> None:
        self.message = message if isinstance(message, Message) else Message(message, places)
        super().__init__(self.message.text)

    def __str__(self) -> str:
        return self.message.render()

    def render(self, language: str | None = None) -> str:
        """Return the message in ``language`` ("en" or "zh"; default: the current one)."""
        return self.message.render(language)


class UsageError(TierlineError):
    """The command or call was put wrongly; exit code 2."""

    exit_code = 2


class BadInputError(TierlineError):
    """A file, table, policy or value that cannot be used; exit code 3."""

    exit_code = 3


class ScopeError(BadInputError):
    """Rows were asked for that the person may not see (LY-20); exit code 3."""


class IntegrityError(TierlineError):
    """Stored results are not what their manifest says, or a closed month is at stake; exit code 4."""

    exit_code = 4
