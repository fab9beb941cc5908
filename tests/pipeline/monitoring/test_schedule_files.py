"""Files for schedulers, read back by the rules of each, with spaces, Chinese and special characters."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.errors import ParameterError
from jjinvest.pipeline.monitoring.schedule_files import ScheduledCall, file_bytes, scheduler_files

ROOT = "/srv/招商 数据/100% $HOME \"a\" 'b' \\c"
HOOK = "mail -s '招商 failed 100%' \"someone@example.org\""
PLAN = ScheduledCall("/opt/my tools/.venv/bin/jjinvest", ROOT, "06:05", HOOK, "someone@example.org")
WORDS = [PLAN.program, *PLAN.arguments]
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def crontab_command(line: str) -> str:
    """What cron hands to the shell: five fields, then all up to the first bare %, with \\% as %."""
    match = re.fullmatch(r"(?P<fields>(?:[\d*]+ ){5})(?P<command>.+)", line)
    assert match is not None
    minute, hour, *rest = match["fields"].split()
    assert (0 <= int(minute) <= 59, 0 <= int(hour) <= 23, rest) == (True, True, ["*", "*", "*"])
    command, *standard_input = re.split(r"(?<!\\)%", match["command"])
    assert standard_input == []
    return command.replace("\\%", "%")


def test_a_crontab_line_calls_just_these_words():
    [text] = scheduler_files("cron", PLAN).values()
    comment, mail, line = text.splitlines()
    assert comment.startswith("#")
    assert mail == "MAILTO=someone@example.org"
    assert line.startswith("5 6 * * * ")
    words = shlex.split(crontab_command(line))
    assert words == [
        "PYTHONUTF8=1",
        *WORDS,
        "2>&1",
        ">/dev/null",
        "|",
        "tee",
        "-a",
        f"{ROOT}/outputs/schedule.err",
    ]


def test_cron_by_a_real_shell(tmp_path):
    """The command as a shell runs it, with a program that writes down what it was called with."""
    folder = tmp_path / "招商 100% $HOME 'b'"
    (folder / "outputs").mkdir(parents=True)
    program = folder / "jjinvest"
    program.write_text(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >called\necho said; echo wrong >&2\n", encoding="utf-8"
    )
    program.chmod(0o755)
    plan = ScheduledCall(str(program), str(folder), "23:59", HOOK)
    [text] = scheduler_files("cron", plan).values()
    command = ["/bin/sh", "-c", crontab_command(text.splitlines()[-1])]
    mailed = subprocess.run(command, check=True, cwd=tmp_path, capture_output=True, text=True).stdout
    assert mailed == (folder / "outputs" / "schedule.err").read_text(encoding="utf-8") == "wrong\n"
    assert (tmp_path / "called").read_text(encoding="utf-8").splitlines() == plan.arguments


def unit_words(line: str) -> list[str]:
    """Words of a unit's command line by systemd's rules of quoting and expansion."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    assert " ".join(f'"{word}"' for word in words) == line
    assert not re.search(r"(?<!%)%(?:%%)*(?!%)", line.replace("%%", ""))
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%").replace("$$", "$") for word in words]


