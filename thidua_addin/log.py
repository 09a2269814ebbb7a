"""The log of what went wrong in a button: a file in the user's own folder."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

FILE: Final = "thidua.log"
LARGEST: Final = 1_000_000
"""Bytes; a larger file is put aside (one such) before the next entry."""


def log_folder() -> Path:
    """The folder of the log; it need not exist yet."""
    local = os.environ.get("LOCALAPPDATA")
    if local:
        return Path(local) / "thidua" / "log"
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "thidua" / "log"


def write_log(text: str) -> Path | None:
    """Add an entry; gives the file, None where it cannot be written. Never raises OSError."""
    file = log_folder() / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_size > LARGEST:
                file.replace(file.with_suffix(".1.log"))
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text.rstrip("\n") + "\n")
    except OSError:
        return None
    return file
