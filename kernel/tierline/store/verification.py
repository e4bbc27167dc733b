"""Are the closed months what their manifests say, and do they follow from what they name?"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, IntegrityError, TierlineError
from tierline.messages import N_, Message
from tierline.store.audit import audit_trail, verify_audit
from tierline.store.closed import ClosedMonth
from tierline.store.points_again import points_again, replaced_since
from tierline.store.points_earlier import EarlierRule
from tierline.store.runfolder import RunFolder
from tierline.store.snapshots import MANIFEST, content_hash, run_id, sha256_of

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.store.workspace import Workspace


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be; ``month`` and ``run`` are None for the audit trail."""

    month: str | None
    run: str | None
    what: Message

    @property
    def note(self) -> bool:
        """Whether it is only told: the run is as it was closed, by a rule that holds no more."""
        return isinstance(self.what, EarlierRule)


def verify(
    workspace: Workspace,
    month: str | None = None,
    recompute: bool = False,
    progress: Callable[[ClosedMonth], None] | None = None,
) -> list[Finding]:
    """Hold what is stored against the manifests and the audit trail.

    Parameters
    ----------
    workspace : Workspace
        Whose months.
    month : str, optional
        Only this one; every closed month by default.
    recompute : bool
        Also score again from the stored inputs. Done without asking where a file's hash is wrong, to
        say which rows differ.
    progress : callable, optional
        Called with each run before it is looked at.

    Returns
    -------
    list of Finding
        Empty if all is well; a `Finding.note` is told of a run that is as it was closed.

    Raises
    ------
    BadInputError
        If the month is not closed.
    """
    months = workspace.months()
    if month is not None:
        if month not in months:
            workspace.closed(month)  # says that it is not closed, and which are
        months = [month]
    found: list[Finding] = []
    anchors: dict[int, str] = {}
    entered = {entry.subject: entry.details for entry in audit_trail(workspace) if entry.action == "close"}
    for each in months:
        try:
            runs = workspace.runs(each)
        except IntegrityError as error:
            found.append(Finding(each, None, error.message))
            continue
        for run in runs:
            if progress:
                progress(run)
            note = run.manifest.get("made", {}).get("audit", {})
            anchors[int(note.get("sequence", 0))] = str(note.get("hash", ""))
            wrong = list(_run(run, entered, run is runs[-1], recompute))
            found += [Finding(each, run.run, what) for what in wrong]
    broken = verify_audit(workspace, anchors)
    if broken is not None:
        found.append(Finding(None, None, broken))
    return found


