"""Install thidua from this folder, without the Internet and without administrator rights.

    python cai_dat.py [FOLDER]     (default: %LOCALAPPDATA%/Programs/thidua)

``cai-dat.cmd`` starts it. With the Python of the folder ``python`` (an embeddable package that
the operator put there) that Python is copied; with an installed Python a virtual environment is
made. Wheels are unpacked as they are: nothing is built, downloaded or run on the way.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path, PurePosixPath

HERE = Path(__file__).resolve().parent
MARK = "thidua-cai-dat.txt"


class Refused(Exception):
    """What stands in the way, in Vietnamese."""


def rank(wheel: str, minor: int, platform: str) -> int:
    """How well a wheel fits CPython 3.``minor``: 0 not at all, the larger the better."""
    pythons, abi, tag = wheel.removesuffix(".whl").split("-")[-3:]
    if tag not in ("any", platform):
        return 0
    if f"cp3{minor}" in pythons.split(".") and abi == f"cp3{minor}":
        return 3
    stable = re.fullmatch(r"cp3(\d+)", pythons)
    if stable and abi == "abi3":
        return 2 if int(stable[1]) <= minor else 0
    return 1 if "py3" in pythons.split(".") and abi == "none" else 0


def chosen(wheels: list[str], minor: int, platform: str) -> list[str]:
    """The best wheel of each project. Raises Refused where a project has none that fits."""
    best: dict[str, str] = {}
    for wheel in sorted(wheels):
        project = wheel.partition("-")[0]
        if rank(wheel, minor, platform) > rank(best.get(project, "-x-x-x"), minor, platform):
            best[project] = wheel
    missing = {wheel.partition("-")[0] for wheel in wheels} - best.keys()
    if missing:
        raise Refused(
            f"Gói này không có {', '.join(sorted(missing))} cho Python 3.{minor} ({platform}). "
            "Cần Python 3.11 đến 3.14, bản 64 bit."
        )
    return sorted(best.values())


def verify(names: list[str]) -> None:
    """Compare files with SHA256SUMS. Raises Refused where one was changed or is missing."""
    lines = (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    for name in names:
        try:
            digest = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        except OSError as missing:
            raise Refused(f"Không đọc được {name}. Chép lại cả gói.") from missing
        if sums.get(name) != digest:
            raise Refused(f"Tệp {name} khác với bản gốc. Chép lại cả gói.")


def prepare(target: Path) -> None:
    """Make room in the folder; what an earlier installation put there goes.

    Raises Refused where the folder holds something else.
    """
    if target.exists() and any(target.iterdir()) and not (target / MARK).exists():
        raise Refused(f"Thư mục {target} đã có tệp khác. Chọn thư mục trống: cai-dat.cmd THƯ_MỤC")
    target.mkdir(parents=True, exist_ok=True)
    (target / MARK).write_text("thidua\n", encoding="ascii")
    for name in ("python", "venv"):
        if (target / name).exists():
            shutil.rmtree(target / name)


def make_python(target: Path) -> tuple[Path, Path]:
    """Put a Python into the folder; gives the interpreter and where its packages go."""
    own = HERE / "python"
    if Path(sys.executable).resolve().parent == own:
        shutil.copytree(own, target / "python")
        open_packages(target / "python")
        return target / "python" / "python.exe", target / "python" / "Lib" / "site-packages"
    home = target / "venv"
    venv.create(home, with_pip=False)
    interpreter = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run(
        [interpreter, "-X", "utf8", "-c", asked], capture_output=True, check=True, encoding="utf-8"
    )
    return interpreter, Path(done.stdout.strip())


def open_packages(python: Path) -> None:
    """Let an embeddable Python look into Lib/site-packages, and run its .pth files."""
    for found in python.glob("python3*._pth"):
        library = found.with_suffix(".zip").name
        found.write_text(f"{library}\n.\nLib\\site-packages\nimport site\n", encoding="utf-8")


def unpack(wheel: Path, packages: Path) -> None:
    """Unpack a wheel; of its data only what belongs among the packages."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            parts = PurePosixPath(member.filename).parts
            if parts[0].endswith(".data"):
                if len(parts) < 3 or parts[1] not in ("purelib", "platlib"):
                    continue
                member.filename = "/".join(parts[2:]) + ("/" if member.is_dir() else "")
            archive.extract(member, packages)


def install(target: Path, platform: str) -> int:
    """Install into the folder; gives the status of ``thidua install``."""
    if "windowsapps" in sys.base_prefix.lower():
        raise Refused("Không dùng được Python của Microsoft Store. Xem DOC-TRUOC.txt, mục 2.")
    names = [wheel.name for wheel in (HERE / "wheels").glob("*.whl")]
    wheels = chosen(names, sys.version_info.minor, platform)
    print("Đang kiểm tra gói…", flush=True)
    verify([f"wheels/{name}" for name in wheels])
    print(f"Đang cài vào {target}…", flush=True)
    prepare(target)
    interpreter, packages = make_python(target)
    for name in wheels:
        unpack(HERE / "wheels" / name, packages)
    # A click never writes compiled modules, so they have to be there.
    compile_all = ["-I", "-m", "compileall", "-q", "-x", r"[\\/]tests[\\/]", str(packages)]
    subprocess.run([interpreter, *compile_all], capture_output=True, check=False)
    relative = interpreter.relative_to(target)
    # -I: a scoring.py in the folder in which somebody works must not take the place of ours.
    command = f'@"%~dp0{relative}" -I -m thidua_addin %*\n'
    (target / "thidua.cmd").write_text(command, encoding="ascii", newline="\r\n")
    status = subprocess.run(
        [interpreter, "-I", "-m", "thidua_addin", "install"], check=False
    ).returncode
    print(f'Các lệnh khác: "{target / "thidua.cmd"}" doctor')
    return status


def main() -> int:
    """Install into the folder of the first argument, else into the person's own."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    local = os.environ.get("LOCALAPPDATA")
    if len(sys.argv) < 2 and not local:
        print("Cách dùng: cai-dat.cmd THƯ_MỤC")
        return 2
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(local or "", "Programs", "thidua")
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    try:
        return install(target.absolute(), platform)
    except Refused as refused:
        print(f"Không cài được. {refused}")
    except (OSError, subprocess.CalledProcessError) as failed:
        print(f"Không cài được: {failed}. Đóng Excel, kiểm tra quyền ghi rồi chạy lại.")
    return 3


if __name__ == "__main__":
    sys.exit(main())
