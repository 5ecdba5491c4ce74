"""Processes of ours: they leave the script that asked for them alone, and its modules too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import os
from concurrent.futures import ProcessPoolExecutor
from discograph.core.processes import SPAWN

print("begun")
with ProcessPoolExecutor(1, mp_context=SPAWN, max_tasks_per_child=1) as pool:
    numbers = {pool.submit(os.getpid).result() for _ in range(2)}
print(len(numbers - {os.getpid()}), "others")
import __main__
print(__main__.SPAWN is SPAWN)
"""


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert ended.stdout == "begun\n2 others\nTrue\n", ended.stderr
