"""What the registry calls a manager's grade."""

from __future__ import annotations

from tierline.messages import current_language
from tierline.tables.registry import table_spec


def grade_title(grade: str) -> str:
    """Return a grade's title in the reader's language (LY-4); the code where the registry has none."""
    codes = table_spec("managers").column("grade").codes or {}
    return str(codes[grade][current_language()]) if grade in codes else grade
