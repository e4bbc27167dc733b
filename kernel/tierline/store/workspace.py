"""The workspace: one folder that holds raw tables, closed months, records and reports.

raw/month=YYYY-MM/<table>.csv|xlsx|parquet      what came in
quarantine/month=YYYY-MM/<table>.csv            refused rows of the last intake
closed/month=YYYY-MM/run=<id>/                  closed months, never changed
reports/month=YYYY-MM/                          executed notebooks
policies/<id>/policy.toml                       policies published here; they go before the shipped ones
records.sqlite                                  staff, scenarios and audit (or PostgreSQL by URL)
workspace.toml                                  optional: records_url
"""

from __future__ import annotations

import os
import tomllib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_
from tierline.store.months import month_of

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from tierline.store.closed import ClosedMonth
    from tierline.store.records import Records

_OWNER_ONLY = 0o700


class Workspace:
    """A folder to work in; made by `Workspace.open` or `Workspace.create`.

    Attributes
    ----------
    path : pathlib.Path
        The folder, absolute.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def default_path(cls) -> Path:
        """Return $TIERLINE_WORKSPACE, else ``workspace`` in the current folder."""
        return Path(os.environ.get("TIERLINE_WORKSPACE") or "workspace")

    @classmethod
    def open(cls, path: Path | str | None = None) -> Workspace:
        """Open a workspace that is there.

        Parameters
        ----------
        path : path, optional
            The folder; by default `default_path`.

        Raises
        ------
        BadInputError
            If there is no workspace, or its records cannot be used.
        IntegrityError
            If months are closed but the records are gone.
        """
        found = cls(_place(path))
        if not found._is_workspace():
            raise BadInputError(
                N_(
                    "{path}: there is no workspace here. Make one with `tierline sample --workspace {path}`, "
                    "put raw tables into {path}/raw/month=YYYY-MM/, or name another folder with --workspace."
                ),
                path=found.path,
            )
        found._enter()
        return found

    @classmethod
    def create(cls, path: Path | str | None = None) -> Workspace:
        """Open a workspace, making what is missing of it.

        Who makes it is entered as its first administrator. A folder made here is open to its owner only
        (0700): what lies in it, refused rows and reports too, is customers'. One that was there keeps
        the permissions it has.

        Raises
        ------
        BadInputError
            If the folder cannot be made or written to.
        """
        made = cls(_place(path))
        try:
            made.path.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            for folder in (made.path / "raw", made.closed_folder):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInputError(
                N_("{path}: a workspace cannot be made here ({reason}). Choose a folder you may write to."),
                path=made.path,
                reason=error.strerror or error,
            ) from error
        made._enter()
        return made

    def __repr__(self) -> str:
        return f"Workspace({str(self.path)!r})"

    def _is_workspace(self) -> bool:
        return any(
            (self.path / name).exists() for name in ("raw", "closed", "records.sqlite", "workspace.toml")
        )

    def _enter(self) -> None:
        from tierline.store.audit import head
        from tierline.store.staff import enter_creator

        closed = self.months()
        url = self.records_url
        lost = url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()
        if not (lost and closed) and head(self)[0]:
            return
        if closed:
            # Making new records here would make whoever comes first an administrator of a whole region.
            raise IntegrityError(
                N_(
                    "{records}: the records are missing although {months} months are closed. "
                    "Put back a copy of the "
                    "file, or give the database with TIERLINE_RECORDS_URL."
                ),
                records=url.render_as_string(hide_password=True) if url.host else url.database,
                months=len(closed),
            )
        enter_creator(self)  # also where the one who made the records was stopped before this

    @cached_property
    def records_url(self) -> URL:
        """Where the records are: $TIERLINE_RECORDS_URL, else workspace.toml, else records.sqlite."""
        from tierline.store.records import records_url

        given = os.environ.get("TIERLINE_RECORDS_URL") or _settings(self.path / "workspace.toml").get(
            "records_url"
        )
        return records_url(given, self.path / "records.sqlite")

    @cached_property
    def records(self) -> Records:
        """The records database, brought to the form this version expects."""
        from tierline.store.records import Records

        return Records(self.records_url)

    @property
    def closed_folder(self) -> Path:
        """The folder of the closed months."""
        return self.path / "closed"

    def raw(self, month: str) -> Path:
        """Return the folder of a month's raw tables."""
        return self.path / "raw" / f"month={month_of(month)}"

    def quarantine(self, month: str) -> Path:
        """Return the folder of a month's refused rows."""
        return self.path / "quarantine" / f"month={month_of(month)}"

    def reports(self, month: str) -> Path:
        """Return the folder of a month's executed notebooks."""
        return self.path / "reports" / f"month={month_of(month)}"

    def months(self) -> list[str]:
        """Return the closed months, earliest first."""
        return sorted(
            {run.parent.name.removeprefix("month=") for run in self.closed_folder.glob("month=*/run=*")}
        )

    def runs(self, month: str) -> list[ClosedMonth]:
        """Return every run of a month, in the order in which each replaced the one before.

        Raises
        ------
        IntegrityError
            If they do not form one line: a folder was copied in or taken away by hand.
        """
        return _line_of_runs(self, month_of(month))

    def closed(self, month: str) -> ClosedMonth:
        """Return a closed month: the run that holds.

        Raises
        ------
        BadInputError
            If the month is not closed.
        """
        found = self.runs(month)
        if not found:
            raise BadInputError(
                N_(
                    "{month} is not closed in {path}. Closed months: {months}. "
                    "Close it with `tierline monthly`."
                ),
                month=month,
                path=self.path,
                months=", ".join(self.months()) or "-",
            )
        return found[-1]

    def areas_below(self, area_id: str) -> frozenset[str]:
        """Return ``area_id`` and every area below it, as the last closed month has them."""
        from tierline.store.runfolder import RunFolder

        found = {area_id}
        months = self.months()
        if not months:
            return frozenset(found)
        latest = RunFolder.of(self.closed(months[-1]))
        areas = latest.table("areas", ["area_id", "parent_id"]).to_pylist()
        grown = True
        while grown:  # ends also where the table goes round in a circle: the set can only grow
            below = {row["area_id"] for row in areas if row["parent_id"] in found} - found
            found |= below
            grown = bool(below)
        return frozenset(found)


