"""A million rows of CSV are validated in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads Linux' account of memory"
)

# The peak of the memory that is the process's own: heap and stack, not the mapped file of accepted
# rows, which the system may drop at will. Sampled by a thread; the garbage of one batch may linger.
_MEASURE = """
import sys, threading
from pathlib import Path
from tierline.tables.intake import take_in

def own():
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0])

peak, done = own(), threading.Event()
def watch():
    global peak
    while not done.wait(0.005):
        peak = max(peak, own())
watcher = threading.Thread(target=watch)
watcher.start()
intake = take_in(Path(sys.argv[1]), "2026-10", Path(sys.argv[2]))
done.set(); watcher.join()
print(max(peak, own()), intake.counts["accounts"].read, intake.counts["accounts"].accepted)
"""
_NAMES = (
    "account_id,name,industry,monthly_revenue,ict_revenue,annual_sales,employees,ict_products,products,"
    "orders,subscribers,revenue_growth,tenure_months,opened_on,has_website"
)
_TAIL = "某某实业有限公司,finance,12345.67,234.50,9999999.00,321,4,5,6,78,0.1234,56,2020-01-05,true"


def peak_of(folder: Path, rows: int) -> int:
    """Return the peak of memory in KiB while ``rows`` rows are taken in."""
    raw = folder / f"raw-{rows}"
    raw.mkdir()
    with (raw / "accounts.csv").open("w", encoding="utf-8") as stream:
        stream.write(f"{_NAMES}\n")
        stream.writelines(f"A{number:09d},{_TAIL}\n" for number in range(rows))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(raw), str(folder / "quarantine")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    peak, read, accepted = map(int, done.stdout.split())
    assert (read, accepted) == (rows, rows)
    return peak


def test_million_rows(tmp_path: Path) -> None:
    small, large = peak_of(tmp_path, 200_000), peak_of(tmp_path, 1_000_000)
    file = (tmp_path / "raw-1000000/accounts.csv").stat().st_size // 1024
    # 800 000 more rows: 90 MiB more of text, 110 MiB more of accepted columns. What may grow is eight
    # bytes a row for the hash of its key, thrice while they are sorted (20 MiB), and some slack.
    assert file > 100_000
    assert large - small < 60_000
