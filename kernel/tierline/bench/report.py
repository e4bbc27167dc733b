"""The result as a table for people."""

from __future__ import annotations

from collections.abc import Iterable

from tierline.bench.timing import AtSpeed, Line
from tierline.messages import _


def _milliseconds(seconds: float) -> str:
    """Write short times with enough digits to be told from nothing."""
    return f"{seconds * 1000:,.1f}" if seconds >= 1e-3 else f"{seconds * 1000:.4f}"


def _row(name: str, seconds: float, line: Line) -> str:
    rate = line.rows / seconds if seconds else 0.0
    ratio = seconds / line.ours_s if line.ours_s else 0.0
    return f"| {name} | {_milliseconds(seconds)} | {rate / 1e6:,.2f} | {ratio:.{1 if ratio >= 1 else 2}f} × |"


def _bound(bench: str) -> str:
    if bench == "parquet":
        return _("reading and decoding the columns only")
    return _("imports only") if bench == "startup" else _("reading the memory once")


def _at_speed(found: AtSpeed, line: Line) -> str:
    words = (
        _(
            "- While memory was read at {rate} GB/s ({moments} of {all} moments): "
            "{ours} ms beside {other} ms, {ratio} ×."
        )
        if line.bound_s is None
        else _(
            "- While memory was read at {rate} GB/s ({moments} of {all} moments): "
            "{ours} ms, {ratio} of the speed of reading."
        )
    )
    ratio = found.ours_s / found.other_s if line.bound_s is None else found.other_s / found.ours_s
    return words.format(
        rate=f"{found.bytes_s / 1e9:.0f}",
        moments=found.moments,
        all=sum(each.moments for each in line.at_speeds),
        ours=_milliseconds(found.ours_s),
        other=_milliseconds(found.other_s),
        ratio=f"{ratio:.2f}",
    )


def render(lines: Iterable[Line], machine: str) -> str:
    """Return the comparisons as Markdown tables, ours first, the bound last."""
    titles = {
        "score": _("Scoring: 10 banded columns, floors, cap, hysteresis, tier and reason"),
        "score-alone": _("Scores and tiers alone: ten banded columns"),
        "score-linear": _("Ten columns read off a curve of three stretches"),
        "score-percentile": _("Ten columns of percentiles against 99 frozen edges"),
        "score-category": _("Ten columns of twenty codes"),
        "score-flag": _("Ten columns of flags"),
        "parquet": _("Parquet to Parquet: read, score 8 banded columns, write"),
        "startup": _("A new process: import and first scoring, machine code in the cache"),
        "intake": _("Intake of accounts from CSV"),
        "points": _("Points of managers, 12 months and indicators, from unsorted figures and events"),
        "whatif": _(
            "A preview of moved lines: accounts and revenue per tier (ours: what 99 of 100 stay below)"
        ),
        "whatif-tiers": _("The same of twelve tiers, held for up to twelve months"),
        "whatif-build": _("A new index of all accounts: number, revenue, ICT revenue by state and score"),
        "whatif-filter": _("An index of one account in ten, of accounts indexed before"),
        "whatif-weights": _("Other weights: scoring anew and a new index"),
        "workdays": _("Working days between opening and reply"),
    }
    parts = [machine]
    for line in lines:
        parts += ["", _("{what}: {rows} rows").format(what=titles[line.bench], rows=f"{line.rows:,}"), ""]
        parts += [f"| {_('who')} | ms | {_('million rows a second')} | {_('time against ours')} |"]
        parts += ["|---|---:|---:|---:|", _row("**tierline**", line.ours_s, line)]
        parts += [_row(name, seconds, line) for name, seconds in line.peers.items()]
        if line.bound_s is not None:
            parts.append(_row(_bound(line.bench), line.bound_s, line))
        parts += ["", _("All results are equal.") if line.equal else _("RESULTS DIFFER.")]
        parts += [_at_speed(each, line) for each in line.at_speeds]
        if line.absent:
            parts.append(_("Not installed here: {names}").format(names=", ".join(line.absent)))
        if line.peaks:
            peaks = [
                _("{rows} rows {megabytes} MB").format(rows=f"{int(rows):,}", megabytes=f"{peak / 1e6:,.0f}")
                for rows, peak in line.peaks.items()
            ]
            parts.append(_("Memory of ours at the peak: {peaks}.").format(peaks=", ".join(peaks)))
        if line.bench == "parquet":
            parts.append(_("Ours checks every value and that no account stands twice; the others do not."))
        if line.bench == "intake":
            parts.append(_("Ours checks every value and keeps what it refuses; the others only read."))
    return "\n".join(parts)
