"""The wholesaler's real customers as monthly tables; what each column means is in the sample's README."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tierline.data import data_folder
from tierline.tables.sample.frame import table
from tierline.tables.sample.setting import Floats, Integers, month_numbers

MONTHS = tuple(month_numbers("2011-12", 13))
_AMOUNTS = ("net_pence", "orders", "products")


@dataclass(frozen=True)
class Wholesaler:
    """Customers x months: net pence, orders and products, and what is known of each customer."""

    names: list[str]
    customers: Integers
    amounts: dict[str, Integers]  # each of shape (customers, 13)
    seen: Integers  # first month with a document
    opened: np.ndarray  # its first day
    country: np.ndarray  # index of the country known in each month, shape (customers, 13)
    countries: list[str]
    folder: Path

    def months(self) -> Iterator[tuple[str, dict[str, pa.Table]]]:
        """Yield (month, tables) in ascending order."""
        areas = _rows(self.folder / "areas.csv")
        place = {area["country"]: area["area_id"] for area in areas if area["country"]}
        parent = {area["area_id"]: area["parent_id"] for area in areas}
        managers = _rows(self.folder / "managers.csv")
        others = {
            "managers": _table("managers", managers),
            "teams": _table("teams", _rows(self.folder / "teams.csv")),
            "areas": _table("areas", areas),
            "overrides": table("overrides", {"account_id": []}),
        }
        area_ids = [place[country] for country in self.countries]
        carriers = _carriers(managers, area_ids, parent)
        for index, month in enumerate(MONTHS):
            if month in self.names:
                yield month, {"accounts": self._accounts(index, area_ids, carriers)} | others

    def truth(self) -> dict[str, pa.Table]:
        """Return nothing: nobody knows the truth behind real customers."""
        return {}

    def _accounts(self, index: int, area_ids: list[str], carriers: list[list[str]]) -> pa.Table:
        rows = np.flatnonzero(self.seen <= index)
        country = self.country[rows, index]
        ordered = self.amounts["orders"][rows, : index + 1] > 0
        since = np.argmax(ordered[:, ::-1], axis=1)
        keepers = [
            carriers[place][number % len(carriers[place])]
            for place, number in zip(country.tolist(), self.customers[rows].tolist(), strict=True)
        ]
        year = self.amounts["net_pence"][rows, max(0, index - 11) : index + 1].sum(axis=1)
        return table(
            "accounts",
            {
                "account_id": pa.array(self.customers[rows]).cast(pa.string()),
                "area_id": pa.array(area_ids).take(pa.array(country)),
                "monthly_revenue": pa.array(_pounds(self.amounts["net_pence"][rows, index])),
                "annual_sales": pa.array(_pounds(year)),
                "products": pa.array(self.amounts["products"][rows, index]),
                "orders": pa.array(self.amounts["orders"][rows, index]),
                "tenure_months": pa.array(index - self.seen[rows]),
                "months_since_order": pa.array(since, mask=~ordered.any(axis=1)),
                "manager_id": pa.array(keepers),
                "opened_on": pa.array(self.opened[rows]),
            },
        )


def read_wholesaler(months: int) -> Wholesaler:
    """Read the shipped aggregate.

    Parameters
    ----------
    months : int
        How many of the 13 months to give, the last ones (1..13); figures over a year look back all the same.
    """
    folder = data_folder() / "samples" / "online-retail"
    given = pq.read_table(folder / "customer_months.parquet")
    customers, row = np.unique(given["customer_id"].to_numpy(), return_inverse=True)
    column = np.searchsorted(np.array(MONTHS), np.array(given["month"].to_pylist()))
    shape = (len(customers), len(MONTHS))
    amounts = {name: np.zeros(shape, np.int64) for name in _AMOUNTS}
    for name in _AMOUNTS:
        amounts[name][row, column] = given[name].to_numpy()
    words = given["country"].combine_chunks().dictionary_encode()
    country = np.full(shape, -1, np.int64)
    country[row, column] = words.indices.to_numpy()
    seen = np.argmax(country >= 0, axis=1)
    # a month without a document keeps the country of the one before
    for index in range(1, len(MONTHS)):
        quiet = country[:, index] < 0
        country[quiet, index] = country[quiet, index - 1]
    opened = np.empty(len(customers), "datetime64[D]")
    first = column == seen[row]
    opened[row[first]] = given["first_day"].to_numpy()[first]
    return Wholesaler(
        list(MONTHS[-months:]),
        customers,
        amounts,
        seen,
        opened,
        country,
        words.dictionary.to_pylist(),
        folder,
    )


def _pounds(pence: Integers) -> Floats:
    """Return pounds; a net credit is 0, since an account's revenue cannot be negative."""
    return np.asarray(np.maximum(pence, 0) / 100.0, dtype=np.float64)


def _carriers(managers: list[dict[str, str]], area_ids: list[str], parent: dict[str, str]) -> list[list[str]]:
    """Return for each country the managers of its region who hold accounts."""
    holding = ("account_manager", "phone_manager")
    return [
        [
            manager["manager_id"]
            for manager in managers
            if manager["role"] in holding and manager["area_id"] == parent[area]
        ]
        for area in area_ids
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _table(name: str, rows: list[dict[str, str]]) -> pa.Table:
    columns: dict[str, object] = {
        key: [row[key] or None for row in rows] for key in rows[0] if key != "country"
    }
    return table(name, columns)
