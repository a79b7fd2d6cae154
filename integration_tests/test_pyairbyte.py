"""PyAirbyte, where this Python has it (pip install airbyte), runs the reference connector and an example manifest by
`local_executable`, into its default cache."""
import importlib.util
import os
import pathlib
import stat
import sys
import unittest

import support

EXAMPLE = pathlib.Path(__file__).resolve().parent.parent / "examples/source-island-weather"


@unittest.skipUnless(importlib.util.find_spec("airbyte"), "PyAirbyte is not installed")
class PyAirbyte(support.Case):
    def setUp(self):
        super().setUp()
        os.environ.update(DO_NOT_TRACK="1", AIRBYTE_OFFLINE_MODE="1", AIRBYTE_PROJECT_DIR=self.folder)
        os.chdir(self.folder)

    def source(self, name, executable, config):
        import airbyte
        source = airbyte.get_source(name, config=config, local_executable=executable)
        source.check()
        source.select_all_streams()
        return source

    def test_the_reference_connector(self):
        config = {"api_key": support.KEY, "stock_tickers": ["AAPL", "IBM"], "start_date": "2024-01-01",
                  "end_date": "2024-12-31", "base_url": self.stub.url}
        source = self.source("source-stock-ticker", support.MAIN, config)
        result = source.read()
        expected = len(self.read().records("stock_prices"))
        self.assertGreater(expected, 500)
        self.assertEqual(len(list(result["stock_prices"])), expected)
        self.assertEqual(len(list(result["tickers"])), 2)
        # The cache has the state: the next read brings nothing new.
        self.assertEqual(len(list(source.read()["stock_prices"])), expected)

    def test_an_example_manifest(self):
        script = pathlib.Path(self.folder) / "connector"
        script.write_text(f'#!/bin/sh\nAIRBYTE_CDK={support.MAIN} exec {EXAMPLE}/tests/connector "$@"\n', encoding="utf-8")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        config = {"api_key": "sample-key", "start_date": "2026-01-01", "end_date": "2026-01-31"}
        result = self.source("source-island-weather", str(script), config).read()
        self.assertEqual(len(list(result["stations"])), 3)
        self.assertEqual({record["station"] for record in result["readings"]}, {"pico", "flores", "sark"})


if __name__ == "__main__":
    if not importlib.util.find_spec("airbyte"):
        print("skipped: PyAirbyte is not installed for", sys.executable)
    support.main()
