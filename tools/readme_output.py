"""Put what ``make demo`` prints into both READMEs, between the demo-output marks."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
MARKED = re.compile(r"<!-- demo-output -->.*?<!-- /demo-output -->", re.DOTALL)


def main() -> None:
    """Run the demo in an empty folder and write its output down."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "thidua_addin", "demo", "--out", "out/demo"],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        )
    printed = done.stdout.decode().rstrip()
    shown = f"<!-- demo-output -->\n```text\n{printed}\n```\n<!-- /demo-output -->"
    for name in ("README.md", "README.vi.md"):
        readme = ROOT / name
        text = readme.read_text(encoding="utf-8")
        if len(MARKED.findall(text)) != 1:
            raise SystemExit(f"{name}: the demo-output marks are not there once")
        readme.write_text(MARKED.sub(lambda _: shown, text), encoding="utf-8")


if __name__ == "__main__":
    main()
