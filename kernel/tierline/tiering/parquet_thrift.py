"""Thrift's compact form, in which Parquet keeps the headers of its pages and its footer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = tuple[int, bytes]  # its kind and its bytes

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _BINARY, _LIST, _STRUCT = 1, 2, 3, 4, 5, 6, 8, 9, 12
_SHORT = 15  # a list or a step between fields up to this fits into half a byte


def varint(number: int) -> bytes:
    """Return a number, not negative, seven bits a byte, lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def int32(number: int) -> Value:
    """Return a number of 32 bits."""
    return _I32, _zigzag(number)


def int64(number: int) -> Value:
    """Return a number of 64 bits."""
    return _I64, _zigzag(number)


def int8(number: int) -> Value:
    """Return a number of 8 bits."""
    return _BYTE, number.to_bytes(1, "little", signed=True)


def truth(value: bool) -> Value:
    """Return true or false as a field of a structure; its kind says all."""
    return (_TRUE if value else _FALSE), b""


def text(value: str) -> Value:
    """Return a text."""
    content = value.encode()
    return _BINARY, varint(len(content)) + content


def listed(values: Sequence[Value]) -> Value:
    """Return a list of values of one kind, at least one."""
    kind = values[0][0]
    size = len(values)
    head = bytes([size << 4 | kind]) if size < _SHORT else bytes([_SHORT << 4 | kind]) + varint(size)
    return _LIST, head + b"".join(content for _kind, content in values)


def struct(fields: Mapping[int, Value]) -> Value:
    """Return a structure; the fields' numbers, up to 15 apart, ascend."""
    out = bytearray()
    last = 0
    for number, (kind, content) in fields.items():
        out += bytes([(number - last) << 4 | kind]) + content
        last = number
    return _STRUCT, bytes(out) + b"\0"


def _zigzag(number: int) -> bytes:
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)
