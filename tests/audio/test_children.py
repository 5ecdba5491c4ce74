"""Hearing by processes: every file answered once, whatever one of them does."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import numpy as np
import psutil
import pytest
import soundfile  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.audio.children import hear_all
from discograph.audio.faults import Reason, Refused
from discograph.audio.hear import Heard, hear
from discograph.core.config import AudioConfig
from discograph.graph.process import alive

from .conftest import ENDINGS

Song = Callable[..., Path]
Answers = dict[Path, Heard | Refused]
ONE = AudioConfig(processes=1)
TWO = AudioConfig(processes=2)


def answers(paths: list[Path], config: AudioConfig) -> Answers:
    found = list(hear_all(iter(paths), config))
    assert sorted(path for path, _ in found) == sorted(paths)  # each once
    return dict(found)


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def hearing() -> Iterator[psutil.Process]:
    """Yield the processes that hear, or will."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "spawn_main" in " ".join(child.cmdline()):
                yield child


def noise(path: Path, seconds: int, *, rate_hz: int = 8_000) -> Path:
    """Write as much noise as one likes, a second at a time."""
    rng = np.random.default_rng(0)
    with soundfile.SoundFile(path, "w", rate_hz, 1) as file:
        for _ in range(seconds):
            file.write(rng.normal(0, 0.1, rate_hz).astype(np.float32))
    return path


@pytest.fixture
def killer() -> Iterator[Callable[..., None]]:
    """A function that kills, or stops, whatever process reads a file, so many times."""
    over = Event()
    threads: list[Thread] = []

    def kill(path: Path, times: int, how: signal.Signals) -> None:
        killed: set[psutil.Process] = set()
        while len(killed) < times and not over.is_set():
            for child in set(hearing()) - killed:
                with suppress(psutil.Error):
                    if str(path) in {file.path for file in child.open_files()}:
                        child.send_signal(how)
                        killed.add(child)
            time.sleep(0.01)

    def kill_(path: Path, times: int, how: signal.Signals = signal.SIGKILL) -> None:
        threads.append(Thread(target=kill, args=(path, times, how)))
        threads[-1].start()

    yield kill_
    over.set()
    for thread in threads:
        thread.join()


def test_each_file_is_answered_as_if_heard_alone(songs: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "words.mp3").write_text("words\n" * 100)
    bad = {tmp_path / "empty.mp3": Reason.EMPTY, tmp_path / "words.mp3": Reason.NOT_SOUND}
    found = answers([*songs.values(), *bad, tmp_path / "gone.mp3"], TWO)
    for path, reason in {**bad, tmp_path / "gone.mp3": Reason.NO_FILE}.items():
        answer = found[path]
        assert isinstance(answer, Refused)
        assert answer.reason is reason
    for path in songs.values():
        here, there = hear(path, TWO), found[path]
        assert isinstance(there, Heard)
        assert (there.tags, there.sha256) == (here.tags, here.sha256)
        assert np.array_equal(there.sound.pieces, here.sound.pieces)
        assert there.sound.descriptors == here.sound.descriptors


def test_no_files_start_no_process() -> None:
    assert list(hear_all([], TWO)) == []


def test_little_is_in_hand_and_nobody_left_behind(song: Song) -> None:
    before = set(hearing())
    taken = 0

    def paths() -> Iterator[Path]:
        nonlocal taken
        for name in "abcdef":
            taken += 1
            yield song(f"{name}.wav", 1.0)

    answered = hear_all(paths(), TWO)
    for done in range(4):
        next(answered)
        assert taken <= done + 2
        assert len(set(hearing()) - before) <= 2
    answered.close()  # type: ignore[attr-defined]
    assert taken < 6
    assert not set(hearing()) - before


def test_a_file_that_takes_too_long_is_given_up_and_no_other(
    song: Song, tmp_path: Path, killer: Callable[..., None]
) -> None:
    long = noise(tmp_path / "long.flac", 1_000)
    good = [song(f"{name}.wav") for name in "abc"]
    killer(long, 1, signal.SIGSTOP)
    found = answers([good[0], long, *good[1:]], AudioConfig(processes=1, file_timeout_s=6.0))
    assert found[long] == Refused(Reason.TOO_SLOW, "more than 6 s")
    assert all(isinstance(found[path], Heard) for path in good)


def test_a_file_that_ends_its_process_is_refused_and_no_other(
    song: Song, tmp_path: Path, killer: Callable[..., None]
) -> None:
    long = noise(tmp_path / "long.flac", 1_000)
    good = [song(f"{name}.wav") for name in "abc"]
    killer(long, 2)
    found = answers([good[0], long, *good[1:]], ONE)
    assert found[long] == Refused(Reason.CRASHED, "it ended the process that heard it: SIGKILL")
    assert all(isinstance(found[path], Heard) for path in good)


def test_a_process_that_dies_of_something_else_costs_its_file_nothing(
    song: Song, tmp_path: Path, killer: Callable[..., None]
) -> None:
    long = noise(tmp_path / "long.flac", 1_000)
    killer(long, 1)
    found = answers([song("a.wav"), long], ONE)
    assert isinstance(found[long], Heard)


def test_an_idle_process_may_die(song: Song) -> None:
    def paths() -> Iterator[Path]:
        yield song("a.wav")
        for child in set(hearing()) - before:
            child.kill()
        yield song("b.wav")

    before = set(hearing())
    assert [type(what) for _, what in hear_all(paths(), ONE)] == [Heard] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits private memory")
