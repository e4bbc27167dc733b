"""Tells of indicators for which a file holds no value at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tierline.messages import N_, Message
from tierline.policy.resolved import Policy


def unheld(file: str, empty: Collection[str], policy: Policy) -> Iterator[Message]:
    """Yield a notice for each indicator whose column stands in ``empty``, the columns without a value."""
    for indicator in policy.indicators:
        if indicator.column in empty:
            yield Message(
                N_(
                    "{file}: {column} holds no value. It weighs {weight} % of the score; every account "
                    "gets what the policy says for a missing value."
                ),
                {"file": file, "column": indicator.column, "weight": f"{indicator.weight / 100:g}"},
            )
