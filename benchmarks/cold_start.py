"""How well sound alone finds who plays a track, in the demo world, and what it costs.

usage: python benchmarks/cold_start.py [--sounds FOLDER] [--seeds N]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from discograph.audio.cnn import Network
from discograph.audio.embed import embed
from discograph.audio.hear import hear
from discograph.audio.train import train
from discograph.core.config import AudioConfig, Config
from discograph.core.identity import artist_id, normalise_artist
from discograph.core.sparse import Sparse
from discograph.demo.sounds import record, sounding
from discograph.demo.world import World, id_of, world
from discograph.embeddings import als
from discograph.embeddings.plays import sparse
from discograph.evaluation.cold_start import cold_start
from discograph.evaluation.metrics import auc, estimate
from discograph.formats.rows import Listen

BATCH, ROUNDS = 16, 20
CONFIG = Config(audio=AudioConfig(pieces=2))


def main() -> None:
    """Print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sounds", type=Path, help="folder to keep the demo's sounds in")
    parser.add_argument("--seeds", type=int, default=3, help="draws of artists to hide")
    args = parser.parse_args()
    made = world()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as aside:
        pieces = heard(made, args.sounds or Path(aside) / "sounds")
    print(f"{len(pieces)} sounds made and heard in {time.perf_counter() - start:.0f} s\n")
    plays = played(made)
    report = cold_start(
        plays,
        pieces,
        CONFIG,
        artist_of={
            id_of(t): artist_id(normalise_artist(t.artists[0])) for t in made.catalogue.tracks
        },
        tags={track: [str(scene) for scene in of] for track, of in made.truth.tracks.items()},
        seeds=range(args.seeds),
    )
    print(f"{report.users} users, {report.tracks} tracks of hidden artists\n")
    print("| by | AUC | 95% | mAP | 95% |\n|---|---:|---|---:|---|")
    for line in report.lines:
        cells = [
            f"{found.mean:.3f} | {found.low:.3f} to {found.high:.3f}"
            for found in (line.auc, line.precision)
        ]
        print(f"| {line.name} | {' | '.join(cells)} |")
    print(f"\ntraining: {report.training}\n")
    unheard(made, plays, pieces)


def heard(made: World, folder: Path) -> dict[str, NDArray[np.uint8]]:
    """Return the pieces of every sound of the world, by track; its files are made if missing."""
    tracks = (made.catalogue.tracks[number] for number in sounding(made))
    return {
        id_of(track): hear(path, CONFIG.audio).sound.pieces
        for track, path in zip(tracks, record(made, folder), strict=True)
    }


def played(made: World) -> Sparse:
    """Return how often everybody of the world listened to each track."""
    times = Counter(
        (row.user or "", id_of(row.track)) for row in made.rows() if isinstance(row, Listen)
    )
    users, tracks = (sorted({pair[side] for pair in times}) for side in (0, 1))
    row_of, column_of = ({name: at for at, name in enumerate(ids)} for ids in (users, tracks))
    rows, columns = [row_of[user] for user, _ in times], [column_of[track] for _, track in times]
    values = np.fromiter(times.values(), np.float32, len(times))
    return sparse(users, tracks, csr_matrix((values, (rows, columns)), (len(users), len(tracks))))


def unheard(made: World, plays: Sparse, pieces: dict[str, NDArray[np.uint8]]) -> None:
    """Print whether tracks that nobody plays stand high for the people of their scene."""
    factors = als.fit(plays, CONFIG.factors)
    start = time.process_time()
    trained = train(
        pieces,
        factors.tracks,
        artist_of={id_of(t): t.artists[0] for t in made.catalogue.tracks},
        config=CONFIG.audio,
    )
    cold = sorted(made.truth.cold & set(pieces))
    _, predicted = embed(trained.network, pieces, cold)
    took = time.process_time() - start
    loved = np.array(
        [
            [bool(set(made.truth.tracks[track]) & set(made.truth.people[user])) for track in cold]
            for user in factors.users.ids
        ]
    )
    values = auc(factors.users.matrix @ predicted.matrix.T, loved)
    found = estimate(values[np.isfinite(values)])
    print(
        f"{len(cold)} tracks that nobody plays, of a scene that a person loves, above others: AUC "
        f"{found.mean:.3f} ({found.low:.3f} to {found.high:.3f}); {took:.0f} s of CPU to learn and "
        f"hear, {trained.windows_per_s:.0f} pieces/s\n"
    )
    per_window(trained.network)


def per_window(network: Network) -> None:
    """Print what the network takes for a piece of 13.9 s, in both precisions, on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    some = torch.from_numpy(np.random.default_rng(0).integers(0, 160, (BATCH, 599, 128), np.uint8))
    print("| precision | ms a piece, batch 16, one thread | cosine with float32 |\n|---|---:|---:|")
    with torch.inference_mode():
        exact = network(some)[1]
        for name, half in (("float32", False), ("bfloat16", True)):
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                found = network(some)[1].float()
                best = min(timed(network, some) for _ in range(ROUNDS))
            cosine = torch.nn.functional.cosine_similarity(exact, found).min()
            print(f"| {name} | {1e3 * best / BATCH:.2f} | {cosine:.5f} |")
    torch.set_num_threads(threads)


def timed(network: Network, pieces: torch.Tensor) -> float:
    """Return seconds of one batch."""
    start = time.perf_counter()
    network(pieces)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
