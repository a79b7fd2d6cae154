"""The commands as the protocol says, as the platform's variants of input have it, and as PyAirbyte calls."""
import json
import os
import signal
import subprocess
import time
import unittest

import protocol
import support


class Commands(support.Case):
    def test_spec(self):
        result = self.run_main("spec")
        self.assertEqual(result.status, 0, result.out)
        specification = result.of("SPEC")[0]["spec"]["connectionSpecification"]
        self.assertEqual(len(result.of("SPEC")), 1)
        self.assertTrue(specification["properties"]["api_key"]["airbyte_secret"])
        self.assertEqual(list(specification["properties"]),
                         ["api_key", "stock_tickers", "start_date", "end_date", "base_url"])

    def test_check_succeeds(self):
        result = self.run_main("check", "--config", self.config())
        self.assertEqual(result.status, 0, result.out)
        self.assertEqual(result.of("CONNECTION_STATUS")[0]["connectionStatus"]["status"], "SUCCEEDED")

    def test_check_tells_a_wrong_key_and_does_not_echo_it(self):
        for key, words in (("a-very-secret-key", "Unknown API Key"), ("forbidden", "not entitled")):
            with self.subTest(key):
                result = self.run_main("check", "--config", self.config(api_key=key))
                status = result.of("CONNECTION_STATUS")[0]["connectionStatus"]
                self.assertEqual((result.status, status["status"]), (0, "FAILED"))
                self.assertIn(words, status["message"])
                self.assertNotIn(key, result.out + result.err)

    def test_an_invalid_config_names_the_field(self):
        cases = [
            ({"start_date": None}, "start_date"), ({"stock_tickers": "AAPL"}, "stock_tickers"),
            ({"start_date": "01/02/2024"}, "start_date"), ({"stock_tickers": []}, "stock_tickers"),
            ({"api_key": 5}, "api_key"), ({"base_url": "ftp://x"}, "base_url"),
        ]
        for members, field in cases:
            with self.subTest(field=field, members=members):
                result = self.run_main("check", "--config", self.config(**members))
                status = result.of("CONNECTION_STATUS")[0]["connectionStatus"]
                self.assertEqual((result.status, status["status"]), (0, "FAILED"))
                self.assertIn(field, status["message"])
        self.assertEqual(self.stub.requests() if os.path.exists(self.stub.log) else [], [])

    def test_an_invalid_config_fails_a_read(self):
        result = self.read("tickers", start_date="yesterday")
        self.assertEqual(result.status, 1)
        self.assertEqual(result.errors()[0]["failure_type"], "config_error")
        self.assertIn("start_date", result.errors()[0]["message"])
        self.assertEqual(result.records(), [])

    def test_discover(self):
        result = self.run_main("discover", "--config", self.config())
        self.assertEqual(result.status, 0, result.out)
        prices, tickers = result.of("CATALOG")[0]["catalog"]["streams"]
        self.assertEqual((prices["name"], tickers["name"]), ("stock_prices", "tickers"))
        self.assertEqual(prices["source_defined_primary_key"], [["ticker"], ["date"]])
        self.assertEqual(sorted(prices["supported_sync_modes"]), ["full_refresh", "incremental"])
        self.assertEqual(prices["default_cursor_field"], ["date"])
        self.assertTrue(prices["source_defined_cursor"])
        self.assertEqual(tickers["supported_sync_modes"], ["full_refresh"])
        self.assertTrue(prices["json_schema"]["properties"] and tickers["json_schema"]["properties"])

    def test_read(self):
        result = self.read()
        self.assertEqual(result.status, 0, result.out[-2000:])
        self.assertEqual(len(self.keys(result)), len(result.records("stock_prices")))
        self.assertEqual({k[0] for k in self.keys(result)}, {"AAPL", "IBM"})
        first = result.records("stock_prices")[0]
        self.assertEqual(sorted(first), sorted(["ticker", "date", "v", "vw", "o", "c", "h", "l", "t", "n"]))
        self.assertEqual({r["ticker"] for r in result.records("tickers")}, {"AAPL", "IBM"})
        for stream in ("stock_prices", "tickers"):
            statuses = result.statuses(stream)
            self.assertEqual([statuses[0], statuses[-1]], ["STARTED", "COMPLETE"])
            self.assertIn("RUNNING", statuses)

    def test_numbers_come_out_as_the_api_wrote_them(self):
        result = self.read("stock_prices", stock_tickers=["AAPL"], start_date="2024-01-02",
                           end_date="2024-01-02")
        line = next(l for l in result.out.splitlines() if '"RECORD"' in l)
        self.assertRegex(line, r'"o":\d+\.\d\d,')
        self.assertRegex(line, r'"vw":\d+\.\d\d\d\d,')

    def test_record_counts_in_states_add_up(self):
        result = self.read()
        for stream in ("stock_prices", "tickers"):
            counted = sum(s["sourceStats"]["recordCount"] for s in result.states()
                          if s["stream"]["stream_descriptor"]["name"] == stream)
            self.assertEqual(counted, len(result.records(stream)), stream)

    def test_limit_and_streams(self):
        result = self.read(extra=("--limit", "7", "--streams", "stock_prices"))
        self.assertEqual(result.status, 0)
        self.assertEqual(len(result.records("stock_prices")), 7)
        self.assertEqual(result.records("tickers"), [])

    def test_wrong_usage(self):
        cases = [[], ["nonsense"], ["check"], ["read", "--config", "x"], ["spec", "--nonsense"],
                 ["check", "--config"]]
        for arguments in cases:
            with self.subTest(arguments):
                result = self.run_main(*arguments)
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertIn("usage", result.err.lower())

    def test_help_and_version(self):
        for command in ([], ["spec"], ["check"], ["discover"], ["read"]):
            done = self.run_main(*command, "--help", valid=False)
            self.assertEqual(done.returncode, 0)
            self.assertIn("main", done.stdout)
        self.assertRegex(self.run_main("--version", valid=False).stdout, r"\d+\.\d+")

    def test_missing_and_broken_files(self):
        broken = self.file("broken.json", '{"a": [1, }')
        for path, word in ((os.path.join(self.folder, "none.json"), "none.json"), (broken, "line 1")):
            with self.subTest(path):
                result = self.run_main("check", "--config", path)
                told = [e["message"] for e in result.errors()]
                told += [m["connectionStatus"].get("message", "") for m in result.of("CONNECTION_STATUS")]
                self.assertIn(word, " ".join(told))

    def test_does_not_depend_on_the_current_folder(self):
        self.file("manifest.yaml", "this: [is no manifest")
        self.file("spec.yaml", "nonsense")
        self.assertEqual(self.run_main("spec").status, 0)


