"""Write a table that the package ships as data, and its hash in the manifest beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import yaml


def write_packaged_table(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write a table as ``name``.csv and its hash into the manifest of the folder.

    Numbers have five significant digits. The manifest has to list the file already: a person describes its
    command, data and columns.
    """
    path, manifest = folder / f"{name}.csv", folder / "manifest.yaml"
    entries = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    content = table.to_csv(index=False, float_format="%.5g", lineterminator="\n").encode()
    entries[path.name]["sha256"] = hashlib.sha256(content).hexdigest()
    path.write_bytes(content)
    text = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=200)
    manifest.write_text(text, encoding="utf-8")
