"""The kit from end to end, with the installed package, in empty folders: connectors are generated, built,
tested, read from, registered and documented. (`test_docs.py` runs the commands of their READMEs.)"""
import json
import os
import re
import shutil
import unittest

import kit_case
import support

AUTHS = ("none", "bearer", "api-key", "basic", "oauth")


class Kit(kit_case.Installed):
    def register(self, folder, *kit):
        """Steps 11 and 12: the registry's entry, and the docs page, whose hand-written parts survive."""
        entry = self.run_it(kit[0], "registry-entry", cwd=folder).stdout
        again = self.run_it(kit[0], "registry-entry", cwd=folder).stdout
        self.assertEqual(entry, again)
        definition = re.search(r'sourceDefinitionId: "([0-9a-f-]{36})"', entry).group(1)
        self.assertIn(definition, (folder / "metadata.yaml").read_text(encoding="utf-8"))
        page = folder / "docs/page.md"
        command = [kit[0], "docs-page", *kit[1:], "--config", "sample_files/sample_config.json", "--out", page]
        self.run_it(*command, cwd=folder)
        first = page.read_text(encoding="utf-8")
        self.assertIn("| `users` | `id` |", first)
        page.write_text(first.replace("An account at the API", "By hand: an account"), encoding="utf-8")
        self.run_it(*command, cwd=folder)
        self.assertEqual(page.read_text(encoding="utf-8"),
                         first.replace("An account at the API", "By hand: an account"))

    def test_manifests_of_every_authentication_pass_their_tests(self):
        for auth in AUTHS:
            with self.subTest(auth):
                folder = self.generate(f"m-{auth}", "--auth", auth, "--stream", "users,orders=/v2/orders")
                done = self.run_it("tests/run", cwd=folder)
                self.assertIn("\n2 passed, 0 failed, 0 skipped\ntesting", done.stdout)  # scenarios
                self.assertRegex(done.stdout, r"\n\d+ passed, 0 failed, \d+ skipped\n$")  # acceptance tests
                self.register(folder, "airbyte-cdk-c", "--manifest-path", "manifest.yaml")

    @unittest.skipIf(os.environ.get("AB_SANITIZED"), "a sanitized library links with sanitized programs only")
    def test_native_sources_of_every_authentication_build_and_pass_their_tests(self):
        for auth in AUTHS:
            with self.subTest(auth):
                folder = self.generate(f"n-{auth}", "--kind", "native", "--auth", auth, "--stream",
                                       "users,line-items=/v2/orders", "--records", "" if auth == "basic" else "data")
                for line in ("cmake --preset dev", "cmake --build --preset dev", "ctest --preset dev"):
                    done = self.run_it(*line.split(), cwd=folder)
                self.assertIn("100% tests passed, 0 tests failed out of 3", done.stdout)
                self.assertTrue((folder / "build/compile_commands.json").exists())
                self.register(folder, f"build/source-n-{auth}")

    def test_a_generated_manifest_reads(self):
        folder = self.generate("used", "--stream", "users")
        shutil.copytree(folder / "sample_files", folder / "secrets")
        shutil.copy(folder / "secrets/sample_config.json", folder / "secrets/config.json")
        records = self.messages(*"airbyte-cdk-c read --manifest-path manifest.yaml --config secrets/config.json "
                                 "--catalog sample_files/configured_catalog.json --replay tests/scenarios/read/cassette".split(),
                                cwd=folder).records("users")
        self.assertEqual([record["id"] for record in records], [1, 2])

    def test_the_linter_for_tools(self):
        folder = self.generate("lint")
        manifest = folder / "manifest.yaml"
        good = json.loads(self.run_it("airbyte-cdk-c", "validate", "manifest.yaml", "--format", "json", cwd=folder).stdout)
        self.assertEqual((good["problems"], good["errors"]), ([], 0))
        text = manifest.read_text(encoding="utf-8").replace("stream_names:", "stream_name:")
        manifest.write_text(text, encoding="utf-8")
        plain = self.run_it("airbyte-cdk-c", "validate", "manifest.yaml", cwd=folder)
        self.assertIn("[unknown-field]", plain.stdout)
        found = json.loads(self.run_it("airbyte-cdk-c", "validate", "manifest.yaml", "--format=sarif", cwd=folder).stdout)
        results = found["runs"][0]["results"]
        self.assertEqual(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 6)
        rules = {rule["id"] for rule in found["runs"][0]["tool"]["driver"]["rules"]}
        self.assertLessEqual({result["ruleId"] for result in results}, rules)
        self.run_it("airbyte-cdk-c", "validate", "manifest.yaml", "--format", "xml", cwd=folder, status=2)

    def test_the_schema_for_editors(self):
        schema = json.loads(self.run_it("airbyte-cdk-c", "json-schema").stdout)
        requester = schema["definitions"]["HttpRequester"]["properties"]
        self.assertIn("description", requester["url_base"])
        try:
            import jsonschema
            import yaml
        except ImportError:
            self.skipTest("no jsonschema or yaml in this Python")
        validator = jsonschema.Draft7Validator(schema)
        folder = self.generate("edited", "--auth", "oauth")
        manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
        self.assertEqual(list(validator.iter_errors(manifest)), [])
        manifest["definitions"] = 5
        self.assertEqual(len(list(validator.iter_errors(manifest))), 1)

    def test_questions(self):
        done = self.run_it("airbyte-cdk-c", "generate", text="asked\n\n\nbearer\nusers\n\n\n")
        self.assertIn("Name of the connector", done.stdout)
        self.assertIn("made source-asked", done.stdout)
        self.assertIn("BearerAuthenticator",
                      (self.folder / "source-asked/manifest.yaml").read_text(encoding="utf-8"))

    def test_nothing_is_overwritten(self):
        folder = self.folder / "mine"
        folder.mkdir()
        (folder / "manifest.yaml").write_text("mine", encoding="utf-8")
        done = self.run_it("airbyte-cdk-c", "generate", "--name", "mine", "--out", folder, status=1)
        self.assertIn("is not empty; nothing was written", done.stderr)
        self.assertEqual([path.name for path in folder.iterdir()], ["manifest.yaml"])
        wrong = self.run_it("airbyte-cdk-c", "generate", "--name", "Mine", status=1)
        self.assertIn('--name "Mine": a name has letters a-z', wrong.stderr)
        self.assertFalse((self.folder / "source-Mine").exists())

    def test_a_registry_entry_without_metadata(self):
        folder = self.folder / "bare"
        folder.mkdir()
        missing = self.run_it("airbyte-cdk-c", "registry-entry", cwd=folder, status=1)
        self.assertIn("metadata.yaml", missing.stderr)
        made = self.run_it("airbyte-cdk-c", "registry-entry", "--name", "bare", cwd=folder).stdout
        self.assertIn('dockerRepository: "airbyte/source-bare"', made)
        self.assertEqual(made, self.run_it("airbyte-cdk-c", "registry-entry", "--name", "other", cwd=folder).stdout)

    def test_generated_json_is_json(self):
        folder = self.generate("json", "--auth", "oauth", "--stream", "a,b,c", "--kind", "native")
        files = [*folder.rglob("*.json"), *folder.rglob("*.body")]
        self.assertEqual(len(files), 19)
        for path in files:
            json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    support.main()
