"""Whose kernel is whose: a page's kernel answers to the person it was opened for, and to nobody else (LY-20).

Jupyter lets everybody who is let in talk to every kernel whose id is known; the state of every widget could
be read that way. Here each id belongs to one login, and a kernel that is nobody's yet is closed to all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User

if TYPE_CHECKING:
    from tierline_widgets.proxy import Proxy


class Owners:
    """Keeps who owns which kernel.

    Parameters
    ----------
    kernels : MultiKernelManager
        The server's kernels.
    most : int
        Kernels that one person may hold: with one more, the oldest of them is stopped.
    """

    def __init__(self, kernels: Any, most: int) -> None:
        self._kernels = kernels
        self._most = most
        self._owner: dict[str, str] = {}  # oldest first

    def owns(self, login: str, kernel_id: str | None) -> bool:
        """Tell whether the kernel is this person's."""
        return kernel_id is not None and self._owner.get(kernel_id) == login

    def give(self, kernel_id: str, login: str) -> list[str]:
        """Make the kernel this person's; return the person's oldest kernels beyond what one may hold."""
        self._owner = {held: owner for held, owner in self._owner.items() if held in self._kernels}
        self._owner[kernel_id] = login
        own = [held for held, owner in self._owner.items() if owner == login]
        return own[: max(0, len(own) - self._most)]

    def taking(self, login: str) -> KernelsFor:
        """Return the kernels as the pages of one person take them."""
        return KernelsFor(login, self, self._kernels)


class KernelsFor:
    """The server's kernels for one person's page: whichever it takes is that person's before it is used."""

    def __init__(self, login: str, owners: Owners, kernels: Any) -> None:
        self._login = login
        self._owners = owners
        self._kernels = kernels

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernels, name)

    async def get_rendered_notebook(self, notebook_name: str, **_named: Any) -> Any:
        """Take a kernel that was started ahead.

        Voila would hand this visit's address to the next one kept ready; it is nobody else's and stays out.
        """
        taken = await self._kernels.get_rendered_notebook(notebook_name=notebook_name)
        await self._give(taken[2])
        return taken

    async def start_kernel(self, **named: Any) -> str:
        """Start a kernel for this page."""
        kernel_id: str = await ensure_async(self._kernels.start_kernel(**named))
        await self._give(kernel_id)
        return kernel_id

    async def _give(self, kernel_id: str) -> None:
        for old in self._owners.give(kernel_id, self._login):
            await ensure_async(self._kernels.shutdown_kernel(old))


class NamedByProxy(IdentityProvider):
    """Takes the visitor from the proxy; knows no password, token or login page of its own."""

    proxy: Proxy

    def get_user(self, handler: Any) -> User | None:
        """Return the visitor that the proxy vouches for."""
        login = self.proxy.visitor(handler.request.headers)
        return None if login is None else User(username=login)

    def get_handlers(self) -> list[Any]:
        """Return no page to log in or out at."""
        return []


class OwnKernelsOnly(Authorizer):
    """Lets a person reach the own kernels, and nothing else that asks for leave."""

    owners: Owners

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        """Tell whether ``user`` may do ``action``: anything to an own kernel."""
        kernel_id = handler.path_kwargs.get("kernel_id")
        allowed = resource == "kernels" and self.owners.owns(user.username, kernel_id)
        if not allowed:
            self.log.warning("Refused: %s may not %s kernel %s", user.username, action, kernel_id)
        return allowed
