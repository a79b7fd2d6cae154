"""What all integration tests share: the built binary, the stub of the prices API, files, and runs.

The programs come by the environment (CMakeLists.txt sets it): AB_MAIN, AB_STUB_API. Time limits are
generous and grow with AB_SANITIZED, so that a slow, loaded machine does not fail a test."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest

import protocol

MAIN = os.path.realpath(os.environ.get("AB_MAIN", "build/main"))
STUB = os.path.realpath(os.environ.get("AB_STUB_API", "build/integration_tests/stub_api/stub_api"))
SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "sample_files"
SLOWNESS = 5 if os.environ.get("AB_SANITIZED") else 1
LIMIT = 120 * SLOWNESS  # seconds, for any single run
YEAR = 262  # trading days of 2024, as the stub has them: less the holidays
KEY = "stub-key"


def environment(**extra):
    """Only what a container would have; nothing of the caller's settings."""
    kept = {name: os.environ[name] for name in os.environ
            if name.startswith(("ASAN_", "UBSAN_", "TSAN_", "LSAN_"))}
    base = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "TZ": "UTC", **kept}
    return {name: value for name, value in {**base, **extra}.items() if value is not None}


class Result:
    """A finished run: exit status, the lines of stdout as messages, stderr."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        self.messages = [json.loads(line) for line in out.splitlines()]

    def of(self, kind):
        return [m for m in self.messages if m["type"] == kind]

    def records(self, stream=None):
        return [m["record"]["data"] for m in self.of("RECORD")
                if stream in (None, m["record"]["stream"])]

    def states(self):
        return [m["state"] for m in self.of("STATE")]

    def errors(self):
        return [m["trace"]["error"] for m in self.of("TRACE") if m["trace"]["type"] == "ERROR"]

    def statuses(self, stream):
        return [m["trace"]["stream_status"]["status"] for m in self.of("TRACE")
                if m["trace"]["type"] == "STREAM_STATUS"
                and m["trace"]["stream_status"]["stream_descriptor"]["name"] == stream]

    def last_state(self):
        """The --state input that a platform would give to the next read."""
        latest = {}
        for state in self.states():
            latest[state["stream"]["stream_descriptor"]["name"]] = state
        return list(latest.values())


class Stub:
    """The stub of the prices API, on a port of its own; ends with the test."""

    def __init__(self, folder, *options):
        self.log = os.path.join(folder, "requests.log")
        self.process = subprocess.Popen(
            [STUB, "--port", "0", "--until-stdin-ends", "--log", self.log, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
        line = self.process.stdout.readline()
        if not line.startswith("port "):
            raise RuntimeError(f"the stub did not start: {line!r}")
        self.port = int(line.split()[1])
        scheme = "https" if "--cert" in options else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}"

    def requests(self, part=""):
        with open(self.log, encoding="utf-8") as lines:
            return [line for line in lines if part in line]

    def stop(self):
        self.process.kill()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Case(unittest.TestCase):
    """A test with a folder, a stub and helpers to run the binary. Any uid may read the folder."""

    stub_options = ()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ab-test-")
        os.chmod(self.folder, 0o755)
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.stub = Stub(self.folder, *self.stub_options)
        self.addCleanup(self.stub.stop)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(content if isinstance(content, str) else json.dumps(content))
        return path

    def config(self, name="config.json", **members):
        config = {"api_key": KEY, "stock_tickers": ["AAPL", "IBM"], "start_date": "2024-01-01",
                  "end_date": "2024-12-31", "base_url": self.stub.url, **members}
        return self.file(name, {k: v for k, v in config.items() if v is not None})

    def catalog(self, *streams, name="catalog.json"):
        catalog = json.loads((SAMPLES / "configured_catalog.json").read_text(encoding="utf-8"))
        if streams:
            catalog["streams"] = [s for s in catalog["streams"] if s["stream"]["name"] in streams]
        return self.file(name, catalog)

    def run_main(self, *arguments, env=None, limit=LIMIT, valid=True, **options):
        """Runs the binary to its end; every line of stdout must be a valid message."""
        done = subprocess.run([MAIN, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, env=environment(**(env or {})), timeout=limit,
                              cwd=self.folder, check=False, **options)
        result = Result(done.returncode, done.stdout, done.stderr) if valid else None
        if not valid:
            return done
        for line in result.out.splitlines():
            protocol.check_line(line)
        return result

    def read(self, *streams, state=None, env=None, extra=(), **config):
        arguments = ["read", "--config", self.config(**config), "--catalog", self.catalog(*streams)]
        if state is not None:
            arguments += ["--state", self.file("state.json", state)]
        return self.run_main(*arguments, *extra, env=env)

    def keys(self, result):
        """(ticker, date) of every price; must not repeat."""
        keys = [(r["ticker"], r["date"]) for r in result.records("stock_prices")]
        self.assertEqual(len(keys), len(set(keys)), "a price came twice")
        return set(keys)


class Collector(threading.Thread):
    """Reads a pipe to its end in the background."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.pipe, self.data = pipe, b""
        self.start()

    def run(self):
        self.data = self.pipe.read()

    def lines(self, limit=LIMIT):
        self.join(limit)
        if self.is_alive():
            raise TimeoutError("the pipe did not end")
        return self.data


def main():
    unittest.main(verbosity=2)