def test_memory_that_is_used_is_limited_and_not_what_is_reserved() -> None:
    ended = run(
        """
import mmap
import numpy as np
from discograph.audio.child import limit_memory
limit_memory(100 << 20)
mmap.mmap(-1, 4 << 30, prot=mmap.PROT_READ)
np.ones(50 << 20, np.uint8)
try:
    np.ones(150 << 20, np.uint8)
except MemoryError:
    print("refused")
"""
    )
    assert ended.stdout == "refused\n", ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits private memory")
def test_a_file_that_needs_too_much_memory_is_told_from_a_bad_one(tmp_path: Path) -> None:
    path = noise(tmp_path / "a.flac", 1_000)
    ended = run(
        f"""
from pathlib import Path
import numpy as np
from discograph.audio.child import answer, prepare
from discograph.core.config import AudioConfig
config = AudioConfig(memory_mib=256)
prepare(config)
taken = []
try:
    while True:
        taken.append(np.ones(2 << 20, np.uint8))
except MemoryError:
    taken.pop()  # with nothing left at all, libFLAC would crash
    print(answer(Path({str(path)!r}), config).reason)
taken.clear()
print(type(answer(Path({str(path)!r}), config)).__name__)
"""
    )
    assert ended.stdout == "too_large\nHeard\n", ended.stderr


def test_processor_time_is_limited() -> None:
    ended = run(
        """
from discograph.audio.child import limit_seconds
limit_seconds(0.1)
while True:
    pass
"""
    )
    assert ended.returncode == -signal.SIGXCPU


def test_a_process_that_hears_has_one_thread_and_no_torch() -> None:
    ended = run(
        """
import sys
from threadpoolctl import threadpool_info
import numba
from discograph.audio.child import prepare
from discograph.core.config import AudioConfig
prepare(AudioConfig())
print({pool["num_threads"] for pool in threadpool_info()}, "torch" in sys.modules)
"""
    )
    assert ended.stdout == "{1} False\n", ended.stderr


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    long = noise(tmp_path / "long.flac", 4_000)
    code = f"""
from pathlib import Path
from discograph.audio.children import hear_all
from discograph.core.config import AudioConfig
config = AudioConfig(processes=1, longest_s=4000.0)
list(hear_all([Path({str(long)!r})] * 50, config))
"""
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        own = psutil.Process(parent.pid)
        _until(lambda: any(_reads(child, long) for child in own.children(recursive=True)))
        children = own.children(recursive=True)
        parent.kill()
    _until(lambda: not any(alive(child) for child in children))


def _reads(process: psutil.Process, path: Path) -> bool:
    return str(path) in {file.path for file in process.open_files()}


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(psutil.Error):
            if true():
                return
        time.sleep(0.05)
    pytest.fail("it never came true")


def test_without_its_extra_it_says_how_to_install_it(song: Song, tmp_path: Path) -> None:
    (tmp_path / "soxr.py").write_text("raise ImportError('not here')")
    ended = run(
        f"""
import sys
from pathlib import Path
from discograph.audio.children import hear_all
from discograph.core.config import AudioConfig
from discograph.core.errors import AudioError
sys.path.insert(0, {str(tmp_path)!r})
try:
    list(hear_all([Path({str(song("a.wav"))!r})], AudioConfig()))
except AudioError as err:
    print(err)
"""
    )
    assert "pip install 'discograph[audio]'" in ended.stdout, ended.stderr


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Heard | Refused]]:
    """A function that hears a file by a process that goes on hearing."""
    waiting: list[Path] = []

    def paths() -> Iterator[Path]:
        while True:
            yield waiting.pop()

    answered = hear_all(paths(), ONE)

    def ask_(path: Path) -> Heard | Refused:
        waiting.append(path)
        asked, answer = next(answered)
        assert asked == path
        return answer

    yield ask_
    answered.close()  # type: ignore[attr-defined]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    ending=st.sampled_from(ENDINGS),
    cut=st.floats(0, 1),
    changes=st.lists(
        st.tuples(st.one_of(st.floats(0, 0.02), st.floats(0, 1)), st.binary(max_size=8)),
        min_size=1,
        max_size=12,
    ),
)
def test_whatever_bytes_come_there_is_an_answer(
    songs: dict[str, Path],
    ask: Callable[[Path], Heard | Refused],
    tmp_path: Path,
    ending: str,
    cut: float,
    changes: list[tuple[float, bytes]],
) -> None:
    data = bytearray(songs[ending].read_bytes())
    for where, value in changes:
        at = int(where * len(data))
        data[at : at + len(value)] = value
    path = tmp_path / f"fuzzed.{ending}"
    path.write_bytes(data[: int(len(data) * min(1.0, 2 * cut))])  # half of them are whole
    answer = ask(path)
    if isinstance(answer, Refused):
        assert answer.reason not in (Reason.CRASHED, Reason.TOO_SLOW), answer
    else:
        assert np.isfinite(answer.sound.duration_s)
        assert answer.tags.title


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a peak of its own")
def test_memory_does_not_grow_with_the_length_of_a_file(tmp_path: Path) -> None:
    hour, day = noise(tmp_path / "a.flac", 1_300), noise(tmp_path / "b.flac", 4 * 3_600)
    ended = run(
        f"""
from pathlib import Path
from discograph.audio.child import prepare
from discograph.audio.hear import hear
from discograph.core.config import AudioConfig
prepare(AudioConfig())
for path in {[str(hour), str(day)]}:
    duration_s = hear(Path(path), AudioConfig()).sound.duration_s
    # Not ru_maxrss: a process inherits that of the one that started it.
    peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    print(duration_s, peak)
"""
    )
    (short_s, before), (long_s, after) = (
        map(float, line.split()) for line in ended.stdout.splitlines()
    )
    assert (short_s, long_s) == (1_300, 4 * 3_600)
    assert after - before < 8 << 10  # KiB
