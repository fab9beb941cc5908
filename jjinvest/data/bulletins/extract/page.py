"""A web page as blocks: its main content without navigation, footers and links to other articles.

Tables are read cell by cell; footnote marks are left out; a line break inside a number does not part it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from jjinvest.data.bulletins.extract.end_tags import with_end_tags
from jjinvest.data.bulletins.extract.failure import UnreadableDocumentError
from jjinvest.data.bulletins.extract.page_head import (
    attribute,
    heading,
    line_above,
    page_title,
    published_day,
)
from jjinvest.data.bulletins.extract.table import table_blocks
from jjinvest.data.bulletins.extract.table_cells import joined_numbers
from jjinvest.data.bulletins.extract.table_units import caption_of
from jjinvest.data.bulletins.text.document import Block, Document

MAX_DEPTH = 200
"""Deepest nesting of elements; pages have some 30."""
MAIN_SHARE = 0.85
"""Share of the page's sentences that the main content holds."""
MAX_ROWS_OF_A_CELL = 500
"""Rows that one cell may cover; a cell is repeated in each of them."""
MAX_COLUMNS_OF_A_CELL = 60
"""Columns that one cell may cover."""
_LEFT_OUT = frozenset([
    "script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form", "button",
    "select", "option", "input", "textarea", "iframe", "object", "svg", "canvas", "audio", "video",
    "map", "dialog",
])  # fmt: skip
_BESIDE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|footer|foot|copyright|sidebar|share|"
    r"pager|pagination|related|recommend|hot|prevnext|prev|next|toolbar|search|login|comment|comments|advert|ads?|banner|"
    r"weizhi|dqwz|gwds|bottom|friendlink|links?)(?:$|[-_ ]|\d)",
    re.IGNORECASE,
)
_OTHER_ARTICLES = re.compile(
    r"^[\s【\[◆●·>»]*(?:上一[篇条页]|下一[篇条页]|前一[篇条]|后一[篇条]|相关(?:链接|新闻|阅读|文章|信息|推荐|稿件)|推荐阅读|热门(?:文章|新闻)|"
    r"猜你喜欢|延伸阅读|往期回顾|当前位置|您(?:现在)?(?:的|所在)?(?:当前)?位置|返回(?:顶部|列表|首页)|打印本页|关闭窗口|关闭本页|"
    r"版权所有|主办单位|承办单位|网站标识码|网站地图|联系我们|扫一扫|分享到|【?字体|【?打印|收藏本页|用手机)"
)
_FOOT = re.compile(r"ICP备|公网安备|网站标识码|版权所有|Copyright|All Rights Reserved", re.IGNORECASE)
_COUNTERS = re.compile(r"(?:浏览|点击|阅读|访问|查看)(?:次数|数|量)?\s*[:：]\s*\d*\s*次?")
_MEASURES = re.compile(r"(?:[mM米]|km|㎡|公里)\s*$")
_SUPERSCRIPT = {"2": "²", "3": "³"}
_SENTENCE = re.compile(r"[。；！？]|[，、].{6,}|\d+(?:\.\d+)?\s*(?:亿|万|个|家|%)")
_LINES = frozenset([
    "p", "div", "section", "article", "main", "header", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2",
    "h3", "h4", "h5", "h6", "blockquote", "pre", "center", "figure", "figcaption", "address", "table",
    "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "body", "html", "hr", "fieldset", "details",
    "summary",
])  # fmt: skip


def page_document(html: str) -> Document:
    """Read the main content of a web page.

    Raises
    ------
    UnreadableDocumentError
        If the page holds no text, as when a script writes it in the browser.
    """
    try:
        soup = BeautifulSoup(with_end_tags(html), "html.parser")
        _refuse_deep(soup)
    except (RecursionError, AssertionError, ValueError):
        raise _unreadable("网页结构损坏 a damaged page") from None
    title, published = page_title(soup), published_day(soup)
    has_scripts = soup.find("script") is not None
    _strip(soup)
    root = _main(soup)
    blocks = _blocks(root)
    if not blocks:
        blocks = _blocks(soup)
    if not blocks:
        found = "网页没有正文" + ("，由脚本显示 its text is shown by a script" if has_scripts else " no text")
        raise _unreadable(found)
    shown = heading(soup) or line_above(root) or title
    flat = re.sub(r"\s+", "", shown)
    if flat and all(flat not in re.sub(r"\s+", "", block.text) for block in blocks[:6]):
        blocks.insert(0, Block(shown, "标题"))
    remarks = ("页面有图片，图中的文字没有读 pictures were not read",) if root.find("img") is not None else ()
    return Document(tuple(blocks), shown, published, remarks)


