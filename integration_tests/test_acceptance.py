"""main acceptance-test: the reference connector passes; a connector that breaks a rule is told so."""
import json
import os
import pathlib
import re
import signal
import stat
import subprocess
import time
import xml.etree.ElementTree

import support

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
FAKE = HERE / "fake_connector.py"

# The rule that is broken, the test that has to see it, and what it says.
BROKEN = [
    ("config", "spec.test_config_match_spec", "'missing' is a required property"),
    ("schema", "spec.test_config_match_spec", "not a valid schema"),
    ("two_specs", "spec.test_config_match_spec", "exactly one SPEC message, and printed 2"),
    ("expected", "spec.test_match_expected",
     '/connectionSpecification/properties/start/title: expected nothing, got "changed"'),
    ("enum", "spec.test_enum_usage", "/properties/size/enum lists 2 twice"),
    ("oneof", "spec.test_oneof_usage", "exactly one property with const, and share 0"),
    ("oneof_default", "spec.test_oneof_usage", 'const is "oauth" and default "other"'),
    ("unmarked", "spec.test_secret_is_properly_marked", "api_token must be marked"),
    ("misplaced", "spec.test_secret_is_properly_marked", "oneOf/1/token must be marked"),
    ("leak", "spec.test_secret_never_in_the_output", "check prints the config's secret /api_key"),
    ("lint", "spec.test_spec_lint", "/properties/my_token is named like a secret"),
    ("marked_object", "spec.test_spec_lint", "only a text or a number can be a secret"),
    ("types", "spec.test_property_type_is_not_array", "one type, or one and then null"),
    ("empty_object", "spec.test_object_not_empty", "/properties/empty is an object without"),
    ("array", "spec.test_array_type", "/properties/names: items must be"),
    ("forbidden", "spec.test_forbidden_complex_types", "does not take allOf"),
    ("order", "spec.test_duplicate_order", "api_key and start have the same order 0"),
    ("group", "spec.test_nested_group", "group is for top-level properties only"),
    ("display", "spec.test_display_type", "display_type is for a property with oneOf"),
    ("ref", "spec.test_defined_refs_exist_in_json_spec_file", "/properties/other/$ref"),
    ("auth_ref", "spec.test_defined_refs_exist_in_json_spec_file", "/advanced_auth/oauth_config_specification/$ref"),
    ("oauth_path", "spec.test_oauth_flow_parameters", "no property /credentials/gone"),
    ("oauth_default", "spec.test_oauth_is_default_method", "OAuth must be the first method"),
    ("spec_additional", "spec.test_additional_properties_is_true", "is false"),
    ("required_now", "spec.test_backward_compatibility", "start is now required"),
    ("pattern_now", "spec.test_backward_compatibility", "a config that was valid is not any more"),
    ("forbidden", "spec.test_backward_compatibility", "no config is valid any more: The JSON schema is not valid"),
    ("spec_additional", "spec.test_backward_compatibility", "'a member without a name' was unexpected"),
    ("type_now", "spec.test_backward_compatibility", '/start: type was "string" and is "integer"'),
    ("enum_narrow", "spec.test_backward_compatibility", "enum has no 3 any more"),
    ("check", "connection.test_check", "expected SUCCEEDED, got FAILED: because"),
    ("exception", "connection.test_check", "check ended with status 1: it broke"),
    ("no_catalog", "discovery.test_discover", "exactly one CATALOG, and printed 0"),
    ("twice", "discovery.test_discover", "the stream items is there twice"),
    ("bad_schema", "discovery.test_streams_have_valid_json_schemas", "items: the schema is not valid"),
    ("no_cursor", "discovery.test_defined_cursors_exist_in_schema", 'lacks the cursor field ["gone"]'),
    ("stream_ref", "discovery.test_defined_refs_exist_in_schema", "/properties/other/$ref"),
    ("stream_all_of", "discovery.test_defined_keyword_exist_in_schema", "/properties/other/allOf"),
    ("key_missing", "discovery.test_primary_keys_exist_in_schema", 'lacks the primary key ["gone"]'),
    ("key_missing", "discovery.test_primary_keys_data_type", 'lacks the primary key ["gone"]'),
    ("key_object", "discovery.test_primary_keys_data_type", 'is of type "object"'),
    ("no_modes", "discovery.test_streams_has_sync_modes", "plain has no supported_sync_modes"),
    ("stream_additional", "discovery.test_additional_properties_is_true", "plain: /additionalProperties"),
    ("field_removed", "discovery.test_backward_compatibility", "items/note was removed"),
    ("stream_type", "discovery.test_backward_compatibility", "items/note: type was"),
    ("empty", "basic_read.test_read", "no record at all"),
    ("one_empty", "basic_read.test_read", "plain gave no records"),
    ("invalid", "basic_read.test_read", "items: a record is not valid at note"),
    ("strict", "basic_read.test_read", "1.0 is not of type 'integer'"),
    ("bad_time", "basic_read.test_read", "items: a record is not valid at at: 'today'"),
    ("strange", "basic_read.test_read", "none of the schema's properties"),
    ("null_key", "basic_read.test_read", 'items: the primary key [["id"]] of a record is null'),
    ("unseen", "basic_read.test_read", "items: no record has /unseen"),
    ("other_record", "basic_read.test_read", "items: expected a record with the key [1]"),
    ("status", "basic_read.test_read", "expected the statuses STARTED, RUNNING…, COMPLETE"),
    ("no_states", "basic_read.test_read", "2 streams, 0 states"),
    ("legacy", "basic_read.test_read", "of the type LEGACY"),
    ("no_stats", "basic_read.test_read", "no sourceStats.recordCount"),
    ("exit", "basic_read.test_read", "read ended with status 3: too bad"),
    ("no_trace", "basic_read.test_airbyte_trace_message_on_failure", "and printed none"),
    ("emitted_at", "full_refresh.test_sequential_reads", "emitted_at must grow"),
    ("same_again", "incremental.test_two_sequential_reads", "the same 5 records again"),
    ("lost", "incremental.test_read_sequential_slices", "a read from there"),
    ("future_records", "incremental.test_state_with_abnormally_large_values", "1 records came"),
    ("future_form", "incremental.test_state_with_abnormally_large_values", "in another form"),
    ("no_key", "connector_attributes.test_streams_define_primary_key", "items has no primary key"),
]

