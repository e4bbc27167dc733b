from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.told import Said, Tell
from tests.months import raw_months
from tierline.cli import main
from tierline.messages import set_language


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    def tell(*words: object) -> Said:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            set_language(None)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(code, said.out, said.err)

    return tell


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = raw_months(tmp_path_factory.mktemp("cli") / "work")
    for month in ("2026-08", "2026-09"):
        main(["monthly", "--workspace", str(folder), "--month", month, "--no-reports"])
    return folder


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "work"))