class PlatformInput(support.Case):
    """Catalogs and states with all that the platform and PyAirbyte write into them."""

    def everything(self, sync_mode="incremental"):
        def stream(name):
            return {"stream": {"name": name, "json_schema": {}, "supported_sync_modes": ["full_refresh"],
                               "namespace": None, "source_defined_cursor": None, "is_resumable": None,
                               "default_cursor_field": None, "future_member": {"x": [1]}},
                    "sync_mode": sync_mode, "destination_sync_mode": "overwrite", "cursor_field": None,
                    "primary_key": None, "generation_id": 1, "minimum_generation_id": 1, "sync_id": 1,
                    "include_files": False, "fields": None}
        return self.file("catalog.json", {"streams": [stream("stock_prices"), stream("tickers")],
                                          "another": None})

    def test_catalog_with_extra_members_and_nulls(self):
        for mode in ("incremental", "full_refresh"):
            with self.subTest(mode):
                result = self.run_main("read", "--config", self.config(), "--catalog",
                                       self.everything(mode), "--state", self.file("s.json", "[]"))
                self.assertEqual(result.status, 0, result.out[-2000:])
                self.assertTrue(result.records("stock_prices") and result.records("tickers"))

    def test_every_form_of_empty_state(self):
        for text in ("[]", "{}", '[{"type":"LEGACY","data":{}}]', '[{"type":"STREAM","stream":'
                     '{"stream_descriptor":{"name":"stock_prices","namespace":null},"stream_state":null}}]'):
            with self.subTest(text):
                result = self.read("stock_prices", state=text)
                self.assertEqual(result.status, 0, result.out[-2000:])
                self.assertEqual(len(self.keys(result)), len(self.keys(self.read("stock_prices"))))

    def test_state_as_pyairbyte_writes_it(self):
        first = self.read()
        bodies = []
        for state in first.last_state():
            body = {**state, "data": None, "destinationStats": None,
                    "sourceStats": {**state["sourceStats"], "rejectedRecordCount": None}}
            body["stream"]["stream_descriptor"]["namespace"] = None
            text = json.dumps(body)
            bodies.append(text[:-1] + ', "global_": null, "global_": null}')
        second = self.run_main("read", "--config", self.config(), "--catalog", self.everything(),
                               "--state", self.file("s.json", "[" + ",".join(bodies) + "]"))
        self.assertEqual(second.status, 0, second.out[-2000:])
        self.assertEqual(second.records("stock_prices"), [])
        self.assertEqual(len(second.records("tickers")), 2)

    def test_invalid_catalogs_are_refused(self):
        cases = ['{"streams":[{"stream":{"name":"tickers"},"sync_mode":"INVALID"}]}', "[]", "{",
                 '{"streams":{}}', '{"streams":[{"sync_mode":"incremental"}]}']
        for text in cases:
            with self.subTest(text):
                result = self.run_main("read", "--config", self.config(), "--catalog",
                                       self.file("c.json", text))
                self.assertEqual(result.status, 1, result.out)
                self.assertTrue(result.errors()[0]["message"])
                self.assertEqual(result.records(), [])

    def test_broken_states_are_refused(self):
        for text in ("[", '"x"', "[1]", '[{"type":"STREAM","stream":{"stream_descriptor":{"name":'
                     '"stock_prices"},"stream_state":{"states":7}}}]'):
            with self.subTest(text):
                result = self.read("stock_prices", state=text)
                self.assertEqual(result.status, 1, result.out[-500:])
                self.assertTrue(result.errors()[0]["message"])

    def test_signals_right_after_the_message(self):
        """PyAirbyte ends spec, check and discover by SIGTERM as soon as it has its message."""
        config = self.config()
        for arguments in (["spec"], ["check", "--config", config], ["discover", "--config", config]):
            with self.subTest(arguments[0]):
                process = subprocess.Popen([support.MAIN, *arguments], stdout=subprocess.PIPE,
                                           env=support.environment(), stderr=subprocess.PIPE)
                line = b""
                while not any(word in line for word in (b'"SPEC"', b'"CONNECTION_STATUS"', b'"CATALOG"')):
                    line = process.stdout.readline()
                    self.assertTrue(line)
                process.send_signal(signal.SIGTERM)
                _, err = process.communicate(timeout=support.LIMIT)
                self.assertIn(process.returncode, (0, 143))
                self.assertEqual(err, b"")


