"""Last month's result out of a file, as `tierline score` wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError
from tierline.messages import LANGUAGES, N_, translate

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.tables.registry import TableSpec

CARRIED_IF_KEPT = ("reason", "months_below")


def read_results(path: Path) -> pa.Table:
    """Read account_id, tier and, where they are kept, reason and months_below.

    Parameters
    ----------
    path : pathlib.Path
        Parquet, CSV or XLSX.

    Raises
    ------
    BadInputError
        If the file or a row of it cannot be used.
    """
    from tierline.tables.faults import Refusal, spell
    from tierline.tables.source import open_source
    from tierline.tables.take import take_file

    spec = results_spec()
    refused: list[Refusal] = []
    taken = take_file(open_source(path, spec, {}), spec, refused.append)
    if taken.count.quarantined:
        raise BadInputError(
            N_("{file}: {bad} of {read} rows of last month's result cannot be used. The first:{rows}"),
            file=path,
            bad=taken.count.quarantined,
            read=taken.count.read,
            rows=spell(refused[:5], spec),
        )
    return taken.table


def results_spec() -> TableSpec:
    """Return the columns of a result that the next month takes over, as the registry would declare them."""
    from tierline.tables.registry import ColumnSpec, TableSpec
    from tierline.tiering.reasons import TITLES

    def column(name: str, dtype: str, zh: str, **more: Any) -> ColumnSpec:
        text = {"en": name, "zh": zh}
        return ColumnSpec(name, dtype, text, text, **more)

    reasons = {each: {one: translate(text, one) for one in LANGUAGES} for each, text in TITLES.items()}
    title = {"en": "results", "zh": "分层结果"}
    columns = (
        column("account_id", "text", "集团客户编号", required=True),
        column("tier", "text", "层级", required=True),
        column("reason", "text", "原因", filled=True, codes=reasons),
        column("months_below", "integer", "低于分层线的月数", filled=True, minimum=0.0, maximum=120.0),
    )
    return TableSpec("results", title, title, ("account_id",), columns)
