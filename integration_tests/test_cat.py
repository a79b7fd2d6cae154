"""Airbyte's connector-acceptance-test (CAT) and `main acceptance-test` on the same connectors: they have to say the
same of each test, of good connectors and of fake_connector.py with each of its faults. CAT is no package that can be
installed: AB_CAT names its folder in Airbyte's repository (airbyte-integrations/bases/connector-acceptance-test),
AB_CAT_PYTHON a Python that has what its pyproject.toml wants, but for dagger. AB_CAT_FAULTS (all; or words) tries the
faults, too, which takes minutes."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import support
import test_airbyte_kits
from test_acceptance import BROKEN, FAKE, Kit

HERE = pathlib.Path(__file__).resolve().parent
CAT = os.environ.get("AB_CAT")
PYTHON = os.environ.get("AB_CAT_PYTHON", "python3")
# What docs/acceptance-tests.md tells to be different: tests that one of the two does not have, or that look at an
# image's labels and at Airbyte's own texts for pages.
ELSEWHERE = {"spec.test_required", "spec.test_optional", "spec.test_has_secret", "spec.test_image_labels",
             "spec.test_image_environment_variables", "spec.test_spec_lint",
             "spec.test_secret_never_in_the_output", "discovery.test_catalog_has_supported_data_types",
             "connector_documentation.test_docs_descriptions", "connector_documentation.test_validate_links"}
# Where the two differ about a fault, and why; docs/acceptance-tests.md has it, too. (None: all tests of the section.)
KNOWN = {
    "key_object": {"discovery.test_primary_keys_data_type"},  # CAT sees only types in a list
    "no_modes": None,  # CAT drops a catalog that is not valid by the protocol, and every test fails for want of one
    "exit": {"basic_read.test_read"},  # CAT does not see how a read ends; the tests in airbyte-cdk do
}


def say_of_cat(folder, program, previous, only=""):
    """The verdict of CAT on each test: passed or failed."""
    command = [PYTHON, "-m", "pytest", "-p", "airbyte_cat", "-p", "connector_acceptance_test.plugin", "--rootdir=.",
               "--acceptance-test-config", ".", "-p", "no:cacheprovider", "-q", "-rA", "--timeout=600", "-k", only]
    env = support.environment(PYTHONPATH=f"{HERE}:{CAT}", CAT_PROGRAM=str(program), CAT_PREVIOUS=str(previous),
                              CAT_LABELS='{"io.airbyte.version": "0.0.1"}', AIRBYTE_CDK=support.MAIN, PATH=os.environ["PATH"])
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, timeout=support.LIMIT * 10)
    found = re.findall(r"^(PASSED|FAILED|ERROR) \S*::Test(\w+)::(\w+)", done.stdout, re.M)
    if not found:
        raise AssertionError(done.stdout[-3000:] + done.stderr[-3000:])
    section = lambda name: re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
    return merge((f"{section(group)}.{test}", verdict == "PASSED") for verdict, group, test in found)


def say_of_ours(folder, program, previous):
    report = pathlib.Path(folder) / "report.json"
    subprocess.run([support.MAIN, "acceptance-test", "--config", f"{folder}/acceptance-test-config.yml", "--connector", program,
                    "--previous", previous, "--report", report], stdout=subprocess.DEVNULL, check=False,
                   env=support.environment(AIRBYTE_CDK=support.MAIN), timeout=support.LIMIT * 10)
    tests = json.loads(report.read_text(encoding="utf-8"))["tests"]
    return merge((f"{test['section']}.{test['test']}", test["status"] == "passed") for test in tests
                 if test["status"] != "skipped")


def merge(verdicts):
    """A test with several configs has failed if one has."""
    merged = {}
    for name, good in verdicts:
        merged[name] = "passed" if good and merged.get(name) != "failed" else "failed"
    return merged


@unittest.skipUnless(CAT, "AB_CAT does not name CAT's folder")
class Cat(Kit):
    def compare(self, folder, program, previous, only="", known=frozenset()):
        cat, ours = say_of_cat(folder, program, previous, only), say_of_ours(folder, program, previous)
        self.assertGreater(len(cat), 0)
        seen = {name.split(".")[0] for name in cat}
        # What CAT skips (a version that did not change) we may say to have passed.
        differ = {name: (cat.get(name, "skipped"), ours.get(name, "skipped")) for name in set(cat) | set(ours)
                  if name.split(".")[0] in seen and name not in ELSEWHERE | known and cat.get(name) != ours.get(name)
                  and not (name not in cat and ours[name] == "passed")}
        self.assertEqual(differ, {}, "test: (CAT, main acceptance-test)")
        return cat

    def write_fake(self, broken):
        """A folder so deep that CAT, which looks for pages above the repository's connectors, finds them."""
        top = pathlib.Path(self.folder)
        deep = top / "1/2/3/4/5/6/connector"
        deep.mkdir(parents=True, exist_ok=True)
        self.folder = str(deep)
        self.write(broken)
        previous = self.previous()
        self.folder = str(top)
        shutil.copytree(deep / "docs", top / "docs", dirs_exist_ok=True)
        return deep, previous

    def test_the_reference_connector(self):
        folder = test_airbyte_kits.reference_connector(self.folder, self.stub.url)
        verdicts = self.compare(folder, support.MAIN, support.MAIN)
        self.assertGreater(list(verdicts.values()).count("passed"), 35)

    def test_an_example_manifest(self):
        folder = shutil.copytree(test_airbyte_kits.EXAMPLE, pathlib.Path(self.folder) / "source-island-weather")
        program = folder / "tests/connector"
        verdicts = self.compare(folder, program, program)
        self.assertGreater(list(verdicts.values()).count("passed"), 35)

    def test_a_connector_at_strictness_high(self):
        folder, previous = self.write_fake("")
        self.compare(folder, FAKE, previous)

    def test_each_fault(self):
        wanted = os.environ.get("AB_CAT_FAULTS", "").split()
        for broken, test, _ in BROKEN:
            if KNOWN.get(broken, ()) is not None and (broken in wanted or wanted == ["all"]):
                group = "Test" + "".join(part.title() for part in test.split(".")[0].split("_"))
                with self.subTest(broken):
                    folder, previous = self.write_fake(broken)
                    self.compare(folder, FAKE, previous, group, KNOWN.get(broken, frozenset()))


if __name__ == "__main__":
    if not CAT:
        print("skipped: AB_CAT does not name CAT's folder")
    support.main()
