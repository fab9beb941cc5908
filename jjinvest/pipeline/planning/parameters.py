"""Parameters of a run: the command line, params/<period>.yaml if there is one, else from the data."""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from jjinvest.core.access import TIERS, Tier
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import canonical_period, run_quarter
from jjinvest.core.plain_text import plain_text
from jjinvest.core.strict_yaml import NoSuchDayError, load_yaml
from jjinvest.pipeline.planning.default_day import default_as_of

PERIOD = re.compile(r"^\d{4}Q[1-4]$")
DEFAULT_SEED = 20230731
"""Seed where params/<period>.yaml gives none: the same for all, so that a later run repeats an outlook."""
DISTRICTS = "districts"
"""Name in params/<period>.yaml under which districts have values of their own."""
SeedField = Annotated[StrictInt, Field(ge=0, description="随机种子 seed of everything random")]
AsOfField = Annotated[
    date, Field(description="截止日期：之后公布的数看不见 figures published later are not seen")
]
TierField = Annotated[
    Tier, Field(description="公开级别：高于它的不发布 what is above this tier is not published")
]
AssumptionsField = Annotated[
    Assumptions, Field(default_factory=Assumptions, description="预测的假设 assumptions of the forecast")
]


class NotebookParameters(BaseModel):
    """What every notebook takes; its ``parameters`` cell has these names and types."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    district: Annotated[str, Field(min_length=1, description="data/ 下的地区文件夹 a folder of data/")]
    period: Annotated[
        str,
        Field(
            pattern=PERIOD.pattern, description="季度，报告其年初至今 quarter whose year to date is reported"
        ),
    ]
    as_of: AsOfField
    language: Annotated[Literal["zh", "en"], Field(description="页面的语言 language of the page")]
    seed: SeedField
    tier: TierField = "public"
    assumptions: AssumptionsField

    def injected(self) -> dict[str, Any]:
        """Return plain Python values for a notebook: dates as ISO text, without nested defaults."""
        values = self.model_dump(mode="json", exclude={"assumptions"})
        return {**values, "assumptions": self.assumptions.model_dump(mode="json", exclude_defaults=True)}


class RunParameters(BaseModel):
    """What a run of one period takes; the names of params/<period>.yaml, all of them optional there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: AsOfField
    seed: SeedField
    assumptions: AssumptionsField
    tier: TierField = "public"
    cell_timeout: Annotated[
        StrictInt, Field(120, ge=1, description="单元格时限（秒） seconds a cell may take")
    ] = 120
    notebook_timeout: Annotated[
        StrictInt, Field(600, ge=1, description="笔记本时限（秒） seconds a notebook may take")
    ] = 600
    drafts: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[0-9A-Za-z_]+$")], ...],
        Field(description="要发布的草稿 notebooks of notebooks/drafts/ that are published too"),
    ] = ()
    memory_mb: Annotated[
        StrictInt, Field(4096, ge=512, description="每个笔记本的内存上限（MB） memory a notebook may take")
    ] = 4096

    def of_notebook(self, district: str, period: str, language: str) -> NotebookParameters:
        """Return what the notebooks of a district's run take in one language."""
        return NotebookParameters(
            district=district,
            period=period,
            as_of=self.as_of,
            language=language,  # type: ignore[arg-type]  # the model checks it
            seed=self.seed,
            tier=self.tier,
            assumptions=self.assumptions,
        )


def check_period(period: str) -> str:
    """Return the quarter whose run reports a period: 2018Q4 for 2018-01..2018-10, 2018-10 or 2018.

    Raises
    ------
    ParameterError
        If the text is not a period of one year.
    """
    try:
        return run_quarter(canonical_period(period))
    except ValueError:
        raise ParameterError(
            f"期间写法不对 not a period: {period!r}\n"
            "应为 expected: 季度 2023Q4，或 2023、2023H1、2023Q1-Q3、2023-10、2023-01..2023-10 / "
            "a quarter such as 2023Q4, or another period of one year"
        ) from None


def load_parameters(root: Path, period: str, district: str, *, as_of: str | None = None) -> RunParameters:
    """Read and check the parameters of a district's run.

    `as_of` from the command line takes precedence, then params/<period>.yaml, where what stands under the
    district's name in ``districts`` goes before what holds for every district; without either it follows
    from the district's data (:func:`jjinvest.pipeline.planning.default_day.default_as_of`). `tier` follows
    from params/<period>.yaml, else from the district's district.yaml, else it is public.

    Raises
    ------
    ParameterError
        Names the file, the parameter, what was found and what is expected, with the nearest known name.
    """
    quarter = check_period(period)
    path = root / "params" / f"{quarter}.yaml"
    name = path.relative_to(root).as_posix()
    content = _of_district(_read(path, name), district, name)
    name = name if path.exists() else "--as-of"
    content = {"seed": DEFAULT_SEED, **content}
    if as_of is not None:
        content |= {"as_of": as_of}
    elif "as_of" not in content:
        content |= {"as_of": default_as_of(root / "data" / district, quarter)}
    content.setdefault("tier", _tier_of_district(root / "data" / district / "district.yaml"))
    try:
        return RunParameters(**{str(key): value for key, value in content.items()})
    except ValidationError as error:
        raise ParameterError("\n\n".join(_explain(name, fault) for fault in error.errors())) from None


def names_district(path: Path, district: str) -> bool:
    """Whether a file of parameters says something for a district; one that cannot be read counts."""
    try:
        content = _read(path, path.name)
        return bool(_of_district(content, district, path.name)) or DISTRICTS not in content
    except ParameterError:
        return True