METADATA = """data:
  name: Fake
  documentationUrl: https://docs.airbyte.com/integrations/sources/fake
  ab_internal: {ql: 400}
  allowedHosts: {hosts: [example.com]}
  suggestedStreams: {streams: [items]}
"""
PAGE = """# Fake
## Prerequisites
- API key
## Setup guide
### Set up Fake
#### For Airbyte Cloud:
#### For Airbyte Open Source:
## Supported sync modes
## Supported Streams
## Limitations & Troubleshooting
## Changelog
"""


class Kit(support.Case):
    """A folder with a configuration of the tests, and a way to run them."""

    def entries(self):
        config = {"config_path": "config.json"}
        return {
            "spec": {"tests": [{**config, "spec_path": "spec.json"}]},
            "connection": {"tests": [dict(config),
                                     {"config_path": "wrong.json", "status": "failed"}]},
            "discovery": {"tests": [dict(config)]},
            "basic_read": {"tests": [{**config, "validate_data_points": True,
                                      "expect_records": {"path": "expected.jsonl"}}]},
            "full_refresh": {"tests": [dict(config)]},
            "incremental": {"tests": [{**config, "future_state": {"future_state_path": "future.json"}}]},
            "connector_attributes": {"tests": [{**config, "streams_without_primary_key": [
                {"name": "plain", "bypass_reason": "words have none"}]}]},
            "connector_documentation": {"tests": [dict(config)]},
        }

    def write(self, broken="", entries=None, **root):
        self.file("config.json", {"api_key": "a-long-secret", "_internal": 1})
        self.file("wrong.json", {"api_key": "wrong"})
        self.file("metadata.yaml", METADATA)
        os.makedirs(os.path.join(self.folder, "docs/integrations/sources"), exist_ok=True)
        self.file("docs/integrations/sources/fake.md", PAGE)
        records = [{"stream": "items", "data": {"id": i}, "emitted_at": 1} for i in (1, 2)]
        records.append({"stream": "plain", "data": {"word": "hello"}, "emitted_at": 1})
        self.file("expected.jsonl", "\n".join(map(json.dumps, records)) + "\n")
        self.file("future.json", [{"type": "STREAM", "stream": {
            "stream_descriptor": {"name": "items"},
            "stream_state": {"at": "2999-01-01T00:00:00Z"}}}])
        spec = subprocess.run([FAKE, "spec"], capture_output=True, text=True, check=True)
        self.file("spec.json", json.loads(spec.stdout.splitlines()[1])["spec"])
        config = {"connector_image": "fake:dev", "test_strictness_level": "high",
                  "custom_environment_variables": {"FAKE_BREAK": broken},
                  "acceptance_tests": entries or self.entries(), **root}
        return self.file("acceptance-test-config.yml", {k: v for k, v in config.items() if v})

    def previous(self):
        """The same connector, whatever is broken."""
        path = self.file("previous", f"#!/bin/sh\nFAKE_BREAK= exec {FAKE} \"$@\"\n")
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path

    def tried(self, config, *extra, connector=FAKE):
        return self.run_main("acceptance-test", "--config", config, "--connector", str(connector),
                             *extra, valid=False)


