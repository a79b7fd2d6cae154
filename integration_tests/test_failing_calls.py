"""What the system refuses: memory at any allocation, room on the disk, reads and writes that fail. Each ends with one
clear message and status 1, never with a crash, a hang or half a line. failing_calls/ makes the calls fail."""
import json
import os
import subprocess
import unittest

import support

SHIM = os.environ.get("AB_FAILING_CALLS", "build/integration_tests/failing_calls/libfailing_calls.so")
OUT_OF_MEMORY = "The connector ran out of memory or threads."
POINTS = 40  # of each run, at which memory is out
ENOSPC, EIO = 28, 5


class FailingCalls(support.Case):
    def run_failing(self, *arguments, **env):
        return subprocess.run([support.MAIN, *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              env=support.environment(LD_PRELOAD=os.path.realpath(SHIM), **env), cwd=self.folder,
                              timeout=support.LIMIT)

    @staticmethod
    def errors(done):
        """The TRACE ERRORs; all lines have to be whole."""
        messages = [json.loads(line) for line in done.stdout.splitlines() if line]
        return [m["trace"]["error"] for m in messages if m["type"] == "TRACE" and m["trace"]["type"] == "ERROR"]

    def commands(self):
        config = self.config(stock_tickers=["AAPL"], end_date="2024-01-20")
        yield ["spec"]
        yield ["check", "--config", config]
        yield ["discover", "--config", config]
        yield ["read", "--config", config, "--catalog", self.catalog()]

    def allocations(self, command):
        count = os.path.join(self.folder, "count")
        self.assertEqual(self.run_failing(*command, COUNT_ALLOCATIONS=count).returncode, 0)
        with open(count, encoding="ascii") as lines:
            return int(lines.read())

    def test_no_memory_from_some_allocation_on(self):
        for command in self.commands():
            count = self.allocations(command)
            for n in range(1, count // 2, max(count // 2 // POINTS, 1)):
                with self.subTest(command=command[0], n=n):
                    done = self.run_failing(*command, FAIL_ALLOCATIONS=str(n))
                    self.assertEqual(done.returncode, 1, done.stdout[-500:])
                    errors = self.errors(done)
                    self.assertEqual(len(errors), 1, errors)
                    self.assertIn(OUT_OF_MEMORY, errors[0]["message"])

    def test_no_memory_for_one_allocation(self):
        """A library may do without; where it cannot, the message says so."""
        for command in self.commands():
            count = self.allocations(command)
            for n in range(2, count, max(count // POINTS, 1)):
                with self.subTest(command=command[0], n=n):
                    done = self.run_failing(*command, FAIL_ALLOCATION=str(n))
                    self.assertIn(done.returncode, (0, 1), done.stdout[-500:])
                    errors = self.errors(done)
                    self.assertEqual(bool(errors), done.returncode == 1)

    def test_stdout_that_takes_no_more(self):
        for code, reason in ((ENOSPC, b"No space left on device"), (EIO, b"Input/output error")):
            for taken in (0, 3000):
                with self.subTest(code=code, taken=taken):
                    done = self.run_failing("read", "--config", self.config(), "--catalog", self.catalog(),
                                            FAIL_STDOUT=f"{taken}:{code}")
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(b"cannot write to stdout: " + reason, done.stderr)
                    self.assertEqual(self.errors(done), [])

    def test_large_responses_that_cannot_be_kept(self):
        kept = "The response from 127.0.0.1 cannot be kept: "
        writing = kept + "cannot write a large response to a temporary file: "
        cases = (
            ("a full disk", {"FAIL_PWRITE": f"3:{ENOSPC}"}, writing + "No space left on device"),
            ("a broken disk", {"FAIL_PWRITE": f"1:{EIO}"}, writing + "Input/output error"),
            ("a file that cannot be read", {"FAIL_PREAD": f"2:{EIO}"},
             "A response kept in a temporary file cannot be read: Input/output error"),
            ("no folder", {"TMPDIR": "/nonexistent"},
             kept + "no temporary file for a large response: No such file or directory"),
            ("the limit", {"CONNECTOR_STORAGE_LIMIT_BYTES": "100000"},
             kept + "the limit of disk space for responses is reached (CONNECTOR_STORAGE_LIMIT_BYTES)"),
        )
        for name, env, message in cases:
            with self.subTest(name):
                done = self.run_failing("read", "--config", self.config(stock_tickers=["bulk~9000~9000"]), "--catalog",
                                        self.catalog("stock_prices"), "--memory", "1M", **env)
                self.assertEqual(done.returncode, 1)
                errors = self.errors(done)
                self.assertEqual(errors[0]["message"], message)
                self.assertNotIn(b'"COMPLETE"', done.stdout)


if __name__ == "__main__":
    support.main()