def _line_of_runs(workspace: Workspace, month: str) -> list[ClosedMonth]:
    from tierline.store.closed import ClosedMonth

    folders = sorted((workspace.closed_folder / f"month={month}").glob("run=*"))
    runs = [ClosedMonth(workspace, month, folder) for folder in folders]
    follower = {run.manifest.get("replaces"): run for run in runs}
    line: list[ClosedMonth] = []
    step = follower.get(None)
    while step is not None and step not in line:
        line.append(step)
        step = follower.get(step.run)
    if len(line) != len(runs):
        raise IntegrityError(
            N_(
                "{folder}: the runs {runs} do not replace one another in one line, "
                "so it is open which one holds. "
                "Put the folder back as it was."
            ),
            folder=workspace.closed_folder / f"month={month}",
            runs=", ".join(run.run for run in runs),
        )
    return line


def _place(path: Path | str | None) -> Path:
    place = Path(path if path is not None else Workspace.default_path()).expanduser().absolute()
    if place.exists() and not place.is_dir():
        raise BadInputError(
            N_("{path} is a file; a workspace is a folder. Name a folder with --workspace."), path=place
        )
    return place.resolve()


def _settings(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        with file.open("rb") as stream:
            settings = tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # the parser's own words may quote the line, and the line may hold a password
        raise BadInputError(
            N_("{file}: this is not valid TOML. Correct it or remove it."), file=file
        ) from error
    unknown = sorted(set(settings) - {"records_url"})
    if unknown or not all(isinstance(value, str) for value in settings.values()):
        raise BadInputError(
            N_('{file}: the only setting here is records_url = "..." (found: {found}).'),
            file=file,
            found=", ".join(unknown) or "records_url",
        )
    return settings
