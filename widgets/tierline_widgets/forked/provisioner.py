"""Where Jupyter asks for a kernel: forked where that can be done, else started as ever."""

from __future__ import annotations

import os
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from tierline_widgets.forked.keeper import Keeper, NotForkedError

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

NAME, GROUP = "tierline-forked", "jupyter_client.kernel_provisioners"
LAUNCHER = "ipykernel_launcher"
LAUNCHED = {"env", "cwd"}  # what a kernel is started with that can be forked
# Nobody types into a page's kernel: no history is kept, in a file that all kernels would share.
WITHOUT_HISTORY = "--HistoryManager.enabled=False"


def can_fork() -> bool:
    """Tell whether kernels can be forked here.

    Only on Linux: elsewhere forking is unknown, or a system's own libraries end what was forked.
    """
    return sys.platform == "linux" and bool(entry_points(group=GROUP, name=NAME))


class ForkedProvisioner(LocalProvisioner):
    """Forks Python kernels of this environment from a prepared process."""

    keeper: ClassVar[Keeper] = Keeper()

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel and return how it is reached."""
        asked = {name for name, value in kwargs.items() if value is not None} - {
            "kernel_id",
            "extra_arguments",
        }
        if asked <= LAUNCHED and LAUNCHER in cmd and cmd[0] == sys.executable:
            surroundings = {**kwargs["env"], "JPY_PARENT_PID": str(os.getpid())}
            folder = str(Path(kwargs.get("cwd") or ".").resolve())
            arguments = [*cmd[cmd.index(LAUNCHER) + 1 :], WITHOUT_HISTORY]
            told = {"arguments": arguments, "surroundings": surroundings, "folder": folder}
            try:
                kernel = await self.keeper.fork(told)
            except NotForkedError:
                self.log.warning("No kernel can be forked: kernels are started one by one, each on its own")
            else:
                self.process = kernel  # type: ignore[assignment]  # a process in all that it is asked
                self.pid = self.pgid = kernel.pid
                self.cwd = folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)
