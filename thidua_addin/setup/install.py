"""``thidua install``: the add-in, xlwings' configuration, and what makes a click quick.

Everything lies in the person's own profile and in this Python, so nobody needs to be an
administrator. Either all that the buttons need is in place afterwards, or nothing is changed.
"""

from __future__ import annotations

import compileall
import datetime as dt
import zipfile
import zlib
from dataclasses import dataclass, replace
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from thidua_addin import __version__
from thidua_addin.errors import NothingDone, nothing_done
from thidua_addin.quick_start import STARTER
from thidua_addin.setup.changes import Changes, read_bytes, remove_leftovers, write_bytes
from thidua_addin.setup.paths import (
    LINE_NAME,
    Profile,
    Runtime,
    readable_for_vba,
    representable,
)
from thidua_addin.setup.record import (
    PutFile,
    PutSetting,
    Record,
    RecordDamaged,
    digest,
    read_record,
)
from thidua_addin.setup.report import Done, Step, warned
from thidua_addin.setup.settings import INTERPRETER, WORKBOOK_FOLDER, find, with_setting

ADDIN_SUFFIX: Final = ".xlam"
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a workbook of Excel 97 to 2003, or one with a password, begins: [MS-CFB] 2.2."""

LINE: Final = (STARTER + "\n").encode("ascii")
"""The ``.pth`` file that keeps a click from importing what it never uses."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What will be written, worked out before anything is."""

    record: Record
    addin: bytes
    settings: bytes
    settings_before: bytes | None
    steps: tuple[Step, ...]


def install(profile: Profile, runtime: Runtime, at: dt.datetime) -> tuple[Step, ...]:
    """Install, or bring an installation up to date; each step tells what it did.

    Raises NothingDone, and then everything is as it was.
    """
    interpreter = _suitable(runtime)
    remove_leftovers(profile.xlstart)
    changes = Changes()
    try:
        plan = _plan(profile, runtime, interpreter, changes, at)
        changes.put(profile.record, plan.record.as_bytes())
        changes.make_folder(profile.xlstart)
        addin_changed = changes.put(profile.addin, plan.addin)
        changes.make_folder(profile.settings.parent)
        settings_changed = changes.put(profile.settings, plan.settings)
    except NothingDone:
        changes.take_back()
        raise
    steps = [
        *plan.steps,
        _addin_step(profile, plan.record, addin_changed),
        _settings_step(profile, plan, interpreter, settings_changed),
    ]
    record, quick = _quick_start(plan.record, profile, runtime, at)
    steps.append(quick)
    made, compiled = _compiled(runtime)
    steps.append(compiled)
    if not representable(str(profile.home), runtime.codec):
        steps.append(warned("profile", "SETUP_PROFILE_LETTERS", folder=str(profile.home)))
    all_made = dict.fromkeys((*record.compiled, *(str(path) for path in made)))
    write_bytes(profile.record, replace(record, compiled=tuple(all_made)).as_bytes())
    return tuple(steps)


def _suitable(runtime: Runtime) -> str:
    """The interpreter as VBA can read it. Raises NothingDone where it never could."""
    if runtime.from_store:
        raise nothing_done("SETUP_STORE_PYTHON", file=str(runtime.interpreter))
    interpreter = readable_for_vba(runtime.interpreter, runtime.codec)
    if interpreter is None:
        raise nothing_done("SETUP_INTERPRETER_LETTERS", file=str(runtime.interpreter))
    return interpreter


def _plan(
    profile: Profile, runtime: Runtime, interpreter: str, changes: Changes, at: dt.datetime
) -> _Plan:
    """Work out what will be written; makes the copies of what will be changed."""
    addin = read_bytes(runtime.addin)
    if addin is None:
        raise nothing_done("SETUP_ADDIN_MISSING", file=str(runtime.addin))
    earlier, steps = _earlier(profile)
    changes.make_folder(profile.ours)
    put_addin = _put_file(profile.addin, addin, earlier, profile, changes, at)
    before = read_bytes(profile.settings)
    content, settings, untouched = before or b"", list[PutSetting](), True
    for key, value in ((INTERPRETER, interpreter), (WORKBOOK_FOLDER, "False")):
        encoded = value.encode(runtime.codec)
        untouched = untouched and _as_we_left_it(content, key, earlier)
        settings.append(_put_setting(content, key, encoded, earlier))
        content = with_setting(content, key, encoded)
    settings_backup = earlier.settings_backup if earlier else None
    if before is not None and content != before and not untouched:
        settings_backup = str(changes.keep(profile.backups, profile.settings, before, at))
    folders = [str(f) for f in changes.folders]
    folders += [str(f) for wanted in (profile.xlstart, profile.settings.parent)
                for f in reversed((wanted, *wanted.parents)) if not f.exists()]  # fmt: skip
    record = Record(
        version=__version__,
        installed_at=at.isoformat(),
        settings_file=str(profile.settings),
        settings_backup=settings_backup,
        settings=tuple(settings),
        files=(put_addin, *_others(earlier, profile.addin)),
        folders=tuple(dict.fromkeys((*(earlier.folders if earlier else ()), *folders))),
        compiled=earlier.compiled if earlier else (),
    )
    return _Plan(record, addin, content, before, steps)


