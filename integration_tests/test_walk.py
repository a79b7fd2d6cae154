"""Airbyte's guide, "Building a Python Source", step by step with the installed package in an empty folder: for a
manifest and for a native source; and the generator as a person at a terminal meets it."""
import json
import os
import pty
import re
import unittest

import kit_case
import support

CONFIG = ("--config", "sample_files/sample_config.json")
RECORDED = ("--replay", "tests/scenarios/read/cassette")


class Walk(kit_case.Installed):
    def kit(self, *arguments, status=0):
        return self.run_it(*self.program, *arguments, *self.given.get(arguments[0], ()), cwd=self.connector, status=status)

    def said(self, *arguments, status=0):
        return support.Result(status, self.kit(*arguments, status=status).stdout, "")

    def walk(self, connector, program, manifest=()):
        """Steps 4 to 12, which both kinds have."""
        self.connector, self.program = connector, program
        self.given = dict.fromkeys(("spec", "check", "discover", "read", "test-read", "infer-schema", "docs-page"), manifest)
        self.verbs()
        self.debug_log()
        self.short_read()
        self.scenarios()
        self.acceptance()
        self.registry_and_page()

    def verbs(self):
        properties = self.said("spec").of("SPEC")[0]["spec"]["connectionSpecification"]["properties"]
        self.assertTrue(properties["access_token"]["airbyte_secret"])
        status = self.said("check", *CONFIG, *RECORDED).of("CONNECTION_STATUS")[0]["connectionStatus"]
        self.assertEqual(status, {"status": "SUCCEEDED"})
        streams = self.said("discover", *CONFIG).of("CATALOG")[0]["catalog"]["streams"]
        self.assertEqual([stream["name"] for stream in streams], ["users", "orders"])
        catalog = ("--catalog", "sample_files/configured_catalog.json")
        read = self.said("read", *CONFIG, *catalog, *RECORDED)
        self.assertEqual([record["id"] for record in read.records("users")], [1, 2])
        self.assertEqual(read.statuses("orders"), ["STARTED", "RUNNING", "COMPLETE"])

    def debug_log(self):
        config = self.connector / "debugged.json"
        config.write_text('{"access_token": "open-sesame"}', encoding="utf-8")
        told = self.said("check", "--config", config, *RECORDED, "--debug")
        self.assertNotIn("open-sesame", told.out)
        logs = [message["log"] for message in told.of("LOG") if message["log"]["level"] == "DEBUG"]
        fields = [json.loads(log["message"][log["message"].index("{"):]) for log in logs if "{" in log["message"]]
        self.assertEqual((fields[0]["method"], fields[0]["url"]), ("GET", "https://api.example.com/users"))
        self.assertEqual(json.loads(fields[0]["headers"])["Authorization"], "Bearer ****")
        self.assertEqual(fields[1]["status"], "200")
        self.assertEqual(len(json.loads(fields[1]["body"])["data"]), 2)

    def short_read(self):
        table = self.kit("test-read", *CONFIG, "--stream", "users", "--format", "text", *RECORDED).stdout
        self.assertRegex(table, r"page 1  GET https://api.example.com/users → 200, \d+ bytes, 2 records")
        self.assertIn("schema: the records fit it", table)
        slices = json.loads(self.kit("test-read", *CONFIG, "--stream", "users", "--records", "1", *RECORDED).stdout)["slices"]
        self.assertEqual(len(slices[0]["pages"][0]["records"]), 1)

    def scenarios(self):
        self.assertIn("2 passed, 0 failed, 0 skipped", self.kit("test").stdout)
        expected = self.connector / "tests/scenarios/read/expected.jsonl"
        good = expected.read_text(encoding="utf-8")
        expected.write_text(good.replace("the first of users", "somebody"), encoding="utf-8")
        told = self.kit("test", "--tests", "read", status=1).stdout
        self.assertIn('/record/data/name: expected "somebody", got "the first of users"', told)
        self.kit("test", "--update")
        self.assertIn("the first of users", expected.read_text(encoding="utf-8"))
        self.assertIn("2 passed", self.kit("test", "--report", "report.xml").stdout)
        self.assertTrue((self.connector / "report.xml").exists())

    def acceptance(self):
        report = self.connector / "acceptance.json"
        done = self.run_it("env", *self.named, *self.program, "acceptance-test", "--connector", "tests/connector",
                           "--report", report, cwd=self.connector)
        self.assertRegex(done.stdout, r"\n\d+ passed, 0 failed, \d+ skipped\n$")
        self.assertEqual(json.loads(report.read_text(encoding="utf-8"))["failed"], 0)

    def registry_and_page(self):
        entry = self.kit("registry-entry").stdout
        definition = re.search(r'sourceDefinitionId: "([0-9a-f-]{36})"', entry).group(1)
        self.assertIn(definition, (self.connector / "metadata.yaml").read_text(encoding="utf-8"))
        self.assertEqual(entry, self.kit("registry-entry").stdout)
        page = self.connector / "docs/page.md"
        self.kit("docs-page", *CONFIG, "--out", page)
        by_hand = page.read_text(encoding="utf-8").replace("An account at the API", "By hand: an account")
        page.write_text(by_hand.replace("| `orders` |", "| `stale` |"), encoding="utf-8")
        self.kit("docs-page", *CONFIG, "--out", page)
        self.assertEqual(page.read_text(encoding="utf-8"), by_hand)

    def test_twelve_steps_of_a_manifest(self):
        connector = self.generate("walked", "--auth", "bearer", "--stream", "users,orders")  # 1; 2: nothing to build
        self.named = ("AIRBYTE_CDK=airbyte-cdk-c",)
        manifest = connector / "manifest.yaml"
        schema = json.loads(self.run_it("airbyte-cdk-c", "json-schema").stdout)  # 3
        self.assertIn("DeclarativeStream", schema["definitions"])
        self.walk(connector, ("airbyte-cdk-c",), ("--manifest-path", "manifest.yaml"))
        self.paste_the_inferred_schema(manifest)

    def paste_the_inferred_schema(self, manifest):
        inferred = self.kit("infer-schema", *CONFIG, "--stream", "users", *RECORDED).stdout
        self.assertIn("format: date-time", inferred)
        text = manifest.read_text(encoding="utf-8")
        start = text.index("      schema:\n", text.index('name: "users"')) + len("      schema:\n")
        end = text.index("  - type: DeclarativeStream", start)
        pasted = "".join(f"        {line}\n" for line in inferred.splitlines())
        manifest.write_text(text[:start] + pasted + text[end:], encoding="utf-8")
        self.run_it("airbyte-cdk-c", "validate", "manifest.yaml", cwd=self.connector)
        streams = self.said("discover", *CONFIG).of("CATALOG")[0]["catalog"]["streams"]
        self.assertEqual(streams[0]["json_schema"]["properties"]["id"], {"type": "integer"})
        self.kit("test")

    @unittest.skipIf(os.environ.get("AB_SANITIZED"), "a sanitized library links with sanitized programs only")
    def test_twelve_steps_of_a_native_source(self):
        connector = self.generate("built", "--kind", "native", "--auth", "bearer", "--stream", "users,orders")  # 1
        for line in ("cmake --preset dev", "cmake --build --preset dev", "ctest --preset dev"):  # 2, 9
            done = self.run_it(*line.split(), cwd=connector)
        self.assertIn("100% tests passed, 0 tests failed out of 3", done.stdout)
        self.assertTrue((connector / "build/compile_commands.json").exists())  # 3
        binary = connector / "build/source-built"
        self.named = (f"CONNECTOR={binary}",)
        self.walk(connector, (binary,))


