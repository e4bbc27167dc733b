"""Accounts whose manager's grade is too low (LY-6) as a file: every page, within scope, on record (LY-20)."""

from __future__ import annotations

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline_widgets.panels.capacity.model import CapacityModel
from tierline_widgets.panels.listed.files import content_of

SUBJECT = "grades too low"
COLUMNS = (
    "account_id",
    "name",
    "tier",
    "monthly_revenue",
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
        Best tier first, as listed; ``new`` says whether the scenario brings it; money in the currency.

    Raises
    ------
    BadInputError
        Nothing is listed, or more rows than a sheet holds; nothing is put on record then.
    """
    rows = model.rows()
    if not rows.num_rows:
        raise BadInputError(N_("Nobody is listed, so there is nothing to export."))
    rows = rows.select([name for name in COLUMNS if name in rows.column_names])
    content = content_of(rows, kind)
    session = model.desk.session
    session.record_export(SUBJECT, rows.column_names, rows.num_rows)
    part = "new-" if model.only_new else ""
    return f"tierline-{session.month}-{part}grades-too-low.{kind}", content
