"""Write docs/findings.md, the list of every finding, from scoring/messages/*.toml.

With ``--check`` nothing is written; exit status 1 where the page is not up to date.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
MESSAGES = ROOT / "scoring" / "messages"
PAGE = ROOT / "docs" / "findings.md"
AREAS = {
    "files": "Đọc và ghi tệp",
    "command": "Lệnh và tham số",
    "campaign": "Tệp và bảng tiêu chí của đợt thi đua",
    "criteria": "Bộ tiêu chí trong Excel",
    "form": "Biểu mẫu của đơn vị",
    "entries": "Số liệu đơn vị nhập",
    "carry": "Chuyển sang biểu mẫu mới",
    "merge": "Tổng hợp của Cụm",
    "summary": "Bảng tổng hợp của Cụm",
    "demo": "Chạy mẫu",
    "buttons": "Nút lệnh trong Excel",
    "appraisal": "Thẩm định, tệp tổng hợp qua các lần",
    "kept": "Nội dung Cụm trưởng ghi thêm",
    "targets": "Chỉ tiêu được duyệt",
    "notice": "Phiếu thông báo, giải trình",
    "cross": "Chấm chéo",
    "awards": "Bỏ phiếu, khen thưởng",
    "report": "Văn bản",
    "rollup": "Gộp các cụm",
    "setup": "Cài đặt, gỡ bỏ, khám máy",
}
SEVERITIES = {"error": "lỗi", "warning": "cảnh báo", "info": "thông tin"}
HEAD = """# Các mã lỗi, cảnh báo, thông tin

Tạo từ `scoring/messages/*.toml` bằng lệnh `python tools/gen_findings_doc.py`; không sửa tay.

- **Lỗi** cản trở việc nộp. **Cảnh báo** và **thông tin** thì không.
- Chỗ trong ngoặc nhọn, như `{value}`, được thay bằng giá trị đang có trong tệp.
- Mỗi phát hiện nêu rõ trang và ô (`Đăng ký!A1`), tiêu chí, chỉ tiêu và trường dữ liệu (nếu có).
"""


def page() -> str:
    """The whole page."""
    found = {path.stem: path for path in MESSAGES.glob("*.toml")}
    order = [area for area in AREAS if area in found]
    order += sorted(set(found) - set(order))
    return "\n".join([HEAD, *(_area(area, found[area]) for area in order)])


def _area(area: str, path: Path) -> str:
    lines = [f"## {AREAS.get(area, area)}", ""]
    lines += ["| Mã | Mức | Tiêu đề | Nội dung | Cách sửa |", "|---|---|---|---|---|"]
    for code, text in tomllib.loads(path.read_text(encoding="utf-8")).items():
        severity = SEVERITIES[text["severity"]]
        cells = (f"`{code}`", severity, text["title"], text["message"], text["hint"])
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv[1:]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        if not same:
            print("docs/findings.md is not up to date: run python tools/gen_findings_doc.py")
        return 0 if same else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
