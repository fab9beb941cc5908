"""Pages of earlier runs: taken over only where everything that they are made from is the same."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from jjinvest.core.environment import environment_inputs
from jjinvest.pipeline.publishing.made_pages import FOLDER, MadePages


@pytest.fixture
def made(tmp_path):
    """Return pages of a plan whose parts may be changed."""

    def of(*, forced: bool = False, **changed: str) -> MadePages:
        inputs = {**environment_inputs(tmp_path), **changed}
        plan = SimpleNamespace(
            cache=tmp_path, forced=forced, pages=[SimpleNamespace(inputs=inputs)], day=date(2024, 3, 31)
        )
        return MadePages(plan)

    return of


def count(made: MadePages, made_from: dict[str, object], calls: list[str]) -> bytes:
    return made.page(made_from, lambda: calls.append("made") or b"<p>page</p>")


def test_a_page_of_the_same_is_taken_over(made):
    calls = []
    assert count(made(), {"notebook": "a"}, calls) == count(made(), {"notebook": "a"}, calls)
    assert len(calls) == 1


@pytest.mark.parametrize("changed", [{"package": "x"}, {"lock": "x"}, {"python": "x"}, {"forced": True}])
def test_another_environment_or_force_makes_it_again(made, changed):
    calls = []
    count(made(), {"notebook": "a"}, calls)
    count(made(**changed), {"notebook": "a"}, calls)
    assert len(calls) == 2


def test_another_content_makes_another_page(made):
    calls = []
    count(made(), {"notebook": "a", "review": False}, calls)
    count(made(), {"notebook": "a", "review": True}, calls)
    assert len(calls) == 2


def test_a_damaged_page_is_made_again(made, tmp_path):
    calls = []
    count(made(), {"notebook": "a"}, calls)
    (file,) = (tmp_path / FOLDER).iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert count(made(), {"notebook": "a"}, calls) == b"<p>page</p>"
    assert len(calls) == 2


def test_what_a_run_has_not_used_is_removed(made, tmp_path):
    count(made(), {"notebook": "a"}, [])
    later = made()
    count(later, {"notebook": "b"}, [])
    later.forget_others()
    calls = []
    count(made(), {"notebook": "b"}, calls)
    assert not calls
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_nothing_is_kept_of_a_package_that_changed_meanwhile(made, tmp_path):
    old = made(package="x")
    count(old, {"notebook": "a"}, [])
    old.forget_others()
    assert not list((tmp_path / FOLDER).iterdir())


def test_a_folder_that_cannot_be_written_is_no_fault(made, tmp_path):
    (tmp_path / FOLDER).write_text("a file")
    assert count(made(), {"notebook": "a"}, []) == b"<p>page</p>"
