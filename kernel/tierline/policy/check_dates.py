"""No gap at the start: whatever a tier's line needs holds from the line's first day."""

from __future__ import annotations

from tierline.messages import N_
from tierline.policy.faults import Faults
from tierline.policy.model import PolicyFile


def check_start(file: PolicyFile, faults: Faults) -> None:
    """Tell the parameters that begin after the first line: months between could not be graded."""
    begins = {name: parameter.values[0].since for name, parameter in file.parameters().items()}
    lines = [begins[f"{tier.id}.line"] for tier in file.tiers if tier.line is not None]
    for name, since in begins.items() if lines else ():
        if since > min(lines):
            faults.add(
                name,
                N_("its first value holds from {since}, the lines from {first}. Add one from {first}."),
                since=since,
                first=min(lines),
            )
