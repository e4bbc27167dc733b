"""Asks memory for what is read soon.

A processor reads ahead by itself, but not beyond a page, and not while it is busy with what it has.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from tierline.compiled.registers import INT32

READ_NEAREST_DATA = (0, 3, 1)  # for LLVM: to read it, into the first-level cache, data


def ask_for(values: Any, place: int) -> None:
    """Ask memory for the line in which ``values[place]`` lies, or would lie: nothing fails beyond the end."""


@intrinsic  # type: ignore[untyped-decorator]
def _ask(typing_context: Any, values: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, at = arguments
        data = context.make_array(signature.args[0])(context, builder, array).data
        pointer = builder.bitcast(builder.gep(data, [at]), cgutils.voidptr_t)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, INT32, INT32, INT32])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(fetch, [pointer, *(ir.Constant(INT32, each) for each in READ_NEAREST_DATA)])
        return context.get_dummy_value()

    return types.void(values, types.int64), generate


@overload(ask_for)  # type: ignore[untyped-decorator]
def _compiled_ask(values: Any, place: Any) -> Any:
    def ask(values: Any, place: Any) -> None:
        _ask(values, place)

    return ask
