"""Extraction of bulletins: the text of each kind of file, and reading as a multiple of the bare extraction.

A bulletin of some 400 characters as txt, html, docx and pdf, and the same text 100 times. Times are medians
after imports, in one process; the multiple is what reading costs beside getting the text out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from jjinvest.data.bulletins.extract import read_document
from jjinvest.results.reading import read_for_review
from tests.fixtures.bulletin_files import Placed, docx, paragraph, pdf, word_table

RUNS = 7
MANY = 100
LINES = (
    "2023年全区招商引资情况通报",
    "2023年，全区新签约项目132个，协议引资1088亿元，同比增长12.3%，完成年度目标任务的104%。",
    "其中，第一产业项目5个，协议引资6.4亿元；第二产业项目95个，协议引资625亿元；第三产业项目32个，协议引资456.6亿元。",
    "分来源看，市外项目88个，协议引资902亿元，占全区总量的82.9%，比上年提高3.5个百分点。",
    "分规模看，10亿元以上项目26个，协议引资780亿元；50亿元以上项目4个，协议引资262亿元。",
    "项目推进方面，开工项目98个，开工率74.2%；竣工投产项目41个；累计到位资金251.6亿元，同比增长7.9%。",
    "外出招商86批次，接待客商320人次，在谈项目55个，拟投资总额超600亿元。",
)
TABLE = [["产业", "项目数（个）", "协议引资（亿元）"], ["第一产业", "5", "6.4"], ["第二产业", "95", "625"]]


def _files(folder: Path, times: int) -> dict[str, Path]:
    """The bulletin, its paragraphs repeated, in each kind of file."""
    lines = [LINES[0], *(LINES[1:] * times)]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><body><div>{paragraphs}<table>{rows}</table></div></body></html>"
    wrapped = [line[at : at + 38] for line in lines for at in range(0, len(line), 38)]
    sheets: list[list[Placed]] = [
        [(72, 780 - 18 * number, text) for number, text in enumerate(wrapped[first : first + 40])]
        for first in range(0, len(wrapped), 40)
    ]
    contents = {
        "txt": "\n".join(lines).encode(),
        "html": page.encode(),
        "docx": docx(*map(paragraph, lines), word_table(TABLE)),
        "pdf": pdf(*sheets),
    }
    paths = {}
    for kind, content in contents.items():
        paths[kind] = folder / f"bulletin{times}.{kind}"
        paths[kind].write_bytes(content)
    return paths


def _seconds(work: Callable[[], object], runs: int) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def main() -> None:
    """Print the times of each kind of file, one bulletin and a hundred."""
    print(f"bulletin of {sum(map(len, LINES))} characters; milliseconds, median of {RUNS}")
    print(f"{'file':6} {'extract':>9} {'read':>9}  read / extract   {MANY} x extract  growth")
    with TemporaryDirectory() as name:
        one, many = _files(Path(name), 1), _files(Path(name), MANY)
        for kind, path in one.items():
            document = read_document(path)
            read_for_review(document)  # imports and caches
            extract = _seconds(lambda path=path: read_document(path), RUNS)
            read = _seconds(lambda document=document: read_for_review(document), RUNS)
            large = _seconds(lambda path=many[kind]: read_document(path), 3)
            print(
                f"{kind:6} {extract * 1000:9.1f} {read * 1000:9.1f} {read / extract:15.1f}   "
                f"{large * 1000:13.0f} {large / extract:7.0f}"
            )


if __name__ == "__main__":
    main()
