"""The scenario as a file: handed to the browser through the widget, what it holds of customers on record."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from tierline.store.scenario_export import export_scenario
from tierline.store.scenario_state import Scenario
from tierline_widgets.session import Session

KINDS = {
    "toml": "application/toml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}


def scenario_file(session: Session, found: Scenario, kind: str) -> tuple[str, bytes, str]:
    """Return (file name, content, media type) of a scenario; what is handed out is recorded (LY-20).

    Parameters
    ----------
    session : Session
        Whose scope decides about the figures, and whose language about the words.
    found : Scenario
    kind : {"toml", "xlsx", "html"}

    Raises
    ------
    BadInputError
        Its month is not closed, or it does not fit the policy's text of today.
    """
    words = re.sub(r"[^\w]+", "-", found.title).strip("-")[:60]
    name = f"tierline-{found.month}-{words or found.id}.{kind}"
    with TemporaryDirectory(prefix="tierline-") as folder:
        path = Path(folder) / f"scenario.{kind}"
        export_scenario(session.workspace, session.scope, found.id, path, language=session.language)
        return name, path.read_bytes(), KINDS[kind]
