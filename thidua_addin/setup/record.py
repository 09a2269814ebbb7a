"""What ``install`` put where: written before anything is changed, read by ``uninstall``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path


class RecordDamaged(Exception):
    """The file is there but does not hold a record."""


@dataclass(frozen=True, slots=True)
class PutFile:
    """A file that was put somewhere, by its content, with the copy of what stood there before."""

    path: str
    digest: str
    backup: str | None


@dataclass(frozen=True, slots=True)
class PutSetting:
    """A value that was set in xlwings' configuration, and the line that it took the place of.

    Both as text of ISO 8859-1, which holds every byte.
    """

    key: str
    value: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that one installation did, the earlier ones that it followed included."""

    version: str
    installed_at: str
    settings_file: str
    settings_backup: str | None
    settings: tuple[PutSetting, ...]
    files: tuple[PutFile, ...]
    folders: tuple[str, ...]
    """Folders that were made, the outer ones first."""
    compiled: tuple[str, ...] = ()

    def file(self, path: Path) -> PutFile | None:
        """The entry of a path."""
        return next((f for f in self.files if f.path == str(path)), None)

    def setting(self, key: str) -> PutSetting | None:
        """The entry of a key."""
        return next((s for s in self.settings if s.key == key), None)

    def as_bytes(self) -> bytes:
        """JSON."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()


def digest(content: bytes) -> str:
    """The content's sha256."""
    return sha256(content).hexdigest()


def read_record(path: Path) -> Record | None:
    """The record of a profile, None where there is none. Raises RecordDamaged, OSError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        held = json.loads(content)
        return Record(
            version=_text(held["version"]),
            installed_at=_text(held["installed_at"]),
            settings_file=_text(held["settings_file"]),
            settings_backup=_text_or_none(held["settings_backup"]),
            settings=tuple(
                PutSetting(_text(s["key"]), _text(s["value"]), _text_or_none(s["before"]))
                for s in held["settings"]
            ),
            files=tuple(
                PutFile(_text(f["path"]), _text(f["digest"]), _text_or_none(f["backup"]))
                for f in held["files"]
            ),
            folders=tuple(_text(f) for f in held["folders"]),
            compiled=tuple(_text(f) for f in held["compiled"]),
        )
    except (ValueError, TypeError, KeyError) as damaged:
        raise RecordDamaged(str(path)) from damaged


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)
