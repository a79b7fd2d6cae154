"""As Airbyte's platform runs a connector: a shell that evaluates $AIRBYTE_ENTRYPOINT, FIFOs, uid 1000, readers that
crawl, stall or go away, and SIGTERM at any moment, also as process 1."""
import os
import random
import shutil
import signal
import stat
import subprocess
import threading
import time

import protocol
import support

# In the manner of the platform's: its own working folder, the output into a pipe, the status by a file.
SCRIPT = """
cd "$AB_CONFIG" || exit 9
( set +e
  eval "$AIRBYTE_ENTRYPOINT read --config config.json --catalog catalog.json --state state.json" \
      >"$AB_PIPES/stdout" 2>"$AB_PIPES/stderr"
  echo $? >"$AB_PIPES/exitCode.tmp"
  mv "$AB_PIPES/exitCode.tmp" "$AB_PIPES/exitCode.txt" ) &
child=$!
( while [ ! -f "$AB_PIPES/TERMINATED" ]; do sleep 0.1; [ -d "/proc/$child" ] || exit 0; done
  kill $child ) &
wait $child
"""


def run_as():
    """Options for Popen: uid 1000, where this test may change it."""
    return {"user": 1000, "group": 1000, "extra_groups": []} if os.getuid() == 0 else {}


class Platform(support.Case):
    def setUp(self):
        super().setUp()
        self.main = os.path.join(self.folder, "main")  # the checkout may be closed to uid 1000
        shutil.copy(support.MAIN, self.main)
        os.chmod(self.main, 0o755)
        self.pipes = os.path.join(self.folder, "pipes")
        os.mkdir(self.pipes)
        os.chmod(self.pipes, 0o777)
        self.catalog("stock_prices")
        self.file("state.json", "[]")

    def start(self, ticker="bulk~20000~500"):
        self.config(stock_tickers=[ticker])
        for name in ("stdout", "stderr"):
            path = os.path.join(self.pipes, name)
            if not os.path.exists(path):
                os.mkfifo(path)
                os.chmod(path, 0o666)
        env = support.environment(AIRBYTE_ENTRYPOINT=self.main, AB_PIPES=self.pipes, AB_CONFIG=self.folder)
        shell = subprocess.Popen(["/bin/sh", "-c", SCRIPT], env=env, stdin=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, **run_as())
        self.addCleanup(self.end, shell)
        out = open(os.path.join(self.pipes, "stdout"), "rb", buffering=0)
        self.addCleanup(out.close)
        err = support.Collector(open(os.path.join(self.pipes, "stderr"), "rb"))
        return shell, out, err

    @staticmethod
    def end(shell):
        if shell.poll() is None:
            shell.kill()
        shell.wait()

    def status(self, shell):
        shell.wait(support.LIMIT)
        with open(os.path.join(self.pipes, "exitCode.txt"), encoding="utf-8") as code:
            return int(code.read())

    def whole_output(self, out):
        lines = out.decode("utf-8").splitlines()
        for line in lines:
            protocol.check_line(line)
        return support.Result(0, out.decode("utf-8"), "")

    def test_a_reader_that_crawls_and_stalls(self):
        shell, out, err = self.start("bulk~3000~500")
        data, pieces = b"", 0
        while True:
            piece = os.read(out.fileno(), 1000 if pieces < 200 else 65536)
            if not piece:
                break
            data += piece
            pieces += 1
            if pieces < 200:
                time.sleep(0.005)
            elif pieces == 200:
                time.sleep(2)
        self.assertEqual(self.status(shell), 0)
        result = self.whole_output(data)
        self.assertEqual(len(result.records()), 3000)
        self.assertEqual(err.lines(), b"")

    def test_a_reader_that_goes_away(self):
        """The platform cancels by closing its ends of the pipes first."""
        shell, out, _ = self.start()
        self.assertTrue(os.read(out.fileno(), 1000))
        started = time.monotonic()
        out.close()
        self.assertNotEqual(self.status(shell), None)
        self.assertLess(time.monotonic() - started, 10 * support.SLOWNESS)

    def test_a_reader_that_goes_away_during_a_long_wait(self):
        """Nothing is written while the API stalls: the loss of the reader is noticed all the same."""
        shell, out, _ = self.start("stall~0")
        data = b""
        while b"STARTED" not in data:
            data += os.read(out.fileno(), 65536)
        deadline = time.monotonic() + support.LIMIT
        while not self.asked("stall") and time.monotonic() < deadline:
            time.sleep(0.05)
        started = time.monotonic()
        out.close()
        self.status(shell)
        self.assertLess(time.monotonic() - started, 20 * support.SLOWNESS)

    def asked(self, part):
        return os.path.exists(self.stub.log) and self.stub.requests(part)


