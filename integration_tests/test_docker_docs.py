"""Images as the docs and Airbyte's standard tests use them: the docker commands of every page are run, and the suite
inside airbyte-cdk tests the images. Skipped where test_docker.py is."""
import os
import pathlib
import shutil
import unittest

import docs_reader
import docs_world
import support
import test_airbyte_kits
import test_docker
from docs_reader import TOP
from test_docker import BASE, IMAGE, RUNTIME, SDK, build

WEATHER = "airbyte/source-island-weather:dev"
DOCKER = shutil.which("docker")


def setUpModule():
    test_docker.setUpModule()
    for tag, target in ((RUNTIME, "declarative-manifest"), (SDK, "sdk"), (IMAGE, None)):
        build(tag, TOP, "--build-arg", f"BASE={BASE}", *(["--target", target] if target else []))
    build(WEATHER, TOP / "examples/source-island-weather")


def put_docker(folder, *options):
    """A docker on the PATH whose containers share the host's network, where the stub and the hosts are."""
    program = pathlib.Path(folder) / "docker"
    more = " ".join(options)
    program.write_text(f"""#!/bin/sh
first=$1; shift
case $first in
run) exec {DOCKER} run --network=host {more} "$@" ;;
build) exec {DOCKER} build --network=host "$@" ;;
*) exec {DOCKER} "$first" "$@" ;;
esac
""", encoding="utf-8")
    program.chmod(0o755)


class Docs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = docs_world.World()
        cls.addClassCleanup(cls.world.stop)
        cls.options = ("-v", f"{cls.world.folder}/ca.pem:/ca.pem:ro", "-e", "REQUESTS_CA_BUNDLE=/ca.pem",
                       "-e", f"https_proxy={cls.world.hosts.environment['https_proxy']}", "-e", "no_proxy=127.0.0.1")
        cls.world.folder.chmod(0o755)
        put_docker(cls.world.bin, *cls.options)

    def run_page(self, page, folder):
        ran = 0
        for block in docs_reader.blocks(page):
            if block.language in ("sh", "console") and block.needs_docker and not block.reason:
                for command, expected in block.commands():
                    done = self.world.run(command, folder)
                    self.assertEqual(done.returncode, 0, f"{block.place}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
                    self.assertNotIn('"status":"FAILED"', done.stdout)
                    self.assertTrue(expected is None or docs_reader.matches(expected, done.stdout), block.place)
                    ran += 1
        return ran

    @unittest.skipIf("AB_DOCKER_BASE" in os.environ, "the pages build on Debian's own image")
    def test_pages(self):
        whole = self.world.folder / "whole"
        docs_world.copy_tree(TOP, whole)
        links = self.world.checkout()
        for name in ("secrets", "sample_files"):
            shutil.rmtree(whole / name)
            shutil.copytree(links / name, whole / name)
        ran = 0
        for page in docs_reader.pages():
            example = next((parent for parent in page.parents if parent.parent == TOP / "examples"), None)
            ran += self.run_page(page, self.world.connector(example) if example else whole)
        self.assertGreater(ran, 2)

    def test_an_example_of_help(self):
        done = self.world.run(f"main acceptance-test --connector {IMAGE}", self.world.checkout())
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])

    def test_generated_readmes(self):
        for kind in ("manifest", "native"):
            made = self.world.folder / f"source-made-{kind}"
            self.assertGreater(self.run_page(made / "README.md", self.world.connector(made)), 0)


@unittest.skipIf(test_airbyte_kits.why_not(), "airbyte-cdk is not installed")
class Fast(support.Case):
    def check(self, connector, image, *options):
        tools = pathlib.Path(self.folder) / "tools"
        tools.mkdir()
        put_docker(tools, *options)
        environment = {"PATH": f"{tools}:{os.environ['PATH']}"}
        if "DOCKER_HOST" in os.environ:
            environment["DOCKER_HOST"] = os.environ["DOCKER_HOST"]
        passed, failed, output = test_airbyte_kits.run_fast(
            connector, support.MAIN, "--connector-image", image,
            which=f"{test_airbyte_kits.LEFT_OUT} and docker", **environment)
        self.assertEqual((passed, failed), (6, 0), output[-6000:])

    def test_the_reference_connector(self):
        self.check(test_airbyte_kits.reference_connector(self.folder, self.stub.url), IMAGE)

    def test_an_example_manifest(self):
        folder = pathlib.Path(self.folder)
        hosts = docs_world.Hosts(folder, [test_airbyte_kits.EXAMPLE / "tests/scenarios/read/cassette"])
        self.addCleanup(hosts.stop)
        self.check(test_airbyte_kits.EXAMPLE, WEATHER, "-v", f"{folder}/ca.pem:/ca.pem:ro", "-e", "REQUESTS_CA_BUNDLE=/ca.pem",
                   "-e", f"https_proxy={hosts.environment['https_proxy']}")


if __name__ == "__main__":
    support.main()
