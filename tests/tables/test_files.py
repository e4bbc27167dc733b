"""Files that cannot be used as a whole, and how each is told; encodings and separators."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables.raw import quarantined, take, write_csv, write_sheets
from tierline.errors import BadInputError
from tierline.tables.encoding import inspect_text
from tierline.tables.intake import take_in
from tierline.tables.registry import table_spec
from tierline.tables.source import open_source
from tierline.tables.take import take_file

HEADER = b"account_id,monthly_revenue,name\n"


def refused(folder: Path) -> tuple[str, str]:
    """Return the message with which intake refuses the folder, in English and Chinese."""
    with pytest.raises(BadInputError) as caught:
        take(folder)
    return caught.value.render("en"), caught.value.render("zh")


def write_broken_pages(path: Path) -> None:
    """Write a Parquet file whose footer is whole, so that it opens, but not its pages."""
    path.parent.mkdir(exist_ok=True)
    pq.write_table(
        pa.table({"account_id": [f"A{n}" for n in range(9999)], "monthly_revenue": [1.0] * 9999}), path
    )
    content = bytearray(path.read_bytes())
    content[200:4000] = bytes(3800)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("content", "english", "chinese"),
    [
        (b"", "the file is empty", "文件是空的"),
        (b"\xef\xbb\xbf", "the file is empty", "文件是空的"),
        (b"\n\n", "the first row is empty", "第一行是空的"),
        (HEADER, "no rows below the header", "表头之下没有数据"),
        (HEADER.strip(), "no rows below the header", "表头之下没有数据"),
        (HEADER + b"A\0,1,x\n", "NUL byte at byte 34", "第34个字节"),
        (HEADER + b"A,1,x\nB,2,\xff\xff\n", "line 3 is neither UTF-8 nor GB18030", "第3行既不是UTF-8"),
        (b"\xef\xbb\xbf" + HEADER + "A,1,甲\n".encode("gb18030"), "line 2 is neither", "第2行"),
        ("account_id\n".encode("utf-16"), "UTF-16", "UTF-16"),
        (HEADER + b'A,1,"x\nB,2,y\n', "opened in row 2 is never closed", "第2行开始的引号没有闭合"),
        (
            b"name,monthly_revenue\nx,1\n",
            "no column 'account_id' (集团编号)",
            "缺少字段account_id（集团编号）",
        ),
        (b"account_id,monthly_revenue,account_id\nA,1,B\n", "is there twice", "出现两次"),
    ],
)
def test_csv(tmp_path: Path, content: bytes, english: str, chinese: str) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "accounts.csv").write_bytes(content)
    in_english, in_chinese = refused(raw)
    assert english in in_english
    assert chinese in in_chinese
    assert in_english.startswith("accounts.csv: ")


@pytest.mark.parametrize("name", ["accounts.xlsx", "accounts.parquet"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"PAR1 nothing PAR1"])
def test_damaged(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / name).write_bytes(content)
    english, chinese = refused(tmp_path / "raw")
    assert f"{name}: this is not a readable" in english
    assert "不是可读取的" in chinese


def test_cut_off_workbook(tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "raw/accounts.xlsx", {"accounts": [("account_id", "monthly_revenue")] * 99}
    )
    path.write_bytes(path.read_bytes()[:-200])
    assert "not a readable XLSX" in refused(tmp_path / "raw")[0]


def test_cut_off_parquet(tmp_path: Path) -> None:
    write_broken_pages(tmp_path / "raw/accounts.parquet")
    assert "column 'account_id' in row group 1 of 1 is damaged" in refused(tmp_path / "raw")[0]


def test_parquet_of_lists_or_bytes(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for values in ([[1.0]], [b"1"]):
        pq.write_table(
            pa.table({"account_id": ["A"], "monthly_revenue": values}), tmp_path / "raw/accounts.parquet"
        )
        assert "monthly_revenue is of type" in refused(tmp_path / "raw")[0]


def test_two_files_for_one_table(tmp_path: Path) -> None:
    rows = [("account_id", "monthly_revenue"), ("A", "1")]
    write_csv(tmp_path / "raw/accounts.csv", rows)
    write_sheets(tmp_path / "raw/accounts.xlsx", {"accounts": rows})
    english, chinese = refused(tmp_path / "raw")
    assert "two files for the table accounts: accounts.csv and accounts.xlsx" in english
    assert "accounts表有两个文件" in chinese
    (tmp_path / "raw/accounts.xlsx").rename(tmp_path / "raw/集团客户.xlsx")
    assert "two files" in refused(tmp_path / "raw")[0]


def test_other_kinds_of_file(tmp_path: Path) -> None:
    write_csv(tmp_path / "raw/accounts.xls", [("account_id", "monthly_revenue")])
    assert "'.xls' are not read. Save it as one of: .csv, .xlsx, .parquet" in refused(tmp_path / "raw")[0]


def test_no_folder_no_accounts(tmp_path: Path) -> None:
    assert "there is no such folder" in refused(tmp_path / "raw")[0]
    write_csv(tmp_path / "raw/managers.csv", [("manager_id",), ("M1",)])
    assert "there is no table of accounts" in refused(tmp_path / "raw")[0]


def test_link_out_of_the_folder(tmp_path: Path) -> None:
    elsewhere = write_csv(tmp_path / "secret.csv", [("account_id", "monthly_revenue"), ("A", "1")])
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/accounts.csv").symlink_to(elsewhere)
    assert "link to a file outside" in refused(tmp_path / "raw")[0]
    assert "链接" in refused(tmp_path / "raw")[1]


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "2026-1", "202610", "２０２６-10", "", "2026-10-31", "0000-01"]
)
def test_month_badly_formed(tmp_path: Path, month: str) -> None:
    write_csv(tmp_path / "raw/accounts.csv", [("account_id", "monthly_revenue"), ("A", "1")])
    with pytest.raises(BadInputError, match=r"is not a month\. Write it like 2026-10"):
        take_in(tmp_path / "raw", month, tmp_path / "quarantine")


def test_file_changed_while_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "accounts.csv", [("account_id", "monthly_revenue"), ("A", "1"), ("B", "x")])
    source = open_source(path, table_spec("accounts"), {})

    def grow(_refusal: object) -> None:
        with path.open("a", encoding="utf-8") as stream:
            stream.write("C,3\n")

    with pytest.raises(BadInputError, match="was changed while it was read"):
        take_file(source, table_spec("accounts"), grow)


def test_failed_intake_leaves_the_old_quarantine(tmp_path: Path) -> None:
    write_csv(tmp_path / "raw/accounts.csv", [("account_id", "monthly_revenue"), ("A", "x"), ("B", "1")])
    first = take(tmp_path / "raw").quarantine_files["accounts"].read_bytes()
    (tmp_path / "raw/accounts.csv").unlink()
    write_broken_pages(tmp_path / "raw/accounts.parquet")
    refused(tmp_path / "raw")
    assert (tmp_path / "quarantine/accounts.csv").read_bytes() == first
    assert [path.name for path in (tmp_path / "quarantine").iterdir()] == ["accounts.csv"]


def test_mended_file_leaves_no_quarantine(tmp_path: Path) -> None:
    for cell, left in (("x", ["accounts.csv"]), ("1", [])):
        write_csv(tmp_path / "raw/accounts.csv", [("account_id", "monthly_revenue"), ("A", cell), ("B", "1")])
        take(tmp_path / "raw")
        assert [path.name for path in (tmp_path / "quarantine").iterdir()] == left


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [("集团编号", "集团名称", "月收入"), ("A1", "甲,乙;丙|丁\t戊\n己 㐂", "1,200.50"), ("A2", "", "3")]
    write_csv(tmp_path / "raw/accounts.csv", rows, encoding, delimiter)
    intake = take(tmp_path / "raw")
    table = intake.tables["accounts"]
    assert table.column("name").to_pylist() == ["甲,乙;丙|丁\t戊\n己 㐂", None]
    assert table.column("monthly_revenue").to_pylist() == [1200.5, 3]
    assert intake.files["accounts"].encoding == encoding
    assert len(intake.files["accounts"].sha256) == 64


def test_multibyte_letters_across_blocks(tmp_path: Path) -> None:
    """The trial reads in blocks of a mebibyte: a letter cut by their border is no fault."""
    for encoding, expected in (("utf-8", "utf-8"), ("gb18030", "gb18030")):
        path = tmp_path / "accounts.csv"
        path.write_bytes(
            b"account_id,monthly_revenue,name\nA,1,x" + ("客户" * 700_000).encode(encoding) + b"\n"
        )
        assert inspect_text(path).encoding == expected


def test_dirty_gb18030(tmp_path: Path) -> None:
    rows = [
        ("集团编号", "集团名称", "月收入", "员工数", "行业", "开户日期", "是否有网站", "竞争对手占比"),
        (
            "Ａ００１",
            "　乌鲁木齐㐂公司　",
            "￥１，２００．５０",
            "1.2万",
            "金融",
            "2020年1月5日",
            "是",
            "12%",
        ),
        ("A002", "无", "3亿", "１２", "Finance", "2020/1/5", "否", "０．５"),
        ("A003", "未知", "负五", "0000", "金融业", "2020-13-01", "也许", "百分之五"),
        ("A004", "丁", "(1,200)", "无", "　", "无", "0", "未知"),
    ]
    write_csv(tmp_path / "raw/accounts.csv", rows, "gb18030", ";")
    intake = take(tmp_path / "raw")
    table = intake.tables["accounts"].select(
        ["account_id", "name", "monthly_revenue", "employees", "industry", "has_website", "competitor_share"]
    )
    assert [list(row.values()) for row in table.to_pylist()] == [
        ["A001", "乌鲁木齐㐂公司", 1200.5, 12000, "finance", True, 0.12],
        ["A002", None, 3e8, 12, "finance", False, 0.5],
    ]
    first, second = quarantined(intake.quarantine_files["accounts"])
    assert first["reason"] == "unknown_code | bad_type | bad_type | bad_date | bad_type"
    assert "“负五”不是金额" in first["message_zh"]
    assert (second["row"], second["reason"], second["value"]) == ("5", "negative", "(1,200)")


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "accounts.csv"
    path.write_bytes(HEADER + content)
    try:
        source = open_source(path, table_spec("accounts"), {})
        count = take_file(source, table_spec("accounts"), lambda _refusal: None).count
    except BadInputError as error:
        assert error.render("zh") != error.render("en")
    else:
        assert count.read == count.accepted + count.quarantined
