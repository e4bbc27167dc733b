"""The compiler's world of ``lanes``: every operation adds an instruction on a wide register.

LLVM breaks ROWS values down to the registers a processor has. Nothing here runs after compilation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils

from tierline.compiled.lanes import Step

ROWS = 64  # rows in one step: a byte of each fills a line of memory
LINE = 64  # bytes of a line of memory
INT8, INT32, INT64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)
_TYPES = {np.float64: types.float64, np.int8: types.int8, np.int16: types.int16}


def number(value: int) -> Any:
    """Return a whole number of the program."""
    return ir.Constant(INT64, value)


class Lanes:
    """A register's worth of rows, with the operators of NumPy."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, builder: Any, value: Any) -> None:
        self._builder, self.value = builder, value

    @property
    def element(self) -> Any:
        """LLVM's type of one row."""
        return self.value.type.element

    def same(self, other: Any) -> Any:
        """Return the value of other lanes, or of lanes that all hold the number ``other``."""
        if isinstance(other, Lanes):
            return other.value
        return ir.Constant(self.value.type, [ir.Constant(self.element, other)] * ROWS)

    def _made(self, whole: str, fraction: str, other: Any) -> Lanes:
        name = fraction if isinstance(self.element, ir.DoubleType) else whole
        return Lanes(self._builder, getattr(self._builder, name)(self.value, self.same(other)))

    def _compared(self, sign: str, other: Any) -> Lanes:
        return Lanes(self._builder, self._builder.icmp_signed(sign, self.value, self.same(other)))

    def __lt__(self, other: Any) -> Lanes:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Lanes:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Lanes:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Lanes:
        return self._compared(">=", other)

    def __eq__(self, other: object) -> Lanes:  # type: ignore[override]
        return self._compared("==", other)

    def __ne__(self, other: object) -> Lanes:  # type: ignore[override]
        return self._compared("!=", other)

    def __and__(self, other: Any) -> Lanes:
        return Lanes(self._builder, self._builder.and_(self.value, self.same(other)))

    def __add__(self, other: Any) -> Lanes:
        return self._made("add", "fadd", other)

    def __mul__(self, other: Any) -> Lanes:
        return self._made("mul", "fmul", other)

    def __truediv__(self, other: Any) -> Lanes:
        return Lanes(self._builder, self._builder.fdiv(self.value, self.same(other)))


