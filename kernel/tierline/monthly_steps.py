"""One monthly run while it is at work, in one readable order of steps."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.messages import Message
from tierline.store.basis import basis, check_counts, choose_policy, usable_previous
from tierline.store.closing import circumstances, enter
from tierline.store.notices import in_both, not_over, without_values
from tierline.store.points_step import PointsStep, points_step
from tierline.store.reruns import Standing, settle
from tierline.store.roster import unseen_teams
from tierline.store.run import Progress, Run, Watcher
from tierline.store.runfolder import RunFolder
from tierline.store.snapshots import Snapshot, content_hash, run_id
from tierline.store.workspace import Workspace
from tierline.tables.registry import OPTIONAL
from tierline.times import today

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth
    from tierline.tables.intake import Intake

STEPS = ("check", "intake", "validate", "score", "profile", "summary", "points", "write", "close", "reports")
STORED = ("accounts", "managers", "teams", "areas", "overrides")


class MonthlySteps:
    """The steps of one run, for `monthly.run_month`; each leaves its result here for the next."""

    policy: Policy
    policy_why: Message
    previous: ClosedMonth | None
    mapping: Path | None
    points_policy: str | Path | None
    points: PointsStep | None
    intake: Intake
    results: pa.Table
    profile: dict[str, Any]
    summary: pa.Table
    manifest: dict[str, Any]

    def __init__(
        self,
        workspace: Workspace,
        month: str,
        policy: str | Path | None,
        standing: Standing,
        progress: Watcher | None,
    ) -> None:
        self.workspace = workspace
        self.month = month
        self.policy_name = policy
        self.standing = standing
        self.tell: Watcher = progress or (lambda _event: None)
        self.day = today()  # by which everything in this run is judged, also when it goes on past midnight
        self.seconds: dict[str, float] = {}
        self.notes: list[Message] = []

    def run(self, *, reports: bool, without_previous: bool) -> Run:
        """Take the steps in their order."""
        with self._step("check"):
            self._check(without_previous)
        with self._step("intake"):
            self._take_in()
        with self._step("validate"):
            self._validate()
        with self._step("score"):
            self._score()
        with self._step("profile"):
            self._profile()
        with self._step("summary"):
            self._summarise()
        with self._step("points"):
            self._settle_points()
        with self._snapshot() as snapshot:
            with self._step("write"):
                self._write(snapshot)
            with self._step("close"):
                run = self._close(snapshot)
        if reports:
            with self._step("reports"):
                self._report(run)
        return run

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self.tell(Progress(name, "start"))
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.tell(Progress(name, "done", self.seconds[name]))

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        snapshot = Snapshot(self.workspace, self.month)
        try:
            yield snapshot
        finally:
            snapshot.discard()  # nothing is left to discard once it was renamed

    def _check(self, without_previous: bool) -> None:
        from tierline.policy.load import load_policy

        self.standing.check()
        chosen, self.policy_why = choose_policy(self.workspace, self.month, self.policy_name)
        self.policy = load_policy(chosen, self.month)
        if without_previous:
            self.previous = None
            return
        self.previous, notes = usable_previous(self.workspace, self.month, self.policy)
        self.notes += notes

    def _take_in(self) -> None:
        from tierline.tables.intake import take_in

        folder = self.workspace.raw(self.month)
        quarantine = self.workspace.quarantine(self.month)
        shutil.rmtree(quarantine, ignore_errors=True)  # what an earlier attempt refused is no longer true
        self.intake = take_in(folder, self.month, quarantine, mapping=self.mapping)
        self.notes += self.intake.notices

    def _validate(self) -> None:
        from tierline.tiering.narrow import refuse_narrow_file

        refuse_narrow_file(self.policy, self.intake.files[self.policy.subject].path)
        self.notes += check_counts(self.intake, self.month)
        self.notes += unseen_teams(self.intake.tables["managers"], self.intake.tables["teams"])
        self.notes += without_values(self.intake.tables["accounts"], self.policy)
        self.manifest = basis(self.month, self.policy, self.intake, self.previous, self.mapping)
        again = self.standing.made_again
        files, day = self.intake.files, self.day
        self.points = points_step(self.workspace, self.month, files, self.points_policy, day, again)
        if self.points is not None:
            self.manifest["points"] = self.points.basis
        settle(self.standing, self.manifest)

    def _score(self) -> None:
        from tierline.tiering.score import score

        tables = self.intake.tables
        before = None if self.previous is None else RunFolder.of(self.previous).table("results")
        self.results = score(tables["accounts"], self.policy, previous=before, overrides=tables["overrides"])

    def _profile(self) -> None:
        from tierline.tiering.profile import profile

        found = profile(self.intake.tables["accounts"], self.results, self.policy)
        self.profile = found.to_dict()

    def _summarise(self) -> None:
        from tierline.store.summary import moves, summarise, totals

        self.summary = summarise(self.intake.tables["accounts"], self.results, self.policy.tier_ids)
        held, columns = self.previous, ["account_id", "tier"]
        before = None if held is None else RunFolder.of(held).table("results", columns)
        self.manifest["totals"] = totals(self.summary)
        self.manifest["moves"] = moves(self.results, before)

    def _settle_points(self) -> None:
        if self.points is not None:
            self.points.settle(self.month, self.policy, self.intake.tables, self.results)
            self.notes += self.points.notes()

    def _write(self, snapshot: Snapshot) -> None:
        for name in (*STORED, *(name for name in OPTIONAL if name in self.intake.files)):
            snapshot.put_table(name, self.intake.tables[name])
            self.tell(Progress("write", "part", detail=name))
        snapshot.put_table("results", self.results)
        snapshot.put_table("summary", self.summary)
        snapshot.put_json("profile.json", self.profile)
        snapshot.put_text("policy.toml", self.policy.text)
        if self.points is not None:
            self.points.write(snapshot)
        for _table, file in sorted(self.intake.quarantine_files.items()):
            snapshot.put_copy(file, f"quarantine/{file.name}")
        self.tell(Progress("write", "part", detail="results"))

    def _close(self, snapshot: Snapshot) -> Run:
        manifest = self.manifest
        manifest["notes"] = in_both(self.notes)
        manifest["outputs"] = dict(sorted(snapshot.outputs.items()))
        manifest["run"] = run_id(manifest)
        manifest["content_sha256"] = content_hash(manifest)
        if self.standing.repeated:
            same = self.standing.compare(manifest, snapshot.folder)
            return self._run(same.manifest, "same", same.folder)
        # said of the close, not of its content: run again later, the month is the same
        early = not_over(self.month, self.day)
        manifest["made"] = circumstances(self.workspace, self.day, self.seconds) | {"notes": in_both(early)}
        snapshot.write_manifest(manifest)
        self.tell(Progress("close", "part", detail="manifest"))
        enter(self.workspace, manifest, self.intake.tables, self.intake.refused_keys)
        self.tell(Progress("close", "part", detail="records"))
        folder = snapshot.commit(manifest["run"])
        self.tell(Progress("close", "part", detail="renamed"))
        self.notes += [*early, *self.standing.built_on_replaced()]
        status = "replaced" if manifest["replaces"] else "closed"
        return self._run(manifest, status, folder)

    def _run(self, manifest: dict[str, Any], status: str, folder: Path) -> Run:
        return Run(
            manifest["run"],
            self.month,
            status,
            folder,
            manifest,
            self.intake.counts,
            self.seconds,
            self.notes,
            policy_why=self.policy_why,
        )

    def _report(self, run: Run) -> None:
        from tierline.reports import make_reports

        def started(name: str) -> None:
            self.tell(Progress("reports", "part", detail=name))

        run.reports, run.failed_reports = make_reports(self.workspace, self.month, started)
