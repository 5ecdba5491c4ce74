"""Your own Discover Weekly, on your own graph.

This repository is the package: ``graph/`` is ``discograph.graph``, and so on.
"""

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import Discograph

__all__ = ["Discograph"]

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:  # lazy: `import discograph` must not import numba or neo4j
    if name == "Discograph":
        from .client import Discograph

        return Discograph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