def _unreadable(found: str) -> UnreadableDocumentError:
    remedy = "在浏览器中全选、复制，存为 txt copy the text from the browser into a txt"
    return UnreadableDocumentError(found, "有正文的网页 a page with text", remedy)


def _refuse_deep(soup: BeautifulSoup) -> None:
    """Refuse a page nested so deeply that walking it would fail."""
    stack: list[tuple[Tag, int]] = [(soup, 0)]
    while stack:
        tag, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise ValueError
        stack += [(child, depth + 1) for child in tag.children if isinstance(child, Tag)]


def _strip(soup: BeautifulSoup) -> None:
    """Remove what a reader of the article does not see or does not mean."""
    for comment in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        comment.extract()
    for tag in soup.find_all(list(_LEFT_OUT)):
        if tag.name == "form" and len(tag.get_text(strip=True)) > 200:
            continue  # pages of ASP.NET are one form
        tag.decompose()
    for tag in list(soup.find_all(True)):
        if tag.decomposed:
            continue
        style = re.sub(r"\s+", "", attribute(tag, "style")).lower()
        hidden = tag.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style
        beside = _BESIDE.search(f"{attribute(tag, 'class')} {attribute(tag, 'id')}") is not None
        if hidden or (beside and tag.name not in ("body", "html") and not _holds_article(tag)):
            tag.decompose()


def _holds_article(tag: Tag) -> bool:
    """Whether an element named like a part beside the article holds many sentences outside links."""
    text = tag.get_text()
    linked = sum(len(link.get_text()) for link in tag.find_all("a"))
    sentences = (
        text.count("。") + len(re.findall(r"\d\s*(?:亿|万|个|家|%)", text)) + len(tag.find_all("td")) // 4
    )
    return sentences >= 3 and linked * 2 < len(text)


def _main(soup: BeautifulSoup) -> Tag:
    """Find the innermost element that holds most of the page's sentences and numbers outside links."""
    node: Tag = soup.body if isinstance(soup.body, Tag) else soup
    weights: dict[int, int] = {}
    _weigh(node, weights)
    total = weights.get(id(node), 0)
    while total:
        children = [child for child in node.children if isinstance(child, Tag)]
        best = max(children, key=lambda child: weights.get(id(child), 0), default=None)
        if best is None or weights.get(id(best), 0) < MAIN_SHARE * total or best.name not in _LINES:
            break
        if best.name in ("tr", "tbody", "thead", "td", "th", "p", "li") and not _is_layout(_table_of(best)):
            break
        node = best
        if node.name == "table" and not _is_layout(node):
            break
    if node.name in ("h1", "h2", "h3", "p") and isinstance(node.parent, Tag):
        return node.parent
    return node


def _table_of(tag: Tag) -> Tag | None:
    return tag.find_parent("table") if tag.name in ("tr", "tbody", "thead", "td", "th") else None


def _weigh(node: Tag, weights: dict[int, int]) -> int:
    total = 0
    for child in node.children:
        if isinstance(child, Tag):
            total += 0 if child.name == "a" else _weigh(child, weights)
        elif isinstance(child, NavigableString):
            text = str(child)
            if _SENTENCE.search(text) and not _FOOT.search(text):
                total += len(text.strip())
            elif node.name in ("td", "th", "span", "p", "div", "font") and re.fullmatch(
                r"\s*-?\d[\d,.]*%?\s*", text
            ):
                total += 4
    weights[id(node)] = total
    return total


def _blocks(root: Tag) -> list[Block]:
    walk = _Walk()
    walk.visit(root)
    walk.flush()
    return walk.blocks


