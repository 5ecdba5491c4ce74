"""A user has one id, however the name is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import InputError
from discograph.core.ids import user_id


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_every_spelling_of_a_name_is_one_id(name: str) -> None:
    if not name.strip():
        return
    spellings = {f" {unicodedata.normalize(form, name)}\n" for form in ("NFC", "NFD")}
    assert len({user_id(spelling) for spelling in spellings}) == 1
    assert user_id(user_id(name)) == user_id(name)


@pytest.mark.parametrize("name", ["", " \n", "a\0b", "caf\udce9", "x" * 1_001])
def test_what_no_graph_can_hold_is_no_name(name: str) -> None:
    with pytest.raises(InputError, match="no name for a user"):
        user_id(name)
