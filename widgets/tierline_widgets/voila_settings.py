"""How Voila is set up: own template, nothing from outside, no tracebacks, idle kernels stopped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tierline_widgets.forked.provisioner import NAME, can_fork
from tierline_widgets.look.markup import style_sheet
from tierline_widgets.proxy import VISITOR

JUPYTER = Path(__file__).parent / "voila_jupyter"  # laid out as Voila looks for templates
HOME = "home.ipynb"
# What every widget needs, ours, and nothing else: each extension is one more script before the first plot.
EXTENSIONS = ("anywidget", "@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager")
IDLE_SECONDS = 1800
DEATH_SECONDS = 1.0  # after so long at most a kernel that died is noticed
REFILL_SECONDS = (
    1.0  # the next kernel is started after the visitor's page; who finds none ready waits so long
)


def settings(
    port: int,
    preheat: int,
    *,
    pools: dict[str, int] | None = None,
    idle_seconds: int = IDLE_SECONDS,
    proxied: bool = False,
) -> dict[str, dict[str, Any]]:
    """Return the configuration of the Voila server.

    Parameters
    ----------
    port : int
        Port on 127.0.0.1; Voila may not move to another one.
    preheat : int
        Kernels of each page kept ready; 0 for none.
    pools : dict of str to int, optional
        Kernels kept ready of single pages, by the notebook's file name.
    idle_seconds : int
        After so long without a touch a page's kernel is stopped, with the page still open or not.
    proxied : bool
        Hand the visitor that the proxy names on to the page's kernel.
    """
    ready = {"default": preheat, **(pools or {})}
    return {
        "Voila": {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "open_browser": False,
        },
        "VoilaConfiguration": {
            "template": "tierline",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "show_tracebacks": False,
            "strip_sources": True,
            "extension_allowlist": list(EXTENSIONS),
            "http_header_envs": ["Accept-Language", *([VISITOR] if proxied else [])],
            "file_allowlist": [],
            "file_denylist": [".*"],
            "resources": {"tierline_css": style_sheet()},
            "preheat_kernel": any(ready.values()),
            "default_pool_size": preheat,
        },
        "VoilaKernelManager": {
            "kernel_pools_config": {name: {"pool_size": size} for name, size in ready.items()},
            "fill_delay": REFILL_SECONDS,
        },
        "MappingKernelManager": {
            "cull_idle_timeout": idle_seconds,
            "cull_interval": max(1, min(60, idle_seconds // 4)),
            "cull_connected": True,
        },
        # a page's kernel that died is told to its page, not begun anew without anything of the page
        "KernelRestarter": {"restart_limit": 0, "time_to_dead": DEATH_SECONDS},
        # sockets in the person's own folder: no port of a kernel that others on the machine could try
        **({} if os.name == "nt" else {"KernelManager": {"transport": "ipc"}}),
        **({"KernelProvisionerFactory": {"default_provisioner_name": NAME}} if can_fork() else {}),
    }
