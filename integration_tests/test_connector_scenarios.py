"""`main test`: scenarios are recorded from the stub, replayed without it, compared and updated."""
import json
import os
import pathlib
import xml.etree.ElementTree

import support

MANIFEST = """
version: 6.0.0
type: DeclarativeSource
check: {type: CheckStream, stream_names: [details]}
streams:
  - type: DeclarativeStream
    name: details
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['base_url'] }}"
        path: /v3/reference/tickers/IBM
        request_headers: {Authorization: "Bearer {{ config['api_key'] }}"}
        request_parameters: {apiKey: "{{ config['api_key'] }}", day: "{{ now_utc().strftime('%Y-%m-%d') }}"}
      record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: [results]}}
    schema_loader: {type: InlineSchemaLoader, schema: {type: object, properties: {}}}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [api_key]
    properties: {api_key: {type: string, airbyte_secret: true}, base_url: {type: string}}
"""


class Scenarios(support.Case):
    def scenario(self, name, **files):
        folder = pathlib.Path(self.folder, "scenarios", name)
        folder.mkdir(parents=True)
        for file, content in files.items():
            path = folder / file.replace("_yaml", ".yaml").replace("_json", ".json")
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return folder

    def everything(self):
        """All that was written, but for the real config."""
        return "\n".join(path.read_text(encoding="utf-8")
                         for path in pathlib.Path(self.folder, "scenarios").rglob("*") if path.is_file())

    def record(self, **config):
        return self.run_kit("--record", "--config", self.config(**config))

    def run_kit(self, *arguments, status=0):
        done = self.run_main("test", "scenarios", *arguments, valid=False)
        self.assertEqual(done.returncode, status, f"{done.stdout}\n{done.stderr}")
        return done

    def test_those_of_the_reference_connector_pass(self):
        done = self.run_main("test", str(support.SAMPLES / "scenarios"), valid=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("4 passed, 0 failed, 0 skipped", done.stdout)

    def test_a_native_source_is_recorded_and_replayed(self):
        folder = self.scenario("prices")
        told = self.record(stock_tickers=["IBM"], start_date="2024-12-01").stdout
        self.assertRegex(told, r"passed  prices \[read\] \d+ ms\n        recorded: records: \d+\n1 passed, 0 failed")
        self.assertEqual(sorted(os.listdir(folder)), ["cassette", "config.json", "configured_catalog.json",
                                                      "expected.jsonl", "scenario.yaml"])
        self.assertEqual(json.loads((folder / "config.json").read_text(encoding="utf-8"))["api_key"], "****")
        self.assertNotIn(support.KEY, self.everything())
        self.stub.stop()
        self.assertIn("1 passed, 0 failed, 0 skipped", self.run_kit().stdout)

    def test_a_difference_is_told_and_can_be_taken_over(self):
        folder = self.scenario("details")
        self.file("manifest.yaml", MANIFEST)
        self.record()
        self.assertIn('"day=', self.everything().replace("&", '"'))
        expected = folder / "expected.jsonl"
        good = expected.read_text(encoding="utf-8")
        self.assertIn('"RECORD"', good)
        expected.write_text(good.replace("IBM", "HAL"), encoding="utf-8")
        told = self.run_kit(status=1).stdout
        self.assertIn("FAILED  details [read]", told)
        self.assertRegex(told, r"stream details: expected \(-\) and got \(\+\)")
        self.assertRegex(told, r'/record/data/ticker: expected "HAL", got "IBM"')
        self.assertIn("0 passed, 1 failed, 0 skipped", told)
        found = json.loads(self.run_kit("--format", "json", "--report", "r.xml", status=1).stdout)
        self.assertEqual((found["failed"], found["tests"][0]["test"]), (1, "details"))
        suite = xml.etree.ElementTree.parse(os.path.join(self.folder, "r.xml")).getroot()[0]
        self.assertEqual((suite.get("failures"), suite[0].get("name")), ("1", "details[read]"))
        self.assertIn("<testsuites>", self.run_kit("--format=junit", status=1).stdout)
        self.run_kit("--update")
        self.assertEqual(expected.read_text(encoding="utf-8"), good)
        self.run_kit()

    def test_every_command(self):
        self.file("manifest.yaml", MANIFEST)
        for command in ("spec", "check", "discover"):
            self.scenario(command, scenario_yaml=f"command: {command}\n")
        config = {"api_key": "forbidden", "base_url": self.stub.url}
        self.scenario("refused", scenario_yaml="command: check\n# of a wrong key\n", config_json=config)
        self.record()
        self.run_main("test", "scenarios/refused", "--record", valid=False)
        refused = pathlib.Path(self.folder, "scenarios/refused")
        self.assertIn("FAILED", (refused / "expected.jsonl").read_text(encoding="utf-8"))
        self.assertRegex((refused / "scenario.yaml").read_text(encoding="utf-8"),
                         r'^command: check\n# of a wrong key\nnow: "20\d\d-[^"]+"\n$')
        self.stub.stop()
        told = self.run_kit().stdout
        self.assertEqual([line.split(" [")[0] for line in told.splitlines()[1:-1]],
                         ["passed  check", "passed  discover", "passed  refused", "passed  spec"])
        self.assertIn("1 passed, 0 failed", self.run_kit("--tests", "ref").stdout)

    def test_a_recording_that_fails_leaves_the_old_one(self):
        folder = self.scenario("details")
        self.file("manifest.yaml", MANIFEST)
        self.record()
        before = sorted((path.name, path.read_bytes()) for path in (folder / "cassette").iterdir())
        (folder / "scenario.yaml").write_text("options: [--nonsense]\nnow: 2026-01-01T00:00:00Z\n", encoding="utf-8")
        broken = self.run_kit("--record", "--config", self.config(), status=1)
        self.assertIn("read: wrong usage: main read: unknown option --nonsense", broken.stdout)
        self.assertEqual(before, sorted((path.name, path.read_bytes()) for path in (folder / "cassette").iterdir()))
        self.assertNotIn("cassette.new", os.listdir(folder))

    def test_only_masked_values_come_from_the_real_config(self):
        own = {"api_key": "****", "base_url": self.stub.url, "stock_tickers": ["KO"], "start_date": "2024-12-30"}
        folder = self.scenario("mine", config_json=own, scenario_yaml="command: read\n")
        self.record(stock_tickers=["IBM"])
        self.assertEqual(json.loads((folder / "config.json").read_text(encoding="utf-8")), own)
        self.assertIn('"ticker":"KO"', (folder / "expected.jsonl").read_text(encoding="utf-8"))
        self.run_kit()
        (folder / "config.json").write_text(json.dumps({**own, "start_date": "****", "end_date": "****"}), encoding="utf-8")
        told = self.run_kit("--record", "--config", self.config(start_date="2024-12-30", end_date=None), status=1)
        alone = self.run_kit("--record", status=1).stdout
        self.assertIn('scenarios/mine/config.json: "api_key" is masked: name the real configuration by --config', alone)
        self.assertIn('"end_date" is masked, and the configuration of --config has nothing to put there', told.stdout)

    def test_the_manifest_is_that_of_the_connector(self):
        """tests/scenarios/NAME: not one that lies above the connector's folder."""
        self.file("manifest.yaml", MANIFEST)
        nested = pathlib.Path(self.folder, "connector/tests/scenarios/spec")
        nested.mkdir(parents=True)
        (nested / "scenario.yaml").write_text("command: spec\n", encoding="utf-8")
        for path in ("connector/tests/scenarios", "connector/tests/scenarios/spec"):
            told = self.run_main("test", path, "--update", valid=False).stdout
            self.assertEqual(told.splitlines()[0], f"testing the program {support.MAIN}")
        (nested.parents[2] / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
        for path in ("connector/tests/scenarios", "connector/tests/scenarios/spec", "connector/tests/scenarios/spec/"):
            told = self.run_main("test", path, "--update", valid=False).stdout
            self.assertTrue(told.splitlines()[0].endswith("/main with connector/manifest.yaml"), told)

    def test_waits_pass_at_once(self):
        folder = self.scenario("limited", configured_catalog_json={"streams": [{
            "stream": {"name": "details", "json_schema": {}, "supported_sync_modes": ["full_refresh"]},
            "sync_mode": "full_refresh", "destination_sync_mode": "append"}]},
            config_json={"api_key": "k", "base_url": "https://api.example.com"},
            scenario_yaml="now: '2026-01-31T00:00:00Z'\n")
        self.file("manifest.yaml", MANIFEST)
        (folder / "cassette").mkdir()
        url = "https://api.example.com/v3/reference/tickers/IBM?apiKey=k&day=2026-01-31"
        for number, status, body in ((1, 503, ""), (2, 503, ""), (3, 200, '{"results": {"ticker": "IBM"}}')):
            head = {"request": {"method": "GET", "url": url, "headers": {}, "body": ""},
                    "response": {"status": status, "url": url, "headers": {"Retry-After": "100000"}}}
            (folder / f"cassette/00000{number}.json").write_text(json.dumps(head), encoding="utf-8")
            (folder / f"cassette/00000{number}.body").write_text(body, encoding="utf-8")
        (folder / "expected.jsonl").write_text(
            '{"type": "RECORD", "record": {"stream": "details", "data": {"ticker": "IBM"}}}\n', encoding="utf-8")
        self.run_kit()

    def test_what_is_wrong_with_the_files(self):
        self.assertIn("Cannot open the folder scenarios: No such file or directory. To make a scenario: mkdir -p scenarios/NAME",
                      self.run_kit(status=2).stderr)
        folder = self.scenario("a", scenario_yaml="comand: read\n")
        self.assertIn('scenarios/a/scenario.yaml:1:1: a scenario has no key "comand"; did you mean command?',
                      self.run_kit(status=2).stderr)
        (folder / "scenario.yaml").write_text("state: old.json\n", encoding="utf-8")
        self.assertIn("scenario.yaml: state: there is no file scenarios/a/old.json", self.run_kit(status=2).stderr)
        (folder / "scenario.yaml").write_text("command: check\n", encoding="utf-8")
        self.assertIn("there is no scenarios/a/config.json", self.run_kit(status=1).stdout)
        (folder / "config.json").write_text("{", encoding="utf-8")
        self.assertIn("scenarios/a/config.json: Invalid JSON at line 1", self.run_kit(status=2).stderr)
        for wrong in (("--format", "xml"), ("--record", "--update"), ("--config", "x"), ("--unknown",)):
            self.assertIn("usage: main test", self.run_kit(*wrong, status=2).stderr)


if __name__ == "__main__":
    support.main()
