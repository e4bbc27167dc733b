"""Kernels forked from a prepared process: each its own, none left behind; else plain ones."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from traitlets.config import Config

from tierline_widgets.forked.keeper import Keeper
from tierline_widgets.forked.provisioner import NAME, ForkedProvisioner, can_fork
from tierline_widgets.voila_settings import settings

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"
)
PATIENCE_S = 300.0
Does = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="module")
def does() -> Iterator[Does]:
    """Run something in the loop of these tests."""
    with asyncio.Runner() as runner:
        yield lambda work: runner.run(asyncio.wait_for(work, PATIENCE_S))


@pytest.fixture(scope="module")
def kernels(does: Does, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AsyncMultiKernelManager]:
    """Kernels as the server of the apps starts them, without the server."""
    held = settings(8866, 1)
    KernelProvisionerFactory.clear_instance()
    ForkedProvisioner.keeper = Keeper()
    parts = ("KernelProvisionerFactory", "KernelManager")
    folder = str(tmp_path_factory.mktemp("lines"))
    config = Config({name: held[name] for name in parts})
    managed = AsyncMultiKernelManager(config=config, connection_dir=folder)
    yield managed
    with suppress(asyncio.InvalidStateError):  # Jupyter's word for a kernel that a test kept from starting
        does(managed.shutdown_all(now=True))
    ForkedProvisioner.keeper.stop()
    KernelProvisionerFactory.clear_instance()


async def _start(kernels: AsyncMultiKernelManager, **told: Any) -> AsyncKernelManager:
    found = kernels.get_kernel(await kernels.start_kernel(**told))
    assert isinstance(found, AsyncKernelManager)
    return found


async def _says(kernel: AsyncKernelManager, code: str) -> str:
    """Return what a kernel prints."""
    printed: list[str] = []
    client = kernel.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=PATIENCE_S)
        hears = lambda message: printed.append(str(message["content"].get("text", "")))  # noqa: E731
        await client.execute_interactive(code, output_hook=hears, timeout=PATIENCE_S)
    finally:
        client.stop_channels()
    return "".join(printed).strip()


def _pid(kernel: AsyncKernelManager) -> int:
    assert isinstance(kernel.provisioner, ForkedProvisioner)
    assert kernel.provisioner.pid is not None
    return int(kernel.provisioner.pid)


async def _gone(pid: int) -> None:
    while psutil.pid_exists(pid):
        await asyncio.sleep(0.05)


async def _ended(kernel: AsyncKernelManager) -> int:
    assert kernel.provisioner is not None
    while (status := await kernel.provisioner.poll()) is None:
        await asyncio.sleep(0.05)
    return status


def _sockets(pid: int) -> set[str]:
    found = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()}
    return {name for name in found if name.startswith("socket:")}


def test_the_apps_fork_where_that_can_be_done() -> None:
    assert can_fork()
    assert settings(8866, 1)["KernelProvisionerFactory"]["default_provisioner_name"] == NAME


def test_two_kernels_have_nothing_of_each_other(
    does: Does, kernels: AsyncMultiKernelManager, tmp_path: Path
) -> None:
    """LY-20: what one visitor's kernel is told or does is unknown to the prepared process and to the next."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    plain = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    one, two = (
        does(_start(kernels, env={**plain, "HTTP_X_TIERLINE_USER": folder.name}, cwd=str(folder)))
        for folder in folders
    )
    does(_says(one, "import os, sys, tierline; tierline.left = sys.left = left = os.environ['LEFT'] = 'one'"))
    third = does(_start(kernels, env=plain, cwd=str(tmp_path)))
    tell = "import os, sys, tierline; print(os.environ.get('HTTP_X_TIERLINE_USER'), os.getcwd(), "
    tell += "'left' in globals(), hasattr(sys, 'left'), hasattr(tierline, 'left'), os.environ.get('LEFT'))"
    nothing = "False False False None"
    assert does(_says(one, tell)) == f"one {folders[0]} True True True one"
    assert does(_says(two, tell)) == f"two {folders[1]} {nothing}"
    assert does(_says(third, tell)) == f"None {tmp_path} {nothing}"
    draw = "import random, numpy; print(random.random(), numpy.random.random())"
    assert len({word for each in (one, two, third) for word in does(_says(each, draw)).split()}) == 6
    pids = [_pid(each) for each in (one, two, third)]
    for pid in pids:
        assert os.getpgid(pid) == os.getsid(pid) == pid
    lines = [_sockets(pid) for pid in pids]
    assert all(lines)
    assert not lines[0] & lines[1] | lines[1] & lines[2] | lines[0] & lines[2]


