"""Ids, references and roles of a policy of points: everything has a name of its own and a source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from tierline.messages import N_
from tierline.performance.policy_model import PointsFile
from tierline.policy.check_names import names_a_rule, tell_reference
from tierline.policy.faults import Faults
from tierline.tables.registry import table_spec

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check_points_names(file: PointsFile, faults: Faults) -> None:
    """Collect faults of ids, references and named roles in ``faults``."""
    if not _ID.fullmatch(file.id):
        faults.add("id", N_("'{value}' is not allowed as an id. Use a-z, 0-9, - and _."), value=file.id)
    if not names_a_rule(file.reference):
        tell_reference("reference", file.reference, faults)
    _check_entries("indicator, role or item", [*file.indicators, *file.roles, *file.items], faults)
    for role in file.roles:
        _check_entries("category", role.categories, faults)
    _check_roles(file, faults)


def _check_entries(kind: str, entries: Sequence[Any], faults: Faults) -> None:
    for name, count in Counter(entry.id for entry in entries).items():
        if count > 1:
            faults.add(name, N_("the {kind} id '{value}' stands twice. Rename one."), kind=kind, value=name)
        if not _ID.fullmatch(name):
            faults.add(
                name,
                N_("'{value}' is not allowed as an id of {kind}. Use letters and digits without spaces."),
                kind=kind,
                value=name,
            )
    for entry in entries:
        if not names_a_rule(entry.reference):
            tell_reference(entry.id, entry.reference, faults)


def _check_roles(file: PointsFile, faults: Faults) -> None:
    known = table_spec("managers").column("role").codes or {}
    ids = [role.id for role in file.roles]
    for role in file.roles:
        if role.id not in known:
            rule = N_("the table of managers has no role '{value}'. Use one of: {known}.")
            tell_unknown(faults, role.id, rule, role.id, known)
    asked = [(f"{role.id}.mix.team_role", role.mix.team_role) for role in file.roles if role.mix]
    asked += [(f"{item.id}.roles", name) for item in file.items for name in item.roles]
    for place, name in asked:
        if name not in ids:
            rule = N_("this policy has no role '{value}'. Use one of: {known}.")
            tell_unknown(faults, place, rule, name, ids)


def tell_unknown(faults: Faults, place: str, rule: str, value: str, known: Iterable[str]) -> None:
    """Note a name that is none of ``known``; ``rule`` has the places {value} and {known}."""
    faults.add(place, rule, value=value, known=", ".join(known))
