"""Times are read in the department's zone, whatever the computer's; records stay UTC."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.errors import UsageError
from tierline.store.audit import now
from tierline.times import VARIABLE, day, today, when, when_exported, zone_name

EVENING = "2026-10-31T16:30:59.999999+00:00"


@pytest.fixture(autouse=True)
def _usual(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(VARIABLE, raising=False)
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("computer", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_zone_of_the_computer_does_not_count(monkeypatch: pytest.MonkeyPatch, computer: str) -> None:
    monkeypatch.setenv("TZ", computer)
    time.tzset()
    assert (when(EVENING), day(EVENING)) == ("2026-11-01 00:30", "2026-11-01")
    assert when_exported(EVENING) == "2026-11-01 00:30 (Asia/Shanghai)"
    assert now().endswith("+00:00")  # what is stored


@pytest.mark.parametrize(
    ("zone", "read"),
    [("Asia/Urumqi", "2026-10-31 22:30"), ("UTC", "2026-10-31 16:30"), ("", "2026-11-01 00:30")],
)
def test_another_zone_can_be_named(monkeypatch: pytest.MonkeyPatch, zone: str, read: str) -> None:
    monkeypatch.setenv(VARIABLE, zone)
    assert when(EVENING) == read
    assert when_exported(EVENING) == f"{read} ({zone or 'Asia/Shanghai'})"
    assert zone_name() == (zone or "Asia/Shanghai")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Asia", "/etc/localtime"])
def test_a_zone_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv(VARIABLE, zone)
    with pytest.raises(UsageError) as caught:
        when(EVENING)
    assert f"TIERLINE_ZONE: '{zone}' is no time zone" in caught.value.render("en")
    assert f"“{zone}”" in caught.value.render("zh")


def test_without_an_offset_it_is_utc_and_what_is_no_time_is_left_alone() -> None:
    assert when("2026-10-31T16:30:59") == "2026-11-01 00:30"
    assert (when("meddled with"), day("meddled with it")) == ("meddled with", "meddled wi")


@pytest.mark.parametrize("computer", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize(("zone", "ahead"), [("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11), ("", 8)])
def test_today_is_the_departments(
    monkeypatch: pytest.MonkeyPatch, computer: str, zone: str, ahead: int
) -> None:
    monkeypatch.setenv(VARIABLE, zone)
    monkeypatch.setenv("TZ", computer)
    time.tzset()

    def there() -> date:
        return (datetime.now(UTC) + timedelta(hours=ahead)).date()

    before, found, after = there(), today(), there()
    assert before <= found <= after


@given(st.integers(946_684_800, 4_102_444_800))
def test_eight_hours_ahead_all_year(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    at = moment.isoformat(timespec="microseconds")
    local = moment + timedelta(hours=8)
    assert (when(at), day(at)) == (f"{local:%Y-%m-%d %H:%M}", f"{local:%Y-%m-%d}")
