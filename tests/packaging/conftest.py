"""A wheel of the checkout, installed where nothing of the checkout can be seen."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.sources import ROOT


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and a foreign folder to call it from."""

    environment: Path
    elsewhere: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``tierline`` with an empty home and none of the caller's variables."""
        home = self.elsewhere / "home"
        home.mkdir(exist_ok=True)
        surroundings = {
            "PATH": os.defpath,
            "HOME": str(home),
            # templates and kernels that the dependencies bring lie outside their packages
            "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TIERLINE_LANG": "en",
        }
        program = self.environment / "bin" / "tierline"
        return subprocess.run(
            [program, *arguments],
            cwd=self.elsewhere,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )

    def files(self) -> dict[str, int]:
        """Return every file of the environment with its time of change."""
        found = (path for path in self.environment.rglob("*") if path.is_file())
        return {str(path): path.stat().st_mtime_ns for path in found}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without asking any index for the build backend."""
    pytest.importorskip("hatchling")
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (built,) = out.glob("tierline-*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel into an environment that sees the dependencies but not the checkout."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True, text=True)
    packages = next(environment.glob("lib/python*/site-packages"))
    # a path named in a .pth file is not searched for further .pth files: the editable install stays unseen
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for path in environment.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
    return Installed(environment, tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture(scope="session")
def tierline(installed: Installed) -> Callable[..., str]:
    """Run the installed command and return what it printed; a failure shows its errors."""

    def run(*arguments: str) -> str:
        result = installed.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    return run
