"""Reports of a closed month: the notebooks, run by papermill, kept as .ipynb and as one HTML file each.

This is the only module of the engine that starts Jupyter programs, and it loads them when it does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tierline.data import shared_folder
from tierline.messages import LANGUAGES, N_, Message

if TYPE_CHECKING:
    from tierline.store.workspace import Workspace

_PLOTLY = "application/vnd.plotly.v1+json"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_RECORD = "figures"


def notebooks() -> list[Path]:
    """Return the notebooks that make reports, in running order."""
    return sorted(shared_folder("notebooks").glob("[0-9]*.ipynb"))


def make_reports(
    workspace: Workspace, month: str, started: Callable[[str], None] = lambda _name: None
) -> tuple[list[Path], list[Message]]:
    """Run every notebook on a closed month, in both languages.

    Parameters
    ----------
    workspace : Workspace
        Where the month is closed.
    month : str
        "YYYY-MM".
    started : callable
        Called with a report's name when it begins.

    Returns
    -------
    files, failures : list of pathlib.Path, list of Message
        The HTML files made, and what could not be made: one bad notebook does not stop the others.
    """
    target = workspace.reports(month)
    target.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    failures: list[Message] = []
    for notebook in notebooks():
        for language in LANGUAGES:
            name = f"{notebook.stem}.{language}"
            started(name)
            try:
                files.append(_make(notebook, workspace, month, language, target / name))
            except _failures() as error:
                reason = str(error).strip().splitlines()
                failures.append(
                    Message(
                        N_("{report}: the report could not be made: {reason}"),
                        {"report": name, "reason": reason[-1] if reason else type(error).__name__},
                    )
                )
    return files, failures


def _failures() -> tuple[type[Exception], ...]:
    """What a notebook that goes wrong raises: its own error, a dead kernel, no kernel at all."""
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillException

    return PapermillException, DeadKernelError, CellTimeoutError, NoSuchKernel, OSError


def _make(notebook: Path, workspace: Workspace, month: str, language: str, target: Path) -> Path:
    from papermill import execute_notebook

    executed = Path(f"{target}.ipynb")
    aside = executed.with_name(f".{executed.name}.writing.ipynb")
    try:
        with TemporaryDirectory(prefix="tierline-") as sockets:
            execute_notebook(
                str(notebook),
                str(aside),
                parameters={"workspace": str(workspace.path), "month": month, "lang": language},
                kernel_name="python3",
                language="python",
                progress_bar=False,
                log_output=False,
                store_widget_state=False,
                config=_kernel_settings(sockets),
                cwd=str(notebook.parent),
            )
        page = _page(aside, title=f"{notebook.stem} {month}", language=language)
        aside.replace(executed)
    finally:
        aside.unlink(missing_ok=True)
    html = Path(f"{target}.html")
    html_aside = html.with_name(f".{html.name}.writing")
    html_aside.write_text(page, encoding="utf-8")
    html_aside.replace(html)
    return html


def _kernel_settings(sockets: str) -> Any:
    from traitlets.config import Config

    if os.name == "nt":
        return Config()
    # over TCP every user of the machine could listen to the customers that a kernel sends; in a folder of
    # their own the sockets of two runs at once do not meet, and the notebooks' folder may be read-only
    return Config({"KernelManager": {"transport": "ipc", "ip": str(Path(sockets) / "kernel")}})


def _page(executed: Path, title: str, language: str) -> str:
    """Return the notebook as one HTML page that asks no other server for anything."""
    import nbformat
    from nbconvert import HTMLExporter

    content: Any = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    content.metadata["title"] = title
    content.metadata.pop("widgets", None)
    plots = 0
    # figures for the record are checked from run to run; the page shows them drawn
    content.cells = [cell for cell in content.cells if _RECORD not in cell.metadata.get("tags", [])]
    for cell in content.cells:
        kept = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(_WIDGET, None)  # nothing in a page can bring a widget back to life
            if _PLOTLY in data:
                plots += 1
                data["text/html"] = _drawn(data.pop(_PLOTLY), plots)
            if data or "data" not in output:
                kept.append(output)
        if "outputs" in cell:
            cell["outputs"] = kept
    exporter = HTMLExporter(exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True)  # type: ignore[no-untyped-call]
    for name in exporter.trait_names():
        if name.endswith("_url"):  # each of them names another server
            setattr(exporter, name, "")
    exporter.language_code = "zh-CN" if language == "zh" else "en"
    page, _resources = exporter.from_notebook_node(content)
    return str(page) if not plots else str(page).replace("<head>", f"<head>{_plotly_script()}", 1)


def _drawn(figure: dict[str, Any], number: int) -> str:
    # "</" would end the script inside a name such as a customer's
    content = json.dumps(figure, ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<div id="plot-{number}"></div><script>(function () {{ var figure = {content};'
        f'Plotly.newPlot("plot-{number}", figure.data, figure.layout, {{responsive: true}}); }})()</script>'
    )


def _plotly_script() -> str:
    """Return Plotly's own script, read from the installed package without importing it."""
    found = find_spec("plotly")
    if found is None or found.origin is None:
        return ""
    script = Path(found.origin).parent / "package_data" / "plotly.min.js"
    return f"<script>{script.read_text(encoding='utf-8')}</script>"
