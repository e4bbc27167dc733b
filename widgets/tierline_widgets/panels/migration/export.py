"""The listed accounts as a file: all pages, no cell that a spreadsheet would run, on record (LY-20)."""

from __future__ import annotations

from tierline.errors import BadInputError
from tierline.messages import N_, translate
from tierline_widgets.panels.certificate.steps import TITLES
from tierline_widgets.panels.listed.files import content_of, in_whole_units
from tierline_widgets.panels.listed.named import in_words, titled, with_names
from tierline_widgets.panels.migration.model import MigrationModel

SUBJECT = "scenario moves"
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
        Largest revenue first, as listed; titles, names and reasons in the reader's language, scores in
        points, money in the currency.

    Raises
    ------
    BadInputError
        Nothing is listed, or more rows than a sheet holds; nothing is put on record then.
    """
    movers = model.movers()
    if movers is None or not len(movers):
        raise BadInputError(N_("No account is listed, so there is nothing to export. Open a cell first."))
    session = model.desk.session
    table = in_whole_units(movers.to_table(language=session.language), _HUNDREDTHS).drop_columns(["cause"])
    reasons = {code: translate(title, session.language) for code, title in TITLES.items()}
    for name in ("reason_before", "reason_after"):
        table = in_words(table, name, reasons)
    file = titled(with_names(table, model.desk), model.desk)
    content = content_of(file, kind, translate(N_("Moves"), session.language))
    session.record_export(SUBJECT, table.column_names, table.num_rows)
    return f"tierline-{session.month}-{_name(model)}.{kind}", content


def _name(model: MigrationModel) -> str:
    place = model.place
    if place is None:
        return "moves"
    tiers = "-".join(model.tiers[rank] for rank in place)
    return "moves-" + "".join(sign if sign.isalnum() else "-" for sign in tiers)
