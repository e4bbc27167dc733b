"""The records database of a workspace: SQLite in WAL mode, or PostgreSQL by its URL.

It holds what people did (staff, scenarios, corrections and appeals of points, audit), never customer
tables. Every opening brings it to the form this version expects; a form newer than this version is left
alone and refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_

HEAD = "0003"
_PATIENCE_MS = 30_000
_MIGRATION_LOCK = 0x7469_6572  # "tier": one key for PostgreSQL's advisory lock


class Records:
    """An opened records database.

    Parameters
    ----------
    url : sqlalchemy.engine.URL
        Where it is; prints without its password.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = _engine(url)
        with _explained(self.url):
            _bring_up_to_date(self)

    def __repr__(self) -> str:
        return f"Records({self.url!r})"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for looking, in one transaction."""
        with _explained(self.url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection for changes: all of them are kept, or none.

        Writers stand in line from the first statement on, so what one reads is still true when it
        writes; the audit chain relies on that.
        """
        with _explained(self.url), self._engine.connect() as plain:
            connection = plain.execution_options(tierline_writing=True)
            with connection.begin():
                if self.url.get_backend_name() == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def records_url(given: str | None, default: Path) -> URL:
    """Return the URL of the records: ``given``, else the SQLite file ``default``.

    Raises
    ------
    BadInputError
        If ``given`` is no database URL of SQLite or PostgreSQL. The URL itself is not repeated: it
        may hold a password.
    """
    if not given:
        return URL.create("sqlite", database=str(default))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise BadInputError(
            N_(
                "The records URL is not a database URL of PostgreSQL or SQLite. Write it as "
                "postgresql://user@host/database, in TIERLINE_RECORDS_URL or in workspace.toml."
            )
        )
    if url.get_backend_name() == "sqlite":
        return url
    return url.set(drivername="postgresql+psycopg")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _PATIENCE_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ImportError, NoSuchModuleError) as error:
        raise BadInputError(
            N_("PostgreSQL needs its driver. Install it: pip install 'tierline[postgres]'.")
        ) from error


def _prepare_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions begin where we say
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    cursor.execute("PRAGMA synchronous = FULL")  # an entry that was written survives a power cut
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a write can fail half-way as "locked"; queue at once instead.
    writing = connection.get_execution_options().get("tierline_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _bring_up_to_date(records: Records) -> None:
    if _version(records) == HEAD:
        return
    url = records.url
    if url.get_backend_name() != "sqlite" or not url.database:
        _migrate(records)
        return
    with FileLock(f"{url.database}.lock"):  # changing to WAL does not wait for others by itself
        with records._engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
        _migrate(records)


def _version(records: Records) -> str | None:
    with records.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found


def _migrate(records: Records) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    folder = Path(__file__).parent / "migrations"
    config = Config(attributes={})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with records.writing() as connection:
        new = not inspect(connection).has_table("alembic_version")
        held = None if new else connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if held is not None and held not in known:
            raise BadInputError(
                N_(
                    "{records}: the records were written by a newer version of Tierline (form {held}). "
                    "Install that version or a later one."
                ),
                records=_place(records.url),
                held=held,
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _place(url: URL) -> str:
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Turn what the database itself refuses into a message that says where and how to mend it."""
    try:
        yield
    except DBAPIError as error:
        reason = (
            str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        )
        if "not a database" in reason or "malformed" in reason:
            raise IntegrityError(
                N_("{records}: the records are damaged ({reason}). Put back the last copy of this file."),
                records=_place(url),
                reason=reason,
            ) from error
        if "append-only" in reason or not isinstance(error, DatabaseError):
            raise
        if error.connection_invalidated or type(error).__name__ == "OperationalError":
            raise BadInputError(
                N_(
                    "{records}: the records cannot be used ({reason}). "
                    "Check that the folder can be written to, "
                    "the disk is not full, the server runs and the user may log in."
                ),
                records=_place(url),
                reason=reason,
            ) from error
        raise
