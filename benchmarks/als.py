"""Seconds an ALS iteration, beside `implicit` fitting alone.

usage: python benchmarks/als.py [--quick]
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from implicit.cpu.als import AlternatingLeastSquares  # type: ignore[import-untyped]
from plays import made_up
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from discograph.core.config import FactorsConfig
from discograph.core.sparse import Sparse
from discograph.embeddings import als
from discograph.embeddings.plays import counts

ITERATIONS, ROUNDS = 5, 3


def main() -> None:
    """Measure both in turn, and print a table in Markdown, the best of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    scale = 10 if parser.parse_args().quick else 1
    plays = made_up(100_000 // scale, 50_000 // scale, 10_000_000 // scale)
    config = FactorsConfig(max_iterations=ITERATIONS, tolerance=0)
    als.fit(plays, replace(config, max_iterations=1))  # compiles
    rounds = [(alone(plays, config), ours(plays, config)) for _ in range(ROUNDS)]
    print(f"{plays.shape[0]} users, {plays.shape[1]} tracks, {plays.nnz} plays, 64 factors\n")
    print("| ALS | s an iteration |\n|---|---:|")
    labels = "implicit, fitting alone", "the same with its loss, to convergence"
    for label, seconds in zip(labels, zip(*rounds, strict=True), strict=True):
        print(f"| {label} | {min(seconds):.3f} |")


def alone(plays: Sparse, config: FactorsConfig) -> float:
    """Return what `implicit` takes, with BLAS on one thread as it asks."""
    matrix = counts(als.confidence(plays, config))
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            config.embedding_size, config.reg, iterations=ITERATIONS, random_state=0
        )
        start = time.perf_counter()
        model.fit(matrix, show_progress=False)
    return (time.perf_counter() - start) / ITERATIONS


def ours(plays: Sparse, config: FactorsConfig) -> float:
    """Return what a training run takes, from plays to factors."""
    start = time.perf_counter()
    als.fit(plays, config)
    return (time.perf_counter() - start) / ITERATIONS


if __name__ == "__main__":
    main()
