"""XML as text: elements by their bytes, edits in place, attributes of start tags."""

from __future__ import annotations

import pytest

from jjinvest.ledger.excel.xml_text import (
    UneditableXmlError,
    as_text,
    edited,
    elements,
    opened,
    utf8,
    with_attribute,
)

RAW = '<?xml version="1.0"?>\n<a><b x="1 > 0"/><c>丙<d></d></c></a>'.encode()


def test_elements_have_the_bytes_of_their_tags():
    found = {each.name: RAW[each.start : each.end].decode() for each in elements(RAW)}
    assert found["b"] == '<b x="1 > 0"/>'
    assert found["c"] == "<c>丙<d></d></c>"
    assert [each.depth for each in elements(RAW)] == [0, 1, 1, 2]


def test_content_is_put_into_elements_with_and_without_an_end_tag():
    by_name = {each.name: each for each in elements(RAW)}
    edits = [opened(RAW, by_name[name], b"<n/>") for name in ("b", "d")]
    assert edited(RAW, edits).decode().endswith('<b x="1 > 0"><n/></b><c>丙<d><n/></d></c></a>')


def test_overlapping_edits_are_refused():
    with pytest.raises(UneditableXmlError):
        edited(b"abcdef", [(0, 3, b"x"), (2, 4, b"y")])


@pytest.mark.parametrize("raw", [b"<a>", b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', b"<a><b></a>"])
def test_damaged_xml_and_entities_are_refused(raw):
    with pytest.raises(UneditableXmlError):
        elements(raw)


def test_a_part_in_another_encoding_becomes_utf8():
    raw = '<?xml version="1.0" encoding="gb18030"?><a>台账</a>'.encode("gb18030")
    assert utf8(raw).decode() == '<?xml version="1.0" encoding="UTF-8"?><a>台账</a>'
    assert utf8('<?xml version="1.0" encoding="UTF-16"?><a>台账</a>'.encode("utf-16")).endswith(
        "<a>台账</a>".encode()
    )


def test_an_attribute_is_set_added_and_taken_away():
    assert with_attribute(b'<c r="A1" s="2">', "s", "5") == b'<c r="A1" s="5">'
    assert with_attribute(b"<c r='A1' />", "s", "5") == b"<c r='A1' s=\"5\"/>"
    assert with_attribute(b'<row spans="1:3" r="2">', "spans", None) == b'<row r="2">'


def test_a_text_has_no_character_that_xml_forbids():
    assert as_text("<a>\x00&\ud800") == "&lt;a&gt; &amp; "
