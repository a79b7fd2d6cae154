"""The workflow of GitHub Actions, as far as it can be told without GitHub: each step's shell is well formed, names files
that are there, and the cheap steps are run."""
import pathlib
import re
import subprocess
import unittest

import support

TOP = pathlib.Path(__file__).resolve().parent.parent
WORKFLOW = TOP / ".github/workflows/ci.yml"
CHEAP = re.compile(r"scripts/version|test ")


def steps():
    """The shell of each `run:`, in order."""
    lines = WORKFLOW.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        found = re.match(r"( *)(- )?run: (.*)$", line)
        if found and found.group(3) == "|":
            indent = len(found.group(1)) + len(found.group(2) or "")
            block = []
            for inner in lines[number + 1:]:
                if inner.strip() and len(inner) - len(inner.lstrip()) <= indent:
                    break
                block.append(inner.strip())
            yield "\n".join(block)
        elif found:
            yield found.group(3)


class Workflow(unittest.TestCase):
    def shell(self, *arguments, **variables):
        return subprocess.run(["bash", *arguments], capture_output=True, text=True, check=False, cwd=TOP,
                              timeout=support.LIMIT, env=support.environment(**variables))

    def test_the_shell_of_each_step(self):
        found = list(steps())
        self.assertGreater(len(found), 10)
        for step in found:
            self.assertNotIn("${{", step, "what an event brings belongs into the environment, not into the shell")
            done = self.shell("-n", "-c", step)
            self.assertEqual((done.returncode, done.stderr), (0, ""), step)

    def test_the_files_that_steps_name(self):
        for step in steps():
            for name in re.findall(r"(?<![\w/])(?:scripts|integration_tests|\.ci)/[\w./]+", step):
                with self.subTest(name):
                    self.assertTrue((TOP / name).is_file() or name.endswith("test_"))

    def test_it_runs_what_developers_run(self):
        self.assertTrue(any(step.endswith(" .ci/run") for step in steps()))

    def test_the_cheap_steps(self):
        version = self.shell("scripts/version").stdout.strip()
        cheap = [step for step in steps() if CHEAP.match(step)]
        self.assertEqual(len(cheap), 2)
        for step in cheap:
            done = self.shell("-e", "-c", step, GITHUB_REF_NAME=f"v{version}")
            self.assertEqual(done.returncode, 0, step + done.stdout + done.stderr)
        wrong = [self.shell("-e", "-c", step, GITHUB_REF_NAME="v0.0.1").returncode for step in cheap]
        self.assertIn(1, wrong)


if __name__ == "__main__":
    support.main()