class Reference(support.Case):
    def config_for(self, path):
        """The configuration with sample configs that point at this test's stub."""
        text = (TOP / path).read_text(encoding="utf-8").replace("base_path: ..\n", "")
        for name in ("spec.yaml", "sample_files"):
            source, target = TOP / name, pathlib.Path(self.folder) / name
            files = [source] if source.is_file() else [file for file in source.iterdir() if file.is_file()]
            for file in files:
                place = target if source.is_file() else target / file.name
                place.parent.mkdir(exist_ok=True)
                content = file.read_text(encoding="utf-8")
                place.write_text(content.replace("http://127.0.0.1:8080", self.stub.url),
                                 encoding="utf-8")
        return self.file("acceptance-test-config.yml", text)

    def run_reference(self, path):
        result = self.run_main("acceptance-test", "--config", self.config_for(path), valid=False)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertRegex(result.stdout.splitlines()[-1], r"^37 passed, 0 failed, 10 skipped$")
        return result.stdout

    def test_passes(self):
        self.assertIn("strictness low", self.run_reference("acceptance-test-config.yml"))

    def test_passes_at_high(self):
        self.assertIn("strictness high",
                      self.run_reference("sample_files/acceptance-test-config-high.yml"))


class Broken(Kit):
    def test_whole(self):
        result = self.tried(self.write(), "--previous", self.previous())
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertRegex(result.stdout.splitlines()[-1], r"^45 passed, 0 failed, 2 skipped$")
        self.assertNotIn("a-long-secret", result.stdout)

    def test_each_rule(self):
        for broken, test, text in BROKEN:
            with self.subTest(broken):
                result = self.tried(self.write(broken), "--tests", test.split(".")[1], "--previous",
                                   self.previous())
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertIn(f"FAILED  {test} ", result.stdout)
                self.assertIn(text, result.stdout)

    def test_a_reference_that_leads_nowhere_is_one_tests_matter(self):
        out = self.tried(self.write("stream_ref"), "--tests", "discovery", "--previous", self.previous()).stdout
        self.assertEqual([line.split()[1] for line in out.splitlines() if line.startswith("FAILED")],
                         ["discovery.test_defined_refs_exist_in_schema"])

    def test_every_test_is_broken_once(self):
        listed = self.run_main("acceptance-test", "--list", valid=False).stdout
        names = {".".join(line.split()[:2]) for line in listed.splitlines()}
        seen = {test for _, test, _ in BROKEN}
        elsewhere = {  # warnings only, images, metadata and pages: tests of their own below
            "spec.test_date_pattern", "spec.test_date_format", "spec.test_image_labels",
            "spec.test_image_environment_variables",
            "discovery.test_catalog_has_supported_data_types",
            "connector_attributes.test_certified_connector_has_allowed_hosts",
            "connector_attributes.test_certified_connector_has_suggested_streams",
            "connector_documentation.test_prerequisites_content",
            "connector_documentation.test_docs_structure"}
        self.assertEqual(names - seen, elsewhere)
        self.assertEqual(seen - names, set())

    def test_metadata_and_page(self):
        config = self.write()
        self.file("metadata.yaml", METADATA.replace("[example.com]", "[]").replace("[items]", "[]"))
        self.file("docs/integrations/sources/fake.md",
                  PAGE.replace("- API key", "").replace("## Supported Streams\n", ""))
        out = self.tried(config, "--tests", "connector_").stdout
        for text in ("data.allowedHosts.hosts must list", "data.suggestedStreams.streams must list",
                     "required field api_key (API key)", "the heading Supported Streams is missing"):
            self.assertIn(text, out)
        self.assertIn("1 passed, 4 failed", out)

    def test_warnings(self):
        out = self.tried(self.write(), "--tests", "test_date_pattern").stdout
        self.assertIn("warning: /properties/start/format: a date is easier to edit", out)
        self.assertIn("1 passed, 0 failed, 0 skipped", out)