def test_the_prepared_process_has_done_the_imports(does: Does, kernels: AsyncMultiKernelManager) -> None:
    kernel = does(_start(kernels))
    said = does(_says(kernel, "import sys; print(*sys.modules)")).split()
    assert {"tierline_widgets.performance_page", "tierline_widgets.planner.page", "pandas"} <= set(said)
    assert "voila.utils" not in said  # half of the server, for a few lines
    assert "_pydevd_bundle" not in said
    # what packages do on import in a kernel is done although they were imported outside one
    hears = "import comm; print(*comm.get_comm_manager().targets)"
    assert "jupyter.widget.control" in does(_says(kernel, hears)).split()
    keeper = ForkedProvisioner.keeper.pid
    assert psutil.Process(keeper).num_threads() == 1
    assert psutil.Process(_pid(kernel)).ppid() == keeper


def test_what_runs_too_long_is_interrupted(does: Does, kernels: AsyncMultiKernelManager) -> None:
    kernel = does(_start(kernels))

    async def interrupted() -> str:
        code = "import time\ntry:\n    print('begun', flush=True)\n    time.sleep(600)\n"
        running = asyncio.create_task(_says(kernel, code + "except KeyboardInterrupt:\n    print('stopped')"))
        while not running.done():  # before it has begun, the signal is nobody's
            await asyncio.sleep(0.2)
            await kernel.interrupt_kernel()
        return await running

    assert does(interrupted()).split()[-1] == "stopped"


@pytest.mark.parametrize(("code", "status"), [("import os; os._exit(7)", 7), (None, -signal.SIGKILL)])
def test_how_a_kernel_ended_is_known(
    does: Does, kernels: AsyncMultiKernelManager, code: str | None, status: int
) -> None:
    kernel = does(_start(kernels))
    assert does(kernel.is_alive())
    if code is None:
        os.kill(_pid(kernel), status * -1)
    else:
        client = kernel.client()
        client.start_channels()
        client.execute(code)
    assert does(_ended(kernel)) == status
    assert not does(kernel.is_alive())


def test_a_kernel_shut_down_leaves_no_process(does: Does, kernels: AsyncMultiKernelManager) -> None:
    for now in (False, True):
        kernel = does(_start(kernels))
        pid = _pid(kernel)
        does(kernel.shutdown_kernel(now=now))
        does(_gone(pid))


def test_a_lost_prepared_process_is_replaced_and_its_kernels_live_on(
    does: Does, kernels: AsyncMultiKernelManager
) -> None:
    kept = does(_start(kernels))
    lost = ForkedProvisioner.keeper.pid
    assert lost
    os.kill(lost, signal.SIGKILL)
    new = does(_start(kernels))
    assert psutil.Process(_pid(new)).ppid() == ForkedProvisioner.keeper.pid != lost
    assert does(_says(kept, "print('here')")) == "here"
    assert does(_says(new, "print('new')")) == "new"
    os.kill(_pid(kept), signal.SIGKILL)
    assert does(_ended(kept)) != 0  # nobody is left to tell how, but that it has ended is seen


def test_where_none_can_be_forked_a_plain_kernel_is_started(
    does: Does,
    kernels: AsyncMultiKernelManager,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(ForkedProvisioner, "keeper", Keeper("tierline_widgets.no_such_module"))
    kernel = does(_start(kernels))
    assert "No kernel can be forked" in caplog.text
    assert "ipykernel_launcher" in psutil.Process(_pid(kernel)).cmdline()
    assert does(_says(kernel, "print('here')")) == "here"


_SERVER = """
import asyncio, os
from tierline_widgets.forked.provisioner import ForkedProvisioner, NAME
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from traitlets.config import Config
async def main():
    config = Config({"KernelProvisionerFactory": {"default_provisioner_name": NAME}})
    kernels = AsyncMultiKernelManager(config=config)
    kernel = kernels.get_kernel(await kernels.start_kernel())
    print(kernel.provisioner.pid, kernel.provisioner.keeper.pid, flush=True)
    os._exit(0)  # without a word to anybody
asyncio.run(main())
"""


def test_nothing_outlives_its_server(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _SERVER], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    until = time.monotonic() + PATIENCE_S
    left = [int(word) for word in told.split()]
    assert len(left) == 2
    while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in left):
        assert time.monotonic() < until
        time.sleep(0.05)
