"""Commands on ledgers: check, import, diff and template, with their exit codes."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from jjinvest.cli.main import main
from jjinvest.ledger.store.store import Store
from tests.fixtures.project import small_data
from tests.fixtures.runs import ROOT
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import HEADERS, check, clean_projects, write_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A clean ledger of twenty projects."""
    path = tmp_path / "台账.xlsx"
    write_ledger(path, clean_projects())
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder with a district that has a private folder of its own."""
    root = tmp_path / "project"
    shutil.copytree(
        ROOT / "data" / "jiangjin", root / "data" / "jiangjin", ignore=shutil.ignore_patterns("private")
    )
    (root / "params").mkdir()
    return root


def jjinvest(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        p.relative_to(folder).as_posix(): (p.stat().st_mtime_ns, p.read_bytes())
        for p in folder.rglob("*")
        if p.is_file() and p.name != ".lock"
    }


def test_an_import_keeps_the_original_and_a_second_one_changes_nothing(root, ledger):
    first = jjinvest("ledger", "import", ledger, "--root", root)
    assert first.exit_code == 0, first.output
    private = root / "data" / "jiangjin" / "private"
    before = files_of(private)
    [original] = (private / "originals").iterdir()
    assert original.read_bytes() == ledger.read_bytes()
    assert original.name.startswith(hashlib.sha256(ledger.read_bytes()).hexdigest()[:12])
    assert original.stat().st_mode & 0o222 == 0
    second = jjinvest("ledger", "import", ledger, "--root", root)
    assert second.exit_code == 0
    assert "未改动任何文件" in second.stdout
    assert files_of(private) == before
    frame = Store(private).frame(1)
    pd.testing.assert_frame_equal(frame, check(ledger).frame())
    assert frame["agreed_amount"].dtype == "Int64"


def test_a_rejected_row_blocks_the_import_unless_it_is_left_out_explicitly(root, ledger):
    projects = clean_projects()
    projects[0]["agreed_amount"] = "待定"
    projects[1]["contract_amount"] = 900_000
    write_ledger(ledger, projects)
    refused = jjinvest("ledger", "import", ledger, "--root", root)
    assert refused.exit_code == 1
    assert "--without-rejected" in refused.stdout
    assert not (root / "data" / "jiangjin" / "private").exists()
    done = jjinvest("ledger", "import", ledger, "--root", root, "--without-rejected")
    assert done.exit_code == 0
    entry = Store(root / "data" / "jiangjin" / "private").entry(1)
    assert (entry.projects, entry.left_out, entry.left_out_agreed_amount) == (18, 2, 22_000 * 10_000)
    assert "2.2 亿元" in done.stdout


def test_a_ledger_of_rejected_rows_alone_is_not_imported_as_one_without_projects(root, ledger):
    projects = [project | {"agreed_amount": "待定"} for project in clean_projects(3)]
    write_ledger(ledger, projects)
    refused = jjinvest("ledger", "import", ledger, "--root", root, "--without-rejected")
    assert refused.exit_code == 1
    assert "3 行全部退回修改" in refused.stdout
    assert not (root / "data" / "jiangjin" / "private").exists()


def test_a_diff_adds_up_and_names_the_projects(root, ledger):
    jjinvest("ledger", "import", ledger, "--root", root)
    projects = clean_projects()
    projects[0]["agreed_amount"] += 5000
    removed = projects.pop(3)
    projects.append(dict(clean_projects(21)[20], project_code="JJ-2023-900"))
    write_ledger(ledger, projects)
    jjinvest("ledger", "import", ledger, "--root", root)
    result = jjinvest("ledger", "diff", 1, 2, "--root", root)
    assert result.exit_code == 0
    for text in ("JJ-2023-900", removed["project_code"], "+5000 万元", "变化"):
        assert text in result.stdout
    assert jjinvest("ledger", "diff", 1, ledger, "--root", root).stdout == result.stdout
    assert jjinvest("ledger", "diff", 1, 7, "--root", root).exit_code == 2
    english = jjinvest("ledger", "diff", 1, 2, "--root", root, "--lang", "en").stdout
    assert "gone" in english


def test_a_diff_names_the_groups_to_which_amounts_moved_the_largest_first(root, ledger):
    jjinvest("ledger", "import", ledger, "--root", root)
    projects = clean_projects()
    projects[1] |= {"sector": "三产", "investor": "他人有限公司"}
    projects[3] |= {"negotiated_on": date(2022, 11, 4)}
    projects[4] |= {"sector": "二产", "funds_ytd": projects[4]["funds_ytd"] - 1}
    write_ledger(ledger, projects)
    jjinvest("ledger", "import", ledger, "--root", root)
    said = jjinvest("ledger", "diff", 1, 2, "--root", root).stdout
    lines = said.splitlines()
    moved = [line for line in lines if line.startswith("  JJ-2023-")]
    assert [line[2:13] for line in moved] == ["JJ-2023-005", "JJ-2023-002", "JJ-2023-004"]
    assert "产业 一产 → 二产" in moved[0]
    assert "（协议金额 2.5 亿元）" in moved[0]
    assert "→ 他人有限公司" in moved[1]
    assert any(line.startswith("本年累计到位") and "-1 万元" in line for line in lines)
    english = jjinvest("ledger", "diff", 1, 2, "--root", root, "--lang", "en").stdout
    assert "sector primary → secondary" in english


def test_a_diff_names_what_a_new_exchange_rate_did(root, ledger):
    headers = HEADERS | {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}
    first, *others = clean_projects()
    for rate, extra in ((7.0, 0), (7.2, 500)):
        terms = {"currency": "美元", "exchange_rate": rate, "rate_on": date(2023, 9, 1)}
        funds = {"contract_amount": 900, "funds_month": 0, "funds_ytd": 100, "funds_to_date": 100}
        foreign = first | terms | funds | {"agreed_amount": 1000 + extra}
        write_ledger(ledger, [foreign, *others], headers=headers)
        jjinvest("ledger", "import", ledger, "--root", root)
    said = jjinvest("ledger", "diff", 1, 2, "--root", root).stdout
    assert "7000 万元 → 1.08 亿元（+3800 万元）；其中美元汇率由 7 改为 7.2，因此 +200 万元" in said
    assert "其中 1 个项目因汇率变动 +200 万元，不是项目变动" in said
    english = jjinvest("ledger", "diff", 1, 2, "--root", root, "--lang", "en").stdout
    assert "as the rate of USD went from 7 to 7.2" in english


def test_check_has_fixed_exit_codes_and_never_changes_the_original(root, ledger):
    options = ("--root", root, "--as-of", "2023-11-15")
    assert jjinvest("check", ledger, *options).exit_code == 0
    assert not list(ledger.parent.glob("*核对*"))
    projects = clean_projects()
    projects[0]["agreed_amount"] = "约2亿"
    write_ledger(ledger, projects)
    raw = ledger.read_bytes()
    result = jjinvest("check", ledger, *options)
    assert result.exit_code == 1
    assert "I3" in result.stdout
    assert "台账-核对.xlsx" in result.stdout
    assert len(result.stdout.splitlines()) <= 40
    again = jjinvest("check", ledger, *options)
    assert "与上次相同" in again.stdout
    jjinvest("check", ledger, *options, "--lang", "en")
    assert sorted(p.name for p in ledger.parent.glob("*核对*")) == ["台账-核对-2.xlsx", "台账-核对.xlsx"]
    assert ledger.read_bytes() == raw
    assert jjinvest("check", ledger, *options, "--marked", ledger).exit_code == 2
    assert ledger.read_bytes() == raw


def test_check_in_english(root, ledger):
    result = jjinvest("check", ledger, "--root", root, "--lang", "en")
    assert result.exit_code == 0
    assert "accepted 20" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "no.xlsx"),
        ("check", "{ledger}", "--district", "mars"),
        ("check", "{ledger}", "--month", "2023-13"),
        ("check", "{ledger}", "--as-of", "soon"),
        ("check", "{ledger}", "--sheet", "x"),
        ("ledger", "import", "no.xlsx"),
        ("ledger", "diff", "1", "2"),
        ("ledger", "diff", "no.xlsx", "1"),
    ],
)
def test_errors_of_use_are_explained(root, ledger, arguments):
    result = jjinvest(*(a.format(ledger=ledger) for a in arguments), "--root", root)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.stderr.strip()


def test_a_folder_is_still_checked_as_a_district(tmp_path):
    small_data(tmp_path / "project" / "data")
    (tmp_path / "project" / "notebooks").mkdir()  # no page to rehearse
    result = jjinvest("check", tmp_path / "project" / "data" / "jiangjin", "--lang", "en")
    assert result.exit_code == 0
    assert "figures" in result.stdout


def test_the_template_is_written_once(tmp_path):
    path = tmp_path / "t.xlsx"
    assert jjinvest("ledger", "template", "-o", path).exit_code == 0
    raw = path.read_bytes()
    assert jjinvest("ledger", "template", "-o", path).exit_code == 0
    path.write_bytes(raw + b"filled in")
    assert jjinvest("ledger", "template", "-o", path).exit_code == 2
    assert path.read_bytes() == raw + b"filled in"


def test_a_diff_and_the_stage_log_name_changed_dates(root, ledger):
    jjinvest("ledger", "import", ledger, "--root", root)
    projects = clean_projects()
    code = projects[0]["project_code"]
    projects[0]["project_name"] = "改名后的项目"
    write_ledger(ledger, projects)
    jjinvest("ledger", "import", ledger, "--root", root)
    shown = jjinvest("ledger", "diff", 1, 2, "--root", root).stdout
    assert f"{code} 改名后的项目" in shown
    log = jjinvest("ledger", "stages", code, "--root", root)
    assert log.exit_code == 0
    assert "改名后的项目" in log.stdout
    assert "第 2 次导入" in log.stdout
    assert "第 1 次导入" not in log.stdout, "the second corrects the first: both are of one month"
    assert "签约日期" in log.stdout
    assert jjinvest("ledger", "stages", "没有这个", "--root", root).exit_code == 0
    assert "import 2" in jjinvest("ledger", "stages", code, "--root", root, "--lang", "en").stdout


def test_an_amount_that_no_row_has_is_not_filled_in_rather_than_zero(tmp_path):
    projects = clean_projects()
    for project in projects:
        for name in ("funds_month", "funds_ytd", "funds_to_date"):
            project.pop(name, None)
    path = tmp_path / "台账.xlsx"
    write_ledger(path, projects)
    shown = jjinvest("check", path).output
    assert "累计到位：未填" in shown
    assert "累计到位：接受" not in shown
    projects[0]["funds_to_date"] = 0
    write_ledger(path, projects)
    assert "累计到位：接受 0 元" in jjinvest("check", path).output


def test_a_diff_says_which_ledger_has_an_amount_not_filled_in(root, tmp_path):
    projects = clean_projects()
    bare = [{name: value for name, value in each.items() if "funds" not in name} for each in projects]
    for number, content in enumerate((bare, projects)):
        path = tmp_path / f"{number}.xlsx"
        write_ledger(path, content)
        assert jjinvest("ledger", "import", path, "--root", root).exit_code == 0
    assert re.search(r"累计到位：未填 → .+亿元", jjinvest("ledger", "diff", 1, 2, "--root", root).output)


def test_an_import_says_which_report_uses_it(root, tmp_path):
    figures = root / "data" / "jiangjin" / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")

    def imported(month: str, projects: list[dict[str, object]]) -> list[str]:
        path = tmp_path / "l.xlsx"
        write_ledger(path, projects, title=f"项目台账（截至2024年{month}月）")
        result = jjinvest("ledger", "import", path, "--root", root)
        assert result.exit_code == 0, result.output
        return result.stdout.rstrip().splitlines()

    projects = [dict(project, funds_ytd=None) for project in clean_projects()]
    assert imported("6", projects)[-1].startswith("生成报告：jjinvest run 2024Q2")
    imported("9", projects)
    said, offered = imported("6", projects[1:])[-2:]
    assert said.startswith("生成报告：jjinvest run 2024Q2"), "all came after the as-of day: the last corrects"
    assert offered.startswith("jjinvest ledger diff 1 3")
    store = Store(root / "data" / "jiangjin" / "private")
    listed, first = store.folder / "imports.csv", store.entry(1).imported_at
    listed.write_text(listed.read_text(encoding="utf-8").replace(f"1,{first}", f"1,2024-07-05{first[10:]}"))
    said, offered = imported("6", projects[2:])[-2:]
    assert "仍用 2024-06 的第 1 次导入" in said
    assert f"--as-of {store.entry(4).imported_at[:10]}" in said
    assert offered.startswith("jjinvest ledger diff 3 4")
    said, offered = imported("8", projects)[-2:]
    assert said.startswith("2024Q3 报告用 2024-09 的台账")
    assert offered.startswith("jjinvest ledger diff 4 5")


def test_a_check_counts_projects_payments_sums_and_impossible_amounts_each_for_itself(root, tmp_path):
    path = tmp_path / "几张表.xlsx"
    head = ["序号", "项目名称", "投资方", "签约日期", "协议金额（亿元）"]
    write_sheets(
        path,
        {
            "签约": [
                ["台账（截至2023年10月）"],
                head,
                [1, "铜箔", "甲公司", date(2023, 2, 3), 3500],
                ["", "合计", "", "", 3],
            ],
            "开工": [
                ["台账（截至2023年10月）"],
                head,
                [1, "茶叶", "乙公司", date(2023, 2, 3), 2],
                ["", "合计", "", "", 2],
            ],
            "到位资金": [
                ["项目名称", "到位日期", "到位金额（万元）"],
                *(["没有的项目", date(2023, 3, 3), n] for n in (5, 6, 7)),
            ],
        },
    )
    shown = jjinvest("check", path, "--root", root)
    assert shown.exit_code == 1
    assert "项目 2 行" in shown.output
    assert "另有合计、说明等 2 行不计" in shown.output
    assert "接受 1 + 接受并提示 0 + 退回修改 1 = 2 行" in shown.output
    assert "另有到位资金 3 笔找不到项目，退回修改" in shown.output
    assert "协议金额：接受 2 亿元，另有 1 格认不出或不可能" in shown.output
    assert "金额大得不可能：3500 亿元" in shown.output
    assert "各行相加是 0 元（有 1 格认不出或不可能，未计入）" in shown.output


def test_a_sum_says_of_how_many_rows_the_amount_was_not_filled_in(root, tmp_path):
    projects = clean_projects(4)
    projects[1]["funds_to_date"] = projects[2]["funds_to_date"] = None
    for project in projects:
        project["funds_month"] = project["funds_ytd"] = None
    write_ledger(tmp_path / "l.xlsx", projects)
    lines = jjinvest("check", tmp_path / "l.xlsx", "--root", root).output.splitlines()
    assert [line.endswith("；2 行未填，不是 0") for line in lines if "累计到位：接受" in line] == [True]
    assert [line.endswith("亿元") for line in lines if "协议金额：接受" in line] == [True]


def test_a_sum_says_how_much_of_it_nobody_has_signed(root, tmp_path):
    path = tmp_path / "l.xlsx"
    for stage in ("在谈", "签约"):
        projects = clean_projects(2)
        projects[1] |= {"stage": stage, "agreed_amount": 8_000}
        if stage == "在谈":
            projects[1] = {name: cell for name, cell in projects[1].items() if not name.endswith("_on")}
            projects[1] |= {"negotiated_on": date(2023, 5, 1), "contract_amount": None}
            projects[1] |= dict.fromkeys(("funds_month", "funds_ytd", "funds_to_date"))
        write_ledger(path, projects)
        shown = jjinvest("check", path, "--root", root).output
        assert ("（其中未签约 1 个、8000 万元，不计入签约）" in shown) == (stage == "在谈")


def test_the_stage_log_is_in_the_order_of_months(root, tmp_path):
    path = tmp_path / "台账.xlsx"
    for month, stage in (("2023-08", "签约"), ("2023-10", "开工"), ("2023-08", "签约")):
        project = {"project_name": "铜箔", "investor": "甲公司", "stage": stage, "agreed_amount": 5000}
        project |= {"signed_on": date(2023, 2, 3), "note": f"第 {len(list(tmp_path.iterdir()))} 稿"}
        project |= {"started_on": date(2023, 9, 3)} if stage == "开工" else {}
        names = ("project_name", "investor", "stage", "signed_on", "started_on", "agreed_amount")
        write_ledger(path, [project], headers={name: HEADERS[name] for name in names} | {"note": "备注"})
        done = jjinvest("ledger", "import", path, "--month", month, "--root", root)
        assert done.exit_code == 0, done.output
        (tmp_path / f"{month}-{stage}-{len(list(tmp_path.iterdir()))}").touch()
    lines = [
        line
        for line in jjinvest("ledger", "stages", "--root", root).output.splitlines()
        if "项目阶段" in line
    ]
    assert [re.findall(r"第 ([0-9]+) 次", line)[0] for line in lines] == ["3", "2"]