class Configuration(Kit):
    def refused(self, text, expected):
        path = self.file("bad.yml", text)
        result = self.tried(path)
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn(expected, result.stderr)
        self.assertEqual(result.stdout, "")

    def test_refused(self):
        head = "connector_image: x\nacceptance_tests:\n"
        for text, expected in [
            ("acceptance_tests: {}\n", "bad.yml:1:1: connector_image: is required"),
            ("connector_image: x\nacceptance_test: {}\n",
             'bad.yml:2:1: acceptance-test-config.yml has no key "acceptance_test"; did you mean '
             "acceptance_tests?"),
            (head + "  spec:\n    tests:\n      - config_pth: a\n",
             'bad.yml:5:9: an entry of spec has no key "config_pth"; did you mean config_path?'),
            (head + "  spec:\n    tests: [{config_path: a}]\n    bypass_reason: b\n",
             "tests and bypass_reason exclude each other"),
            (head + "  connection:\n    tests: [{status: maybe}]\n",
             "bad.yml:4:22: status: must be succeed, failed or exception"),
            (head + "  basic_read:\n    tests: [{expect_records: {}}]\n",
             "needs a path or a bypass_reason"),
            (head + "  spec:\n    tests: [{auth_default_method: {oauth: false}}]\n",
             "needs a bypass_reason where oauth is false"),
            (head + "  spec:\n    tests: [{timeout_seconds: -1}]\n", "whole number of at least 0"),
            (head + "  spec: [1]\n", "a section: must be an object"),
            ("a: [\n", "bad.yml:2:1"),
        ]:
            with self.subTest(expected):
                self.refused(text, expected)

    def test_missing_file(self):
        result = self.tried(os.path.join(self.folder, "none.yml"))
        self.assertEqual(result.returncode, 2)
        self.assertIn("none.yml", result.stderr)

    def test_high_wants_every_section(self):
        entries = self.entries()
        del entries["incremental"]
        entries["full_refresh"] = {"bypass_reason": "too slow"}
        out = self.tried(self.write(entries=entries), "--tests", "re").stdout
        self.assertIn("FAILED  incremental.test_two_sequential_reads 0 ms\n"
                      "        strictness high: the section needs tests or a bypass_reason", out)
        self.assertIn("skipped full_refresh.test_sequential_reads: bypass_reason: too slow", out)

    def test_high_rules_of_entries(self):
        entries = self.entries()
        read = entries["basic_read"]["tests"][0]
        rows = [({"configured_catalog_path": "k.json"}, "takes no configured_catalog_path"),
                ({"validate_schema": False}, "validate_schema must be true"),
                ({"empty_streams": [{"name": "plain"}]}, "plain needs a bypass_reason"),
                ({"expect_records": None}, "expect_records must be configured")]
        for change, text in rows:
            with self.subTest(text):
                entries["basic_read"]["tests"] = [{**read, **change}]
                out = self.tried(self.write(entries=entries), "--tests", "test_read").stdout
                self.assertIn("strictness high", out)
                self.assertIn(text, out)

    def test_legacy_form(self):
        self.write()
        legacy = {"connector_image": "fake:dev", "tests": {
            "connection": [{"config_path": "config.json", "status": "succeed"}],
            "basic_read": [{"config_path": "config.json", "empty_streams": ["plain"]}],
            "incremental": [{"config_path": "config.json", "future_state_path": "future.json"}]}}
        out = self.tried(self.file("legacy.yml", legacy)).stdout
        self.assertRegex(out.splitlines()[-1], r"^6 passed, 0 failed, \d+ skipped$")

    def test_exact_order(self):
        entries = self.entries()
        entries["basic_read"]["tests"][0]["expect_records"]["exact_order"] = True
        config = self.write(entries=entries)
        self.assertIn("passed  basic_read.test_read",
                      self.tried(config, "--tests", "basic_read").stdout)
        lines = [json.dumps({"stream": s, "data": d, "emitted_at": 1}) for s, d in
                 (("items", {"id": 2}), ("items", {"id": 1}), ("plain", {"word": "a"}))]
        self.file("expected.jsonl", "\n".join(lines))
        self.assertIn("items: record 1: expected the key [2], got [1]",
                      self.tried(config, "--tests", "basic_read").stdout)