class _Walk:
    """Collects lines and tables in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: list[str] = []
        self._lines = self._tables = 0
        self._ended = False

    def visit(self, node: Tag) -> None:
        if node.name == "table" and not _is_layout(node):
            self.flush()
            self._table(node)
            return
        is_line = node.name in _LINES
        if is_line:
            self.flush()
        for child in node.children:
            if isinstance(child, NavigableString):
                self._line.append(re.sub(r"\s+", " ", str(child)) if node.name != "pre" else str(child))
            elif isinstance(child, Tag):
                if child.name == "br":
                    self._line.append("\n")
                elif child.name == "sup":
                    self._line.append(_superscript(child, "".join(self._line[-1:])))
                elif child.name in ("rt", "rp", "del", "s", "strike"):
                    continue
                else:
                    self.visit(child)
        if is_line:
            self.flush()

    def flush(self) -> None:
        text = "".join(self._line)
        self._line = []
        for line in _lines(text):
            if self._ended:
                return
            if _OTHER_ARTICLES.match(line) or _FOOT.search(line):
                # other articles follow 上一篇; links such as 打印本页 may stand above the text
                self._ended = (
                    re.match(r"[\s【\[]*(?:上一|下一|相关|推荐|热门|版权)", line) is not None
                    and self._lines > 0
                )
                continue
            line = _COUNTERS.sub("", line).strip()
            if line:
                self._lines += 1
                self.blocks.append(Block(line, f"第{self._lines}段"))

    def _table(self, node: Tag) -> None:
        if self._ended:
            return
        self._tables += 1
        caption_tag = node.find("caption")
        caption = _inline(caption_tag) if isinstance(caption_tag, Tag) else ""
        near = caption_of(self.blocks[-2:])
        if caption:
            self.blocks.append(Block(caption, f"表{self._tables}标题"))
        self.blocks += table_blocks(_grid(node), self._tables, caption=f"{near}\n{caption}")


def _lines(text: str) -> Iterator[str]:
    """Part a text at its line breaks, but not inside a number."""
    text = re.sub(r"(?<=[\d.,])[ ]*\n[ ]*(?=[\d.,])(?!(?:19|20)\d\d年)", "", text)
    for line in text.split("\n"):
        if line.strip(" \u3000\xa0"):
            yield line.strip(" \xa0")


def _superscript(tag: Tag, before: str) -> str:
    """Text of a superscript: a footnote mark goes, the 2 of m² stays."""
    text = tag.get_text(strip=True)
    if _MEASURES.search(before):
        return _SUPERSCRIPT.get(text, text)
    return (
        ""
        if re.fullmatch(r"[\[（(〔]?(?:\d{1,3}|[a-z①-⑳*＊※†]|注\d*)(?:[,，]\d{1,3})*[\]）)〕]?", text)
        else text
    )


def _inline(tag: Tag) -> str:
    """Text of a cell on one line."""
    pieces: list[str] = []

    def walk(node: Tag) -> None:
        for child in node.children:
            if isinstance(child, NavigableString):
                pieces.append(re.sub(r"[^\S\u3000\xa0]+", " ", str(child)))
            elif isinstance(child, Tag):
                if child.name == "sup":
                    pieces.append(_superscript(child, "".join(pieces[-1:])))
                elif child.name == "br" or child.name in _LINES:
                    pieces.append("\n")
                    walk(child)
                    pieces.append("\n")
                elif child.name not in ("rt", "rp", "del", "s", "strike"):
                    walk(child)

    walk(tag)
    text = joined_numbers("".join(pieces))
    return (
        re.sub(r"(?<=[\u3000-\u9fff])\n+(?=[\u3000-\u9fff])", "", text.strip(" \n"))
        .replace("\n", " ")
        .strip(" ")
    )


def _rows_of(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def _cells_of(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"], recursive=False) if isinstance(cell, Tag)]


def _is_layout(table: Tag | None) -> bool:
    """Whether a table only places parts of the page: it holds others, paragraphs, or a single column."""
    if table is None:
        return True
    if table.find("table") is not None:
        return True
    rows = _rows_of(table)
    cells = [cell for row in rows for cell in _cells_of(row)]
    if len(rows) < 2 and len(cells) < 3:
        return True
    if max((len(_cells_of(row)) for row in rows), default=0) < 2:
        return True
    return any(len(cell.get_text(strip=True)) > 200 for cell in cells)


def _grid(table: Tag) -> list[list[str]]:
    """Cells of a table by place; a merged cell is repeated in every place that it covers."""
    grid: dict[tuple[int, int], str] = {}
    rows = _rows_of(table)
    for top, row in enumerate(rows):
        column = 0
        for cell in _cells_of(row):
            while (top, column) in grid:
                column += 1
            text = _inline(cell)
            across = _span(cell, "colspan", MAX_COLUMNS_OF_A_CELL) or 1
            down = _span(cell, "rowspan", MAX_ROWS_OF_A_CELL) or _rows_left(rows, top)
            for y in range(top, min(top + down, len(rows))):
                for x in range(column, column + across):
                    grid.setdefault((y, x), text)
            column += across
    width = max((x for _, x in grid), default=-1) + 1
    return [[grid.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _span(cell: Tag, name: str, limit: int) -> int:
    text = attribute(cell, name).strip()
    return min(int(text), limit) if text.isascii() and text.isdigit() else 1


def _rows_left(rows: list[Tag], top: int) -> int:
    """Rows from this one to the end of its part of the table (head or body), which a rowspan of 0 covers."""
    end = min(len(rows), top + MAX_ROWS_OF_A_CELL)
    return next((y for y in range(top, end) if rows[y].parent is not rows[top].parent), end) - top