class Signals(support.Case):
    """SIGTERM and SIGINT at random but repeatable moments."""

    stub_options = ("--delay-ms", "2")

    def start(self, prefix=(), ticker="bulk~200000~200"):
        arguments = ["read", "--config", self.config(stock_tickers=[ticker, "AAPL"]), "--catalog",
                     self.catalog("stock_prices")]
        process = subprocess.Popen([*prefix, support.MAIN, *arguments], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, env=support.environment())
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()

    def test_a_signal_at_any_moment_cuts_no_line(self):
        chance = random.Random(11)
        for sent, expected in [(signal.SIGTERM, 143)] * 10 + [(signal.SIGINT, 130)] * 3:
            moment = chance.random() * 0.3
            with self.subTest(moment=moment, sent=sent.name):
                process = self.start()
                collector = support.Collector(process.stdout)
                time.sleep(moment)
                process.send_signal(sent)
                started = time.monotonic()
                status = process.wait(support.LIMIT)
                took = time.monotonic() - started
                data = collector.lines()
                self.assertIn(status, (expected, -sent))  # -sent: before main could block it
                self.assertLess(took, 8 * support.SLOWNESS)
                self.assertTrue(data == b"" or data.endswith(b"\n"), data[-100:])
                for line in data.decode("utf-8").splitlines():
                    protocol.check_line(line)

    def test_a_signal_with_a_stalled_reader(self):
        process = self.start()
        first = os.read(process.stdout.fileno(), 1000)
        self.assertTrue(first)
        time.sleep(0.5)  # the pipe is full now
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        self.assertEqual(process.wait(support.LIMIT), 143)
        self.assertLess(time.monotonic() - started, 8 * support.SLOWNESS)
        rest = first + process.stdout.read()
        for line in rest[:rest.rfind(b"\n")].decode("utf-8").splitlines():
            protocol.check_line(line)

    def test_a_signal_during_a_wait_for_the_api(self):
        process = self.start(ticker="stall~0")
        while not (os.path.exists(self.stub.log) and self.stub.requests("stall")):
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        self.assertEqual(process.wait(support.LIMIT), 143)
        self.assertLess(time.monotonic() - started, 8 * support.SLOWNESS)

    def test_as_process_1(self):
        prefix = ["unshare", "--pid", "--fork", "--kill-child"]
        try:
            subprocess.run([*prefix, "true"], check=True, capture_output=True, timeout=support.LIMIT)
        except (OSError, subprocess.SubprocessError):
            self.skipTest("unshare --pid is not permitted here")
        for stalled in (False, True):
            with self.subTest(stalled=stalled):
                process = self.start(prefix)
                os.read(process.stdout.fileno(), 1000)
                collector = None if stalled else support.Collector(process.stdout)
                with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as children:
                    child = int(children.read().split()[0])
                time.sleep(0.3)
                os.kill(child, signal.SIGTERM)
                started = time.monotonic()
                self.assertEqual(process.wait(support.LIMIT), 143)
                self.assertLess(time.monotonic() - started, 8 * support.SLOWNESS)
                if collector is not None:
                    self.assertTrue(collector.lines().endswith(b"\n"))


if __name__ == "__main__":
    support.main()
