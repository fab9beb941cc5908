"""The archive of a run holds every published file but those about the run itself."""

from __future__ import annotations

import re
import zipfile


def test_the_archive_holds_every_file_but_those_of_the_run_and_of_reviewers(published):
    folder = published("2023Q4")
    with zipfile.ZipFile(folder / "jiangjin-2023Q4.zip") as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        names = {entry.filename.removeprefix("jiangjin-2023Q4/") for entry in entries}
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        for entry in entries:
            file = folder / entry.filename.removeprefix("jiangjin-2023Q4/")
            content = archive.read(entry)
            if file.suffix == ".html":
                links = re.findall(r'href="([\w.-]+\.(?:html|json|xlsx|zip))[#"]', content.decode())
                assert {*links} <= {*names, "jiangjin-2023Q4.zip"}
            else:
                assert content == file.read_bytes()
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    of_reviewers = {name for name in files if name.endswith(".review.html")}
    assert of_reviewers
    assert names == files - {"run.json", "run.jsonl", "jiangjin-2023Q4.zip"} - of_reviewers
