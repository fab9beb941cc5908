"""The list of modules in docs/modules.md is the one that scripts/architecture_tree.py writes."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def architecture_tree(script):
    return script("architecture_tree")


@pytest.fixture
def project(tmp_path):
    files = {
        "jjinvest/__init__.py": '"""Figures of a district."""',
        "jjinvest/money.py": '"""Amounts as :class:`~decimal.Decimal`.\n\nMore of it.\n"""',
        "jjinvest/charts/__init__.py": '"""Charts."""',
        "jjinvest/charts/style.py": '"""The look of ``charts``."""',
        "docs/modules.md": "# Modules\n\n<!-- tree:begin -->\nold\n<!-- tree:end -->\n\nEnd\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_tree_is_current(architecture_tree, capsys):
    assert architecture_tree.main(["--check"]) == 0, capsys.readouterr().out


def test_a_line_is_a_module_and_its_first_sentence(architecture_tree, project):
    assert architecture_tree.tree(project / "jjinvest").splitlines() == [
        "```",
        "jjinvest/     Figures of a district.",
        "  charts/     Charts.",
        "    style.py  The look of charts.",
        "  money.py    Amounts as decimal.Decimal.",
        "```",
    ]


def test_check_shows_what_is_not_current_and_writes_nothing(architecture_tree, project, capsys):
    assert architecture_tree.main(["--check"], project) == 1
    assert "-old\n" in capsys.readouterr().out
    assert "old" in (project / "docs/modules.md").read_text(encoding="utf-8")


def test_writing_keeps_the_text_around_the_markers(architecture_tree, project):
    assert architecture_tree.main([], project) == 0
    written = (project / "docs/modules.md").read_text(encoding="utf-8")
    assert written.startswith("# Modules\n\n<!-- tree:begin -->\n```\n")
    assert written.endswith("```\n<!-- tree:end -->\n\nEnd\n")
    assert architecture_tree.main(["--check"], project) == 0


def test_a_module_without_docstring_is_an_error(architecture_tree, project):
    (project / "jjinvest/money.py").write_text("EDGE = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"money\.py has no docstring"):
        architecture_tree.main(["--check"], project)


def test_a_missing_marker_is_an_error(architecture_tree):
    with pytest.raises(ValueError, match="tree:begin"):
        architecture_tree.with_tree("no markers\n", "tree")
