"""The listed accounts as a file: all pages, no cell that a spreadsheet would run, on record (LY-20)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from tierline.errors import BadInputError
from tierline.messages import N_, current_language
from tierline.tables.write import write_table
from tierline_widgets.panels.migration.model import MigrationModel

SUBJECT = "scenario moves"
KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_HUNDREDTHS = {
    "score_before": "score_before",
    "score_after": "score_after",
    "revenue_fen": "monthly_revenue",
    "ict_fen": "ict_revenue",
}


def export_movers(model: MigrationModel, kind: str) -> tuple[str, bytes]:
    """Return (file name, content) of every account listed, and put the export on record.

    Parameters
    ----------
    model : MigrationModel
    kind : {"csv", "xlsx"}
        CSV is utf-8-sig, so that spreadsheets read Chinese.

    Returns
    -------
    (str, bytes)
        Scores in points, money in the currency, ``moved_by`` in the reader's language; largest revenue first.

    Raises
    ------
    BadInputError
        Nothing is listed, or more rows than a sheet holds; nothing is put on record then.
    """
    movers = model.movers()
    if movers is None or not len(movers):
        raise BadInputError(N_("No account is listed, so there is nothing to export. Open a cell first."))
    table = _in_whole_units(movers.to_table(language=current_language()))
    with TemporaryDirectory() as folder:
        content = write_table(table, Path(folder) / f"moves.{kind}").read_bytes()
    session = model.desk.session
    session.record_export(SUBJECT, table.column_names, table.num_rows)
    return f"tierline-{session.month}-{_name(model)}.{kind}", content


def _in_whole_units(table: pa.Table) -> pa.Table:
    for old, new in _HUNDREDTHS.items():
        place = table.column_names.index(old)
        table = table.set_column(place, new, pa.array(np.asarray(table[old]) / 100))
    return table.drop_columns(["cause"])


def _name(model: MigrationModel) -> str:
    place = model.place
    if place is None:
        return "moves"
    tiers = "-".join(model.tiers[rank] for rank in place)
    return "moves-" + "".join(sign if sign.isalnum() else "-" for sign in tiers)