class Running(Kit):
    def test_reports(self):
        junit, plain = (os.path.join(self.folder, name) for name in ("r.xml", "r.json"))
        config = self.write("enum")
        self.tried(config, "--tests", "spec", "--report", junit)
        self.tried(config, "--tests", "spec", "--report", plain)
        root = xml.etree.ElementTree.parse(junit).getroot()
        cases = root.findall("./testsuite/testcase")
        failed = [c.get("name") for c in cases if c.find("failure") is not None]
        self.assertIn("test_enum_usage[config.json]", failed)
        self.assertEqual(root.find("testsuite").get("failures"), str(len(failed)))
        with open(plain, encoding="utf-8") as file:
            report = json.load(file)
        self.assertEqual(report["failed"], len(failed))
        self.assertEqual({"section", "test", "input", "status", "milliseconds"} -
                         set(report["tests"][0]), set())

    def children_of_fake(self):
        """Processes of this test's connector that still run."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if self.folder.encode() in environment and b"FAKE_BREAK=hang" in environment:
                found.append(entry.name)
        return found

    def hanging(self):
        entries = self.entries()
        entries["connection"]["tests"] = [{"config_path": "config.json", "timeout_seconds": 1}]
        return self.write("hang", entries, custom_environment_variables={
            "FAKE_BREAK": "hang", "FAKE_FOLDER": self.folder})

    def test_time_out_kills_all(self):
        result = self.tried(self.hanging(), "--tests", "test_check")
        self.assertIn("check did not end in time and was killed", result.stdout)
        self.assertEqual(result.returncode, 1)
        deadline = time.monotonic() + support.LIMIT
        while self.children_of_fake() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(self.children_of_fake(), [])

    def test_interrupted(self):
        config = self.hanging()
        place = pathlib.Path(config)
        place.write_text(place.read_text(encoding="utf-8").replace(
            '"timeout_seconds": 1', '"timeout_seconds": 900'), encoding="utf-8")
        process = subprocess.Popen(
            [support.MAIN, "acceptance-test", "--config", config, "--connector", str(FAKE), "--tests",
             "test_check"], stdout=subprocess.PIPE, text=True, env=support.environment())
        deadline = time.monotonic() + support.LIMIT
        while not self.children_of_fake() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=support.LIMIT)
        self.assertEqual(process.returncode, 143, out)
        self.assertIn("check was interrupted", out)

    def test_no_connector(self):
        out = self.tried(self.write(), "--tests", "test_check", connector="/etc/hostname").stdout
        self.assertRegex(out, r"Could not run /etc/hostname|ended with status")

    def test_nothing_chosen(self):
        result = self.tried(self.write(), "--tests", "no_such_test")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.splitlines()[-1], "0 passed, 0 failed, 0 skipped")

    def test_manifest_beside(self):
        """A folder as the catalog has them: manifest.yaml beside the configuration."""
        manifest = (HERE / "manifests" / "tickers.yaml").read_text(encoding="utf-8")
        self.file("manifest.yaml", manifest.replace("STUB_URL", self.stub.url))
        self.file("key.json", {"api_key": support.KEY})
        config = self.file("acceptance-test-config.yml", {
            "connector_image": "x", "acceptance_tests": {
                "spec": {"tests": [{"spec_path": "manifest.yaml", "config_path": "key.json"}]},
                "connection": {"tests": [{"config_path": "key.json"}]},
                "basic_read": {"tests": [{"config_path": "key.json"}]}}})
        result = self.run_main("acceptance-test", "--config", config, valid=False)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("manifest.yaml, strictness low", result.stdout.splitlines()[0])
        self.assertIn("passed  spec.test_match_expected", result.stdout)

    def test_updated_config(self):
        """A config that the connector changed is kept beside the old one, and used from then on."""
        script = self.file("rotating", """#!/usr/bin/env python3
import json, sys
config = json.load(open(sys.argv[3]))
new = {**config, "n": config["n"] + 1}
print(json.dumps({"type": "CONTROL", "control": {"type": "CONNECTOR_CONFIG", "emitted_at": 1,
                  "connectorConfig": {"config": new}}}))
print(json.dumps({"type": "CONNECTION_STATUS", "connectionStatus": {"status": "SUCCEEDED",
                  "message": str(config["n"])}}))
