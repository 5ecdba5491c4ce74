"""Trains the shipped tagger: `python -m discograph.nlp.train_tagger TRAIN DEV --out nlp/model`."""

from __future__ import annotations

import argparse
import logging
import lzma
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.converters.conllu_to_docs import conllu_to_docs
from thinc.api import Adam, Optimizer, fix_random_seed, use_ops, warmup_linear

from .features import set_known
from .lexicon import ADJECTIVES
from .normal import lower
from .tagger import cast_weights

log = logging.getLogger(__name__)
BATCH_WORDS = 700
LEARNING_RATE = 0.002
WARMUP_STEPS = 200
DROPOUT = 0.2
LOWER_SHARE = 0.1
"""Of training texts lower-cased: people write of music as they please."""
SWAP_SHARE = 0.25
"""Of training texts one of whose adjectives is swapped for one of music."""
META = {
    "name": "discograph_tagger",
    "description": "English tagger for writing about music, trained on UD English EWT",
    "license": "CC BY-SA 4.0",
    "spacy_version": ">=3.8.0,<4.0.0",
    "sources": [
        {
            "name": "UD English EWT 2.16",
            "url": "https://github.com/UniversalDependencies/UD_English-EWT",
            "author": "Natalia Silveira, Timothy Dozat, Christopher Manning and others",
            "license": "CC BY-SA 4.0",
        }
    ],
}
MODEL = {
    "@architectures": "spacy.Tagger.v2",
    "nO": None,
    "normalize": False,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "discograph.WordEmbed.v1",
            "width": 96,
            "rows": 10000,
            "part_width": 48,
            "part_rows": [1000, 4000, 1000, 4000, 8000, 500],
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 3,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}


def read_conllu(path: Path, *, sentences: int = 5) -> list[Doc]:
    """Return the sentences of a CoNLL-U file (plain or .xz), some to a text, with XPOS tags."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return list(conllu_to_docs(lines.read(), n_sents=sentences, no_print=True))  # type: ignore[no-untyped-call]


def augmented(doc: Doc, rng: random.Random) -> Doc:
    """Return the text itself, or lower-cased, or with an adjective of music in another's place."""
    words, tags = [token.text for token in doc], [token.tag_ for token in doc]
    if rng.random() < SWAP_SHARE and (places := _plain_adjectives(doc)):
        words[rng.choice(places)] = rng.choice(SINGLE_WORDS)
    if rng.random() < LOWER_SHARE:  # where names cannot be told from nouns, and need not be
        words = [word.lower() for word in words]
        tags = ["" if tag in {"NNP", "NNPS"} else tag for tag in tags]
    spaces = [bool(token.whitespace_) for token in doc]
    return Doc(doc.vocab, words=words, spaces=spaces, tags=tags)


SINGLE_WORDS = sorted(word for word in ADJECTIVES if word.isalpha())


def _plain_adjectives(doc: Doc) -> list[int]:
    """Adjectives that another can replace: a form in "more" or after "an" tells them apart."""
    return [
        token.i
        for token in doc
        if token.tag_ == "JJ" and token.text.islower() and len(token) > 3 and token.i > 0
    ]


def known_words(docs: Iterable[Doc]) -> set[str]:
    """Return the words that are said more than once, and the adjectives of music."""
    said = Counter(lower(token.text) for doc in docs for token in doc)
    return {word for word, count in said.items() if count > 1} | set(SINGLE_WORDS)


def batches(docs: Sequence[Doc], nlp: Language, rng: random.Random) -> Iterator[list[Example]]:
    """Yield examples without end, `BATCH_WORDS` at a time, in a new order every epoch."""
    batch: list[Example] = []
    words = 0
    while True:
        for number in rng.sample(range(len(docs)), len(docs)):
            reference = augmented(docs[number], rng)
            batch.append(Example(nlp.make_doc(reference.text), reference))
            words += len(reference)
            if words >= BATCH_WORDS:
                yield batch
                batch, words = [], 0


def accuracy(nlp: Language, docs: Sequence[Doc]) -> float:
    """Return the share of tags that are right, on raw text, by spaCy's scorer."""
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    return float(nlp.evaluate(examples)["tag_acc"])


def save_half(nlp: Language, folder: Path) -> None:
    """Write the pipeline with its weights in float16: half the size, the same tags."""
    nlp.meta.update(META)
    cast_weights(nlp, np.float16)
    nlp.to_disk(folder, exclude=["vocab"])
    cast_weights(nlp, np.float32)


def train(
    train_docs: Sequence[Doc], dev_docs: Sequence[Doc], out: Path, *, steps: int, check_every: int
) -> float:
    """Train for some steps, write the best pipeline seen to `out`, return its accuracy on dev."""
    nlp = spacy.blank("en")
    tagger: Any = nlp.add_pipe("tagger", config={"model": MODEL, "label_smoothing": 0.05})
    some = [Example(nlp.make_doc(doc.text), doc) for doc in train_docs]
    nlp.initialize(lambda: some)
    set_known(tagger.model, known_words(train_docs))
    optimizer = Adam(
        learn_rate=_rates(steps),
        L2=0.01,
        L2_is_weight_decay=True,
        grad_clip=1.0,
        use_averages=True,
    )
    return _loop(nlp, optimizer, train_docs, dev_docs, out, steps=steps, check_every=check_every)


def _rates(steps: int) -> list[float]:
    """Return a learning rate for each step: up in a moment, then down to 0 in a line."""
    return list(islice(warmup_linear(LEARNING_RATE, WARMUP_STEPS, steps + 1), steps))


def _loop(
    nlp: Language,
    optimizer: Optimizer,
    train_docs: Sequence[Doc],
    dev_docs: Sequence[Doc],
    out: Path,
    *,
    steps: int,
    check_every: int,
) -> float:
    rng = random.Random(0)
    best, started = 0.0, time.monotonic()
    for step, batch in enumerate(batches(train_docs, nlp, rng), start=1):
        nlp.update(batch, sgd=optimizer, drop=DROPOUT)
        optimizer.step_schedules()  # type: ignore[no-untyped-call]
        if step % check_every == 0 or step == steps:
            with nlp.use_params(optimizer.averages):
                score = accuracy(nlp, dev_docs)
                if score > best:
                    best = score
                    save_half(nlp, out)
            log.info("step %d: %.4f of dev after %.0f s", step, score, time.monotonic() - started)
        if step == steps:
            return best
    raise RuntimeError("the batches came to an end")  # they do not


def main() -> None:
    """Train with the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, help="CoNLL-U with XPOS tags, plain or .xz")
    parser.add_argument("dev", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder of the pipeline")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--check-every", type=int, default=500)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    fix_random_seed(0)
    with use_ops("numpy", use_blis=False):  # as it is loaded, see load_tagger
        best = train(
            read_conllu(given.train),
            read_conllu(given.dev, sentences=10),
            given.out,
            steps=given.steps,
            check_every=given.check_every,
        )
    log.info("best: %.4f", best)


if __name__ == "__main__":
    main()
