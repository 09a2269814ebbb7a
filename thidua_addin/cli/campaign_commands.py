"""``campaign``, ``issue`` and ``fields``: what is set up before anyone scores."""

from __future__ import annotations

import argparse
from pathlib import Path

from scoring.campaign import Campaign
from scoring.campaign_diff import Change
from scoring.campaign_load import load_campaign, published_source
from scoring.canonical import campaign_hash
from scoring.findings import blocking
from scoring.numbers import vn_number
from scoring.terms import Period, Section
from thidua_addin.cli.output import print_findings, print_json, print_text
from thidua_addin.errors import wrong_usage
from thidua_addin.usecases.issue import chosen_campaign, issue_forms, read_campaign_file


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; returns the exit status."""
    match options.command:
        case "campaign":
            return _campaign(options)
        case "issue":
            return _issue(options)
        case _:
            return _fields(options)


def _campaign(options: argparse.Namespace) -> int:
    writes = options.action in ("export", "import")
    _needs(options, "--out", given=options.out is not None, wanted=writes)
    if options.action == "import":
        _needs(options, "TỆP", given=options.file is not None, wanted=True)
    else:
        _needs(options, "--previous", given=options.previous is not None, wanted=False)
    match options.action:
        case "check":
            return _check(options)
        case "show":
            return _show(options)
        case "export":
            return _export(options)
        case _:
            return _import(options)


def _needs(options: argparse.Namespace, argument: str, *, given: bool, wanted: bool) -> None:
    """Raises WrongUsage for an argument that is missing, or that the action has no use for."""
    if given != wanted:
        problem = f"thiếu {argument}" if wanted else f"không dùng {argument} ở đây"
        raise wrong_usage("USAGE", problem=problem, command=f"thidua campaign {options.action}")


def _export(options: argparse.Namespace) -> int:
    from thidua_addin.usecases.criteria_book import export_criteria_book

    campaign = export_criteria_book(options.file, options.out, options.at)
    if options.json:
        print_json({"file": str(options.out), "campaign": _about(campaign)})
        return 0
    print_text(f"Đã xuất bộ tiêu chí ra {options.out}")
    print_text(
        f"Sửa xong, chạy: thidua campaign import {_quoted(options.out)} --out {campaign.id}.toml"
    )
    return 0


def _quoted(path: Path) -> str:
    """A path as an argument: double quotes are understood by every shell."""
    return f'"{path}"' if " " in str(path) else str(path)


def _import(options: argparse.Namespace) -> int:
    from thidua_addin.usecases.criteria_book import import_criteria_book, may_change_points

    book = import_criteria_book(options.file, options.out, options.previous)
    campaign = book.campaign
    points = may_change_points(book.changes)
    if options.json:
        print_json(
            {
                "file": str(options.file),
                "ok": campaign is not None,
                "out": str(options.out) if campaign else None,
                "campaign": _about(campaign) if campaign else None,
                "compared_with": _about(book.previous) if campaign and book.previous else None,
                "changes": [
                    {"criterion": c.code, "text": c.text, "scoring": c.scoring, "points": c.points}
                    for c in book.changes
                ],
                "points_may_change": points,
                "findings": [f.as_json() for f in book.findings],
            }
        )
        return 0 if campaign else 1
    print_findings(book.findings)
    if campaign is None:
        print_text("Tệp bộ tiêu chí còn lỗi, chưa ghi gì: sửa các ô ở trên rồi làm lại.")
        return 1
    _print_changes(book.changes, book.previous, points)
    print_text(f"Đã ghi tệp đợt thi đua: {options.out} (lần ban hành {campaign.revision})")
    return 0


def _print_changes(changes: tuple[Change, ...], previous: Campaign | None, points: bool) -> None:
    if previous is None:
        return
    if not changes:
        print_text(f"Không có thay đổi so với “{previous.id}” lần ban hành {previous.revision}.")
        return
    print_text(f"{len(changes)} thay đổi so với “{previous.id}” lần ban hành {previous.revision}:")
    for change in changes:
        print_text(f"  • {change.text}{' (có thể làm đổi điểm)' if change.points else ''}")
    print_text("Có thay đổi làm đổi điểm." if points else "Không thay đổi nào làm đổi điểm.")


def _check(options: argparse.Namespace) -> int:
    source = read_campaign_file(options.file) if options.file else published_source()
    loaded = load_campaign(source)
    campaign, findings = loaded.campaign, loaded.findings
    ok = campaign is not None and not blocking(findings)
    if options.json:
        print_json(
            {
                "file": str(options.file) if options.file else None,
                "ok": ok,
                "campaign": _about(campaign) if campaign else None,
                "findings": [f.as_json() for f in findings],
            }
        )
        return 0 if ok else 1
    print_findings(findings)
    if campaign is None:
        print_text("Tệp đợt thi đua còn lỗi: sửa hết các lỗi ở trên rồi kiểm tra lại.")
    else:
        print_text(f"Đợt thi đua “{campaign.title}” hợp lệ.")
        print_text(f"Mã băm: {campaign_hash(campaign)}")
    return 0 if ok else 1


def _show(options: argparse.Namespace) -> int:
    campaign = chosen_campaign(options.file)
    if options.json:
        print_json({**_about(campaign), **campaign.model_dump(mode="json", by_alias=True)})
        return 0
    print_text(f"{campaign.title} (lần ban hành {campaign.revision})")
    print_text(f"Chủ đề: {campaign.theme}")
    if campaign.illustrative:
        print_text(f"MINH HỌA: {campaign.status_note or 'bảng điểm chưa chính thức'}")
    print_text()
    for depth, criterion in campaign.tree.walk():
        sign = {Section.CORE: "", Section.BONUS: "+", Section.PENALTY: "−"}[criterion.section]
        points = f"{sign}{vn_number(criterion.max_points)}"
        print_text(f"{'  ' * depth}{criterion.code:<8} {points:>6}  {criterion.title}")
    print_text()
    for unit in campaign.units.values():
        role = "  (Cụm trưởng)" if unit.code == campaign.cluster.chair else ""
        print_text(f"{unit.code}  {unit.name}{role}")
    print_text()
    for period in Period:
        deadline = campaign.deadlines.of(period)
        text = f"{deadline:%d/%m/%Y}" if deadline else "chưa đặt"
        print_text(f"Hạn nộp kỳ {period.label}: {text}")
    return 0


def _about(campaign: Campaign) -> dict[str, object]:
    return {
        "id": campaign.id,
        "revision": campaign.revision,
        "year": campaign.year,
        "status": campaign.status,
        "hash": campaign_hash(campaign),
        "units": list(campaign.units),
    }


def _issue(options: argparse.Namespace) -> int:
    campaign = chosen_campaign(options.campaign)
    issued = issue_forms(campaign, options.unit, options.out, options.at, options.format)
    if options.json:
        print_json(
            {
                "campaign": campaign.id,
                "hash": campaign_hash(campaign),
                "forms": [{"unit": i.unit.code, "file": str(i.path)} for i in issued],
            }
        )
        return 0
    for i in issued:
        print_text(f"{i.unit.name}: {i.path}")
    print_text(f"Đã phát hành {len(issued)} biểu mẫu.")
    return 0


def _fields(options: argparse.Namespace) -> int:
    from thidua_addin.usecases.fields import fields_of

    fields = fields_of(options.file)
    if options.json:
        print_json([f.as_json() for f in fields])
        return 0
    for f in fields:
        kind = "nhập" if f.input else "tính"
        address = " ".join(x for x in (f.unit, f.criterion, f.item, f.field) if x)
        print_text(f"{kind}  {f.sheet}!{f.cell}  {address}  ({f.type})")
    return 0
