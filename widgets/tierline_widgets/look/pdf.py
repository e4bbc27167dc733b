"""A4 sheets as PDF, set in the system's Noto Sans CJK; the glyphs that occur are put into the file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline_widgets.look.paper import Part

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
INK, MUTE, RULE = (28, 37, 48), (93, 105, 120), (223, 228, 234)
_SIMPLIFIED = 2  # its place in the collection
# thin blanks that the font lacks, and a dot that is as wide as a Chinese sign in it
_SIGNS = str.maketrans({"\u2009": "\u00a0", "\u202f": "\u00a0", "\u00b7": "/"})


class Sheet:
    """A paper under way, A4 upright, from the top down; measures in millimetres.

    Parameters
    ----------
    title : str
    language : {"en", "zh"}

    Attributes
    ----------
    page : fpdf.FPDF
        For what is drawn rather than written.

    Raises
    ------
    BadInputError
        There is no font with Chinese signs.
    """

    def __init__(self, title: str, language: str) -> None:
        self.page = _blank(title, language)
        self.say(title, 15, 9, bold=True)

    def say(self, said: str, size: float, height: float, *, bold: bool = False) -> None:
        """Write a line, or several where one does not hold it."""
        self._font(size, bold)
        self.page.multi_cell(0, height, readable(said), align="L", new_x="LMARGIN", new_y="NEXT")

    def head(self, title: str) -> None:
        """Write a heading; it is not left alone at the foot of a page."""
        if self.page.will_page_break(24):
            self.page.add_page()
        self.page.ln(3)
        self.say(title, 10, 7, bold=True)

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Write names to the left and what they are to the right."""
        for name, said in facts:
            self._font(8.5)
            self.page.set_text_color(*MUTE)
            self.page.cell(40, 4.8, readable(name))
            self.page.set_text_color(*INK)
            self.page.multi_cell(0, 4.8, readable(said), align="L", new_x="LMARGIN", new_y="NEXT")

    def listed(self, said: Sequence[str]) -> None:
        """Write sentences one below the other."""
        for one in said:
            self._font(8.5)
            self.page.cell(4, 4.8, "\u2013")
            self.page.multi_cell(0, 4.8, readable(one), align="L", new_x="LMARGIN", new_y="NEXT")

    def put(self, part: Part) -> None:
        """Write a table under its heading."""
        from fpdf.fonts import FontFace

        if part.title:
            self.head(part.title)
        self._font(7.5)
        aligned = tuple("RIGHT" if place in part.figures else "LEFT" for place in range(len(part.heads)))
        with self.page.table(
            width=min(sum(part.widths), self.page.epw),
            align="LEFT",
            col_widths=tuple(part.widths),
            text_align=aligned,
            headings_style=FontFace(emphasis="", color=MUTE),
            borders_layout="HORIZONTAL_LINES",
            line_height=4.4,
            padding=(0.4, 1),
        ) as table:
            heads = table.row()
            for name in part.heads:
                heads.cell(readable(name))
            for number, cells in enumerate(part.rows):
                row = table.row(style=FontFace(emphasis="BOLD") if number in part.strong else None)
                for each in cells:
                    row.cell(readable(each))

    def signatures(self, names: Sequence[str]) -> None:
        """Leave room to sign for each name."""
        self.page.ln(10)
        self._font(8.5)
        for name in names:
            self.page.cell(85, 6, f"{name}:  ______________________")

    def content(self) -> bytes:
        """Return the file."""
        return bytes(self.page.output())

    def _font(self, size: float, bold: bool = False) -> None:
        self.page.set_font("noto", "B" if bold else "", size)


def readable(said: str) -> str:
    """Return a text in signs that the font has, and has in the width of letters."""
    return said.translate(_SIGNS)


def _blank(title: str, language: str) -> FPDF:
    from fpdf import FPDF

    page = FPDF(orientation="portrait", unit="mm", format="A4")
    page.set_margins(15, 14, 15)
    page.set_auto_page_break(True, 14)
    for style, weight in (("", "Regular"), ("B", "Bold")):
        path = font_file(weight)
        page.add_font("noto", style, path, collection_font_number=_SIMPLIFIED if path.suffix == ".ttc" else 0)
    page.set_title(title)
    page.set_lang("zh-CN" if language == "zh" else "en")
    page.set_text_color(*INK)
    page.set_draw_color(*RULE)
    page.add_page()
    return page


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
