"""A statement as PDF, set in the system's Noto Sans CJK; the glyphs that occur are put into the file."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline_widgets.panels.statement.sheet import Part, Sheet
from tierline_widgets.points.words import THIN

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
FILES = (
    "NotoSansCJK-{weight}.ttc",
    "NotoSansCJKsc-{weight}.otf",
    "NotoSansSC-{weight}.otf",
    "NotoSansSC-{weight}.ttf",
)
_SIMPLIFIED = 2  # its place in the collection
_INK, _MUTE, _RULE = (28, 37, 48), (93, 105, 120), (223, 228, 234)


def as_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as PDF, A4 upright.

    Raises
    ------
    BadInputError
        There is no font with Chinese signs.
    """
    page = _page(sheet)
    sheet = _spaced(sheet)
    page.set_font("noto", "B", 15)
    page.cell(0, 9, sheet.title, new_x="LMARGIN", new_y="NEXT")
    for name, said in sheet.facts:
        page.set_font("noto", "", 8.5)
        page.set_text_color(*_MUTE)
        page.cell(34, 4.8, name)
        page.set_text_color(*_INK)
        page.cell(0, 4.8, said, new_x="LMARGIN", new_y="NEXT")
    for part in sheet.parts:
        _put(page, part)
    for note in sheet.notes:
        page.set_font("noto", "", 8)
        page.multi_cell(0, 4.5, note, new_x="LMARGIN", new_y="NEXT")
    page.ln(10)
    page.set_font("noto", "", 8.5)
    for name in sheet.signatures:
        page.cell(85, 6, f"{name}:  ______________________")
    return bytes(page.output())


def _spaced(sheet: Sheet) -> Sheet:
    """Return the sheet with blanks that the font has in the place of thin ones."""

    def wide(said: str) -> str:
        return said.replace(THIN, "\u00a0")

    parts = [replace(part, rows=[[wide(cell) for cell in row] for row in part.rows]) for part in sheet.parts]
    return replace(sheet, parts=parts, notes=[wide(note) for note in sheet.notes])


def _page(sheet: Sheet) -> FPDF:
    from fpdf import FPDF

    page = FPDF(orientation="portrait", unit="mm", format="A4")
    page.set_margins(15, 14, 15)
    page.set_auto_page_break(True, 14)
    for style, weight in (("", "Regular"), ("B", "Bold")):
        path = font_file(weight)
        page.add_font("noto", style, path, collection_font_number=_SIMPLIFIED if path.suffix == ".ttc" else 0)
    page.set_title(sheet.title)
    page.set_lang("zh-CN" if sheet.language == "zh" else "en")
    page.set_text_color(*_INK)
    page.set_draw_color(*_RULE)
    page.add_page()
    return page


def _put(page: FPDF, part: Part) -> None:
    from fpdf.fonts import FontFace

    page.ln(3)
    page.set_font("noto", "B", 10)
    page.cell(0, 7, part.title, new_x="LMARGIN", new_y="NEXT")
    page.set_font("noto", "", 7.5)
    aligned = tuple("RIGHT" if place in part.figures else "LEFT" for place in range(len(part.heads)))
    head = FontFace(emphasis="", color=_MUTE)
    wide = min(sum(part.widths), page.epw)
    with page.table(
        width=wide,
        align="LEFT",
        col_widths=tuple(part.widths),
        text_align=aligned,
        headings_style=head,
        borders_layout="HORIZONTAL_LINES",
        line_height=4.4,
        padding=0.4,
    ) as table:
        heads = table.row()
        for name in part.heads:
            heads.cell(name)
        for number, cells in enumerate(part.rows):
            row = table.row(style=FontFace(emphasis="BOLD") if number in part.strong else None)
            for each in cells:
                row.cell(each)


@cache
def font_file(weight: str) -> Path:
    """Return the file of Noto Sans with Chinese signs, "Regular" or "Bold".

    Raises
    ------
    BadInputError
        It is not installed.
    """
    for folder in FONTS:
        place = Path(folder).expanduser()
        for name in FILES:
            found = sorted(place.rglob(name.format(weight=weight))) if place.is_dir() else []
            if found:
                return found[0]
    raise BadInputError(
        N_("No font with Chinese signs was found for a PDF. Install fonts-noto-cjk, or print the page.")
    )
