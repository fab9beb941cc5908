"""Parameters of a run: params/<period>.yaml and the command line, checked before anything starts."""

from __future__ import annotations

import difflib
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from jjinvest.errors import ParameterError
from jjinvest.forecast import Assumptions

PERIOD = re.compile(r"^\d{4}Q[1-4]$")


class RunParameters(BaseModel):
    """What a run of one period takes; the names of params/<period>.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: Annotated[
        date, Field(description="截止日期：之后公布的数看不见 figures published later are not seen")
    ]
    seed: Annotated[StrictInt, Field(ge=0, description="随机种子 seed of everything random")]
    assumptions: Annotated[
        Assumptions, Field(default_factory=Assumptions, description="预测的假设 assumptions of the forecast")
    ]
    cell_timeout: Annotated[
        StrictInt, Field(120, ge=1, description="单元格时限（秒） seconds a cell may take")
    ] = 120


def check_period(period: str) -> str:
    """Return the period if it is a quarter such as 2023Q4.

    Raises
    ------
    ParameterError
        Otherwise.
    """
    if not PERIOD.match(period):
        raise ParameterError(
            f"期间写法不对 not a period: {period!r}\n应为 expected: 年加季度，例如 2023Q4 / a year and quarter such as 2023Q4"
        )
    return period


def load_parameters(root: Path, period: str, *, as_of: str | None = None) -> RunParameters:
    """Read and check params/<period>.yaml; `as_of` from the command line takes precedence.

    Raises
    ------
    ParameterError
        Naming the file, the parameter, what was found and what is expected, with the nearest known name.
    """
    path = root / "params" / f"{check_period(period)}.yaml"
    name = path.relative_to(root).as_posix()
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.yaml"))) or "—"
        raise ParameterError(
            f"没有这一期的参数文件 no parameters for this period: {name}\n"
            f"已有 found: {known}\n"
            f"处理 remedy: 复制最近一期的文件为 {name}，改 as_of 与 seed / copy the latest one and change as_of and seed"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(f"{name} 不是规范的 YAML / is not YAML\n{error}") from None
    if not isinstance(content, dict):
        raise ParameterError(
            f"{name}\n发现 found: {type(content).__name__}\n应为 expected: 名称: 值 / name: value"
        )
    if as_of is not None:
        content = {**content, "as_of": as_of}
    try:
        return RunParameters(**{str(key): value for key, value in content.items()})
    except ValidationError as error:
        raise ParameterError("\n\n".join(_explain(name, fault) for fault in error.errors())) from None


def _explain(name: str, fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    lines = [f"参数有误 invalid parameter in {name}: {place}"]
    if fault["type"] == "extra_forbidden":
        model = Assumptions if len(fault["loc"]) > 1 else RunParameters
        near = difflib.get_close_matches(str(fault["loc"][-1]), model.model_fields, n=1)
        lines.append(
            "未知的参数 unknown parameter" + (f"；是否想写 did you mean: {near[0]}？" if near else "")
        )
        lines.append(f"可用 known: {', '.join(model.model_fields)}")
    else:
        lines.append(
            f"发现 found: {'（缺 missing）' if fault['type'] == 'missing' else repr(fault['input'])}"
        )
        lines.append(f"应为 expected: {fault['msg']}")
    return "\n".join(lines)
