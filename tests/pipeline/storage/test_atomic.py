"""Folders put in place of others: whole at every moment, also where something odd is in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.pipeline.storage import atomic
from jjinvest.pipeline.storage.atomic import recover_swap, swap_folder


def folder(path: Path, content: str) -> Path:
    path.mkdir(parents=True)
    (path / "page.html").write_text(content, encoding="utf-8")
    return path


def content(path: Path) -> str:
    return (path / "page.html").read_text(encoding="utf-8")


def names(path: Path) -> list[str]:
    return sorted(p.name for p in path.iterdir())


def test_without_an_exchange_a_second_rename_that_fails_is_rolled_back(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic, "_rename_exchange", lambda one, other: False)
    new, final = folder(tmp_path / "work" / "new", "new"), folder(tmp_path / "final", "old")
    rename = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if self == new:
            raise OSError("the disk is gone")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(OSError, match="the disk is gone"):
            swap_folder(new, final)
    assert (content(final), names(tmp_path)) == ("old", ["final", "work"])
    swap_folder(new, final)
    assert (content(final), names(tmp_path)) == ("new", ["final", "work"])


@pytest.mark.parametrize("kind", ["link", "dangling link", "file"])
@pytest.mark.parametrize("exchange", [True, False])
def test_what_is_no_folder_is_replaced_and_what_a_link_names_is_left_alone(
    tmp_path, monkeypatch, kind, exchange
):
    if not exchange:
        monkeypatch.setattr(atomic, "_rename_exchange", lambda one, other: False)
    elsewhere = folder(tmp_path / "elsewhere", "another's")
    final, aside = tmp_path / "final", tmp_path / ".final.old"
    for place in (final, aside):
        if kind == "file":
            place.write_text("in the way", encoding="utf-8")
        else:
            place.symlink_to(elsewhere if kind == "link" else tmp_path / "nowhere")
    for text in ("first", "second"):
        swap_folder(folder(tmp_path / "new", text), final)
        assert content(final) == text
        assert not final.is_symlink()
        assert names(tmp_path) == ["elsewhere", "final"]
    assert content(elsewhere) == "another's"


def test_a_folder_is_put_back_only_where_none_is(tmp_path):
    final = tmp_path / "final"
    folder(tmp_path / ".final.old", "old")
    recover_swap(final)
    assert content(final) == "old"
    (tmp_path / ".final.old").symlink_to(final)
    recover_swap(final)
    assert content(final) == "old"
