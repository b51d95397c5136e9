"""All figures, one JSON line each. `python -m benchmarks [READERS]`: fewer readers for a quick look."""

import sys

from benchmarks import (
    bench_delivery,
    bench_dkim,
    bench_long_run,
    bench_opening,
    bench_postgres,
    bench_slow_relay,
)


def main(readers: int = 50_000) -> None:
    bench_delivery.main(readers)
    bench_dkim.main(min(readers, 10_000))
    bench_opening.main(20 * readers)
    bench_long_run.main(20 * readers)
    bench_postgres.main(readers)
    bench_slow_relay.main(readers // 5)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
