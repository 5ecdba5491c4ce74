import sys

import numpy as np
import pytest

from discograph.audio.extra import need
from discograph.core.errors import AudioError


def test_what_is_installed_is_given() -> None:
    assert need("numpy") is np


@pytest.mark.parametrize("module", ["torch", "no_such_package"])
def test_what_is_missing_is_told_with_the_way_to_install_it(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(AudioError, match=rf"{module}.*pip install 'discograph\[audio\]'"):
        need(module)
