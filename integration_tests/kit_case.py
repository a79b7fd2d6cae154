"""A test with the installed package on its PATH, in an empty folder."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import support

BUILD = pathlib.Path(support.MAIN).parent
CC_FLAGS = "-Wall -Wextra -Werror"


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ab-kit-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.prefix = cls.folder / "prefix"
        subprocess.run(["cmake", "--install", BUILD, "--prefix", cls.prefix], check=True,
                       stdout=subprocess.DEVNULL, timeout=support.LIMIT)

    def environment(self):
        return support.environment(PATH=f"{self.prefix}/bin:{os.environ['PATH']}",
                                   CMAKE_PREFIX_PATH=str(self.prefix), CFLAGS=CC_FLAGS)

    def run_it(self, *command, cwd=None, status=0, text=None):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, input=text or "",
                              env=self.environment(), timeout=support.LIMIT, cwd=cwd or self.folder, check=False)
        self.assertEqual(done.returncode, status, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
        return done

    def generate(self, name, *options):
        self.run_it("airbyte-cdk-c", "generate", "--name", name, *options)
        return self.folder / f"source-{name}"

    def messages(self, *command, cwd):
        return support.Result(0, self.run_it(*command, cwd=cwd).stdout, "")