def _run(run: ClosedMonth, entered: dict[str | None, str], holds: bool, recompute: bool) -> Iterator[Message]:
    manifest = run.manifest
    if not _is_whole(manifest):
        yield Message(N_("{file}: the manifest lacks a part it needs."), {"file": MANIFEST})
        return
    yield from _manifest(run, manifest, entered)
    damaged = yield from _files(run, manifest)
    yield from _previous_results(run, manifest)
    if holds:
        yield from _raw_inputs(run, manifest)
        yield from _previous(run, manifest)
        yield from replaced_since(run)
    if recompute or damaged:
        yield from _again(run, manifest)


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Tell whether the parts that verifying needs are there, of the right kind."""
    parts = {"month": str, "version": str, "policy": dict, "tiers": list, "inputs": dict, "outputs": dict}
    if any(not isinstance(manifest.get(name), kind) for name, kind in parts.items()):
        return False
    records = [*manifest["inputs"].values(), *manifest["outputs"].values(), manifest["policy"]]
    return all(isinstance(record, dict) and isinstance(record.get("sha256"), str) for record in records)


def _manifest(
    run: ClosedMonth, manifest: dict[str, Any], entered: dict[str | None, str]
) -> Iterator[Message]:
    content = content_hash(manifest)
    if content != manifest.get("content_sha256"):
        yield Message(N_("{file}: the manifest was changed after the month was closed."), {"file": MANIFEST})
    name = run_id(manifest)
    if name != run.run or manifest["month"] != run.month:
        yield Message(
            N_("{file}: its content belongs to run {name} of {month}, not to this folder."),
            {"file": MANIFEST, "name": name, "month": manifest["month"]},
        )
    if run.run not in entered:
        yield Message(N_("The audit trail does not know that this run was closed."))
    elif content not in entered[run.run]:
        yield Message(
            N_("{file}: the audit trail has noted another content at the close."), {"file": MANIFEST}
        )


def _files(run: ClosedMonth, manifest: dict[str, Any]) -> Generator[Message, None, bool]:
    damaged = False
    outputs = manifest["outputs"]
    for name, record in outputs.items():
        path = run.folder / name
        if not path.is_file():
            yield Message(N_("{file} is missing."), {"file": name})
            damaged = True
        elif sha256_of(path) != record["sha256"]:
            yield Message(
                N_("{file}: its bytes are not those that were written at the close."), {"file": name}
            )
            damaged = True
    there = {path.relative_to(run.folder).as_posix() for path in run.folder.rglob("*") if path.is_file()}
    for name in sorted(there - set(outputs) - {MANIFEST}):
        yield Message(N_("{file} was put there after the close."), {"file": name})
    return damaged


def _raw_inputs(run: ClosedMonth, manifest: dict[str, Any]) -> Iterator[Message]:
    for record in manifest["inputs"].values():
        path = run.workspace.raw(run.month) / record["file"]
        if path.is_file() and sha256_of(path) != record["sha256"]:
            yield Message(
                N_("raw/month={month}/{file} is not the file that the month was closed with."),
                {"month": run.month, "file": record["file"]},
            )


def _previous(run: ClosedMonth, manifest: dict[str, Any]) -> Iterator[Message]:
    noted = manifest.get("previous")
    if not noted:
        return
    try:
        now = run.workspace.closed(noted["month"]).run
    except TierlineError as error:
        yield error.message
        return
    if now != noted["run"]:
        yield Message(
            N_(
                "It was built on run {run} of {before}, which {now} has replaced. "
                "Close it again: --replace {own} --reason TEXT."
            ),
            {"run": noted["run"], "before": noted["month"], "now": now, "own": run.run},
        )


def _previous_results(run: ClosedMonth, manifest: dict[str, Any]) -> Iterator[Message]:
    """Hold the hash of the previous month's rows, as noted, against the manifest of that month."""
    try:
        previous = run.previous()
        outputs = {} if previous is None else previous.manifest["outputs"]
    except (IntegrityError, KeyError):
        return  # gone or damaged: told where that run is looked at, and by `_previous`
    if previous is None:
        return
    held, noted = outputs.get("results.parquet", {}).get("sha256"), manifest["previous"].get("results_sha256")
    if noted is not None and noted != held:  # months closed by earlier versions lack it
        yield Message(
            N_(
                "It was built on other results of {before} than its run {run} holds "
                "(SHA-256 {noted}, there {held}). Close it again: --replace {own} --reason TEXT."
            ),
            {
                "before": previous.month,
                "run": previous.run,
                "noted": str(noted)[:8],
                "held": str(held)[:8],
                "own": run.run,
            },
        )


def _again(run: ClosedMonth, manifest: dict[str, Any]) -> Iterator[Message]:
    """Compute the stored tables again, as far as what they follow from is sound."""
    yield from _intake_again(run, manifest)
    try:
        yield from _score_again(run, manifest)
    except (BadInputError, IntegrityError) as error:
        yield Message(N_("It cannot be computed again: {why}"), {"why": error.message})


def _intake_again(run: ClosedMonth, manifest: dict[str, Any]) -> Iterator[Message]:
    import tempfile
    from pathlib import Path

    from tierline.store.compare import differences
    from tierline.tables.intake import take_in

    raw = run.workspace.raw(run.month)
    inputs = manifest["inputs"]
    same = all(
        (raw / record["file"]).is_file() and sha256_of(raw / record["file"]) == record["sha256"]
        for record in inputs.values()
    )
    if not same or "mapping" in inputs:  # where a mapping file lies is not kept
        return
    with tempfile.TemporaryDirectory(prefix="tierline-") as folder:
        intake = take_in(raw, run.month, Path(folder))
        for name in inputs:
            try:
                stored = RunFolder.of(run).table(name)
            except IntegrityError:
                continue  # named as damaged already
            yield from differences(f"{name}.parquet", stored, _known_then(stored, intake.tables[name]))


def _known_then(stored: pa.Table, fresh: pa.Table) -> pa.Table:
    """Return a table without the empty columns that the registry has got since the month was closed."""
    since = [
        name
        for name in fresh.column_names
        if name not in stored.column_names and fresh[name].null_count == fresh.num_rows
    ]
    return fresh.drop_columns(since) if since else fresh


def _score_again(run: ClosedMonth, manifest: dict[str, Any]) -> Iterator[Message]:
    from tierline.store.compare import differences
    from tierline.store.summary import summarise
    from tierline.tiering.score import score

    files, policy, previous = RunFolder.of(run), run.policy(), run.previous()
    if policy.sha256 != manifest["policy"]["sha256"]:
        yield Message(N_("policy.toml is not the policy that the manifest names."))
        return
    accounts, stored = files.table("accounts"), files.table("results")
    before = RunFolder.of(previous).table("results") if previous else None
    fresh = score(accounts, policy, previous=before, overrides=files.table("overrides"))
    yield from differences("results.parquet", stored, fresh)
    summary = summarise(accounts, fresh, manifest["tiers"])
    yield from differences("summary.parquet", files.table("summary"), summary)
    yield from points_again(run)