def test_systemd_calls_just_these_words():
    files = scheduler_files("systemd", PLAN)
    service = dict(line.split("=", 1) for line in files["jjinvest.service"].splitlines() if "=" in line)
    assert unit_words(service["ExecStart"]) == WORDS
    assert service["WorkingDirectory"].replace("%%", "%") == ROOT
    assert service["OnFailure"] in files
    assert "OnCalendar=*-*-* 06:05:00" in files["jjinvest.timer"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_itself_accepts_the_units(tmp_path):
    project = tmp_path / "招商 100% x"
    project.mkdir()
    program = project / "jjinvest"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for name, text in scheduler_files(
        "systemd", ScheduledCall(str(program), str(project), "06:05", HOOK)
    ).items():
        (tmp_path / name).write_bytes(file_bytes(name, text))
    units = [tmp_path / "jjinvest.service", tmp_path / "jjinvest.timer"]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def windows_words(line: str) -> list[str]:
    """Split a command line as Windows programs do (CommandLineToArgvW)."""
    words, word, quoted, slashes, begun = [], "", False, 0, False
    for character in line:
        if character == "\\":
            slashes, begun = slashes + 1, True
            continue
        if character == '"':
            word += "\\" * (slashes // 2)
            word, quoted = (word + '"', quoted) if slashes % 2 else (word, not quoted)
            slashes, begun = 0, True
            continue
        word, slashes = word + "\\" * slashes, 0
        if character == " " and not quoted:
            if begun:
                words.append(word)
            word, begun = "", False
        else:
            word, begun = word + character, True
    return [*words, word + "\\" * slashes] if begun else words


def test_a_task_of_windows_calls_just_these_words_in_the_order_of_its_schema():
    plan = ScheduledCall(
        "C:\\Program Files\\招商\\jjinvest.exe",
        "D:\\招商 & <数据>\\100%",
        "06:05",
        'notify "it failed" \\\\srv\\x',
        user="OFFICE\\王 & co",
    )
    [(name, text)] = scheduler_files("windows", plan).items()
    content = file_bytes(name, text)
    assert content.startswith(b"\xff\xfe")
    task = ElementTree.fromstring(content)
    assert [child.tag.removeprefix(NAMESPACE) for child in task] == [
        "RegistrationInfo",
        "Triggers",
        "Principals",
        "Settings",
        "Actions",
    ]
    elements = {element.tag.removeprefix(NAMESPACE): element.text for element in task.iter()}
    assert elements["Command"] == plan.program
    assert elements["WorkingDirectory"] == plan.root
    assert windows_words(elements["Arguments"]) == plan.arguments
    assert plan.log == "D:\\招商 & <数据>\\100%\\outputs\\schedule.log"
    assert elements["StartBoundary"].endswith("T06:05:00")
    assert elements["MultipleInstancesPolicy"] == "IgnoreNew"
    assert (elements["UserId"], elements["LogonType"]) == ("OFFICE\\王 & co", "S4U")
    [actions] = task.iter(f"{NAMESPACE}Actions")
    [principal] = task.iter(f"{NAMESPACE}Principal")
    assert actions.get("Context") == principal.get("id")


@pytest.mark.parametrize(
    "plan",
    [
        ScheduledCall("/j", "/r", "24:00"),
        ScheduledCall("/j", "/r\n* * * * * rm", "06:00"),
        ScheduledCall("/j", "/r", "06:00", "a\nb"),
    ],
)
@pytest.mark.parametrize("kind", ["cron", "systemd", "windows"])
def test_what_a_file_cannot_hold_is_refused(kind, plan):
    with pytest.raises(ParameterError):
        scheduler_files(kind, plan)


@pytest.mark.parametrize(("kind", "number"), [("cron", 1), ("systemd", 3), ("windows", 1)])
def test_files_are_shown_or_written_with_the_absolute_paths_of_this_project(kind, number, own_data, tmp_path):
    def invoke(*arguments: str):
        return CliRunner().invoke(
            main, ["runs", "schedule", "--print", kind, *arguments, "--root", str(own_data.root)]
        )

    published = invoke()
    assert published.exit_code == 0
    assert str(own_data.root) in published.stdout
    folder = tmp_path / "units"
    written = invoke("--write", str(folder))
    assert written.stdout.split() == [
        str(folder / name) for name in (p.rsplit("/", 1)[1] for p in written.stdout.split())
    ]
    assert len(list(folder.iterdir())) == number
    assert invoke("--at", "6").exit_code == 2


def test_what_a_schedule_calls_are_options_that_there_are(own_data):
    words = [str(own_data.root) if word == ROOT else word for word in PLAN.arguments]
    words[words.index("--log") + 1] = str(own_data.root / "outputs" / "schedule.log")
    result = CliRunner().invoke(main, [*words, "--dry-run", "--today", "2023-01-01"])
    assert result.exit_code == 0, result.output
    assert Path(own_data.root / "outputs" / "schedule.log").exists()
