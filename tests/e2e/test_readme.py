"""What the READMEs show is what ``make demo`` prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from thidua_addin.cli import main

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_readmes_show_what_the_demo_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--out", "out/demo"]) == 0
    printed = capsys.readouterr().out.rstrip()
    for name in ("README.md", "README.vi.md"):
        assert f"```text\n{printed}\n```" in (ROOT / name).read_text(encoding="utf-8"), name
