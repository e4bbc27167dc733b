"""Last month's tiers of any number of accounts, held for look-ups by account number.

About 12 bytes and one to two slots of four bytes for an account, besides its number's own bytes: the
numbers themselves are kept and compared, so an equal hash never gives one account another's tier.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.compiled import keys
from tierline.compiled import layout as kernel
from tierline.messages import Message
from tierline.policy.resolved import Policy
from tierline.tiering.columns import text_column
from tierline.tiering.state import held_before
from tierline.tiering.text_memory import text_memory


class Carried:
    """What last month's result says of each account.

    Parameters
    ----------
    batches : iterable of RecordBatch
        account_id (each once), tier, and where kept reason and months_below.
    policy : Policy
        Knows the tiers.
    name : Message
        What messages call last month's result.
    """

    def __init__(self, batches: Iterable[pa.RecordBatch], policy: Policy, name: Message) -> None:
        sizes, texts, tiers, below = [np.zeros(1, np.int64)], [np.empty(0, np.uint8)], [], []
        for batch in batches:
            table = pa.Table.from_batches([batch])
            offsets, data = text_memory(text_column(table, "account_id"))
            sizes.append(np.diff(offsets).astype(np.int64))
            texts.append(data[offsets[0] : offsets[-1]].copy())
            rank, months = held_before(policy, table, name)
            tiers.append(rank.astype(np.int8))
            below.append(months)
        self._offsets = np.cumsum(np.concatenate(sizes))
        self._data = np.concatenate(texts)
        # one more entry than there are accounts: where NONE points to
        self._tiers = np.concatenate([*tiers, np.full(1, kernel.NONE, np.int8)])
        self._below = np.concatenate([*below, np.zeros(1, np.int8)])
        known = len(self._offsets) - 1
        self._slots = np.full(1 << (known * 3 // 2 + 1).bit_length(), kernel.NONE, np.int32)
        keys.put_in_slots(self._offsets, self._data, self._slots)

    def of(self, accounts: pa.Array) -> tuple[Any, Any]:
        """Return the tier held (int8 rank or NONE) and the months below (int8) of each account."""
        place = np.empty(len(accounts), np.int64)
        keys.find_in_slots(*text_memory(accounts), self._offsets, self._data, self._slots, place)
        return self._tiers[place], self._below[place]
