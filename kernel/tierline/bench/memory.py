"""The most memory that a process of its own takes for scoring a Parquet file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# the kernel's own figure, which begins anew with the program: that of rusage is inherited
_PROGRAM = """
import sys
from pathlib import Path
from tierline.bench.scoring import eight_bands
from tierline.tiering.stream import score_parquet
score_parquet(sys.argv[1], sys.argv[2], eight_bands())
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def peak_memory(source: Path, target: Path) -> int | None:
    """Return the bytes that scoring ``source`` into ``target`` takes at its peak.

    Returns
    -------
    int or None
        Resident memory of a new process, imports and machine code included; None where the system does
        not tell it (other than Linux).
    """
    if not Path("/proc/self/status").exists():
        return None
    command = [sys.executable, "-c", _PROGRAM, str(source), str(target)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(ran.stdout) * 1024
