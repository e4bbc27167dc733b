"""The steps that bring a records database to the form this version expects (Alembic)."""
