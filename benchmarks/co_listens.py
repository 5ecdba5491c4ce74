"""Seconds to the 100 strongest co-listens of every track, beside `implicit`'s item-item product.

usage: python benchmarks/co_listens.py [--quick]
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from implicit.nearest_neighbours import ItemItemRecommender  # type: ignore[import-untyped]
from plays import made_up

from discograph.core.config import CoListensConfig
from discograph.core.processes import cores
from discograph.core.sparse import Sparse
from discograph.embeddings import co_listens
from discograph.embeddings.plays import counts

CONFIG = CoListensConfig()


def main() -> None:
    """Measure both in turn, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    scale = 10 if parser.parse_args().quick else 1
    plays = made_up(100_000 // scale, 50_000 // scale, 10_000_000 // scale)
    paths = float((np.diff(plays.indptr).astype(float) ** 2).sum())
    co_listens.fit(made_up(50, 50, 500), CONFIG)  # compiles
    print(f"{plays.shape[1]} tracks, {plays.nnz} plays, {paths:.3g} paths, {cores()} threads\n")
    print("| co-listens | s | paths/s |\n|---|---:|---:|")
    for label, run in (
        ("implicit, weights alone", product),
        ("weights and shared listeners", ours),
    ):
        start = time.perf_counter()
        run(plays)
        seconds = time.perf_counter() - start
        print(f"| {label} | {seconds:.1f} | {paths / seconds:,.3g} |")


def product(plays: Sparse) -> None:
    """Take the top of D_u^(-alpha/2) B D_i^(-beta) with itself, the same weights by row."""
    matrix = counts(plays).astype(np.float64)
    users = np.maximum(np.diff(matrix.indptr), 1.0)
    tracks = np.maximum(np.bincount(matrix.indices, minlength=matrix.shape[1]), 1.0)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    matrix.data = users[rows] ** (-CONFIG.alpha / 2) * tracks[matrix.indices] ** -CONFIG.beta
    model = ItemItemRecommender(CONFIG.edges + 1, num_threads=cores())
    model.fit(matrix, show_progress=False)


def ours(plays: Sparse) -> None:
    """Fit as a training run does."""
    co_listens.fit(plays, CONFIG)


if __name__ == "__main__":
    main()
