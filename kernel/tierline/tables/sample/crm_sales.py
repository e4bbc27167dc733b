"""The sales force of the sample crm-sales: staff, customers, and what each agent won in a quarter."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tierline.data import data_folder
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tables.sample.frame import table

_SOURCE = "CRM Sales Opportunities"
_UNITS = {"won_value": "usd", "won_deals": "count"}


@dataclass(frozen=True)
class Sales:
    """The sample as it is shipped.

    Parameters
    ----------
    lines, customers : tuple of dict
        The rows of ``quarters.csv`` and of ``customers.csv``.
    staff : dict of str to pyarrow.Table
        managers, teams, areas.
    last : int, optional
        How many quarters `months` gives, the last ones; all by default.
    """

    lines: tuple[dict[str, str], ...]
    customers: tuple[dict[str, str], ...]
    staff: dict[str, pa.Table]
    last: int | None = None

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters, ascending, as "2017-Q1"."""
        return tuple(sorted({line["quarter"] for line in self.lines}))

    def months(self) -> Iterator[tuple[str, dict[str, pa.Table]]]:
        """Yield (last month of the quarter, tables as the monthly run takes them) in ascending order."""
        for quarter in self.quarters[-(self.last or len(self.quarters)) :]:
            others = {
                "accounts": self._accounts(quarter),
                "overrides": table("overrides", {"account_id": []}),
            }
            yield last_month(quarter), {**self.tables(quarter), **others}

    def truth(self) -> dict[str, pa.Table]:
        """Return nothing: what is behind the deals is not known."""
        return {}

    def _accounts(self, quarter: str) -> pa.Table:
        """Return the customers; their revenue is what was won there in the quarter."""
        staff = self.staff["managers"]
        office = dict(zip(staff["manager_id"].to_pylist(), staff["area_id"].to_pylist(), strict=True))
        rows = [row for row in self.customers if row["quarter"] == quarter]
        holders = [row["manager_id"] or None for row in rows]
        return table(
            "accounts",
            {
                "account_id": [row["account_id"] for row in rows],
                "name": [row["name"] for row in rows],
                "employees": [int(row["employees"]) for row in rows],
                "annual_sales": [float(row["annual_sales"]) for row in rows],
                "monthly_revenue": [float(row["won_value"]) for row in rows],
                "manager_id": holders,
                "area_id": ["ALL" if holder is None else office[holder] for holder in holders],
            },
        )

    def tables(self, quarter: str) -> dict[str, pa.Table]:
        """Return one quarter's tables with the registry's schemas.

        Parameters
        ----------
        quarter : str
            One of ``quarters``.

        Returns
        -------
        dict of str to pyarrow.Table
            managers, teams, areas, actuals (``won_value`` in US dollars, ``won_deals``).

        Raises
        ------
        BadInputError
            The sample has no such quarter.
        """
        if quarter not in self.quarters:
            raise BadInputError(
                N_("There is no quarter {quarter} in crm-sales. There are: {known}."),
                quarter=quarter,
                known=", ".join(self.quarters),
            )
        rows = [
            (line["manager_id"], name, float(line[name]), unit, _SOURCE)
            for line in self.lines
            if line["quarter"] == quarter
            for name, unit in _UNITS.items()
        ]
        names = ("manager_id", "indicator", "actual", "unit", "source")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        return {**self.staff, "actuals": table("actuals", columns)}


def last_month(quarter: str) -> str:
    """Return the last month of a quarter: "2017-Q1" -> "2017-03"; a policy of quarters is loaded with it."""
    year, _dash, number = quarter.partition("-Q")
    return f"{year}-{3 * int(number):02d}"


def read_sales(last: int | None = None) -> Sales:
    """Read the shipped sample; ``last`` as in `Sales`."""
    staff = {name: table(name, _columns(name)) for name in ("managers", "teams", "areas")}
    return Sales(tuple(_rows("quarters")), tuple(_rows("customers")), staff, last)


def _rows(name: str) -> list[dict[str, str]]:
    path = data_folder() / "samples" / "crm-sales" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _columns(name: str) -> dict[str, list[Any]]:
    rows = _rows(name)
    return {column: [row[column] or None for row in rows] for column in rows[0]}
