"""The tables of the records database; the migrations make them, this names them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text

metadata = MetaData()

staff = Table(
    "staff",
    metadata,
    Column("login", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("manager_id", Text),
    Column("team_id", Text),
    Column("area_id", Text),
    Column("active", Boolean, nullable=False),
    Column("source", Text, nullable=False),  # "hand" or "managers" (the table of a closed month)
    Column("reason", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
)

# Times, lists and details are kept as the very text that was hashed: no database may reformat them.
audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("month", Text),
    Column("subject", Text),
    Column("columns", Text, nullable=False),
    Column("rows", Integer),
    Column("purpose", Text),
    Column("details", Text, nullable=False),
    Column("previous", Text, nullable=False, unique=True),  # one successor each: the chain cannot fork
    Column("hash", Text, nullable=False, unique=True),
)

# A scenario is the fold of its records. Values are kept as the text that was written: exact decimals.
scenario_records = Table(
    "scenario_records",
    metadata,
    Column("scenario", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
)

# A correction, an appeal or the approval of an event is the fold of its records: who did which step when,
# about whose statement.
points_records = Table(
    "points_records",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("topic", Text, nullable=False),  # "correction", "appeal" or "event"
    Column("step", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("manager_id", Text, nullable=False),
    Column("content", Text, nullable=False),
)
