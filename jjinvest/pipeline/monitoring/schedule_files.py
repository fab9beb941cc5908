"""Files for the scheduler of the machine: a crontab line, systemd units, a Windows task.

All three call ``jjinvest run --due``, which does nothing when nothing is due: once a day is enough, and a
missed or repeated call does no harm. Each format has its own quoting; only cron uses a shell.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from xml.sax.saxutils import escape

from jjinvest.core.errors import ParameterError

KINDS = ("cron", "systemd", "windows")
TIME = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)$")
_HEADER = (
    "本文件由 jjinvest runs schedule 写成；项目移动后请重写 "
    "written by jjinvest runs schedule; write it again if the project moves"
)


@dataclass(frozen=True)
class ScheduledCall:
    """What to call and when: absolute paths of program and project, HH:MM, command on failure, account."""

    program: str
    root: str
    at: str
    on_failure: str = ""
    mail_to: str = ""
    user: str = ""

    @property
    def arguments(self) -> list[str]:
        """Everything after the program's name."""
        hook = ["--on-failure", self.on_failure] if self.on_failure else []
        return ["run", "--due", "--district", "all", "--root", self.root, "--log", self.log, *hook]

    @property
    def log(self) -> str:
        """Log file of the output."""
        kind = PureWindowsPath if re.match(r"[A-Za-z]:\\", self.root) else PurePosixPath
        return str(kind(self.root) / "outputs" / "schedule.log")

    @property
    def errors(self) -> str:
        """File of what cron mails, also of what came before the program could open its log."""
        return str(PurePosixPath(self.log).with_suffix(".err"))


def scheduler_files(kind: str, plan: ScheduledCall) -> dict[str, str]:
    """Return the files of a scheduler by name.

    Raises
    ------
    ParameterError
        If the time is invalid, or a path or command has characters that the format cannot hold.
    """
    if not TIME.match(plan.at):
        raise ParameterError(f"--at {plan.at}：应为 expected 06:15")
    for text in (plan.program, plan.root, plan.on_failure, plan.mail_to, plan.user):
        if any(ord(character) < 32 for character in text):
            raise ParameterError(f"不能含换行等控制字符 must not hold control characters: {text!r}")
    return {"cron": _cron, "systemd": _systemd, "windows": _windows}[kind](plan)


def file_bytes(name: str, text: str) -> bytes:
    """Encode a file as its reader wants it: UTF-16 for Windows' Task Scheduler."""
    if not name.endswith(".xml"):
        return text.encode()
    declared = text.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-16"?>', 1)
    return b"\xff\xfe" + declared.replace("\n", "\r\n").encode("utf-16-le")


def _cron(plan: ScheduledCall) -> dict[str, str]:
    """One line of a crontab: output goes to the log; cron mails only errors, and a file keeps them."""
    hour, minute = plan.at.split(":")
    called, kept = shlex.join([plan.program, *plan.arguments]), shlex.quote(plan.errors)
    command = f"{called} 2>&1 >/dev/null | tee -a {kept}".replace("%", r"\%")
    mail = f"MAILTO={plan.mail_to}\n" if plan.mail_to else ""
    text = f"# {_HEADER}\n{mail}{int(minute)} {int(hour)} * * * PYTHONUTF8=1 {command}\n"
    if max(len(line.encode()) for line in text.splitlines()) > 990:
        raise ParameterError(
            "crontab 的一行太长：把项目移到较短的路径 a line of the crontab is too long: use a shorter path"
        )
    return {"jjinvest.cron": text}


def _systemd(plan: ScheduledCall) -> dict[str, str]:
    """A service, its timer, and a service that systemd starts if the run cannot report its failure."""
    command = " ".join(_unit_word(word) for word in (plan.program, *plan.arguments))
    directory, log = plan.root.replace("%", "%%"), _unit_word(plan.log)
    text = _unit_word(f"jjinvest run --due 失败，见日志 failed, see the log: {plan.log}")
    return {
        "jjinvest.service": f"""# {_HEADER}
[Unit]
Description=jjinvest: 到期的报告 reports that are due
OnFailure=jjinvest-failed.service

[Service]
Type=oneshot
WorkingDirectory={directory}
Environment=PYTHONUTF8=1
ExecStart={command}
SuccessExitStatus=3
""",
        "jjinvest.timer": f"""# {_HEADER}
# 无人登录时也要运行 to run while nobody is logged in: loginctl enable-linger
# 时间按本机时区 the time is in the time zone of the machine
[Unit]
Description=jjinvest: 每天看一次 once a day

[Timer]
OnCalendar=*-*-* {plan.at}:00
Persistent=true

[Install]
WantedBy=timers.target
""",
        "jjinvest-failed.service": f"""# {_HEADER}
[Unit]
Description=jjinvest: 失败的说明进日志 a failure goes to the journal

[Service]
Type=oneshot
SyslogLevel=err
ExecStart=/bin/echo {text}
ExecStart=-/usr/bin/tail -n 40 {log}
""",
    }


def _unit_word(word: str) -> str:
    """Write a word of a unit's command line: quoted, with what systemd would expand doubled."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{inner}"'


def _windows(plan: ScheduledCall) -> dict[str, str]:
    """A task for ``schtasks /Create /XML``; elements in the order in which Windows itself writes them.

    It runs as the account whether or not it is logged on (S4U), and no password is stored.
    """
    arguments = escape(subprocess.list2cmdline(plan.arguments))
    user = f"\n      <UserId>{escape(plan.user)}</UserId>" if plan.user else ""
    return {
        "jjinvest.xml": f"""<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{escape(_HEADER)}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2024-01-01T{plan.at}:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">{user}
      <LogonType>S4U</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Enabled>true</Enabled>
    <ExecutionTimeLimit>PT24H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(plan.program)}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{escape(plan.root)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    }