class Terminal(kit_case.Installed):
    def ask(self, *answers):
        """Runs `generate` at a terminal; answers each question. Returns (status, what the terminal shows)."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execve(self.prefix / "bin/airbyte-cdk-c", ["airbyte-cdk-c", "generate"], self.environment())
        shown, left = "", list(answers)
        while True:
            try:
                read = os.read(terminal, 4096)
            except OSError:  # the other end is closed
                break
            shown += read.decode()
            if not read:
                break
            if left and re.search(r"\[[^\]\n]*\]: $", shown):
                os.write(terminal, left.pop(0).encode() + b"\n")
        os.close(terminal)
        _, status = os.waitpid(child, 0)
        self.assertEqual(left, [], shown)
        return os.waitstatus_to_exitcode(status), shown.replace("\r", "")

    def test_every_authentication_is_asked_for(self):
        for auth in ("none", "bearer", "api-key", "basic", "oauth"):
            with self.subTest(auth):
                status, shown = self.ask(f"asked-{auth}", "", "https://api.asked.example/v1", auth, "users", "data.items", "")
                self.assertEqual(status, 0, shown)
                self.assertIn(f"made source-asked-{auth}", shown)
                folder = self.folder / f"source-asked-{auth}"
                self.assertIn("0 errors", self.run_it("airbyte-cdk-c", "validate", "manifest.yaml", cwd=folder).stdout)
                self.assertIn("2 passed, 0 failed", self.run_it("airbyte-cdk-c", "test", cwd=folder).stdout)

    def test_the_end_of_the_answers_takes_the_defaults(self):
        (self.folder / "source-example").mkdir()
        (self.folder / "source-example/file").write_text("mine", encoding="utf-8")
        done = self.run_it("airbyte-cdk-c", "generate", text="", status=1)
        self.assertIn("The folder source-example is not empty; nothing was written", done.stderr)

    def test_wrong_answers_are_asked_again(self):
        (self.folder / "full").mkdir()
        (self.folder / "full/file").write_text("mine", encoding="utf-8")
        status, shown = self.ask("My API", "source-api", "api", "natif", "native", "ftp://x", "", "token", "bearer",
                                 "a b", "users", "data", "full", "new")
        self.assertEqual(status, 0, shown)
        for told in ('"My API": a name has letters a-z', '"source-api": a name', '"natif": one of manifest, native',
                     '"ftp://x": a URL such as', '"token": one of none, bearer, api-key, basic, oauth',
                     "\"a b\": a stream's name has letters", 'The folder full is not empty'):
            self.assertIn(told, shown)
        self.assertNotIn("--", shown.partition("\nmade new")[0])  # a person at a terminal typed no options
        self.assertTrue((self.folder / "new/src/source.c").exists())
        self.assertEqual(os.listdir(self.folder / "full"), ["file"])


if __name__ == "__main__":
    support.main()
