"""``thidua doctor``: all that a help desk would ask, each with its mend. Changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from scoring.findings import Finding, Severity
from thidua_addin import __version__
from thidua_addin.errors import NothingDone
from thidua_addin.setup import checks
from thidua_addin.setup.checks import Check, Patient
from thidua_addin.setup.paths import Profile, Runtime, profile_from
from thidua_addin.setup.record import RecordDamaged, read_record
from thidua_addin.setup.windows import Registry

CHECKS: Final[tuple[Callable[[Patient], Check], ...]] = (
    checks.python,
    checks.libraries,
    checks.excel,
    checks.profile,
    checks.interpreter,
    checks.workbook_folder,
    checks.other_settings,
    checks.addin,
    checks.xlstart,
    checks.quick_start,
    checks.compiled,
    checks.log,
    checks.temporary,
    checks.work_folder,
    checks.marked,
    checks.policies,
)


def examine(
    environment: Mapping[str, str], runtime: Runtime, folder: Path, registry: Registry
) -> tuple[Check, ...]:
    """Every check, in the order in which a help desk would ask."""
    program = Check("program", "Chương trình", f"thidua {__version__}")
    try:
        profile = profile_from(environment)
    except NothingDone as stop:
        unknown = Check("profile", "Thư mục người dùng", "", stop.finding)
        return (program, unknown)
    on_windows = sys.platform == "win32"
    patient = Patient(profile, runtime, folder, environment, registry, on_windows)
    return (program, _installed(profile), *(check(patient) for check in CHECKS))


def _installed(profile: Profile) -> Check:
    title = "Lần cài đặt"
    try:
        record = read_record(profile.record)
    except (RecordDamaged, OSError):
        finding = Finding("SETUP_RECORD_DAMAGED", params={"file": str(profile.record)})
        return Check("record", title, "", finding)
    if record is None:
        return Check("record", title, "chưa có")
    return Check("record", title, f"bản {record.version}, lúc {record.installed_at}")


def healthy(found: tuple[Check, ...]) -> bool:
    """Whether nothing keeps the buttons from working; warnings do not."""
    return not any(c.finding and c.finding.severity is Severity.ERROR for c in found)
