"""Accounts whose manager's grade is too low (LY-6) as a file: every page, within scope, on record (LY-20)."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tierline.errors import BadInputError
from tierline.messages import N_, translate
from tierline_widgets.panels.capacity.model import CapacityModel
from tierline_widgets.panels.listed.files import content_of
from tierline_widgets.panels.listed.named import grades, in_words, titled, with_names

SUBJECT = "grades too low"
COLUMNS = (
    "account_id",
    "name",
    "tier",
    "monthly_revenue",
    "area_id",
    "manager_id",
    "grade",
    "grade_needed",
    "team_id",
    "new",
)


def export_too_low(model: CapacityModel, kind: str) -> tuple[str, bytes]:
    """Return (file name, content) of every account listed, and put the export on record.

    Parameters
    ----------
    model : CapacityModel
    kind : {"csv", "xlsx"}

    Returns
    -------
    (str, bytes)
        Best tier first, within a tier the largest revenue first; titles, names and grades in the reader's
        language; whether the scenario brings it; money in the currency.

    Raises
    ------
    BadInputError
        Nothing is listed, or more rows than a sheet holds; nothing is put on record then.
    """
    rows = model.rows()
    if not rows.num_rows:
        raise BadInputError(N_("Nobody is listed, so there is nothing to export."))
    rows = rows.select([name for name in COLUMNS if name in rows.column_names])
    session = model.desk.session
    file = _by_revenue(rows, model.desk.policy.tier_ids)
    for name in ("grade", "grade_needed"):
        file = in_words(file, name, grades(session.language))
    answers = {True: translate(N_("yes"), session.language), False: translate(N_("no"), session.language)}
    said = pa.array([answers[each] for each in file["new"].to_pylist()], pa.string())
    file = file.set_column(file.column_names.index("new"), "new", said)
    file = titled(with_names(file, model.desk), model.desk)
    content = content_of(file, kind, translate(N_("Grades too low"), session.language))
    session.record_export(SUBJECT, rows.column_names, rows.num_rows)
    part = "new-" if model.only_new else ""
    return f"tierline-{session.month}-{part}grades-too-low.{kind}", content


def _by_revenue(rows: pa.Table, tiers: Sequence[str]) -> pa.Table:
    """Return ``rows`` best tier first, the largest revenue first within a tier, equal ones by number."""
    ranks = {tier: rank for rank, tier in enumerate(tiers)}
    keys = {"tier": pa.array([ranks[tier] for tier in rows["tier"].to_pylist()])}
    order = [("tier", "ascending")]
    if "monthly_revenue" in rows.column_names:
        keys["revenue"] = rows["monthly_revenue"]
        order.append(("revenue", "descending"))
    keys["account"] = rows["account_id"]
    return rows.take(pc.sort_indices(pa.table(keys), sort_keys=[*order, ("account", "ascending")]))
