"""The docs do not lie: every command of every page, of every COMMAND --help and of the generated READMEs is run,
output that a page shows is compared, links lead somewhere, options and files that the text names are there.

The language of a block says what it is: `sh` is run, `console` is run (`$ ` begins a command) and its output
compared, `text` is only looked at. A comment `<!-- not run: REASON -->` above a block leaves it out; the test prints
all of them. Blocks with docker run where an engine answers."""
import ast
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import docs_reader
import docs_world
import support
from docs_reader import TOP, name_of

PAGES = docs_reader.pages()
LANGUAGES = {"sh", "console", "c", "yaml", "json", "python", "dockerfile", "text"}
PROGRAMS = re.compile(r"(build/)?(main|airbyte-cdk-c|source-declarative-manifest|build/source-\S+)$")
INSTRUCTIONS = {"FROM", "COPY", "RUN", "ARG", "ENV", "LABEL", "USER", "WORKDIR", "ENTRYPOINT"}
NEEDED = {"jq", "man", "cpack"}  # programs that a reader may not have
OTHERS = {"--prefix", "--network", "--install", "--preset"}  # options of other programs that the text names
# What a snippet of C leaves to its reader.
PRELUDE = "#include <setjmp.h>\n#include <stdarg.h>\n#include <stddef.h>\n#include <cmocka.h>\n" \
          "#include <airbyte/source.h>\nextern const ab_source my_source;\n"


def run_main(*arguments):
    return subprocess.run([support.MAIN, *arguments], capture_output=True, text=True, check=True,
                          timeout=support.LIMIT).stdout


def help_of(*command):
    return run_main(*command, "--help")


def options_in(text):
    return set(re.findall(r"^  (--[a-z-]+)", text, re.M))


COMMANDS = {name: help_of(name) for name in re.findall(r"^  ([a-z]\S*)", help_of(), re.M)}


def hand_written():
    """Pages with words of people: not those that are made from tables."""
    return [page for page in PAGES if page.parent != TOP / "docs/components"]