""")
        os.chmod(script, 0o755)
        self.file("turn.json", {"n": 1})
        entry = {"config_path": "turn.json"}
        config = self.file("a.yml", {"connector_image": "x", "acceptance_tests": {
            "connection": {"tests": [entry, entry]}}})
        self.tried(config, "--tests", "test_check", connector=script)
        updates = pathlib.Path(self.folder, "updated_configurations")
        values = sorted(json.loads(f.read_text(encoding="utf-8"))["n"] for f in updates.iterdir())
        self.assertEqual(values[-1], 3)
        self.assertEqual(stat.S_IMODE(updates.stat().st_mode), 0o700)


# Runs an "image" as docker would: mounts, variables, names; and tells of what was asked.
DOCKER = """#!/usr/bin/env -S python3 -IS
import os, sys
log, fake = THE_LOG, THE_FAKE
with open(log, "a") as out:
    print(*sys.argv[1:], file=out)
if sys.argv[1] == "image":
    print('{"Env": ["PATH=/bin", "AIRBYTE_ENTRYPOINT=/x main"], "Entrypoint": ["/x", "main"],'
          ' "Labels": {"io.airbyte.name": "airbyte/source-fake", "io.airbyte.version": "1.2.3"}}')
elif sys.argv[1] == "run":
    words = sys.argv[2:]
    host, inside, _ = words[words.index("-v") + 1].split(":")
    for i, word in enumerate(words):
        if word == "-e":
            name, _, value = words[i + 1].partition("=")
            os.environ[name] = value
    command = words[words.index("airbyte/source-fake:dev") + 1:]
    os.execv(fake, [fake] + [word.replace(inside, host) for word in command])
"""


class Image(Kit):
    def setUp(self):
        super().setUp()
        self.docker_log = os.path.join(self.folder, "docker.log")
        os.mkdir(os.path.join(self.folder, "bin"))
        path = self.file("bin/docker", DOCKER.replace("THE_LOG", repr(self.docker_log))
                         .replace("THE_FAKE", repr(str(FAKE))))
        os.chmod(path, 0o755)

    def image(self, config, *extra):
        path = os.path.join(self.folder, "bin") + ":/usr/local/bin:/usr/bin:/bin"
        return self.run_main("acceptance-test", "--config", config, "--connector",
                             "airbyte/source-fake:dev", *extra, env={"PATH": path}, valid=False)

    def metadata(self, tag):
        self.file("metadata.yaml", METADATA + "  dockerRepository: airbyte/source-fake\n"
                  f"  dockerImageTag: {tag}\n")

    def test_passes(self):
        config = self.write()
        self.metadata("1.2.3")
        result = self.image(config, "--docker-options", "--network host")
        self.assertRegex(result.stdout.splitlines()[-1], r"^45 passed, 0 failed, 2 skipped$")
        self.assertIn("testing the image airbyte/source-fake:dev", result.stdout)
        with open(self.docker_log, encoding="utf-8") as log:
            self.assertIn("--network host airbyte/source-fake:dev read --config", log.read())

    def test_label(self):
        config = self.write()
        self.metadata("9.9.9")
        self.assertIn('label io.airbyte.version: expected "9.9.9" (metadata\'s dockerImageTag), got '
                      '"1.2.3"', self.image(config, "--tests", "test_image").stdout)

    def test_container_is_killed(self):
        entries = self.entries()
        entries["connection"]["tests"] = [{"config_path": "config.json", "timeout_seconds": 1}]
        self.image(self.write("hang", entries), "--tests", "test_check")
        with open(self.docker_log, encoding="utf-8") as log:
            lines = log.read().splitlines()
        name = lines[0].split("--name ")[1].split()[0]
        self.assertEqual(lines[-1], f"kill {name}")


class Usage(support.Case):
    def test_list_and_help(self):
        listed = self.run_main("acceptance-test", "--list", valid=False).stdout
        document = (TOP / "docs" / "acceptance-tests.md").read_text(encoding="utf-8")
        for line in listed.splitlines():
            name = line.split()[1]
            self.assertTrue(re.search(rf"`{name}`", document), f"docs lack {name}")
        helped = self.run_main("acceptance-test", "--help", valid=False).stdout
        self.assertIn("--connector NAME", helped)
        self.assertIn("examples:", helped)


if __name__ == "__main__":
    support.main()
