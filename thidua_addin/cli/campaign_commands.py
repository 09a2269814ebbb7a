"""``campaign``, ``issue`` and ``fields``: what is set up before anyone scores."""

from __future__ import annotations

import argparse

from scoring.campaign import Campaign
from scoring.campaign_load import load_campaign, published_source
from scoring.canonical import campaign_hash
from scoring.findings import blocking
from scoring.numbers import vn_number
from scoring.terms import Period, Section
from thidua_addin.cli.output import print_findings, print_json, print_text
from thidua_addin.usecases.issue import chosen_campaign, issue_forms, read_campaign_file


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; returns the exit status."""
    match options.command:
        case "campaign":
            return _check(options) if options.action == "check" else _show(options)
        case "issue":
            return _issue(options)
        case _:
            return _fields(options)


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
