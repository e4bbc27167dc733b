"""Ids, references and classes: everything has a name of its own, a source, and a place."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import Any

from tierline.messages import N_
from tierline.policy.faults import Faults
from tierline.policy.model import PolicyFile

MOST_TIERS = 100  # a rank is kept in a byte
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_TIER_ID = re.compile(r"[^\s:,;\"']{1,24}")
_REFERENCE = re.compile(r"\b(XJ|LY|FZ|VIP|SH)-\d+\b")


def names_a_rule(reference: str) -> bool:
    """Tell whether a reference quotes a rulebook ID."""
    return _REFERENCE.search(reference) is not None


def check_names(file: PolicyFile, faults: Faults) -> None:
    """Collect faults of ids, references and classes in ``faults``."""
    if not _ID.fullmatch(file.id):
        faults.add("id", N_("'{value}' is not allowed as an id. Use a-z, 0-9, - and _."), value=file.id)
    if len(file.tiers) > MOST_TIERS:
        faults.add(
            "tier",
            N_("{tiers} tiers are too many; {most} fit. Use fewer."),
            tiers=len(file.tiers),
            most=MOST_TIERS,
        )
    groups: list[tuple[str, list[Any]]] = [
        ("class", file.classes),
        ("tier", file.tiers),
        ("indicator", file.indicators),
        ("qualification", file.qualification),
        ("service_group", file.service_groups),
        ("service", file.services),
    ]
    for kind, entries in groups:
        for name, count in Counter(entry.id for entry in entries).items():
            if count > 1:
                faults.add(
                    name, N_("the {kind} id '{value}' stands twice. Rename one."), kind=kind, value=name
                )
            form = _TIER_ID if kind in ("class", "tier") else _ID
            if not form.fullmatch(name):
                faults.add(
                    name,
                    N_("'{value}' is not allowed as an id of {kind}. Use letters and digits without spaces."),
                    kind=kind,
                    value=name,
                )
        for entry in entries:
            if kind != "indicator" and not names_a_rule(entry.reference):
                tell_reference(entry.id, entry.reference, faults)
    if not names_a_rule(file.reference):
        tell_reference("reference", file.reference, faults)
    _check_classes(file, faults)


def _check_classes(file: PolicyFile, faults: Faults) -> None:
    known = [entry.id for entry in file.classes]
    for tier in file.tiers:
        if tier.class_id not in known:
            faults.add(
                tier.id,
                N_("the class '{value}' is not defined. Add the class, or use one of: {known}."),
                value=tier.class_id,
                known=", ".join(known),
            )
    used = [class_id for class_id, _tiers in groupby(file.tiers, key=lambda tier: tier.class_id)]
    for class_id, count in Counter(used).items():
        if count > 1:
            faults.add(
                class_id,
                N_("the tiers of class '{value}' do not stand together. Put them in order."),
                value=class_id,
            )
    for class_id in known:
        if class_id not in used:
            faults.add(
                class_id, N_("class '{value}' has no tier. Remove it, or give it one."), value=class_id
            )


def tell_reference(place: str, reference: str, faults: Faults) -> None:
    """Note that a reference names no rule."""
    faults.add(
        place,
        N_("the reference '{value}' names no rule of the rulebook. Write its ID, for example XJ-3."),
        value=reference,
    )
