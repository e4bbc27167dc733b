"""What looks wrong about a month though it can be closed: told, not refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tierline.messages import LANGUAGES, N_, Message
from tierline.store.months import last_day

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.tables.take import Count


def few_accepted(accounts: Count) -> list[Message]:
    """Warn when fewer than half of the accounts that were read can be used."""
    if 2 * accounts.accepted >= accounts.read:
        return []
    return [
        Message(
            N_(
                "Warning: of {read} accounts read only {accepted} were accepted, fewer than half. "
                "Look into the refused rows before anybody works with this month."
            ),
            {"read": accounts.read, "accepted": accounts.accepted},
        )
    ]


def without_values(accounts: pa.Table, policy: Policy) -> list[Message]:
    """Warn of columns that the policy reads and that are missing or empty throughout.

    Parameters
    ----------
    accounts : pyarrow.Table
        Accepted accounts.
    policy : Policy
        In the month.

    Returns
    -------
    list of Message
        One for each indicator, and one for the columns that only rules read.
    """
    empty = {
        name
        for name in policy.columns
        if name not in accounts.column_names or accounts[name].null_count == accounts.num_rows
    }
    notes = [
        Message(
            N_(
                "Warning: the column {column} is missing or empty in every account, so the indicator "
                "{indicator} (weight {weight} %) tells nothing. Is its heading spelt as "
                "`tierline tables show accounts` has it?"
            ),
            {"column": one.column, "indicator": one.id, "weight": f"{one.weight / 100:g}"},
        )
        for one in policy.indicators
        if one.column in empty
    ]
    ruled = [name for name in policy.columns if name in empty - {one.column for one in policy.indicators}]
    if ruled:
        notes.append(
            Message(
                N_("Columns that rules read are missing or empty in every account: {columns}."),
                {"columns": ", ".join(ruled)},
            )
        )
    return notes


def not_over(month: str, today: date) -> list[Message]:
    """Warn when a month is closed before its last day has passed."""
    end = last_day(month)
    if end < today:
        return []
    return [
        Message(
            N_(
                "Warning: {month} ends on {end} and is not over yet ({today}): its figures may not be "
                "complete. What comes in later needs a replacement of this run."
            ),
            {"month": month, "end": end.isoformat(), "today": today.isoformat()},
        )
    ]


def in_both(notes: list[Message]) -> list[dict[str, str]]:
    """Return notes as a manifest keeps them: in every language."""
    return [{language: note.render(language) for language in LANGUAGES} for note in notes]
