"""What the province's staff were asked to reach, reached and did: targets, actuals, events, transfers.

Everybody who has points is more or less able; what they reach follows from that and from chance. A few
figures are missing, a few targets are 0, a few events are not approved, and some accounts changed hands
within the month. The truth keeps every figure in its smallest unit, however it is written in the tables.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.performance.units import UNITS
from tierline.tables.sample.frame import table
from tierline.tables.sample.setting import stream

_OTHER_UNITS = {"yuan": "wan_yuan", "percent": "ratio"}
_LEFT_OUT, _NO_TARGET, _OTHERWISE_WRITTEN = 0.004, 0.01, 0.1
_PENDING, _BY_ONESELF = 0.06, 0.01
_HUNDRED = 100  # yuan to which targets of revenue are set


@cache
def measured() -> dict[str, Any]:
    """Return the figures and items as the data file has them."""
    return tomllib.loads(files(__package__).joinpath("performance.toml").read_text(encoding="utf-8"))


@dataclass
class Performance:
    """The staff's months: tables are drawn month by month, the truth grows with them."""

    managers: list[dict[str, Any]]
    seed: int
    figures: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        measures = {role for figure in measured()["figure"] for role in figure["roles"]}
        self.staff = [row for row in self.managers if row["role"] in measures]
        drawn = stream(self.seed, "ability").normal(0.97, 0.12, len(self.staff))
        self.ability = dict(zip((row["manager_id"] for row in self.staff), drawn.tolist(), strict=True))
        leaders = [row for row in self.managers if row["role"] == "team_leader"]
        self.leader = {row["team_id"]: row["manager_id"] for row in leaders}

    def month(self, month: str, index: int, accounts: pa.Table, new: set[str]) -> dict[str, pa.Table]:
        """Return one month's tables.

        Parameters
        ----------
        month : str
            "YYYY-MM".
        index : int
            The month's number in the sample.
        accounts : pa.Table
            The month's accounts.
        new : set of str
            Accounts that were not there the month before; only they may have come from elsewhere.
        """
        draw = stream(self.seed, "performance", index)
        figures = list(self._figures(draw, _sums(accounts, "ict_revenue")))
        self.figures += [{"month": month, **row} for row in figures]
        events = list(self._events(draw, month))
        self.events += [
            {
                "month": month,
                "event_id": row["event_id"],
                "manager_id": row["manager_id"],
                "item": row["item"],
            }
            | {"counts": row["approver"] not in (None, row["manager_id"])}
            for row in events
        ]
        return {
            "targets": _as_table("targets", self._written(draw, figures, "target")),
            "actuals": _as_table("actuals", self._written(draw, figures, "actual")),
            "point_events": _as_table("point_events", events),
            "transfers": _as_table("transfers", list(self._transfers(month, index, accounts, new))),
        }

    def truth(self) -> dict[str, pa.Table]:
        """Return ability, figures in smallest units, and which events count."""
        return {
            "ability": pa.table(
                {"manager_id": list(self.ability), "ability": pa.array(list(self.ability.values()))}
            ),
            "figures": pa.Table.from_pylist(
                [{name: row[name] for name in _FIGURES.names} for row in self.figures], schema=_FIGURES
            ),
            "point_events": pa.Table.from_pylist(self.events, schema=_EVENTS),
        }

    def _figures(self, draw: np.random.Generator, earned: dict[str, int]) -> Iterator[dict[str, Any]]:
        """Draw everybody's figures of a month, in smallest units."""
        for person in self.staff:
            for figure in measured()["figure"]:
                if person["role"] not in figure["roles"]:
                    continue
                completion = max(0.2, draw.normal(self.ability[person["manager_id"]], 0.1))
                target, actual = _reached(figure, completion, earned.get(person["manager_id"], 0), draw)
                yield {
                    "manager_id": person["manager_id"],
                    "indicator": figure["indicator"],
                    "unit": figure["unit"],
                    "source": figure.get("source"),
                    "target": target,
                    "actual": None if draw.random() < _LEFT_OUT else actual,
                }

    def _written(
        self, draw: np.random.Generator, figures: list[dict[str, Any]], which: str
    ) -> list[dict[str, Any]]:
        """Return targets or actuals as rows of their table; some are written in another unit."""
        rows = []
        for row in figures:
            if row[which] is None:
                continue
            unit = row["unit"]
            if draw.random() < _OTHERWISE_WRITTEN:
                unit = _OTHER_UNITS.get(unit, unit)
            written = {
                "manager_id": row["manager_id"],
                "indicator": row["indicator"],
                which: float(Decimal(row[which]) / UNITS[unit].scale),
                "unit": unit,
            }
            rows.append(written | ({"source": row["source"]} if which == "actual" else {}))
        return rows

    def _events(self, draw: np.random.Generator, month: str) -> Iterator[dict[str, Any]]:
        first = date.fromisoformat(f"{month}-01")
        number = 0
        for person in self.staff:
            for item in measured()["item"]:
                for _turn in range(draw.poisson(item["rate"])):
                    number += 1
                    day = first + timedelta(days=int(draw.integers(0, 28)))
                    chance = draw.random()
                    approver = self.leader.get(person["team_id"])
                    if chance < _PENDING:
                        approver = None
                    elif chance > 1 - _BY_ONESELF:
                        approver = person["manager_id"]
                    yield {
                        "event_id": f"E{month.replace('-', '')}{number:05d}",
                        "manager_id": person["manager_id"],
                        "item": item["id"],
                        "date": day,
                        "evidence": item["evidence"].format(number=int(draw.integers(1000, 9999))),
                        "approver": approver,
                        "approved_on": None
                        if approver is None
                        else day + timedelta(days=int(draw.integers(0, 6))),
                    }

    def _transfers(
        self, month: str, index: int, accounts: pa.Table, new: set[str]
    ) -> Iterator[dict[str, Any]]:
        """Hand new accounts on to who holds them now, and lend a few others for some days."""
        draw = stream(self.seed, "transfers", index)
        mates = {
            person["manager_id"]: [
                other["manager_id"]
                for other in self.staff
                if other["team_id"] == person["team_id"]
                and other["role"] == "account_manager"
                and other["manager_id"] != person["manager_id"]
            ]
            for person in self.staff
            if person["role"] in ("account_manager", "phone_manager")
        }
        held = accounts.select(["account_id", "manager_id"]).to_pydict()
        pairs = [pair for pair in zip(*held.values(), strict=True) if mates.get(pair[1])]
        first = date.fromisoformat(f"{month}-01")
        chosen = draw.permutation(len(pairs))[: max(3, len(pairs) // 500)]
        for place in sorted(int(each) for each in chosen):
            account, holder = pairs[place]
            mate = str(draw.choice(mates[holder]))
            one, other = sorted(int(day) for day in draw.choice(27, 2, replace=False) + 1)
            days = first + timedelta(days=one), first + timedelta(days=other)
            if account not in new:
                yield _transfer(account, holder, mate, days[0], "休假代管")
                yield _transfer(account, mate, holder, days[1], "休假结束")
            else:
                yield _transfer(account, mate, holder, days[0], "新客户划转")


_FIGURES = pa.schema(
    [
        ("month", pa.string()),
        ("manager_id", pa.string()),
        ("indicator", pa.string()),
        ("target", pa.int64()),
        ("actual", pa.int64()),
    ]
)
_EVENTS = pa.schema(
    [(name, pa.string()) for name in ("month", "event_id", "manager_id", "item")] + [("counts", pa.bool_())]
)


def _reached(
    figure: dict[str, Any], completion: float, earned: int, draw: np.random.Generator
) -> tuple[int | None, int | None]:
    """Return target and actual in smallest units; None where another table or the policy tells it."""
    scale = UNITS[figure["unit"]].scale
    if "from_accounts" in figure:
        step = _HUNDRED * scale
        return max(1, round(earned / completion / step)) * step, None
    if "level" in figure:
        level = min(100.0, figure["level"] * (0.6 + 0.4 * completion) + draw.normal(0, 2))
        return None, round(max(0.0, level) * scale)
    low, high = figure["target"]
    target = int(draw.integers(low, high + 1)) * scale
    reached = round(target / completion if figure.get("less") else target * completion)
    return (0 if draw.random() < _NO_TARGET else target), reached


def _sums(accounts: pa.Table, column: str) -> dict[str, int]:
    """Return each manager's sum of an amount in fen."""
    sums: dict[str, int] = {}
    amounts = np.rint(accounts[column].to_numpy() * 100).astype(np.int64).tolist()
    for manager, amount in zip(accounts["manager_id"].to_pylist(), amounts, strict=True):
        sums[manager] = sums.get(manager, 0) + amount
    return sums


def _transfer(account: str, giver: str, receiver: str, day: date, reason: str) -> dict[str, Any]:
    return {
        "account_id": account,
        "from_manager": giver,
        "to_manager": receiver,
        "date": day,
        "reason": reason,
    }


def _as_table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    names = list(rows[0]) if rows else ["account_id" if name == "transfers" else "manager_id"]
    return table(name, {column: [row[column] for row in rows] for column in names})
