"""Which encoding a text file is in, its hash and its separator, in one pass over its bytes."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.two_readings import Reading, reading_of

_BLOCK = 1 << 20
_LONG = re.compile(rb"[\xe0-\xff]")  # begins a character of three bytes or more in UTF-8
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class TextFile:
    """What the first pass over a text file found."""

    encoding: str  # "utf-8-sig", "utf-8" or "gb18030"
    sha256: str
    delimiter: str
    header: tuple[str, ...]
    has_rows: bool  # whether anything stands below the header
    notices: tuple[Message, ...] = ()  # which encoding it is read in, unless it is plainly UTF-8


def blocks(path: Path) -> Iterator[bytes]:
    """Yield the file's bytes, block by block."""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    digest = hashlib.sha256()
    for block in blocks(path):
        digest.update(block)
    return digest.hexdigest()


class _Trial:
    """A strict decoder that remembers where it failed."""

    def __init__(self, encoding: str) -> None:
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")
        self.good = True
        self.line = 1
        self.taken = 0

    def take(self, block: bytes, final: bool = False) -> None:
        self.taken += len(block)
        if not self.good:
            return
        try:
            self.decoder.decode(block, final)
        except UnicodeDecodeError as error:
            self.good = False
            # error.object may begin with bytes kept from the block before; they hold no newline
            self.line += error.object[: error.start].count(b"\n")
        else:
            self.line += block.count(b"\n")


def inspect_text(path: Path) -> TextFile:
    """Find out how to read a CSV file, by strict trial over the whole of it.

    Parameters
    ----------
    path : Path
        The file; read in blocks, so its size does not matter.

    Returns
    -------
    TextFile
        Encoding (UTF-8 with or without a mark, else GB18030; where both are sound, what `reading_of` takes
        it for), SHA-256, separator and header.

    Raises
    ------
    BadInputError
        The file is empty, holds NUL bytes, is in neither encoding, or has no header.
    """
    digest = hashlib.sha256()
    utf8 = _Trial("utf-8")
    quotes = 0
    start = b""
    plain, long = True, False
    for block in blocks(path):
        if not start:
            start = block[:4]
            _refuse_utf16(path, start)
        digest.update(block)
        if b"\0" in block:
            raise BadInputError(
                N_(
                    "{file}: there is a NUL byte at byte {place}, so this is not a text file "
                    "or it is damaged. Export it again as CSV."
                ),
                file=path.name,
                place=utf8.taken + block.index(b"\0") + 1,
            )
        quotes += block.count(b'"')
        utf8.take(block)
        if not (long or block.isascii()):
            plain, long = False, bool(_LONG.search(block))
    utf8.take(b"", final=True)
    reading = Reading(gb18030=False)
    if not utf8.good:
        encoding = _older_encoding(path, utf8, start)
    elif start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    else:
        reading = reading if plain or long else reading_of(path)
        encoding = "gb18030" if reading.gb18030 else "utf-8"
    delimiter, header, has_rows = _header(path, encoding)
    if quotes % 2:
        _refuse_open_quote(path, encoding, delimiter)
    return TextFile(
        encoding, digest.hexdigest(), delimiter, header, has_rows, _notices(path, encoding, reading)
    )


def _notices(path: Path, encoding: str, reading: Reading) -> tuple[Message, ...]:
    if (doubt := reading.notice(path.name)) is not None:
        return (doubt,)
    if encoding == "gb18030":
        return (Message(N_("{file}: read as GB18030."), {"file": path.name}),)
    return ()


def _older_encoding(path: Path, utf8: _Trial, start: bytes) -> str:
    gb18030 = _Trial("gb18030")
    if not start.startswith(codecs.BOM_UTF8):
        for block in blocks(path):
            gb18030.take(block)
        gb18030.take(b"", final=True)
        if gb18030.good:
            return "gb18030"
    raise BadInputError(
        N_("{file}: line {line} is neither UTF-8 nor GB18030. Save the file as CSV UTF-8."),
        file=path.name,
        line=max(utf8.line, gb18030.line),
    )


def _refuse_utf16(path: Path, start: bytes) -> None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInputError(N_("{file}: the file is in UTF-16. Save it as CSV UTF-8."), file=path.name)


def _refuse_open_quote(path: Path, encoding: str, delimiter: str) -> None:
    """Refuse a file whose last cell is never closed: it would swallow the rows after it."""
    row = 1
    with path.open(encoding=encoding, newline="") as stream:
        try:
            for _cells in csv.reader(stream, delimiter=delimiter, strict=True):
                row += 1
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise BadInputError(
                    N_(
                        "{file}: a quotation mark opened in row {row} is never closed. Close it or delete it."
                    ),
                    file=path.name,
                    row=row,
                ) from error


def _header(path: Path, encoding: str) -> tuple[str, tuple[str, ...], bool]:
    with path.open(encoding=encoding, newline="") as stream:
        line = stream.readline(1 << 16)
    if not line:
        raise BadInputError(
            N_("{file}: the file is empty. The first row must hold the column names."), file=path.name
        )
    # the separator that stands most often in the header; the first one on a tie
    delimiter = max(DELIMITERS, key=line.count)
    with path.open(encoding=encoding, newline="") as stream:
        try:
            header = tuple(next(csv.reader(stream, delimiter=delimiter), ()))
            has_rows = bool(stream.read(1))
        except csv.Error as error:
            raise BadInputError(
                N_("{file}: the header cannot be read: {why}."), file=path.name, why=error
            ) from error
    if not any(name.strip() for name in header):
        raise BadInputError(
            N_("{file}: the first row is empty. It must hold the column names."), file=path.name
        )
    return delimiter, header, has_rows