def _read(path: Path, name: str) -> dict[Any, Any]:
    """Content of a file of parameters; none where there is no file.

    Raises
    ------
    ParameterError
        If it cannot be read or is no mapping.
    """
    try:
        content: Any = load_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ParameterError(f"{name} 读不了 unreadable: {error.strerror}") from None
    except NoSuchDayError as error:
        raise ParameterError(
            f"{name}\n发现 found: {error.value}，没有这一天 no such day\n"
            "应为 expected: 日历上有的日期 a day of the calendar, 2023-07-31"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(f"{name} 不是规范的 YAML / is not YAML\n{plain_text(str(error))}") from None
    return _mapping(content, name)


def _mapping(content: Any, name: str) -> dict[Any, Any]:
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ParameterError(
            f"{name}\n发现 found: {type(content).__name__}\n应为 expected: 名称: 值 / name: value"
        )
    return content


def _of_district(content: Mapping[Any, Any], district: str, name: str) -> dict[Any, Any]:
    """Return what holds for a district: its own values before those of every district.

    Its assumptions are added to those of every district, name by name.
    """
    shared = {key: value for key, value in content.items() if key != DISTRICTS}
    of_each = _mapping(content.get(DISTRICTS), f"{name}: {DISTRICTS}")
    own = _mapping(of_each.get(Path(district).name), f"{name}: {DISTRICTS}.{Path(district).name}")
    both = {**shared, **own}
    of_all, of_one = shared.get("assumptions"), own.get("assumptions")
    if isinstance(of_all, dict) and isinstance(of_one, dict):
        both["assumptions"] = {**of_all, **of_one}
    return both


def _tier_of_district(path: Path) -> str:
    """Access level that a district's runs have by default.

    Raises
    ------
    ParameterError
        If district.yaml names one that does not exist.
    """
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):  # a fault is reported when the district's data is checked
        return TIERS[0]
    tier = content.get("tier", TIERS[0]) if isinstance(content, dict) else TIERS[0]
    if tier not in TIERS:
        raise ParameterError(
            f"{path.as_posix()}\n发现 found: tier: {tier}\n应为 expected: {' · '.join(TIERS)}"
        )
    return str(tier)


def _explain(name: str, fault: Mapping[str, Any]) -> str:
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
        lines.append(f"应为 expected: {_expected(fault)}")
    return "\n".join(lines)


def _expected(fault: Mapping[str, Any]) -> str:
    """What a parameter must be, in both languages; the bounds of a number from its own declaration."""
    kind, bounds = str(fault["type"]), fault.get("ctx", {})
    if kind in _BOUNDS:
        chinese, english, name = _BOUNDS[kind]
        return f"{chinese} {bounds.get(name)} {english} {bounds.get(name)}"
    if kind == "literal_error":
        return f"以下之一 one of: {bounds.get('expected')}"
    known = next((text for start, text in _KINDS.items() if kind.startswith(start)), "")
    return known or str(fault["msg"])


_BOUNDS = {
    "greater_than": ("大于", "greater than", "gt"),
    "greater_than_equal": ("不小于", "at least", "ge"),
    "less_than": ("小于", "less than", "lt"),
    "less_than_equal": ("不大于", "at most", "le"),
    "string_pattern_mismatch": ("符合", "matching", "pattern"),
}
"""Kind of fault -> the bound in Chinese, in English, and its name in the fault."""
_KINDS = {
    "date": "日期，例如 2024-03-31 a day, such as 2024-03-31",
    "int": "整数，例如 120 a whole number, such as 120",
    "float": "数，例如 0.5 a number, such as 0.5",
    "decimal": "数，例如 0.5 a number, such as 0.5",
    "finite_number": "有限的数，例如 0.5 a finite number, such as 0.5",
    "bool": "true 或 false true or false",
    "string": "文字 a text",
    "tuple": "列表，例如 [a, b] a list, such as [a, b]",
    "list": "列表，例如 [a, b] a list, such as [a, b]",
    "model": "名称: 值 name: value",
    "dict": "名称: 值 name: value",
    "missing": "须填 a value is needed",
}
"""Beginning of the kind of a fault -> what is expected."""


def describe_parameters(
    model: type[BaseModel], defaults: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, type, default and meaning of each parameter, those of nested models as ``outer.inner``."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from describe_parameters(kind, defaults.get(name, {}), f"{prefix}{name}.")
            continue
        default = defaults.get(name, field.get_default(call_default_factory=True))
        typed = kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")
        yield f"{prefix}{name}", typed, str(default), field.description or ""


def cell_defaults(notebook: Path) -> dict[str, Any]:
    """Return what the ``parameters`` cell of a notebook assigns.

    Raises
    ------
    ParameterError
        If the notebook has no such cell, or it does more than assign plain values.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        [source] = ["".join(c["source"]) for c in cells if "parameters" in c["metadata"].get("tags", [])]
        targets = [
            (node.targets[0] if isinstance(node, ast.Assign) else node.target, node.value)
            for node in ast.parse(source).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
        ]
        return {
            name.id: ast.literal_eval(value)
            for name, value in targets
            if isinstance(name, ast.Name) and value is not None
        }
    except (OSError, ValueError, KeyError, SyntaxError) as error:
        raise ParameterError(
            f"读不出笔记本的参数 no parameters to read in {notebook.name}: {error}\n"
            "应为 expected: 一个带 parameters 标签的单元格，只作赋值 / "
            "one cell tagged parameters that assigns plain values"
        ) from None


def parameters_digest(values: Mapping[str, Any]) -> str:
    """Return the hash of injected values."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
