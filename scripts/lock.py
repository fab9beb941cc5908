"""Write the locks: requirements/run.lock, requirements/lab.lock, requirements/dev.lock and environment.yml.

Run it with ``uv`` on the path (``pip install uv``) after changing the dependencies in pyproject.toml:

    python scripts/lock.py

The locks carry hashes and no addresses, and hold for every supported Python and platform.
environment.yml names the packages that conda users want as conda's own builds, with the bounds of
pyproject.toml; pip adds the rest.
"""

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by scripts/lock.py from pyproject.toml. Do not edit.\n"
CONDA_PACKAGES = (
    "jupyterlab",
    "ipykernel",
    "papermill",
    "nbconvert",
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "matplotlib",
    "seaborn",
    "pyarrow",
    "pydantic",
)
ENVIRONMENT = """# conda env create -f environment.yml && conda activate jjinvest
# Not run in CI. run.lock is not used here: it pins every package, so pip would replace conda's builds.
# pip installs this project and only those of its dependencies that conda has not installed.
name: jjinvest
channels:
  - conda-forge
dependencies:
{packages}
  - pip:
      - -e .[lab]
"""


def compile_lock(output: Path, *extra: str) -> None:
    """Resolve pyproject.toml for all platforms and Pythons into a hashed file without addresses."""
    subprocess.run(
        [
            "uv",
            "pip",
            "compile",
            "pyproject.toml",
            *extra,
            "--universal",
            "--python-version",
            "3.11",
            "--generate-hashes",
            "--no-emit-index-url",
            "--no-emit-find-links",
            "--no-annotate",
            "--no-header",
            "--quiet",
            "--output-file",
            str(output.relative_to(ROOT)),
        ],
        cwd=ROOT,
        check=True,
    )
    output.write_text(HEADER + output.read_text(encoding="utf-8"), encoding="utf-8")


def locked_requirements(lock: Path) -> list[str]:
    """One requirement a line, its hashes on the same line."""
    joined = re.sub(r"\s*\\\n\s*", " ", lock.read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def conda_environment() -> str:
    """Write CONDA_PACKAGES with the bounds that pyproject.toml gives them, as environment.yml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    required = {re.split(r"[\[<>=!~; ]", line)[0]: line for line in listed}
    packages = [f"python{project['requires-python']}", "pip", *(required[name] for name in CONDA_PACKAGES)]
    return HEADER + ENVIRONMENT.format(packages="\n".join(f"  - {package}" for package in packages))


def main() -> None:
    """Write the four files: what a run needs, what JupyterLab adds, what development adds, and conda's."""
    run, lab, dev = (ROOT / f"requirements/{name}.lock" for name in ("run", "lab", "dev"))
    compile_lock(run)
    compile_lock(lab, "--extra", "lab", "--constraint", "requirements/run.lock")
    compile_lock(dev, "--extra", "dev", "--constraint", "requirements/lab.lock")
    (ROOT / "environment.yml").write_text(conda_environment(), encoding="utf-8")


if __name__ == "__main__":
    main()
