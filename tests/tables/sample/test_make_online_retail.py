"""The script that made the shipped aggregate, on a handful of invoice lines worked by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tierline.data import data_folder

SCRIPT = data_folder() / "samples" / "online-retail" / "make.py"
LINES = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
536365,71053,LANTERN,2,2010-12-01 08:26:00,3.39,17850,United Kingdom
536366,85123A,HEART,1,2010-12-03 09:00:00,2.55,17850,Channel Islands
C536379,85123A,HEART,-4,2010-12-02 09:41:00,2.55,17850,United Kingdom
C540001,85123A,HEART,-1,2011-01-04 10:00:00,2.55,17850,United Kingdom
550193,PADS,PADS,1,2011-04-15 09:27:00,0.001,13952,Germany
536400,22139,,10,2010-12-01 11:52:00,1.05,,United Kingdom
"""


@pytest.fixture
def made(tmp_path: Path) -> Path:
    invoices = tmp_path / "invoices.csv"
    invoices.write_text(LINES, encoding="utf-8")
    subprocess.run([sys.executable, str(SCRIPT), str(invoices), str(tmp_path)], check=True)
    return tmp_path


def test_lines_are_added_up_per_customer_and_month(made: Path) -> None:
    table = pd.read_parquet(made / "customer_months.parquet").set_index(["customer_id", "month"])
    assert list(table.index) == [(13952, "2011-04"), (17850, "2010-12"), (17850, "2011-01")]
    december = table.loc[(17850, "2010-12")]
    # 6 x 2.55 + 2 x 3.39 + 2.55 = 24.63; 4 x 2.55 = 10.20 taken back
    assert december[["gross_pence", "cancelled_pence", "net_pence"]].tolist() == [2463, 1020, 1443]
    assert december[["orders", "cancellations", "products"]].tolist() == [2, 1, 2]
    assert december["country"] == "Channel Islands"  # of the last invoice
    assert str(december["first_day"]) == "2010-12-01"
    assert table.loc[(17850, "2011-01"), "net_pence"] == -255
    assert table.loc[(17850, "2011-01"), "orders"] == 0
    assert table.loc[(13952, "2011-04"), "gross_pence"] == 0


def test_lines_without_a_customer_are_counted(made: Path) -> None:
    table = pd.read_csv(made / "left_out.csv")
    assert table.to_dict("records") == [{"month": "2010-12", "lines": 1, "invoices": 1, "net_pence": 1050}]


def test_without_arguments_it_says_how() -> None:
    run = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Usage: python make.py INVOICES FOLDER" in run.stderr


def test_shipped_rows_make_sense() -> None:
    table = pd.read_parquet(SCRIPT.parent / "customer_months.parquet")
    assert not table.duplicated(["customer_id", "month"]).any()
    assert table["month"].between("2010-12", "2011-12").all()
    assert (table[["gross_pence", "cancelled_pence", "orders", "cancellations", "products"]] >= 0).all().all()
    assert ((table["orders"] + table["cancellations"]) > 0).all()
