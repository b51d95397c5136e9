"""The truth sink as a process that can be killed: `python -m tests.support.sink_apart FOLDER [forgetful]`.

It prints its port. A forgetful one answers 250 before its log is on disk, as a server without fsync does.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.sink import Sink, Truth


class Forgetful(Sink):
    """Writes down what it took, but into a buffer of its own."""

    def record(self, truth: Truth) -> None:
        self._file.write(json.dumps(truth.__dict__) + "\n")
        self.log.append(truth)


@dataclass(frozen=True)
class Apart:
    """A sink in another process, and the log that it leaves behind."""

    folder: Path
    port: int

    @property
    def log(self) -> list[Truth]:
        """What is on disk. A last line that was torn is no line."""
        lines = (self.folder / "truth.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        return [Truth(**json.loads(line)) for line in lines]


@contextmanager
def sink_apart(folder: Path, *, forgetful: bool = False) -> Iterator[Apart]:
    """Such a sink; at the end of the block it is killed, as by a power cut."""
    words = ["forgetful"] if forgetful else []
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.sink_apart", str(folder), *words],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Apart(folder, int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    kind = Forgetful if sys.argv[2:] else Sink
    with kind(Path(sys.argv[1])) as listening:
        print(listening.port, flush=True)
        threading.Event().wait()
