"""Write the locks: requirements/run.lock, requirements/dev.lock and environment.yml.

Run it with ``uv`` on the path (``pip install uv``) after changing the dependencies in pyproject.toml:

    python scripts/lock.py

The locks carry hashes and no addresses, hold for every supported Python and platform, and
environment.yml repeats run.lock for conda users, so there is one decision about versions.
"""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by scripts/lock.py from pyproject.toml. Do not edit.\n"
ENVIRONMENT = (
    HEADER
    + """# conda env create -f environment.yml && conda activate jjinvest && pip install --no-deps -e .
name: jjinvest
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""
)


def compile_lock(output: Path, *extra: str) -> None:
    """Resolve pyproject.toml for all platforms and Pythons into a hashed file without addresses."""
    subprocess.run(
        ["uv", "pip", "compile", "pyproject.toml", *extra, "--universal", "--python-version", "3.11",
         "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header",
         "--quiet", "--output-file", str(output.relative_to(ROOT))],
        cwd=ROOT, check=True,
    )  # fmt: skip
    output.write_text(HEADER + output.read_text(encoding="utf-8"), encoding="utf-8")


def locked_requirements(lock: Path) -> list[str]:
    """One requirement a line, its hashes on the same line."""
    joined = re.sub(r"\s*\\\n\s*", " ", lock.read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def main() -> None:
    """Write the three files."""
    run, dev = ROOT / "requirements/run.lock", ROOT / "requirements/dev.lock"
    compile_lock(run)
    compile_lock(dev, "--extra", "dev", "--constraint", "requirements/run.lock")
    pins = "".join(f"      - {requirement!r}\n" for requirement in locked_requirements(run))
    (ROOT / "environment.yml").write_text(ENVIRONMENT + pins, encoding="utf-8")


if __name__ == "__main__":
    main()
