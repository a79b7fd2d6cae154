"""Incremental reads: only what is newer; and after any kill, going on from the last state, no gap."""
import json
import os
import random
import signal
import subprocess
import time

import support

TICKERS = ["AAPL", "AMZN", "GOOG", "IBM", "KO", "MSFT"]


class Incremental(support.Case):
    stub_options = ("--max-page", "40")

    def test_second_read_emits_only_newer_prices(self):
        first = self.read("stock_prices", end_date="2024-06-28")
        state = first.last_state()
        again = self.read("stock_prices", end_date="2024-06-28", state=state)
        self.assertEqual((again.status, again.records()), (0, []))
        self.assertTrue(again.states(), "a read without records still has a state")
        second = self.read("stock_prices", end_date="2024-12-31", state=state)
        whole = self.read("stock_prices", end_date="2024-12-31")
        self.assertTrue(second.records())
        self.assertFalse(self.keys(first) & self.keys(second))
        self.assertEqual(self.keys(first) | self.keys(second), self.keys(whole))
        self.assertGreater(min(k[1] for k in self.keys(second)), "2024-06-28")

    def test_a_new_ticker_is_read_from_the_start(self):
        state = self.read("stock_prices", stock_tickers=["AAPL"]).last_state()
        second = self.read("stock_prices", stock_tickers=["AAPL", "KO"], state=state)
        self.assertEqual({k[0] for k in self.keys(second)}, {"KO"})

    def test_a_state_in_the_future_reads_nothing_and_keeps_its_form(self):
        future = json.loads((support.SAMPLES / "future_state.json").read_text(encoding="utf-8"))
        result = self.read("stock_prices", stock_tickers=["AAPL", "BRK.B", "TSLA"], state=future)
        self.assertEqual((result.status, result.records()), (0, []))
        self.assertIn('"2999-01-01"', json.dumps(result.last_state()))

    def test_full_refresh_ignores_the_state(self):
        state = self.read("stock_prices").last_state()
        catalog = json.loads((support.SAMPLES / "configured_catalog.json").read_text(encoding="utf-8"))
        catalog["streams"][0]["sync_mode"] = "full_refresh"
        result = self.run_main("read", "--config", self.config(), "--catalog",
                               self.file("full.json", catalog), "--state", self.file("s.json", state))
        self.assertEqual(len(self.keys(result)), len(self.keys(self.read("stock_prices"))))


class Killed(support.Case):
    """The stub answers slowly in small pages, so that a kill finds the read at work."""

    stub_options = ("--max-page", "20", "--delay-ms", "10")

    def interrupted(self, kill, after, state):
        """Reads until `after` bytes of output came, then kills; the whole lines that came."""
        arguments = ["read", "--config", self.config(stock_tickers=TICKERS), "--catalog",
                     self.catalog("stock_prices"), "--state", self.file("state.json", state)]
        process = subprocess.Popen([support.MAIN, *arguments], stdout=subprocess.PIPE,
                                   env=support.environment())
        out = b""
        while len(out) < after:
            piece = os.read(process.stdout.fileno(), 65536)
            if not piece:
                break
            out += piece
        process.send_signal(kill)
        out += support.Collector(process.stdout).lines()
        status = process.wait(support.LIMIT)
        process.stdout.close()
        if kill == signal.SIGTERM:
            self.assertIn(status, (0, 143))
            self.assertTrue(out.endswith(b"\n"), "SIGTERM cut a line")
        lines = out[:out.rfind(b"\n") + 1].decode("utf-8")
        return support.Result(status, lines, "")

    def test_killed_and_resumed_has_no_gap(self):
        whole = self.keys(self.read("stock_prices", stock_tickers=TICKERS))
        chance = random.Random(20240229)
        for kill in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(kill.name):
                seen, state, kills = set(), [], 0
                for _ in range(5):
                    part = self.interrupted(kill, chance.randrange(20000, 90000), state)
                    kills += part.status not in (0,)
                    seen |= self.keys(part)
                    state = part.last_state() or state
                rest = self.read("stock_prices", stock_tickers=TICKERS, state=state)
                self.assertEqual(rest.status, 0, rest.out[-1000:])
                self.assertGreater(kills, 0)
                self.assertEqual(seen | self.keys(rest), whole)


if __name__ == "__main__":
    support.main()
