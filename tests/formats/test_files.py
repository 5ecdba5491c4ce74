from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.formats.files import as_utf8, encoding_of, shown, text_of


@given(
    st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=2),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"]),
)
def test_text_is_read_in_its_own_encoding(text: str, encoding: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert text_of(io.BytesIO(text.encode(encoding))).read() == plain
    assert as_utf8(text.encode(encoding)) == text.encode()


def test_bytes_that_are_no_utf8_stay_in_their_row() -> None:
    text = text_of(io.BytesIO(b"good\nb\xe4d\ngood\n")).read()
    assert text == "good\nb\udce4d\ngood\n"


def test_a_text_leaves_its_stream_open() -> None:
    stream = io.BytesIO(b"abc")
    text_of(stream).close()
    assert not stream.closed


@pytest.mark.parametrize("head", [b"", b"\0", b"\xff", b"\xff\xfe", b"a\0b"])
def test_any_beginning_has_an_encoding_that_exists(head: bytes) -> None:
    head.decode(encoding_of(head), errors="replace")


@given(st.text(max_size=600))
def test_what_is_shown_prints_and_is_short(text: str) -> None:
    assert shown(text).isprintable()
    assert len(shown(text)) <= 500
    if text.isprintable():
        assert shown(text) == text[:500]