class Text(unittest.TestCase):
    """What can be told without running anything."""

    def expect_none(self, problems):
        if problems:
            self.fail("\n" + "\n".join(problems))

    def test_every_block_has_a_language(self):
        self.expect_none([f"{block.place}: \"{block.language}\" is none of {', '.join(sorted(LANGUAGES))}"
                          for page in PAGES for block in docs_reader.blocks(page)
                          if block.language not in LANGUAGES])

    def test_text_holds_no_commands(self):
        self.expect_none([f"{block.place}: commands in a block that is not run" for page in PAGES
                          for block in docs_reader.blocks(page) if block.language == "text"
                          and re.search(r"^(\$ )?(\./|build/)?(main|airbyte-cdk-c|cmake|ctest|ninja|docker|scripts/\S+) [a-z-]", block.text, re.M)])

    def test_links_lead_somewhere(self):
        problems = []
        for page in PAGES:
            for line, target in docs_reader.links(page):
                name, _, anchor = target.partition("#")
                goal = (page.parent / name).resolve() if name else page
                if not goal.exists():
                    problems.append(f"{name_of(page)}:{line}: {target}: no such file")
                elif anchor and anchor not in docs_reader.anchors(goal):
                    problems.append(f"{name_of(page)}:{line}: {target}: no such heading")
        self.expect_none(problems)

    def test_every_page_is_linked(self):
        linked = {(page.parent / target.partition("#")[0]).resolve()
                  for page in PAGES for _, target in docs_reader.links(page)}
        inside = [page for page in PAGES if page.is_relative_to(TOP / "docs")]
        self.expect_none([f"{name_of(page)}: no page links it" for page in inside
                          if page not in linked and (page.parent == TOP / "docs" or page.parent not in linked)])

    def test_commands_in_the_text_exist(self):
        problems = []
        for page in hand_written():
            for line, text in docs_reader.code(page):
                words = text.split()
                if not PROGRAMS.match(words[0]) or len(words) == 1 or words[1] in ("COMMAND", "--help", "--version"):
                    continue
                name = words[1]
                if name not in COMMANDS:
                    problems.append(f"{name_of(page)}:{line}: `{text}`: no such command")
                    continue
                unknown = set(re.findall(r"(?<!\S)--[a-z-]+", text)) - options_in(COMMANDS[name])
                problems += [f"{name_of(page)}:{line}: `{text}`: {name} has no {option}" for option in unknown]
        self.expect_none(problems)

    def test_options_in_the_text_exist(self):
        known = set(OTHERS).union(*map(options_in, COMMANDS.values()))
        for path in [*TOP.glob("scripts/*"), *TOP.glob("bench/*"), *TOP.glob("integration_tests/*/*.[cp]*")]:
            if path.is_file():
                known.update(re.findall(r"--[a-z-]+", path.read_text(encoding="utf-8", errors="replace")))
        stub = TOP / "integration_tests/stub_api"
        known |= {f"--{name}" for path in stub.glob("*.c") for name in re.findall(r'\{"([a-z-]+)",', path.read_text())}
        self.expect_none([f"{name_of(page)}:{line}: `{text}`: no such option" for page in hand_written()
                          for line, text in docs_reader.code(page)
                          if text.startswith("--") and text.split()[0].split("=")[0] not in known])

    def test_files_in_the_text_exist(self):
        tops = {path.name for path in TOP.iterdir() if path.is_dir() and not path.name.startswith("build")}
        tops -= {"secrets"}
        problems = []
        for page in hand_written():
            for line, text in docs_reader.code(page):
                if not re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", text) or text.split("/")[0] not in tops or "NAME" in text or "COMMAND" in text:
                    continue
                if not any((base / text).exists() for base in (TOP, page.parent)):
                    problems.append(f"{name_of(page)}:{line}: `{text}`: no such file")
        self.expect_none(problems)

    def test_commands_and_options_are_documented(self):
        """docs/commands.md is made from the tables; so whatever --help names, the docs name."""
        done = subprocess.run([sys.executable, "-B", TOP / "scripts/make_command_docs.py", "--check", support.MAIN],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_tables_are_complete(self):
        """The linter's codes, and the acceptance tests with what they check, as the program itself lists them."""
        found = json.loads(run_main("validate", TOP / "examples/source-island-weather/manifest.yaml", "--format", "sarif"))
        codes = {rule["id"] for rule in found["runs"][0]["tool"]["driver"]["rules"]}
        linter = (TOP / "docs/linter.md").read_text(encoding="utf-8")
        self.assertEqual(set(re.findall(r"^\| `([a-z-]+)` \|", linter, re.M)), codes)
        listed = [line.split(None, 2) for line in run_main("acceptance-test", "--list").splitlines()]
        page = (TOP / "docs/acceptance-tests.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (\w+) \| `(test_\w+)` \| (.*) \|$", page, re.M)
        self.assertEqual(rows, [tuple(row) for row in listed])

    def test_the_manual_has_all_examples(self):
        manual = run_main("man")
        plain = manual.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")
        for name, text in COMMANDS.items():
            found = examples_of(text)
            self.assertTrue(found, f"{name} --help has no example")
            for example in found:
                self.assertTrue(f"\\fB{example}\\fR" in plain, f"the manual lacks {example}")

    def test_snippets(self):
        problems = []
        for page in hand_written():
            for block in docs_reader.blocks(page):
                problem = self.judge(block)
                if problem:
                    problems.append(f"{block.place}: {problem}")
        self.expect_none(problems)

    def judge(self, block):
        """What is wrong with a snippet of C, Python, JSON or a Dockerfile; None: nothing."""
        try:
            if block.language == "python":
                ast.parse(block.text)
            elif block.language == "json":
                json.loads(block.text)
        except (SyntaxError, ValueError) as error:
            return str(error)
        if block.language == "dockerfile":
            words = {line.split()[0] for line in block.text.splitlines() if line.strip()}
            return f"no instructions: {words - INSTRUCTIONS}" if words - INSTRUCTIONS else None
        if block.language == "c":
            done = subprocess.run(["cc", "-std=c17", "-fsyntax-only", "-Wall", "-Werror", "-Wno-unused-function", f"-I{TOP}/include", "-xc", "-"],
                                  input=PRELUDE + block.text, capture_output=True, text=True, check=False)
            return done.stderr or None
        return None


class Reader(unittest.TestCase):
    """The test can fail."""

    def test_output_is_compared(self):
        for expected, output, same in (
                ("a\n", "a\n", True), ("a\n", "b\n", False), ("a\n", "a\nb\n", False), ("a…c\n", "abc\n", True),
                ("a\n…\nd\n", "a\nb\nc\nd\n", True), ("a\n…\nd\n", "a\nd\n", True), ("…\n", "", True), ("a.c\n", "abc\n", False)):
            self.assertEqual(docs_reader.matches(expected, output), same, (expected, output))

    def test_blocks_are_found(self):
        text = "<!-- not run: why -->\n\n```sh\nx\n```\n```console\n$ a | b\nc\n$ d\n```\n"
        first, second = docs_reader.blocks(pathlib.Path("page.md"), text)
        self.assertEqual((first.language, first.reason, first.line, first.commands()), ("sh", "why", 4, [("x\n", None)]))
        self.assertEqual((second.reason, second.commands()), (None, [("a | b", "c\n"), ("d", "")]))


class Components(unittest.TestCase):
    """docs/components: one runnable example each. `integration_component_pages` holds the pages to the scenarios'
    manifests, `integration_scenarios` runs those."""

    def test_each_page_has_one_example_that_runs(self):
        for page in sorted((TOP / "docs/components").glob("*.md")):
            if page.name == "README.md":
                continue
            with self.subTest(page.name):
                blocks = docs_reader.blocks(page)
                self.assertEqual([block.language for block in blocks], ["yaml"])
                scenarios = [target for _, target in docs_reader.links(page) if "/scenarios/" in target]
                self.assertEqual(len(scenarios), 1)
                scenario = (page.parent / scenarios[0]).resolve()
                self.assertTrue((scenario / "scenario.json").exists())
                manifest = scenario / "manifest.yaml"
                manifest = manifest if manifest.exists() else scenario.parent / "manifest.yaml"
                self.assertEqual(manifest.read_text(encoding="utf-8").strip(), blocks[0].text.strip())
                done = subprocess.run([support.MAIN, "validate", manifest], capture_output=True, text=True, check=False)
                custom = page.name == "Custom.md"
                self.assertEqual(done.returncode, int(custom), done.stdout)


def examples_of(text):
    _, _, examples = text.partition("\nexamples:\n")
    return re.findall(r"^  (\S.*)$", examples, re.M)


@unittest.skipIf(os.environ.get("AB_SANITIZED"), "a sanitized library links with sanitized programs only")
class Commands(unittest.TestCase):
    """Every command of the pages, in a folder like the checkout."""

    @classmethod
    def setUpClass(cls):
        cls.world = docs_world.World()
        cls.addClassCleanup(cls.world.stop)
        cls.left_out = []

    @classmethod
    def tearDownClass(cls):
        for place, reason in cls.left_out:
            print(f"not run: {place}: {reason}")

    def judge(self, block, folder):
        """Runs a block; what is wrong with it, as texts."""
        problems = []
        for command, expected in block.commands():
            done = self.world.run(command, folder)
            said = f"{block.place}: status {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
            if done.returncode != 0 or '"status":"FAILED"' in done.stdout:
                problems.append(said)
            elif expected is not None and not docs_reader.matches(expected, done.stdout):
                problems.append(f"{said}\nThe page says:\n{expected}")
        return problems

    def run_page(self, blocks, folder):
        problems = []
        for block in blocks:
            lacking = [name for name in NEEDED & set(re.split(r"\W+", block.text)) if shutil.which(name) is None]
            reason = block.reason or (lacking and f"no {lacking[0]} here") or (
                block.needs_docker and "docker: test_docker_docs.py")
            if block.language not in ("sh", "console"):
                continue
            if reason:
                self.left_out.append((block.place, reason))
            else:
                problems += self.judge(block, folder)
        return problems

    def run_all(self, jobs):
        """`jobs`: the blocks of a page, and where they run. Two pages at once."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            problems = [problem for found in pool.map(lambda job: self.run_page(*job), jobs) for problem in found]
        if problems:
            self.fail("\n" + "\n\n".join(problems))

    def test_pages(self):
        jobs = []
        for page in hand_written():
            blocks = docs_reader.blocks(page)
            example = next((parent for parent in page.parents if parent.parent == TOP / "examples"), None)
            if blocks:
                jobs.append((blocks, self.world.connector(example) if example else self.world.checkout("examples")))
        self.run_all(jobs)

    def test_generated_readmes(self):
        made = [self.world.folder / f"source-made-{kind}" for kind in ("manifest", "native")]
        self.run_all([(docs_reader.blocks(folder / "README.md"), self.world.connector(folder)) for folder in made])

    def test_examples_of_help(self):
        blocks = [docs_reader.Block(pathlib.Path(f"{name} --help"), 0, "sh", example + "\n", None)
                  for name, text in COMMANDS.items() for example in examples_of(text)]
        self.run_all([([block], self.world.checkout(*(["docs"] if "docs/" in block.text else []))) for block in blocks])


if __name__ == "__main__":
    support.main()
