"""The wheel of a release: pip installs the programs, without the network. AB_RELEASE names the release's folder;
skipped without."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import support

MAKE_WHEEL = pathlib.Path(__file__).resolve().parent.parent / "scripts/make_wheel.py"


def setUpModule():
    if "AB_RELEASE" not in os.environ:
        raise unittest.SkipTest("AB_RELEASE names no folder of a release: scripts/release FOLDER makes one")


def has_pip():
    return subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode == 0


class Wheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ab-wheel-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        release = pathlib.Path(os.environ["AB_RELEASE"]).resolve()
        cls.wheel = next(iter(release.glob(f"*manylinux*_{os.uname().machine}.whl")))

    def test_its_name_tells_the_platform(self):
        self.assertRegex(self.wheel.name, r"^airbyte_cdk_c-\d+\.\d+\.\d+-py3-none-manylinux_2_34_\w+\.whl$")

    def test_a_binary_that_loads_others_is_refused(self):
        tree = self.folder / "tree/bin"
        tree.mkdir(parents=True)
        shutil.copy(support.MAIN, tree / "airbyte-cdk-c")
        done = subprocess.run([sys.executable, MAKE_WHEEL, tree.parent, self.folder], check=False, text=True,
                              stderr=subprocess.PIPE, timeout=support.LIMIT)
        self.assertEqual(done.returncode, 1)
        self.assertIn("libcurl", done.stderr)

    def test_what_it_holds(self):
        with zipfile.ZipFile(self.wheel) as wheel:
            self.assertIsNone(wheel.testzip())
            names = wheel.namelist()
            licences = [name for name in names if "/licenses/" in name]
            self.assertEqual(len(licences), 9)
            record = wheel.read(next(name for name in names if name.endswith("/RECORD"))).decode()
            self.assertEqual([line.split(",")[0] for line in record.splitlines()], names)

    @unittest.skipUnless(has_pip(), "this Python makes no environments")
    def test_pip_installs_it(self):
        environment = self.folder / "venv"
        subprocess.run([sys.executable, "-m", "venv", environment], check=True, timeout=support.LIMIT)
        subprocess.run([environment / "bin/pip", "install", "--no-index", "--quiet", "--disable-pip-version-check",
                        self.wheel], check=True, timeout=support.LIMIT)
        version = subprocess.run([environment / "bin/airbyte-cdk-c", "--version"], check=True, text=True,
                                 stdout=subprocess.PIPE, timeout=support.LIMIT).stdout
        self.assertEqual(version.strip(), "airbyte-cdk-c " + re.search(r"-(\d+\.\d+\.\d+)-", self.wheel.name).group(1))
        spec = subprocess.run([environment / "bin/source-declarative-manifest", "spec"], check=True, text=True,
                              stdout=subprocess.PIPE, timeout=support.LIMIT).stdout
        self.assertIn("__injected_declarative_manifest", spec)


if __name__ == "__main__":
    support.main()
