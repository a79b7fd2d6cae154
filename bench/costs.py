"""What the benches share: the cost of a process, rows of a table, a table's place in README.md."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "integration_tests"))
import support  # noqa: E402

COST = os.path.join(os.path.dirname(support.MAIN), "bench", "cost")


class Cost:
    """Of one finished process: seconds of wall time and CPU, and the peak of its memory in MB."""

    def __init__(self, arguments, **environment):
        with tempfile.NamedTemporaryFile("r") as out:
            subprocess.run([COST, out.name, *arguments], check=True, stdin=subprocess.DEVNULL,
                           env=support.environment(**environment))
            self.wall, user, system, kib, status = map(float, out.read().split())
        if status != 0:
            sys.exit(f"{' '.join(arguments)[:200]}: status {status:.0f}")
        self.cpu = user + system
        self.rss = kib / 1024


def best(arguments, runs=3, **environment):
    """The least of several runs, but the greatest memory: noise only adds."""
    costs = [Cost(arguments, **environment) for _ in range(runs)]
    result = costs[0]
    result.wall = min(c.wall for c in costs)
    result.cpu = min(c.cpu for c in costs)
    result.rss = max(c.rss for c in costs)
    return result


def row(name, cost, records=None):
    if records is None:
        return f"| {name} | {cost.wall * 1000:.1f} ms | | | {cost.rss:.1f} MB |"
    return (f"| {name} | {cost.wall:.2f} s | {records / cost.wall:,.0f} | {cost.cpu / records * 1e6:.2f} µs "
            f"| {cost.rss:.1f} MB |")


def update_readme(name, text):
    """Puts the text between <!-- NAME --> and <!-- end of NAME -->."""
    path = TOP / "README.md"
    readme = path.read_text(encoding="utf-8")
    changed, count = re.subn(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)",
                             lambda m: m.group(1) + text + m.group(2), readme, flags=re.S)
    if count != 1:
        sys.exit(f"README.md has no place for the {name}")
    path.write_text(changed, encoding="utf-8")