def _earlier(profile: Profile) -> tuple[Record | None, tuple[Step, ...]]:
    """The record of the installation before; a damaged one is taken for none."""
    try:
        return read_record(profile.record), ()
    except (RecordDamaged, OSError):
        return None, (warned("record", "SETUP_RECORD_DAMAGED", file=str(profile.record)),)


def _others(earlier: Record | None, path: Path) -> tuple[PutFile, ...]:
    return tuple(f for f in (earlier.files if earlier else ()) if f.path != str(path))


def _put_file(
    path: Path,
    content: bytes,
    earlier: Record | None,
    profile: Profile,
    changes: Changes,
    at: dt.datetime,
) -> PutFile:
    """The entry of a file of ours; what somebody else put there gets a copy first."""
    before = read_bytes(path)
    entry = earlier.file(path) if earlier else None
    backup = entry.backup if entry else None
    ours = before is None or before == content or (entry and entry.digest == digest(before))
    ours = ours or (entry is not None and is_damaged_addin(path))
    if before is not None and not ours and not is_ours(path):
        backup = str(changes.keep(profile.backups, path, before, at))
    return PutFile(str(path), digest(content), backup)


def is_ours(path: Path) -> bool:
    """Whether a file is an add-in of this program, of whichever version."""
    from thidua_addin.template.build import addin_version

    try:
        return addin_version(path) is not None
    except OSError:
        return False


def is_damaged_addin(path: Path) -> bool:
    """Whether an add-in cannot be one of anybody's any more: no package, no older workbook.

    Where the record says that ours was put there, that is what is left of it.
    """
    if path.suffix.lower() != ADDIN_SUFFIX:
        return False
    try:
        if path.read_bytes()[: len(_COMPOUND)] == _COMPOUND:
            return False
        with zipfile.ZipFile(path) as package:
            return package.testzip() is not None or "[Content_Types].xml" not in package.namelist()
    except zipfile.BadZipFile:
        return True
    except (OSError, zlib.error, NotImplementedError, RuntimeError):
        return False


def _put_setting(content: bytes, key: str, value: bytes, earlier: Record | None) -> PutSetting:
    """The entry of a key: the line from before the first installation stays the one to restore."""
    present = find(content, key)
    entry = earlier.setting(key) if earlier else None
    text = value.decode("latin-1")
    if present is None:
        return PutSetting(key, text, None)
    if entry is not None and present.value in (value, entry.value.encode("latin-1")):
        return PutSetting(key, text, entry.before)
    return PutSetting(key, text, present.line.decode("latin-1"))


def _as_we_left_it(content: bytes, key: str, earlier: Record | None) -> bool:
    present = find(content, key)
    entry = earlier.setting(key) if earlier else None
    return (
        present is not None and entry is not None and present.value == entry.value.encode("latin-1")
    )


def _addin_step(profile: Profile, record: Record, changed: bool) -> Step:
    entry = record.file(profile.addin)
    backup = f"; tệp trước đó ở đây được giữ tại {entry.backup}" if entry and entry.backup else ""
    text = f"Phần bổ trợ {__version__}: {profile.addin}{backup}"
    return Step("addin", Done.CHANGED if changed else Done.SAME, text)


def _settings_step(profile: Profile, plan: _Plan, interpreter: str, changed: bool) -> Step:
    text = f"Cấu hình xlwings trỏ tới {interpreter}: {profile.settings}"
    old = find(plan.settings_before or b"", INTERPRETER)
    if changed and old is not None and plan.record.settings_backup:
        text += f"; bản trước được giữ tại {plan.record.settings_backup}"
    return Step("settings", Done.CHANGED if changed else Done.SAME, text)


def _quick_start(
    record: Record, profile: Profile, runtime: Runtime, at: dt.datetime
) -> tuple[Record, Step]:
    """Put the line into the first folder that takes it; the program works without."""
    for folder in runtime.site_folders:
        path, changes = folder / LINE_NAME, Changes()
        try:
            changes.make_folder(folder)
            entry = _put_file(path, LINE, record, profile, changes, at)
            changed = changes.put(path, LINE)
        except NothingDone:
            changes.take_back()
            continue
        done = Done.CHANGED if changed else Done.SAME
        folders = (*record.folders, *(str(f) for f in changes.folders))
        kept = replace(
            record,
            files=(*_others(record, path), entry),
            folders=tuple(dict.fromkeys(folders)),
        )
        return kept, Step("quick_start", done, f"Bấm nút nhanh hơn: {path}")
    places = ", ".join(str(folder) for folder in runtime.site_folders) or "Python"
    return record, warned("quick_start", "SETUP_NO_QUICK_START", folder=places)


def _compiled(runtime: Runtime) -> tuple[list[Path], Step]:
    """Compile the packages of a click: RunPython's ``-B`` never does. Gives what is new."""
    missing = [made for folder in runtime.packages for made in compiled_files(folder)
               if not made.exists()]  # fmt: skip
    failed = [folder for folder in runtime.packages if not compileall.compile_dir(folder, quiet=2)]
    made = [path for path in missing if path.exists()]
    if failed:
        return made, warned("compile", "SETUP_NOT_COMPILED", folder=", ".join(map(str, failed)))
    done = Done.CHANGED if made else Done.SAME
    return made, Step("compile", done, f"Đã biên dịch sẵn {len(runtime.packages)} gói Python")


def compiled_files(package: Path) -> list[Path]:
    """Where the compiled form of each module of a package would lie."""
    return [Path(cache_from_source(str(source))) for source in sorted(package.rglob("*.py"))]
