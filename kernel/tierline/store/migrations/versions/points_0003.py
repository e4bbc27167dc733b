"""Corrections and appeals of points: one record for every step; records are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REFUSAL = "the records of points are append-only"

# `INSERT OR REPLACE` deletes without firing a delete trigger, hence the third trigger.
_SQLITE = (
    "CREATE TRIGGER points_records_no_update BEFORE UPDATE ON points_records "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "CREATE TRIGGER points_records_no_delete BEFORE DELETE ON points_records "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "CREATE TRIGGER points_records_no_replace BEFORE INSERT ON points_records "
    "WHEN EXISTS (SELECT 1 FROM points_records WHERE subject = NEW.subject AND number = NEW.number) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION points_records_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER points_records_no_change BEFORE UPDATE OR DELETE ON points_records "
    "FOR EACH ROW EXECUTE FUNCTION points_records_refuse()",
    "CREATE TRIGGER points_records_no_truncate BEFORE TRUNCATE ON points_records "
    "FOR EACH STATEMENT EXECUTE FUNCTION points_records_refuse()",
)


def upgrade() -> None:
    op.create_table(
        "points_records",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("manager_id", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    statements = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for statement in statements:
        op.execute(sa.text(statement))


def downgrade() -> None:
    op.drop_table("points_records")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION points_records_refuse()"))
