"""What happens when a month is run that is closed already.

Same inputs and policy: it is computed again and compared. Anything else needs the name of the run that
is replaced, and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, IntegrityError, UsageError
from tierline.messages import N_, Message
from tierline.performance.appeals import appeals_of
from tierline.performance.corrections import proposals
from tierline.performance.replaced import left_behind
from tierline.store.compare import changed_columns
from tierline.store.points_left import events_left
from tierline.store.points_records import APPEAL, CORRECTION, read
from tierline.store.snapshots import run_id

if TYPE_CHECKING:
    from pathlib import Path

    from tierline.store.closed import ClosedMonth
    from tierline.store.workspace import Workspace


@dataclass
class Standing:
    """How a run stands to what is closed.

    Attributes
    ----------
    replaces, reason : str or None
        As the user gave them.
    current : ClosedMonth or None
        The run that holds now.
    repeated : bool
        True if this run has the same inputs as `current`.
    """

    workspace: Workspace
    month: str
    replaces: str | None = None
    reason: str | None = None
    current: ClosedMonth | None = field(init=False, default=None)
    repeated: bool = field(init=False, default=False)

    @property
    def made_again(self) -> ClosedMonth | None:
        """The run that is closed already and is not to be replaced by this one."""
        return None if self.current is None or self.current.run == self.replaces else self.current

    def check(self) -> None:
        """Refuse early what cannot be right, before anything is computed.

        Raises
        ------
        UsageError
            If a run is replaced without a reason, or a reason replaces nothing.
        BadInputError
            If the run to be replaced is not there.
        """
        self.reason = (self.reason or "").strip() or None
        if self.replaces and not self.reason:
            raise UsageError(
                N_("A replacement needs its reason: --replace {run} --reason TEXT."), run=self.replaces
            )
        if self.reason and not self.replaces:
            raise UsageError(N_("--reason says why a run is replaced; name the run with --replace RUN."))
        runs = self.workspace.runs(self.month)
        self.current = runs[-1] if runs else None
        if self.replaces and self.replaces not in {run.run for run in runs}:
            raise BadInputError(
                N_("{month} has no run '{run}' to replace. Its runs: {runs}."),
                month=self.month,
                run=self.replaces,
                runs=", ".join(run.run for run in runs) or "-",
            )

    def compare(self, manifest: Mapping[str, Any], folder: Path) -> ClosedMonth:
        """Hold a repeated run against the closed one and return that one.

        Parameters
        ----------
        manifest : mapping
            Of the repeated run.
        folder : pathlib.Path
            Where its files lie.

        Raises
        ------
        IntegrityError
            If the same inputs gave another content; a column that came later and is empty is none.
        """
        assert self.current is not None
        held, fresh = self.current.manifest["outputs"], manifest["outputs"]
        changed = [
            name if columns is None else f"{name} ({', '.join(columns)})"
            for name in sorted({*held, *fresh})
            if held.get(name, {}).get("sha256") != fresh.get(name, {}).get("sha256")
            and (columns := changed_columns(self.current.folder / name, folder / name)) != []
        ]
        if changed:
            raise IntegrityError(
                N_(
                    "{month} was run again on the same inputs, but {files} came out different "
                    "from run {run}. "
                    "Nothing was changed. `tierline verify --recompute` shows the rows; where the month was "
                    "closed by an earlier rule and is to follow the present one: --replace {run} --reason "
                    "TEXT."
                ),
                month=self.month,
                files=", ".join(changed),
                run=self.current.run,
            )
        return self.current

    def built_on_replaced(self) -> list[Message]:
        """Name what the new run leaves behind, and the later months built on the run just replaced.

        Told are the corrections and the approved events that count no more, and the open appeals.
        """
        if not self.replaces:
            return []
        with self.workspace.records.reading() as connection:
            made = proposals(read(connection, CORRECTION, month=self.month))
            raised = appeals_of(read(connection, APPEAL, month=self.month))
        later = [
            month
            for month in self.workspace.months()
            if (self.workspace.closed(month).manifest.get("previous") or {}).get("run") == self.replaces
        ]
        runs = {each.run: each for each in self.workspace.runs(self.month)}
        events = events_left(runs[self.replaces], self.workspace.closed(self.month))
        return left_behind(self.replaces, made, raised, events) + [
            Message(
                N_(
                    "{later} was built on the replaced run; close it again with --replace, "
                    "then the months after it."
                ),
                {"later": month},
            )
            for month in later
        ]


def settle(standing: Standing, manifest: dict[str, Any]) -> None:
    """Decide whether the run may go on; write into ``manifest`` what it replaces and why.

    Raises
    ------
    IntegrityError
        If the month is closed with other inputs and no run to replace was named.
    """
    current = standing.current
    manifest["replaces"], manifest["reason"] = standing.replaces, standing.reason
    if current is None:
        return
    held = current.manifest
    as_before = {**manifest, "replaces": held.get("replaces")}
    if run_id(as_before) == current.run and standing.replaces in (None, held.get("replaces")):
        standing.repeated = True
        manifest["replaces"], manifest["reason"] = held.get("replaces"), held.get("reason")
        return
    if standing.replaces is None:
        raise IntegrityError(
            N_(
                "{month} is closed by run {run}, and this run would differ: {differences}. "
                "Nothing was changed. "
                "Either put back what was used then, or replace it: --replace {run} --reason TEXT."
            ),
            month=standing.month,
            run=current.run,
            differences=_differences(held, manifest),
        )
    if standing.replaces != current.run:
        raise IntegrityError(
            N_(
                "{month}: run {given} was replaced already; {run} holds now. "
                "To replace that: --replace {run}."
            ),
            month=standing.month,
            given=standing.replaces,
            run=current.run,
        )


def _previous(record: Mapping[str, str]) -> str:
    return " ".join((record.get("run", "-"), record.get("results_sha256", "")[:8])).strip()


def _points(record: Mapping[str, Any] | None) -> str:
    if not record:
        return "-"
    earlier = (f"{each['month']} {each['run']}" for each in record["earlier"])
    return " ".join((record["policy"]["id"], record["policy"]["sha256"][:8], *earlier))


def _differences(held: Mapping[str, Any], fresh: Mapping[str, Any]) -> str:
    """Return what differs, as names: tables, policy, version, previous."""
    found = [
        f"{name} ({held['inputs'].get(name, {}).get('file', '-')})"
        for name in sorted({*held["inputs"], *fresh["inputs"]})
        if held["inputs"].get(name, {}).get("sha256") != fresh["inputs"].get(name, {}).get("sha256")
    ]
    if held["policy"]["sha256"] != fresh["policy"]["sha256"]:
        names = [f"{one['policy']['id']} {one['policy']['sha256'][:8]}" for one in (held, fresh)]
        found.append(f"policy ({names[0]} -> {names[1]})")
    points = [each.get("points") for each in (held, fresh)]
    if points[0] != points[1]:
        found.append(f"points ({' -> '.join(map(_points, points))})")
    if held["version"] != fresh["version"]:
        found.append(f"version ({held['version']} -> {fresh['version']})")
    if held.get("previous") != fresh.get("previous"):
        runs = [_previous(one.get("previous") or {}) for one in (held, fresh)]
        found.append(f"previous ({runs[0]} -> {runs[1]})")
    return ", ".join(found)
