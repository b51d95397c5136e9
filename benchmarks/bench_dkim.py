"""What an RSA-2048 signature adds to a message's CPU time, beside one bare signature of the same key.

Usage: python -m benchmarks.bench_dkim [READERS] [ROUNDS]
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from benchmarks.bench_delivery import AUDIENCES, page, say
from benchmarks.sink import smtp_sink
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.support.ledgers import TEXT, opened

SESSIONS = 50
SIGNATURES = 2_000


def bare(key: rsa.RSAPrivateKey) -> float:
    """Microseconds of CPU for one signature, by the library alone."""
    padded, prehashed = padding.PKCS1v15(), Prehashed(hashes.SHA256())
    started = time.process_time()
    for number in range(SIGNATURES):
        key.sign(b"%032d" % number, padded, prehashed)
    return (time.process_time() - started) / SIGNATURES * 1e6


def posting(folder: Path, port: int, readers: int, *key: str) -> float:
    """Microseconds of CPU per message of one run to `readers`, in a process of its own."""
    url = f"sqlite:///{folder / f'{time.monotonic_ns()}.db'}"
    engine = open_engine(url)
    migrate(engine)
    opened(engine, readers, choices=AUDIENCES, html=page(), words=TEXT + "Ring the helpline.\n" * 200)
    engine.dispose()
    command = [sys.executable, "-m", "benchmarks.posting", url, str(port), str(SESSIONS), *key]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert found["balanced"] and found["sent"] == readers, found
    return float(found["cpu_us"])


def main(readers: int = 10_000, rounds: int = 3) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.TemporaryDirectory() as name, smtp_sink() as port:
        folder = Path(name)
        (folder / "key.pem").write_bytes(pem)
        added, alone = [], []
        for _ in range(rounds):
            alone.append(bare(key))
            plain = posting(folder, port, readers)
            added.append(posting(folder, port, readers, str(folder / "key.pem")) - plain)
        say("CPU added per message by DKIM RSA-2048", median(added), "µs", median(alone))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