class Registers:
    """The words of ``lanes.Plain`` as instructions, and reading and writing of memory."""

    def __init__(self, context: Any, builder: Any) -> None:
        self._context, self._builder = context, builder

    def fold(self, count: Any, lanes: tuple[Any, ...], step: Step, *, down: bool = False) -> tuple[Any, ...]:
        """Carry ``lanes`` through ``step(k, lanes)`` for k below ``count``; ``down`` from the last on."""
        builder = self._builder
        before, head = builder.block, builder.append_basic_block("fold")
        body, after = builder.append_basic_block("step"), builder.append_basic_block("folded")
        builder.branch(head)
        builder.position_at_end(head)
        done = builder.phi(INT64)
        carried = [builder.phi(each.value.type) for each in lanes]
        held = tuple(Lanes(builder, phi) for phi in carried)
        builder.cbranch(builder.icmp_signed("<", done, count), body, after)
        builder.position_at_end(body)
        found = step(builder.sub(builder.sub(count, number(1)), done) if down else done, held)
        for phi, first, each in zip(carried, lanes, found, strict=True):
            phi.add_incoming(first.value, before)
            phi.add_incoming(each.value, builder.block)
        done.add_incoming(number(0), before)
        done.add_incoming(builder.add(done, number(1)), builder.block)
        builder.branch(head)
        builder.position_at_end(after)
        return held

    def item(self, array: tuple[Any, Any], *place: Any) -> Lanes:
        """Return an entry of an array (its type and value), the same for every row."""
        builder, (kind, value) = self._builder, array
        made = self._context.make_array(kind)(self._context, builder, value)
        at = place[-1]
        if len(place) > 1:
            at = builder.add(builder.mul(place[0], builder.extract_value(made.shape, 1)), at)
        return self._in_every_row(builder.load(builder.gep(made.data, [at])))

    def _in_every_row(self, value: Any) -> Lanes:
        nothing = ir.Constant(ir.VectorType(value.type, ROWS), ir.Undefined)
        first = self._builder.insert_element(nothing, value, ir.Constant(INT32, 0))
        places = ir.Constant(ir.VectorType(INT32, ROWS), [0] * ROWS)
        return Lanes(self._builder, self._builder.shuffle_vector(first, nothing, places))

    def every(self, value: int, like: Lanes) -> Lanes:
        """Return lanes that all hold ``value``, of the type of ``like``."""
        return Lanes(self._builder, like.same(value))

    def rank(self, k: Any) -> Lanes:
        """Return the counter ``k`` of a fold as a tier's rank, int8."""
        return self._in_every_row(self._builder.trunc(k, INT8))

    def where(self, mask: Lanes, yes: Any, no: Any) -> Lanes:
        """Choose row by row."""
        known = yes if isinstance(yes, Lanes) else no
        return Lanes(self._builder, self._builder.select(mask.value, known.same(yes), known.same(no)))

    def turn(self, lanes: Lanes, dtype: Any) -> Lanes:
        """Return lanes as another type; fractions are cut off."""
        builder, value = self._builder, lanes.value
        element = self._context.get_value_type(_TYPES[dtype])
        after = ir.VectorType(element, ROWS)
        if isinstance(element, ir.DoubleType):
            return Lanes(builder, builder.sitofp(value, after))
        if isinstance(lanes.element, ir.DoubleType):
            value = builder.fptosi(value, ir.VectorType(INT32, ROWS))
            return Lanes(builder, builder.trunc(value, after))
        return Lanes(builder, builder.zext(value, after))  # of what is true or not

    def load(self, pointer: Any, row: Any) -> Lanes:
        """Read the rows from ``row`` on."""
        value = self._builder.load(self._rows(pointer, row))
        value.align = 1
        return Lanes(self._builder, value)

    def store(self, lanes: Lanes, pointer: Any, row: Any, *, past_caches: bool = False) -> None:
        """Write the rows from ``row`` on; ``past_caches`` where they fill lines that nobody reads soon."""
        stored = self._builder.store(lanes.value, self._rows(pointer, row))
        stored.align = LINE if past_caches else 1
        if past_caches:
            stored.set_metadata("nontemporal", self._builder.module.add_metadata([ir.Constant(INT32, 1)]))

    def _rows(self, pointer: Any, row: Any) -> Any:
        many = ir.VectorType(pointer.type.pointee, ROWS).as_pointer()
        return self._builder.bitcast(self._builder.gep(pointer, [row]), many)


class Arguments:
    """What an intrinsic is given, by name."""

    def __init__(self, context: Any, builder: Any, names: str, kinds: Any, values: Any) -> None:
        self._context, self._builder = context, builder
        self._given = dict(zip(names.split(), zip(kinds, values, strict=True), strict=True))

    def value(self, name: str) -> Any:
        """Return a number."""
        return self._given[name][1]

    def data(self, name: str) -> Any:
        """Return where an array begins."""
        kind, value = self._given[name]
        return self._context.make_array(kind)(self._context, self._builder, value).data

    def parts(self, name: str) -> dict[str, tuple[Any, Any]]:
        """Return the fields of a NamedTuple, each its type and value."""
        kind, value = self._given[name]
        values = cgutils.unpack_tuple(self._builder, value)
        return dict(zip(kind.fields, zip(kind, values, strict=True), strict=True))

    def pointers(self, name: str) -> dict[str, Any]:
        """Return where the arrays of a NamedTuple begin."""
        return {
            field: self._context.make_array(kind)(self._context, self._builder, value).data
            for field, (kind, value) in self.parts(name).items()
            if isinstance(kind, types.Array)
        }

    def length(self, array: tuple[Any, Any]) -> Any:
        """Return the length of an array, of a part's first dimension."""
        made = self._context.make_array(array[0])(self._context, self._builder, array[1])
        return self._builder.extract_value(made.shape, 0)
