"""Top-30 lists a second among 50,000 tracks, beside `implicit`'s recommend.

usage: python benchmarks/topk.py [--quick]
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares  # type: ignore[import-untyped]
from numpy.typing import NDArray
from plays import made_up
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from discograph.core.processes import cores
from discograph.core.sparse import Sparse
from discograph.embeddings.plays import counts
from discograph.embeddings.topk import top_n

TRACKS, FACTORS, LENGTH, ROUNDS = 50_000, 64, 30, 3


def main() -> None:
    """Measure both in turn, and print a table in Markdown, the best of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer users")
    users = 2_000 if parser.parse_args().quick else 20_000
    plays = made_up(users, TRACKS, 100 * users)
    rng = np.random.default_rng(0)
    left, right = (rng.normal(size=(n, FACTORS)).astype(np.float32) for n in (users, TRACKS))
    ours(left[:64], right, plays, 64)  # compiles
    rounds = [
        (recommend(left, right, plays), ours(left, right, plays, users)) for _ in range(ROUNDS)
    ]
    same = np.mean([(theirs[1] == own[1]).mean() for theirs, own in rounds])
    print(f"{users} users, {TRACKS} tracks, {FACTORS} factors, {cores()} threads each; ", end="")
    print(f"{same:.4%} of places alike\n")
    print("| top 30 unheard | users/s | |\n|---|---:|---:|")
    theirs, own = (users / min(found[side][0] for found in rounds) for side in (0, 1))
    print(f"| implicit's recommend | {theirs:,.0f} | 1 |")
    print(f"| embeddings.topk | {own:,.0f} | {own / theirs:.2f} |")


def recommend(
    users: NDArray[np.float32], tracks: NDArray[np.float32], plays: Sparse
) -> tuple[float, NDArray[np.int32]]:
    """Return what `implicit` takes and finds, with BLAS on one thread as it asks."""
    heard = counts(plays)
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(FACTORS, num_threads=cores())
        model.user_factors, model.item_factors = users, tracks
        start = time.perf_counter()
        indices, _ = model.recommend(
            np.arange(len(users)), heard, N=LENGTH, filter_already_liked_items=True
        )
    return time.perf_counter() - start, indices


def ours(
    users: NDArray[np.float32], tracks: NDArray[np.float32], plays: Sparse, n: int
) -> tuple[float, NDArray[np.int32]]:
    """Return what the exact tiles take and find, for the first `n` users."""
    indptr = plays.indptr[: n + 1]
    start = time.perf_counter()
    indices, _ = top_n(users[:n], tracks, indptr, plays.indices[: indptr[-1]], LENGTH)
    return time.perf_counter() - start, indices


if __name__ == "__main__":
    main()
