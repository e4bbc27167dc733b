"""A scenario's delta as a TOML file: title, baseline, changes."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.delta import Change, Delta
from tierline.policy.delta_text import toml_text
from tierline.policy.faults import Faults

SCHEMA = 1
MOST_CHARACTERS = 1_000_000  # no real scenario comes near; a data file given by mistake does
_TEXTS = ("title", "author", "note")
_BASELINE = ("policy", "month", "policy_sha256")


def delta_to_toml(delta: Delta) -> str:
    """Return the delta as the text of a TOML file; `delta_from_toml` reads the same delta back."""
    document = tomlkit.document()
    document.add(tomlkit.comment("A scenario: what it changes of a policy. Values as in the policy's file."))
    document["schema"] = SCHEMA
    for name in _TEXTS:
        if getattr(delta, name):
            document[name] = tomlkit.value(toml_text(getattr(delta, name)))
    base = tomlkit.table()
    for name in _BASELINE:
        base[name] = getattr(delta, name)
    document["baseline"] = base
    changes = AoT([])
    for change in delta.changes:
        changes.append(_entry(change))
    if delta.changes:
        document["change"] = changes
    return tomlkit.dumps(document)


def _entry(change: Change) -> Table:
    entry = tomlkit.table()
    entry["path"] = tomlkit.value(toml_text(change.path))
    entry["value"] = tomlkit.value(toml_text(change.value))
    return entry


def delta_from_toml(text: str, file: str = "scenario.toml") -> Delta:
    """Read a delta from the text of a TOML file.

    Parameters
    ----------
    text : str
    file : str
        Its name in messages.

    Raises
    ------
    BadInputError
        No TOML, or not the shape of a scenario; every fault is told. Whether the paths and values fit a
        policy is for `check_delta`.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadInputError(N_("{file} is too large for a scenario. Give a scenario's TOML file."), file=file)
    try:
        raw = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(
            N_("{file}: not valid TOML: {error}. Mend that line."), file=file, error=str(error)
        ) from None
    faults = Faults(file)
    if raw.get("schema") != SCHEMA or isinstance(raw.get("schema"), bool):
        faults.add("schema", N_("is not {schema}: this is no scenario of this version."), schema=SCHEMA)
        faults.raise_if_any()
    _tell_unknown(raw, ("schema", *_TEXTS, "baseline", "change"), "", faults)
    texts = {name: _text(raw, name, name, faults, needed=False) for name in _TEXTS}
    base = raw.get("baseline")
    if not isinstance(base, dict):
        faults.add("baseline", N_("is missing. Add it."))
        base = {}
    else:
        _tell_unknown(base, _BASELINE, "baseline.", faults)
        for name in _BASELINE:
            _text(base, name, f"baseline.{name}", faults, needed=True)
    changes = _changes(raw.get("change", []), faults)
    faults.raise_if_any()
    return Delta(base["policy"], base["month"], base["policy_sha256"], tuple(changes), **texts)


def _changes(raw: Any, faults: Faults) -> list[Change]:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        faults.add("change", N_("is no list of changes. Write each as [[change]] with path and value."))
        return []
    found: list[Change] = []
    for place, entry in enumerate(raw, 1):
        where = f"change {place}"
        _tell_unknown(entry, ("path", "value"), f"{where}.", faults)
        path = _text(entry, "path", f"{where}.path", faults, needed=True)
        if "value" not in entry:
            faults.add(f"{where}.value", N_("is missing. Add it."))
        elif any(change.path == path for change in found):
            faults.add(where, N_("'{path}' is changed twice. Keep one."), path=path)
        else:
            found.append(Change(path, entry["value"]))
    return found


def _text(raw: dict[str, Any], name: str, place: str, faults: Faults, *, needed: bool) -> str:
    if name not in raw:
        if needed:
            faults.add(place, N_("is missing. Add it."))
        return ""
    value = raw[name]
    if not isinstance(value, str):
        faults.add(place, N_("'{value}' is no text. Write it in quotation marks."), value=value)
        return ""
    return value


def _tell_unknown(raw: dict[str, Any], known: tuple[str, ...], where: str, faults: Faults) -> None:
    for name in raw:
        if name not in known:
            faults.add(f"{where}{name}", N_("is not known here. Remove it, or mend its spelling."))
