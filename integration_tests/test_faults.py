"""Every fault that the stub can serve: each ends in success or in a clear error, within its time, nothing half
emitted and nothing twice. The reads run side by side, since most of them only wait."""
import concurrent.futures
import time
import unittest

import support

# Ticker (see stub_api/stub.h), expected exit status, records (None: as many as AAPL has), failure type,
# a word of the error. A ticker whose fault ends after one answer is retried to success.
ROWS = [
    ("429~3", 0, None, None, None),
    ("429~0", 1, 0, "transient_error", "rate limit"),
    ("500~2", 0, None, None, None),
    ("500~0", 1, 0, "transient_error", ""),
    ("503~1", 0, None, None, None),
    ("reset~1", 0, None, None, None),
    ("reset~0", 1, 0, "transient_error", ""),
    ("close~1", 0, None, None, None),
    ("close~0", 1, 0, "transient_error", ""),
    ("gzip~1", 0, None, None, None),
    ("gzip~0", 1, 0, None, ""),
    ("cut~2", 0, None, None, None),
    ("cut~0", 1, 0, "transient_error", "no valid JSON"),
    ("html~2", 0, None, None, None),
    ("html~0", 1, 0, "transient_error", "no valid JSON"),
    ("empty~0", 1, 0, None, ""),
    ("utf8~1", 0, None, None, None),
    ("utf8~0", 1, 0, "transient_error", "no valid JSON"),
    ("deep~0", 1, 0, "transient_error", "no valid JSON"),
    ("type~0", 0, 1, None, None),
    ("loris~0", 0, 1, None, None),
    ("endless~0", 1, 1, None, ""),
    ("redirect~0", 1, 0, None, "redirect"),
    ("403~0", 1, 0, "config_error", "plan"),
    ("UNKNOWN", 0, 0, None, None),
    ("stall~1", 0, None, None, None),  # 60 seconds without a byte, then a second try
]


class Faults(support.Case):
    stub_options = ("--max-page", "100")

    def one(self, ticker):
        started = time.monotonic()
        config = self.config(name=f"config-{ticker}.json", stock_tickers=[ticker])
        result = self.run_main("read", "--config", config, "--catalog", self.prices,
                               limit=400 * support.SLOWNESS)
        return result, time.monotonic() - started

    def test_all_faults(self):
        self.prices = self.catalog("stock_prices")
        whole, _ = self.one("AAPL")
        days = {r["date"] for r in whole.records()}
        with concurrent.futures.ThreadPoolExecutor(len(ROWS)) as pool:
            results = list(pool.map(lambda row: self.one(row[0]), ROWS))
        for row, (result, took) in zip(ROWS, results):
            with self.subTest(row[0], took=took):
                self.check_row(row, result, days)

    def check_row(self, row, result, days):
        ticker, status, count, kind, words = row
        told = [e["message"] for e in result.errors()]
        self.assertEqual(result.status, status, (told, result.out[-500:]))
        dates = [d for _, d in self.keys(result)]
        self.assertEqual(len(dates), len(days) if count is None else count)
        self.assertLessEqual(set(dates), days | {"2020-01-02"})
        statuses = result.statuses("stock_prices")
        self.assertEqual(statuses[-1], "COMPLETE" if status == 0 else "INCOMPLETE")
        if status == 1:
            mine = next(e for e in result.errors()
                        if e.get("stream_descriptor", {}).get("name") == "stock_prices")
            self.assertIn(words, mine["message"])
            if kind is not None:
                self.assertEqual(mine["failure_type"], kind, mine)
            self.assertNotIn(support.KEY, result.out)

    def test_rate_limit_is_told_to_the_platform(self):
        result = self.read("stock_prices", stock_tickers=["429~1"])
        reasons = [m["trace"]["stream_status"].get("reasons") for m in result.of("TRACE")
                   if m["trace"]["type"] == "STREAM_STATUS"]
        self.assertIn("RATE_LIMITED", [r[0]["type"] for r in reasons if r])

    def test_a_fault_on_a_later_page_keeps_what_came_and_resumes(self):
        result = self.read("stock_prices", stock_tickers=["403~0~2"])
        self.assertEqual(result.status, 1)
        self.assertEqual(len(self.keys(result)), 200)
        rest = self.read("stock_prices", stock_tickers=["AAPL"],
                         state=self.renamed(result.last_state(), "403~0~2", "AAPL"))
        self.assertEqual(rest.status, 0)
        days = {d for _, d in self.keys(self.read("stock_prices", stock_tickers=["AAPL"]))}
        self.assertEqual({d for _, d in self.keys(result)} | {d for _, d in self.keys(rest)}, days)
        self.assertEqual(len(self.keys(result)) + len(self.keys(rest)), len(days))

    @staticmethod
    def renamed(state, old, new):
        for entry in state[0]["stream"]["stream_state"]["states"]:
            if entry["partition"]["ticker"] == old:
                entry["partition"]["ticker"] = new
        return state

    def test_a_later_page_that_is_no_json_leaves_the_state_before_it(self):
        result = self.read("stock_prices", stock_tickers=["html~0~2"])
        self.assertEqual(result.status, 1)
        dates = [date for _, date in self.keys(result)]
        self.assertEqual(len(dates), 200)
        entry = result.last_state()[0]["stream"]["stream_state"]["states"][0]
        self.assertEqual(entry["cursor"]["date"], max(dates))
        self.assertEqual(result.statuses("stock_prices")[-1], "INCOMPLETE")

    def test_one_failing_ticker_or_stream_does_not_stop_the_others(self):
        result = self.read(stock_tickers=["AAPL", "403~0", "IBM"])
        self.assertEqual(result.status, 1)
        self.assertEqual({t for t, _ in self.keys(result)}, {"AAPL", "IBM"})
        self.assertEqual(result.statuses("stock_prices")[-1], "INCOMPLETE")
        self.assertEqual(result.statuses("tickers")[-1], "INCOMPLETE")
        names = {e.get("stream_descriptor", {}).get("name") for e in result.errors()}
        self.assertLessEqual({"stock_prices", "tickers"}, names)

    def test_unknown_ticker_fails_check_with_its_name(self):
        result = self.run_main("check", "--config", self.config(stock_tickers=["NOPE"]))
        status = result.of("CONNECTION_STATUS")[0]["connectionStatus"]
        self.assertEqual(status["status"], "FAILED")
        self.assertIn("NOPE", status["message"])

    def test_endless_pages_are_noticed_early(self):
        self.read("stock_prices", stock_tickers=["endless~0"])
        self.assertLessEqual(len(self.stub.requests("endless~0")), 6)


if __name__ == "__main__":
    support.main()
