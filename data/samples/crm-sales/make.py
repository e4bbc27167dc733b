"""Make the tables in this folder from the CRM Sales Opportunities data set.

Usage: python make.py SOURCE FOLDER

SOURCE holds ``sales_pipeline.csv``, ``sales_teams.csv`` and ``accounts.csv`` as they were published;
FOLDER receives ``quarters.csv``, ``customers.csv``, ``managers.csv``, ``teams.csv`` and ``areas.csv``.
A deal counts in the quarter in which it was closed. Values are whole US dollars and are added exactly.
A customer is held by the agent who won the most there in the quarter, or in the last one before it with
a won deal.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

OFFICES = {"Central": "中部办事处", "East": "东部办事处", "West": "西部办事处"}
COUNTED = {"Won": "won_deals", "Lost": "lost_deals"}


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of one published table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(columns.split(","))
        table.writerows(rows)


def quarter(day: str) -> str:
    """Return the quarter of a day written YYYY-MM-DD."""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def add_up(deals: list[dict[str, str]], numbers: dict[str, str]) -> list[tuple[object, ...]]:
    """Return what each agent closed in each quarter."""
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for deal in deals:
        if deal["deal_stage"] not in COUNTED:
            continue  # still open
        line = sums[quarter(deal["close_date"]), numbers[deal["sales_agent"]]]
        line[COUNTED[deal["deal_stage"]]] += 1
        if deal["deal_stage"] == "Won":
            line["won_value"] += int(float(deal["close_value"]))
    columns = ("won_value", *COUNTED.values())
    return [(*key, *(line[name] for name in columns)) for key, line in sorted(sums.items())]


def hold(
    deals: list[dict[str, str]], numbers: dict[str, str], accounts: list[dict[str, str]]
) -> list[tuple[object, ...]]:
    """Return each customer in each quarter: its own yearly sales, what was won there, who holds it."""
    won: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    quarters = sorted({quarter(deal["close_date"]) for deal in deals if deal["deal_stage"] in COUNTED})
    for deal in deals:
        if deal["deal_stage"] == "Won" and deal["account"]:
            key = (quarter(deal["close_date"]), deal["account"])
            won[key][numbers[deal["sales_agent"]]] += int(float(deal["close_value"]))
    rows: list[tuple[object, ...]] = []
    held: dict[str, str] = {}
    known = sorted(accounts, key=lambda row: row["account"])
    for each in quarters:
        for place, account in enumerate(known, start=1):
            sums = won.get((each, account["account"]), {})
            if sums:
                held[account["account"]] = min(sums, key=lambda agent: (-sums[agent], agent))
            sales = round(float(account["revenue"]) * 1_000_000)
            number = f"C{place:02d}"
            name, holder = account["account"], held.get(account["account"])
            rows.append((each, number, name, account["employees"], sales, sum(sums.values()), holder))
    return rows


def main(arguments: list[str]) -> int:
    """Write the tables; return the exit code."""
    if len(arguments) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    source, folder = map(Path, arguments)
    people = read(source / "sales_teams.csv")
    agents = sorted(row["sales_agent"] for row in people)
    numbers = {name: f"A{place:02d}" for place, name in enumerate(agents, start=1)}
    leaders = sorted({row["manager"] for row in people})
    chiefs = {name: f"S{place:02d}" for place, name in enumerate(leaders, start=1)}
    office = {row["manager"]: row["regional_office"] for row in people}
    write(
        folder / "quarters.csv",
        "quarter,manager_id,won_value,won_deals,lost_deals",
        add_up(read(source / "sales_pipeline.csv"), numbers),
    )
    write(
        folder / "customers.csv",
        "quarter,account_id,name,employees,annual_sales,won_value,manager_id",
        hold(read(source / "sales_pipeline.csv"), numbers, read(source / "accounts.csv")),
    )
    team = {name: f"T{chiefs[name][1:]}" for name in leaders}
    staff = [(chiefs[name], name, "team_leader", team[name], office[name].upper()) for name in leaders]
    staff += sorted(
        (
            numbers[row["sales_agent"]],
            row["sales_agent"],
            "account_manager",
            team[row["manager"]],
            row["regional_office"].upper(),
        )
        for row in people
    )
    write(folder / "managers.csv", "manager_id,name,role,team_id,area_id", staff)
    write(
        folder / "teams.csv",
        "team_id,name,area_id,leader_id",
        [(team[name], f"{name} team", office[name].upper(), chiefs[name]) for name in leaders],
    )
    areas: list[tuple[object, ...]] = [("ALL", "全部办事处", "All offices", "province", None)]
    areas += [
        (name.upper(), chinese, f"{name} office", "prefecture", "ALL") for name, chinese in OFFICES.items()
    ]
    write(folder / "areas.csv", "area_id,name,name_en,admin_level,parent_id", areas)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
