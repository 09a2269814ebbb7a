"""``thidua uninstall``: takes off what ``install`` put, gives back what was there before.

What somebody changed since then, and what never was ours, stays.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from thidua_addin.errors import NothingDone
from thidua_addin.setup.changes import read_bytes, remove, remove_leftovers, write_bytes
from thidua_addin.setup.install import LINE, is_damaged_addin, is_ours
from thidua_addin.setup.paths import LINE_NAME, Profile, Runtime
from thidua_addin.setup.record import (
    PutFile,
    PutSetting,
    Record,
    RecordDamaged,
    digest,
    read_record,
)
from thidua_addin.setup.report import Done, Step, warned
from thidua_addin.setup.settings import find, without_setting


def uninstall(profile: Profile, runtime: Runtime) -> tuple[Step, ...]:
    """Take the program off this profile; each step tells what it did.

    Raises NothingDone where a file cannot be written now; running it again goes on from there.
    """
    remove_leftovers(profile.xlstart)
    try:
        record = read_record(profile.record)
    except (RecordDamaged, OSError):
        step = warned("record", "SETUP_RECORD_DAMAGED", file=str(profile.record))
        return (step, *_without_record(profile, runtime))
    if record is None:
        return _without_record(profile, runtime)
    steps = [_file_step(Path(entry.path), entry) for entry in record.files]
    steps.append(_settings_step(record))
    _remove_compiled(record)
    remove(profile.record)
    for folder in (profile.backups, profile.ours, *map(Path, reversed(record.folders))):
        with contextlib.suppress(OSError):  # it holds something that is not ours
            folder.rmdir()
    return tuple(steps)


def _without_record(profile: Profile, runtime: Runtime) -> tuple[Step, ...]:
    """Take off what is known to be ours by its content."""
    candidates = [(profile.addin, is_ours(profile.addin))]
    for folder in runtime.site_folders:
        with contextlib.suppress(NothingDone):
            candidates.append((folder / LINE_NAME, read_bytes(folder / LINE_NAME) == LINE))
    found = [path for path, ours in candidates if ours]
    for path in found:
        remove(path)
    if not found:
        return (Step("record", Done.SAME, "Chương trình chưa được cài cho người dùng này."),)
    return tuple(Step(_name(path), Done.CHANGED, f"Đã gỡ {path}") for path in found)


def _name(path: Path) -> str:
    return "quick_start" if path.name == LINE_NAME else "addin"


def _file_step(path: Path, entry: PutFile) -> Step:
    present = read_bytes(path)
    backup = Path(entry.backup) if entry.backup else None
    kept = read_bytes(backup) if backup else None
    ours = is_ours(path) or is_damaged_addin(path)
    if present is not None and digest(present) != entry.digest and not ours:
        if backup and kept == present:  # an interrupted installation never replaced it
            remove(backup)
        return Step(_name(path), Done.KEPT, f"Giữ nguyên {path} vì không phải tệp đã cài")
    if backup is not None and kept is not None:
        write_bytes(path, kept)
        remove(backup)
        return Step(_name(path), Done.CHANGED, f"Đã trả lại tệp trước đây: {path}")
    remove(path)
    return Step(_name(path), Done.CHANGED, f"Đã gỡ {path}")


def _settings_step(record: Record) -> Step:
    path = Path(record.settings_file)
    content = read_bytes(path)
    if content is None:
        return Step("settings", Done.SAME, f"Không còn tệp cấu hình {path}")
    new, kept = content, list[str]()
    for setting in reversed(record.settings):
        if _is_ours(new, setting):
            before = None if setting.before is None else setting.before.encode("latin-1")
            new = without_setting(new, setting.key, before)
        else:
            kept.append(setting.key)
    backup = Path(record.settings_backup) if record.settings_backup else None
    before = read_bytes(backup) if backup else None
    if not new and before != b"":
        remove(path)
    elif new != content:
        write_bytes(path, new)
    note = ""
    if backup is not None and before == new:
        remove(backup)
    elif backup is not None and backup.exists():
        note = f"; bản trước khi cài vẫn ở {backup}"
    if kept:
        text = f"Giữ nguyên {', '.join(kept)} trong {path} vì đã được sửa sau khi cài{note}"
        return Step("settings", Done.KEPT, text)
    return Step("settings", Done.CHANGED, f"Đã trả lại cấu hình xlwings: {path}{note}")


def _is_ours(content: bytes, setting: PutSetting) -> bool:
    present = find(content, setting.key)
    return present is not None and present.value == setting.value.encode("latin-1")


def _remove_compiled(record: Record) -> None:
    for path in map(Path, record.compiled):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            path.parent.rmdir()  # stays where it holds more
