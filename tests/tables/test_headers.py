"""Which header is which column; mapping files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tables.raw import take, write_csv
from tierline.errors import BadInputError
from tierline.messages import Message
from tierline.tables.headers import match_headers, read_mapping
from tierline.tables.registry import table_spec

SPEC = table_spec("accounts")


@pytest.mark.parametrize(
    "header",
    [
        "monthly_revenue",
        "Monthly revenue",
        "MONTHLY_REVENUE",
        "monthly revenue",
        "月收入",
        "集团月收入",
        " 月收入 ",
        "月收入（元）",
        "月收入(yuan)",
        "月收入 *\nmonthly_revenue",
        "monthly_revenue *\n月收入",
        "月收入 (monthly_revenue)",
        "ｍｏｎｔｈｌｙ＿ｒｅｖｅｎｕｅ",
    ],
)
def test_understood(header: str) -> None:
    assert match_headers("f", ["account_id", header], SPEC, {}, [])["monthly_revenue"] == 1


@pytest.mark.parametrize("header", ["月收入（万元）", "月收入（千元）", "revenue", "月收入(员工数)"])
def test_not_understood(header: str) -> None:
    """Above all no header that says ten thousand yuan: every value would be wrong."""
    with pytest.raises(BadInputError, match="no column 'monthly_revenue'"):
        match_headers("f", ["account_id", header], SPEC, {}, [])


def test_unknown_columns_are_told_and_left_out() -> None:
    notices: list[Message] = []
    places = match_headers("f.csv", ["备注", "account_id", "", "monthly_revenue", "x"], SPEC, {}, notices)
    assert places == {"account_id": 1, "monthly_revenue": 3}
    assert [notice.render("en") for notice in notices] == ["f.csv: unknown columns left out: 备注, x."]
    assert "未采用无法识别的字段" in notices[0].render("zh")


def test_mapping_beats_names(tmp_path: Path) -> None:
    mapping = tmp_path / "headers.toml"
    mapping.write_text(
        '[accounts]\n"客户号" = "account_id"\n"月收入" = "ict_revenue"\n"总额" = "monthly_revenue"\n', "utf-8"
    )
    write_csv(tmp_path / "raw/accounts.csv", [("客户号", "月收入", "总额"), ("A", "2", "3")])
    row = take(tmp_path / "raw", mapping=mapping).tables["accounts"].to_pylist()[0]
    assert (row["account_id"], row["ict_revenue"], row["monthly_revenue"]) == ("A", 2, 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[accounts", "is not TOML"),
        ('[customers]\n"a" = "account_id"', r"\[customers\] is not a table. Use one of: accounts"),
        ('accounts = "x"', r"\[accounts\] is not a table"),
        ('[accounts]\n"a" = "acount"', 'points to "acount", which is not a column'),
    ],
)
def test_bad_mapping(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "headers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=words):
        read_mapping(path)


def test_no_mapping_file(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="there is no such mapping file"):
        read_mapping(tmp_path / "none.toml")
