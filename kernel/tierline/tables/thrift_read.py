"""Reads Thrift's compact form, in which Parquet keeps the headers of its pages: field by field, none kept."""

from __future__ import annotations

from collections.abc import Iterator

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 7, 8, 12  # a header holds no lists
_WHOLE = (4, 5, 6)  # numbers of 16, 32 and 64 bits
_LARGEST = 10  # bytes of a number
_DEEPEST = 8  # structures within structures; a header has three


class Fields:
    """The fields of one structure: iterate over them, and read or skip each before the next.

    Parameters
    ----------
    content : bytes
        What holds the structure.
    at : int
        Where it begins; when its end is met, where that is.

    Raises
    ------
    ValueError
        There is no such structure.
    IndexError
        It goes on behind the end of ``content``.
    """

    def __init__(self, content: bytes, at: int, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise ValueError("structures too deep")
        self.at = at
        self._content = content
        self._depth = depth

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the number of each field and the kind of its value."""
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self.whole(_WHOLE[0])
            yield number, kind

    def whole(self, kind: int) -> int:
        """Read a whole number."""
        if kind not in _WHOLE:
            raise ValueError("no whole number")
        coded = self._length()
        return coded >> 1 ^ -(coded & 1)

    def numbers(self, kind: int) -> dict[int, int]:
        """Read a structure for the whole numbers in it, by their fields."""
        inner = self._within(kind)
        found = {}
        for number, inner_kind in inner:
            if inner_kind in _WHOLE:
                found[number] = inner.whole(inner_kind)
            else:
                inner.skip(inner_kind)
        self.at = inner.at
        return found

    def skip(self, kind: int) -> None:
        """Pass over a value."""
        if kind in (_TRUE, _FALSE):
            return  # the kind says all
        if kind in _WHOLE:
            self._length()
        elif kind == _BYTE:
            self.at += 1
        elif kind == _DOUBLE:
            self.at += 8
        elif kind == _BINARY:
            length = self._length()
            self.at += length
        elif kind == _STRUCT:
            self.numbers(kind)
        else:
            raise ValueError(f"a value of kind {kind}")

    def _within(self, kind: int) -> Fields:
        if kind != _STRUCT:
            raise ValueError("no structure")
        return Fields(self._content, self.at, self._depth + 1)

    def _length(self) -> int:
        number = 0
        for place in range(_LARGEST):
            byte = self._byte()
            number |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                return number
        raise ValueError("a number too long")

    def _byte(self) -> int:
        byte = self._content[self.at]
        self.at += 1
        return byte