class Environment(support.Case):
    def test_debug_gives_log_lines(self):
        for extra, env in ((("--debug",), {}), ((), {"LOG_LEVEL": "debug"}), ((), {"LOG_LEVEL": "DEBUG"})):
            result = self.read("tickers", extra=extra, env=env)
            self.assertEqual(result.status, 0)
            self.assertTrue([m for m in result.of("LOG") if m["log"]["level"] == "DEBUG"], (extra, env))
            self.assertNotIn(support.KEY, "".join(json.dumps(m) for m in result.of("LOG")))

    def test_variables_of_the_platform(self):
        result = self.read("tickers", env={
            "WORKER_CONNECTOR_IMAGE": "airbyte/source-stock-ticker:dev", "WORKER_JOB_ID": "1",
            "WORKER_JOB_ATTEMPT": "0", "USE_STREAM_CAPABLE_STATE": "true", "USE_FILE_TRANSFER": "false",
            "CONCURRENT_SOURCE_STREAM_READ": "false", "AIRBYTE_ENABLE_UNSAFE_CODE": "true",
            "LOG_LEVEL": "INFO", "CONNECTOR_STORAGE_LIMIT_BYTES": "5368709120",
            "JAVA_OPTS": "-XX:+ExitOnOutOfMemoryError", "DEPLOYMENT_MODE": "oss"})
        self.assertEqual(result.status, 0, result.out[-1000:])

    def test_closed_descriptors(self):
        for redirect in ("<&-", "2>&-", "<&- 2>&-"):
            done = subprocess.run(["/bin/sh", "-c", f'"$0" spec {redirect}', support.MAIN],
                                  capture_output=True, env=support.environment(), check=False,
                                  timeout=support.LIMIT)
            self.assertEqual(done.returncode, 0)
            self.assertIn(b'"SPEC"', done.stdout)

    def test_full_disk_on_stdout(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([support.MAIN, "spec"], stdout=full, stderr=subprocess.PIPE, check=False,
                                  env=support.environment(), timeout=support.LIMIT)
        self.assertNotEqual(done.returncode, 0)

    def test_record_and_replay(self):
        tape = os.path.join(self.folder, "tape")
        first = self.read(extra=("--record", tape))
        self.assertEqual(first.status, 0, first.out[-1000:])
        asked = len(self.stub.requests())
        self.stub.stop()
        second = self.read(extra=("--replay", tape))
        self.assertEqual(second.status, 0, second.out[-1000:])
        key = lambda r: json.dumps(r, sort_keys=True)
        self.assertEqual(sorted(first.records(), key=key), sorted(second.records(), key=key))
        self.assertEqual(len(self.stub.requests()), asked)
        for folder, _, names in os.walk(tape):
            for name in names:
                with open(os.path.join(folder, name), "rb") as recorded:
                    self.assertNotIn(support.KEY.encode(), recorded.read(), name)


class ProtocolModels(unittest.TestCase):
    def test_protocol_models_are_used(self):
        if protocol.AirbyteMessage is None:
            self.skipTest("the package airbyte-protocol-models-pdv2 is not installed: own check only")
        with self.assertRaises(ValueError):
            protocol.AirbyteMessage.model_validate({"type": "RECORD", "record": {"stream": 5}})


if __name__ == "__main__":
    support.main()
