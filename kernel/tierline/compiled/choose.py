"""Chooses without a branch.

The compiler turns an ``if`` on a chosen edge back into one comparison with each edge it could be,
which is what choosing was to save.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.extending import intrinsic, overload


def choose(mask: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` where ``mask`` is true, else ``no``; both are of one type and worked out already."""
    return yes if mask else no


@intrinsic  # type: ignore[untyped-decorator]
def _select(typing_context: Any, mask: Any, yes: Any, no: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.select(*values)

    return yes(types.boolean, yes, yes), generate


@overload(choose, jit_options={"forceinline": True})  # type: ignore[untyped-decorator]
def _compiled_choose(mask: Any, yes: Any, no: Any) -> Any:
    def chosen(mask: Any, yes: Any, no: Any) -> Any:
        return _select(mask, yes, no)

    return chosen
