"""The folder of the demonstration: only what an earlier demonstration made is ever replaced.

A marker file lists what was made, with hashes; anything else in the way stops the command before
the first file is touched. Files of other people beside the demonstration's own stay.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from scoring.text import nfc
from thidua_addin.errors import nothing_done
from thidua_addin.usecases.writing import make_folder, write_bytes

FORMS: Final = "1-bieu-mau"
SENT: Final = "phieu-nop"
STAGES: Final = ("2-dang-ky", "3-sau-thang", "4-ca-nam")
DOCUMENTS: Final = "5-van-ban"
NOTICES: Final = "6-thong-bao"
FOLDERS: Final = (FORMS, *STAGES, SENT, DOCUMENTS, NOTICES)
CAMPAIGN: Final = "dot-thi-dua-mau.toml"
RECEIVED: Final = "ngay-nhan.csv"
README: Final = "DOC-TRUOC.txt"
SUMMARIES: Final = ("tong-hop-dang-ky.xlsx", "tong-hop-6-thang.xlsx", "tong-hop-nam.xlsx")
APPRAISED: Final = "tong-hop-nam-da-tham-dinh.xlsx"
TABLES: Final = ("du-lieu-6-thang.csv", "du-lieu-nam.csv", "du-lieu-nam.json")
MARKER: Final = ".thidua-demo.json"

_PLACES: Final = (*FOLDERS, CAMPAIGN, RECEIVED, README, *SUMMARIES, APPRAISED, *TABLES)
_KIND: Final = "thidua demo"
_OF_THE_SYSTEM: Final = ("thumbs.db", "desktop.ini", ".ds_store")


def open_folder(out: Path) -> None:
    """Make the folder ready: new, or freed from the files of an earlier demonstration.

    Raises NothingDone where anything else is in the way; then nothing was changed.
    """
    if out.exists():
        made = _made_before(out)
        ours = list(_ours(out))
        for path in ours:
            name = _name(out, path)
            if not path.is_file() or path.is_symlink() or made.get(name) != _sha256(path):
                raise nothing_done("DEMO_FILE_CHANGED", folder=str(out), file=name)
        for path in ours:
            _remove(path)
        for folder in FOLDERS:
            _remove_empty(out / folder)
    make_folder(out)
    record(out)


def record(out: Path) -> None:
    """Write the marker: every file of the demonstration, as it is now."""
    files = {_name(out, path): _sha256(path) for path in _ours(out)}
    marker = {"kind": _KIND, "files": files}
    text = json.dumps(marker, ensure_ascii=False, indent=1, sort_keys=True)
    write_bytes(out / MARKER, text.encode("utf-8"))


def made(out: Path) -> tuple[Path, ...]:
    """The files of the demonstration, without its marker, in the order of their names."""
    return tuple(_ours(out))


def _made_before(out: Path) -> Mapping[str, str]:
    """What the marker lists, by name. Raises NothingDone where the folder is not ours."""
    if not out.is_dir():
        raise nothing_done("DEMO_FOLDER_NOT_OURS", folder=str(out), file=out.name)
    others = sorted(p.name for p in out.iterdir() if p.name != MARKER and not _passing(p.name))
    if not others:
        return {}
    try:
        marker = json.loads((out / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        marker = None
    if not isinstance(marker, dict) or marker.get("kind") != _KIND:
        raise nothing_done("DEMO_FOLDER_NOT_OURS", folder=str(out), file=others[0])
    files = marker.get("files")
    return files if isinstance(files, dict) else {}


def _ours(out: Path) -> Iterator[Path]:
    """Every file at a place of the demonstration's own, whoever made it."""
    for path in sorted(out.iterdir()):
        if path.name in FOLDERS and path.is_dir() and not path.is_symlink():
            for parent, folders, files in os.walk(path):
                folders.sort()
                yield from (Path(parent, name) for name in sorted(files) if not _passing(name))
        elif path.name in _PLACES:
            yield path


def _passing(name: str) -> bool:
    """Whether a file is of no concern: the lock of an open workbook, the system's own."""
    return name.startswith("~$") or name.lower() in _OF_THE_SYSTEM


def _name(out: Path, path: Path) -> str:
    return nfc(path.relative_to(out).as_posix())


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as failed:
        raise nothing_done("TARGET_LOCKED", file=str(path)) from failed


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as failed:
        raise nothing_done("TARGET_LOCKED", file=str(path)) from failed


def _remove_empty(folder: Path) -> None:
    for parent, _, _ in os.walk(folder, topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(parent)
