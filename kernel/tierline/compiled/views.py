"""Memory of a column seen as an array, given its address: one compiled pass reads any number of columns.

A tuple of arrays would need a new compilation for every number and order of columns; a table of
addresses needs one. Whoever calls keeps the columns alive, and nothing here writes to them.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic, overload


@intrinsic  # type: ignore[untyped-decorator]
def _pointer(typing_context: Any, address: Any) -> Any:
    def to_pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.uint64), to_pointer


def _plain(address: int, size: int, c_type: Any) -> Any:
    return np.ctypeslib.as_array((c_type * size).from_address(int(address)))


def float64_at(address: int, size: int) -> Any:
    """Return the float64[size] that lies at ``address``."""
    return _plain(address, size, ctypes.c_double)


def float32_at(address: int, size: int) -> Any:
    """Return the float32[size] that lies at ``address``."""
    return _plain(address, size, ctypes.c_float)


def int64_at(address: int, size: int) -> Any:
    """Return the int64[size] that lies at ``address``."""
    return _plain(address, size, ctypes.c_int64)


def int32_at(address: int, size: int) -> Any:
    """Return the int32[size] that lies at ``address``."""
    return _plain(address, size, ctypes.c_int32)


def int16_at(address: int, size: int) -> Any:
    """Return the int16[size] that lies at ``address``."""
    return _plain(address, size, ctypes.c_int16)


def int8_at(address: int, size: int) -> Any:
    """Return the int8[size] that lies at ``address``."""
    return _plain(address, size, ctypes.c_int8)


def uint8_at(address: int, size: int) -> Any:
    """Return the uint8[size] that lies at ``address``."""
    return _plain(address, size, ctypes.c_uint8)


def _teach(plain: Any, dtype: Any) -> None:
    """Give numba its own form of ``plain``."""

    def typed(address: Any, size: Any) -> Any:
        def view(address: Any, size: Any) -> Any:
            return carray(_pointer(np.uint64(address)), (size,), dtype)

        return view

    overload(plain)(typed)


for _plain_view, _dtype in (
    (float64_at, np.float64),
    (float32_at, np.float32),
    (int64_at, np.int64),
    (int32_at, np.int32),
    (int16_at, np.int16),
    (int8_at, np.int8),
    (uint8_at, np.uint8),
):
    _teach(_plain_view, _dtype)


@intrinsic  # type: ignore[untyped-decorator]
def _without_owner(typing_context: Any, values: Any) -> Any:
    def forget_owner(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def lend(kind: Any, value: Any) -> Any:
            if not isinstance(kind, types.Array):
                return value
            array = context.make_array(kind)(context, builder, value)
            array.meminfo = cgutils.get_null_value(array.meminfo.type)
            array.parent = cgutils.get_null_value(array.parent.type)
            return array._getvalue()

        parts = cgutils.unpack_tuple(builder, arguments[0])
        return context.make_tuple(
            builder, values, [lend(kind, part) for kind, part in zip(values, parts, strict=True)]
        )

    return values(values), forget_owner


def lent(values: Any) -> Any:
    """Return a tuple's arrays without the count of who holds them.

    A compiled call counts every array it is given up and down again, which takes longer than the work
    on a block. The caller keeps ``values`` for as long as what it got is used: only what a function was
    given may be lent in it, as what it makes itself is let go after its last use, the lending.
    """
    return values


@overload(lent)  # type: ignore[untyped-decorator]
def _typed_lent(values: Any) -> Any:
    def lend(values: Any) -> Any:
        return _without_owner(values)

    return lend
