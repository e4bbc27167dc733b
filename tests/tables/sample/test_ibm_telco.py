"""The shipped subscribers are the published ones."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest

from tierline.data import data_folder

FOLDER = data_folder() / "samples" / "ibm-telco"
FILE = FOLDER / "telco_customer_churn.csv"


@pytest.fixture(scope="module")
def subscribers() -> pd.DataFrame:
    return pd.read_csv(FILE)


def test_file_is_unchanged() -> None:
    found = hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert found == "16320c9c1ec72448db59aa0a26a0b95401046bef5d02fd3aeb906448e3055e91"
    assert found in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_counts_are_the_published_ones(subscribers: pd.DataFrame) -> None:
    assert subscribers.shape == (7_043, 21)
    assert subscribers["customerID"].is_unique
    assert subscribers["Churn"].value_counts().to_dict() == {"No": 5_174, "Yes": 1_869}
    chosen = subscribers[
        (subscribers["Contract"] == "Month-to-month") & (subscribers["InternetService"] != "No")
    ]
    assert (len(chosen), int((chosen["Churn"] == "Yes").sum())) == (3_351, 1_556)


def test_traps_are_as_described(subscribers: pd.DataFrame) -> None:
    blank = subscribers["TotalCharges"].str.strip() == ""
    assert blank.sum() == 11
    assert ((subscribers["tenure"] == 0) == blank).all()
    assert (subscribers.loc[blank, "Churn"] == "No").all()


def test_licence_goes_with_it() -> None:
    assert "Apache License" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License, Version 2.0" in (FOLDER / "NOTICE").read_text(encoding="utf-8")


def _survival(subscribers: pd.DataFrame, months: int) -> float:
    left = 1.0
    for time in range(1, months + 1):
        at_risk = int((subscribers["tenure"] >= time).sum())
        events = int(((subscribers["tenure"] == time) & (subscribers["Churn"] == "Yes")).sum())
        left *= 1 - events / at_risk
    return left


def test_known_answers_in_the_readme_hold(subscribers: pd.DataFrame) -> None:
    chosen = subscribers[
        (subscribers["Contract"] == "Month-to-month") & (subscribers["InternetService"] != "No")
    ]
    assert [round(_survival(chosen, months), 6) for months in (12, 24)] == [0.695031, 0.575343]
    assert _survival(chosen, 33) > 0.5 >= _survival(chosen, 34)
    found = [round(_survival(subscribers, months), 6) for months in (12, 24, 60)]
    assert found == [0.843200, 0.788736, 0.664404]
