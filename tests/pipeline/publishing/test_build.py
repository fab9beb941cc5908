"""The archive of a run holds every published file but those about the run itself."""

from __future__ import annotations

import hashlib
import zipfile


def test_the_archive_holds_every_file_but_those_about_the_run(published):
    folder = published("2023Q4")
    with zipfile.ZipFile(folder / "jiangjin-2023Q4.zip") as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        names = {entry.filename.removeprefix("jiangjin-2023Q4/") for entry in entries}
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        for entry in entries[::7]:
            file = folder / entry.filename.removeprefix("jiangjin-2023Q4/")
            assert hashlib.sha256(archive.read(entry)).digest() == hashlib.sha256(file.read_bytes()).digest()
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert names == files - {"run.json", "run.jsonl", "jiangjin-2023Q4.zip"}
