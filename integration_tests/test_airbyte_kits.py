"""Airbyte's own standard tests, those inside airbyte-cdk, on the reference connector and on an example manifest: as
programs here, as images in test_docker.py. They need a Python with `airbyte-cdk` and `pytest`: AB_CDK_PYTHON, else
the one that runs this."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import support

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
EXAMPLE = TOP / "examples/source-island-weather"
PYTHON = os.environ.get("AB_CDK_PYTHON", sys.executable)
# It asks the public registry.
LEFT_OUT = "not backward_compatibility"


def why_not():
    wanted = "import airbyte_cdk.test.standard_tests.source_base"
    done = subprocess.run([PYTHON, "-c", wanted], capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"{PYTHON} has no airbyte-cdk with its tests: pip install airbyte-cdk pytest"


def reference_connector(folder, url):
    """The folder of the reference connector as the kit wants it: with a metadata.yaml, for a stub at `url`."""
    connector = pathlib.Path(folder) / "source-stock-ticker"
    shutil.copytree(TOP / "sample_files", connector / "sample_files")
    for name in ("acceptance-test-config.yml", "spec.yaml"):
        shutil.copy(TOP / name, connector)
    for sample in connector.glob("sample_files/*.json"):
        sample.write_text(sample.read_text(encoding="utf-8").replace("http://127.0.0.1:8080", url), encoding="utf-8")
    subprocess.run([support.MAIN, "registry-entry", "--name", "stock-ticker", "--kind", "native"], cwd=connector,
                   check=True, stdout=subprocess.DEVNULL)
    return connector


def run_fast(connector, program, *options, which=LEFT_OUT, **environment):
    """Runs the suite. Returns (passed, failed, its output)."""
    command = [PYTHON, "-B", "-m", "pytest", "-p", "no:cacheprovider", "-p", "airbyte_cdk.test.standard_tests.pytest_hooks",
               f"--rootdir={connector}", HERE / "airbyte_fast.py", "--read-from-streams=all",
               "--read-scenarios=sample_config", "-k", which, *options]
    env = support.environment(CONNECTOR_FOLDER=str(connector), CONNECTOR_PROGRAM=str(program),
                              AIRBYTE_CDK=support.MAIN, **{"PATH": os.environ["PATH"], **environment})
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=connector,
                          stdin=subprocess.DEVNULL, timeout=support.LIMIT * 5)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout.splitlines()[-1])}
    return counts.get("passed", 0), counts.get("failed", 0) + counts.get("error", 0), done.stdout + done.stderr


@unittest.skipIf(why_not(), "airbyte-cdk is not installed")
class Fast(support.Case):
    def check(self, connector, program):
        passed, failed, output = run_fast(connector, program, which=f"{LEFT_OUT} and not docker")
        self.assertEqual((passed, failed), (7, 0), output[-6000:])

    def test_the_reference_connector(self):
        self.check(reference_connector(self.folder, self.stub.url), support.MAIN)

    def test_an_example_manifest(self):
        self.check(EXAMPLE, EXAMPLE / "tests/connector")


if __name__ == "__main__":
    if why_not():
        print("skipped:", why_not())
    support.main()
