"""Refusals of the records in words of somebody who sits at the planner's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.store.scenario_records import NoScenarioError, OvertakenError
from tierline.store.scenario_renewal import BehindError

if TYPE_CHECKING:
    from tierline.errors import TierlineError
    from tierline.policy.resolved import Policy

RENEW = N_("Somebody who did not work on it approves it on the new text; then it can be published.")


def at_the_desk(refusal: TierlineError, base: Policy, reader: str) -> TierlineError:
    """Return a refusal as the page tells it: figures in words, next steps that the page has.

    Parameters
    ----------
    refusal : TierlineError
        As it was raised.
    base : Policy
        The baseline at the desk, whose words the figures are told in.
    reader : str
        Login of who sits at the desk.
    """
    if isinstance(refusal, OvertakenError):
        return OvertakenError(refusal.on, refusal.since, base, reader)
    if isinstance(refusal, BehindError):
        return BehindError(refusal.behind, Message(RENEW))
    if isinstance(refusal, NoScenarioError):
        return BadInputError(
            N_(
                "There is no scenario '{scenario}' here. Open one from the list at the end of the page, or "
                "change a figure to begin a new one."
            ),
            **refusal.message.places,
        )
    return refusal
