"""How Voila is set up: own template, nothing from outside, no tracebacks, idle kernels stopped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tierline_widgets.look.markup import style_sheet

JUPYTER = Path(__file__).parent / "voila_jupyter"  # laid out as Voila looks for templates
HOME = "home.ipynb"
# What every widget needs, ours, and nothing else: each extension is one more script before the first plot.
EXTENSIONS = ("anywidget", "@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager")
IDLE_SECONDS = 1800


def settings(port: int, preheat: int) -> dict[str, dict[str, Any]]:
    """Return the configuration of the Voila server.

    Parameters
    ----------
    port : int
        Port on 127.0.0.1; Voila may not move to another one.
    preheat : int
        Kernels of the home page kept ready; 0 for none.
    """
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
            "http_header_envs": ["Accept-Language"],
            "file_allowlist": [],
            "file_denylist": [".*"],
            "resources": {"tierline_css": style_sheet()},
            "preheat_kernel": preheat > 0,
            "default_pool_size": preheat,
        },
        "MappingKernelManager": {
            "cull_idle_timeout": IDLE_SECONDS,
            "cull_interval": 60,
            "cull_connected": True,
        },
        # sockets in the person's own folder: no port of a kernel that others on the machine could try
        **({} if os.name == "nt" else {"KernelManager": {"transport": "ipc"}}),
    }
