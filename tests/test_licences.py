"""The list of licences is that of the lock, and none of them forbids what an office does."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOL = runpy.run_path(str(ROOT / "tools" / "gen_licences.py"))
PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
FREE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-2.1-only", "MIT",
    "PSF-2.0", "Zlib",
}  # fmt: skip


def test_the_page_is_up_to_date() -> None:
    assert TOOL["page"]() == PAGE, "run python tools/gen_licences.py"


def test_every_dependency_is_on_it_in_its_locked_version() -> None:
    rows = {m[1]: m[2] for m in re.finditer(r"^\| ([\w-]+) \| ([\d.]+) \|", PAGE, re.M)}
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    versions = {package["name"]: package["version"] for package in lock["package"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["parquet"]]
    direct = {re.split(r"[^\w-]", each)[0].lower() for each in named}
    assert len(direct) == 11
    assert direct <= set(rows)
    assert all(versions[name] == version for name, version in rows.items())


def test_each_licence_is_a_known_free_one() -> None:
    """Any other needs a look by a person before it goes into this set."""
    licences = re.findall(r"^\| [\w-]+ \| [\d.]+ \| (.+) \|$", PAGE, re.M)
    assert len(licences) > 15
    assert {one for said in licences for one in said.split(" AND ")} <= FREE


def test_every_wheel_is_locked_by_its_hash() -> None:
    """A package without a hash could be another one tomorrow."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.split("\n", 1)[1])
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
