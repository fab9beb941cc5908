"""Make the Chinese font that ships with jjinvest (needs ``pip install fonttools``).

Cuts Noto Sans CJK SC Regular down to the characters a chart can need (Latin,
everything GBK can encode, chart symbols), throws away what matplotlib does not
use (layout features, vertical metrics, hinting) and renames the family, so
that it can't be taken for an installed Noto font. The copyright, trademark and
licence entries of the source font stay in place, as its licence (SIL OFL 1.1)
asks. The same input and fontTools version give the same bytes.

Example, with the font of Debian's package fonts-noto-cjk::

    python scripts/make_font.py \\
        /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc \\
        jjinvest/reporting/fonts/JJInvestSansSC-Regular.otf
"""

import argparse
import hashlib
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

SOURCE_FAMILY = "Noto Sans CJK SC"
SOURCE_STYLE = "Regular"
FAMILY = "JJInvest Sans SC"
POSTSCRIPT_NAME = "JJInvestSansSC-Regular"

# Ranges wanted besides GBK, as far as the source font has them.
EXTRA_RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x2000, 0x206F),  # general punctuation: – — … ‰ • ′
    (0x2070, 0x209F),  # superscripts and subscripts (the source has only ⁴)
    (0x20A0, 0x20CF),  # currency signs: € ₩
    (0x2100, 0x218F),  # letterlike and number forms: ℃ № ™ Ⅳ
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators: − ≈ ≤ ≥ ∞
    (0x2460, 0x24FF),  # circled and bracketed numbers and letters
    (0x2500, 0x25FF),  # box drawing, blocks, geometric shapes
    (0x2600, 0x26FF),  # miscellaneous symbols: ★ ☆
    (0x2700, 0x27BF),  # dingbats: ✓ ❶ ➡
    (0x3000, 0x303F),  # CJK punctuation
    (0x3380, 0x33DF),  # squared units: ㎡ ㎥ ㎞ ㎿
    (0xFF00, 0xFFEF),  # full- and half-width forms; only partly in GBK
]
EXTRA_EXCLUDED = [
    (0xFFA0, 0xFFDC),  # half-width Hangul
]

# A source font without these is not the one this script was written for.
REQUIRED = "–—…−×÷±≤≥≈→↑↓·•●○■□▲△▼▽◆◇★☆‰№∞½江津区协议引资亿元瞰锌溴钙钛矿飞轮"

DROPPED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]


def gbk_characters():
    """All code points that Python's gbk codec (cp936) can encode, but for controls."""
    chosen = set()
    for code in range(0x20, 0x10000):
        try:
            chr(code).encode("gbk")
        except UnicodeEncodeError:
            continue
        chosen.add(code)
    chosen.discard(0x7F)
    return chosen


def wanted_characters():
    """All code points to keep, whether or not the source font has them."""
    wanted = gbk_characters()
    for first, last in EXTRA_RANGES:
        wanted.update(range(first, last + 1))
    for first, last in EXTRA_EXCLUDED:
        wanted.difference_update(range(first, last + 1))
    return wanted


def open_source(path):
    """Open a font file, or from a collection the face of SOURCE_FAMILY."""
    options = {"lazy": True, "recalcTimestamp": False}
    with path.open("rb") as file:
        is_collection = file.read(4) == b"ttcf"
    if is_collection:
        with TTCollection(path, lazy=True) as collection:
            families = [font["name"].getDebugName(1) for font in collection]
        if SOURCE_FAMILY not in families:
            raise SystemExit(f"{path}: no {SOURCE_FAMILY!r}, only {', '.join(families)}")
        options["fontNumber"] = families.index(SOURCE_FAMILY)
    font = TTFont(path, **options)
    names = font["name"]
    if (names.getDebugName(1), names.getDebugName(2)) != (SOURCE_FAMILY, SOURCE_STYLE):
        raise SystemExit(f"{path}: not {SOURCE_FAMILY} {SOURCE_STYLE}")
    if "CFF " not in font:
        raise SystemExit(f"{path}: not an OpenType font with CFF outlines")
    return font


def cut(font, characters):
    """Subset the font in place."""
    # Variation sequences would pull in other regions' forms of the ideographs.
    cmap = font["cmap"]
    cmap.tables = [table for table in cmap.tables if table.format != 14]

    options = subset.Options()
    options.drop_tables += DROPPED_TABLES
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True  # show a box for a missing character
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def rename(font):
    """Give the font its own family name; leave copyright and licence alone."""
    names = font["name"]
    version = names.getDebugName(5).removeprefix("Version ").split(";")[0]
    description = (
        f"Modified version: a renamed subset of {SOURCE_FAMILY} {SOURCE_STYLE} {version}. "
        + names.getDebugName(10)
    )
    new = {
        1: FAMILY,
        2: SOURCE_STYLE,
        3: f"{version};{POSTSCRIPT_NAME}",
        4: f"{FAMILY} {SOURCE_STYLE}",
        6: POSTSCRIPT_NAME,
        10: description,
    }
    for record in list(names.names):
        if record.nameID in (16, 17, 18, 21, 22, 25):  # other kinds of family name
            names.names.remove(record)
        elif record.nameID in new:
            record.string = new[record.nameID]

    font["OS/2"].achVendID = "    "  # none: not a font of the source's vendor
    cff = font["CFF "].cff
    cff.fontNames = [POSTSCRIPT_NAME]
    top = cff.topDictIndex[0]
    top.FamilyName = FAMILY
    top.FullName = f"{FAMILY} {SOURCE_STYLE}"


def report(source, output, missing):
    """Print what was made and how large it is."""
    with TTFont(output, lazy=True) as font:
        print(f"{output}: {font['name'].getDebugName(4)}")
        print(f"source version: {font['name'].getDebugName(5)}")
        print(f"characters: {len(font.getBestCmap())}, glyphs: {font['maxp'].numGlyphs}")
        print(f"in GBK but not in the source: {' '.join(map(chr, missing)) or 'none'}")
        tables = font.reader.tables.items()
        print("tables:", ", ".join(f"{tag.strip()} {table.length:,}" for tag, table in tables))
    data = output.read_bytes()
    print(f"size: {source.stat().st_size:,} -> {len(data):,} bytes")
    print(f"sha256: {hashlib.sha256(data).hexdigest()}")


def main(argv=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "source", type=Path, help=f"{SOURCE_FAMILY} {SOURCE_STYLE}, an .otf or a .ttc with it"
    )
    parser.add_argument("output", type=Path, help="the .otf to write")
    args = parser.parse_args(argv)

    with open_source(args.source) as font:
        available = set(font.getBestCmap())
        missing = [char for char in REQUIRED if ord(char) not in available]
        if missing:
            raise SystemExit(f"{args.source}: missing {' '.join(missing)}")
        cut(font, wanted_characters() & available)
        rename(font)
        args.output.parent.mkdir(parents=True, exist_ok=True)
        font.save(args.output, reorderTables=True)

    report(args.source, args.output, sorted(gbk_characters() - available))
    return 0


if __name__ == "__main__":
    sys.exit(main())
