"""The images, really built and run: the reference connector in the four forms of Airbyte's guide, the base image of
manifest-only connectors, the image that native ones are built in, and connectors made with them: the examples and what
`generate` writes. Skipped where no Docker engine answers, and where the images' base cannot be had (AB_DOCKER_BASE
names another one)."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import protocol
import support
from test_network import make_certificate

TOP = pathlib.Path(__file__).resolve().parent.parent
VERSION = re.search(r"project\(\S+ VERSION (\S+)", (TOP / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)
BASE = os.environ.get("AB_DOCKER_BASE", "debian:bookworm-slim")
IMAGE = "airbyte/source-stock-ticker:dev"
RUNTIME = f"airbyte/source-declarative-manifest-c:{VERSION}"
SDK = f"{RUNTIME}-sdk"
LARGEST = 25_000_000  # bytes
SHIPPED = "/airbyte/integration_code/source_declarative_manifest/manifest.yaml"


def docker(*arguments, **options):
    env = {**support.environment(), "DOCKER_BUILDKIT": os.environ.get("DOCKER_BUILDKIT", "0")}
    if "DOCKER_HOST" in os.environ:
        env["DOCKER_HOST"] = os.environ["DOCKER_HOST"]
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False, env=env,
                          timeout=1800, stdin=subprocess.DEVNULL, **options)


def why_not():
    if shutil.which("docker") is None:
        return "no docker program here"
    if docker("info").returncode != 0:
        return "no Docker engine answers"
    if docker("image", "inspect", BASE).returncode != 0 and docker("pull", BASE).returncode != 0:
        return f"the base image {BASE} cannot be had"
    return None


def setUpModule():
    reason = why_not()
    if reason is not None:
        raise unittest.SkipTest(reason)


def build(tag, folder=TOP, *options):
    built = docker("build", "--network=host", *options, "-t", tag, str(folder))
    if built.returncode != 0:
        raise AssertionError(f"docker build of {tag} failed:\n" + (built.stdout + built.stderr)[-4000:])


def about(image):
    return json.loads(docker("image", "inspect", image).stdout)[0]


def labels(image):
    return about(image)["Config"]["Labels"]


def run(image, *arguments, options=()):
    return docker("run", "--rm", "--network=host", *options, image, *arguments)


def messages(image, *arguments, options=()):
    done = run(image, *arguments, options=options)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: status {done.returncode}\n{done.stdout[-800:]}\n{done.stderr[-800:]}")
    return support.Result(0, "".join(line + "\n" for line in done.stdout.splitlines() if protocol.check_line(line)),
                          done.stderr)


class Image(support.Case):
    @classmethod
    def setUpClass(cls):
        build(IMAGE, TOP, "--build-arg", f"BASE={BASE}")

    def setUp(self):
        super().setUp()
        self.config(name="config.json")
        self.catalog(name="configured_catalog.json")
        os.chmod(os.path.join(self.folder, "config.json"), 0o644)

    def mounted(self, *more):
        return ("-v", f"{self.folder}:/secrets", "-v", f"{self.folder}:/sample_files", *more)

    def messages(self, *arguments):
        return messages(IMAGE, *arguments, options=self.mounted())

    def test_the_four_forms(self):
        self.assertEqual(len(self.messages("spec").of("SPEC")), 1)
        check = self.messages("check", "--config", "/secrets/config.json").of("CONNECTION_STATUS")
        self.assertEqual(check[0]["connectionStatus"]["status"], "SUCCEEDED")
        self.assertEqual(len(self.messages("discover", "--config", "/secrets/config.json").of("CATALOG")), 1)
        read = self.messages("read", "--config", "/secrets/config.json", "--catalog",
                             "/sample_files/configured_catalog.json")
        self.assertGreater(len(read.records()), 400)

    def test_by_a_shell_as_the_platform_does(self):
        done = run(IMAGE, "-c", 'eval "$AIRBYTE_ENTRYPOINT spec" && id -u && pwd',
                   options=("--entrypoint", "sh", "--workdir", "/tmp"))
        self.assertEqual(done.returncode, 0, done.stderr)
        spec, uid, folder = done.stdout.splitlines()[-3:]
        self.assertEqual((protocol.check_line(spec)["type"], uid, folder), ("SPEC", "1000", "/tmp"))

    def test_https(self):
        make_certificate(self.folder, "server", "IP:127.0.0.1")
        stub = support.Stub(self.folder, "--cert", os.path.join(self.folder, "server.pem"), "--key",
                            os.path.join(self.folder, "server.key"))
        self.addCleanup(stub.stop)
        self.config(name="config.json", base_url=stub.url)
        for bundle, expected in ("/secrets/ca.pem", "SUCCEEDED"), (None, "certificate"):
            options = ("-e", f"REQUESTS_CA_BUNDLE={bundle}") if bundle else ()
            done = run(IMAGE, "check", "--config", "/secrets/config.json", options=self.mounted(*options))
            self.assertIn(expected, done.stdout)

    def test_size_user_and_labels(self):
        image = about(IMAGE)
        self.assertLess(image["Size"], LARGEST)
        self.assertEqual(image["Config"]["User"], "1000:1000")
        self.assertEqual(image["Config"]["Labels"], {"io.airbyte.name": "airbyte/source-stock-ticker",
                                                     "io.airbyte.version": VERSION})
        environment = dict(line.split("=", 1) for line in image["Config"]["Env"])
        self.assertEqual([environment["AIRBYTE_ENTRYPOINT"]], image["Config"]["Entrypoint"])
        self.assertTrue(environment["AIRBYTE_ENTRYPOINT"].startswith("/"))


class Connector(support.Case):
    """Images of connectors, each made by its own Dockerfile in a copy of its folder."""

    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="ab-docker-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, True)
        cls.place.chmod(0o755)

    def example(self, name):
        return pathlib.Path(shutil.copytree(TOP / "examples" / name, self.place / name))

    def generated(self, name, *options):
        subprocess.run([support.MAIN, "generate", "--name", name, *options], check=True, cwd=self.place,
                       stdout=subprocess.DEVNULL, timeout=support.LIMIT)
        return self.place / f"source-{name}"

    def check_verbs(self, image, folder, config="sample_files/sample_config.json",
                    catalog="sample_files/configured_catalog.json"):
        """The four verbs, the requests answered from the folder's cassette."""
        options = ("-v", f"{folder}:/connector:ro")
        given = ("--config", f"/connector/{config}", "--replay", "/connector/tests/scenarios/read/cassette")
        self.assertEqual(len(messages(image, "spec").of("SPEC")), 1)
        status = messages(image, "check", *given, options=options).of("CONNECTION_STATUS")
        self.assertEqual(status[0]["connectionStatus"]["status"], "SUCCEEDED")
        catalogs = messages(image, "discover", *given, options=options).of("CATALOG")
        self.assertGreater(len(catalogs[0]["catalog"]["streams"]), 0)
        read = messages(image, "read", *given, "--catalog", f"/connector/{catalog}", options=options)
        expected = (folder / "tests/scenarios/read/expected.jsonl").read_text(encoding="utf-8")
        self.assertEqual(len(read.records()), expected.count('"RECORD"'))
        by_shell = run(image, "-c", 'eval "$AIRBYTE_ENTRYPOINT spec"',
                       options=("--entrypoint", "sh", "--workdir", "/tmp"))
        self.assertEqual(protocol.check_line(by_shell.stdout.splitlines()[-1])["type"], "SPEC")


class ManifestOnly(Connector):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        build(RUNTIME, TOP, "--build-arg", f"BASE={BASE}", "--target", "declarative-manifest")

    def test_the_base_without_a_manifest(self):
        self.assertEqual(labels(RUNTIME), {"io.airbyte.name": "airbyte/source-declarative-manifest-c",
                                           "io.airbyte.version": VERSION})
        spec = messages(RUNTIME, "spec").of("SPEC")[0]["spec"]
        self.assertEqual(spec["connectionSpecification"]["required"], ["__injected_declarative_manifest"])

    def test_a_from_and_a_copy_and_nothing_else(self):
        folder = self.place / "bare"
        folder.mkdir()
        manifest = (TOP / "integration_tests/manifests/tickers.yaml").read_text(encoding="utf-8")
        (folder / "manifest.yaml").write_text(manifest.replace("STUB_URL", self.stub.url), encoding="utf-8")
        (folder / "Dockerfile").write_text(f"FROM {RUNTIME}\nCOPY manifest.yaml {SHIPPED}\n", encoding="utf-8")
        image = "airbyte/source-bare:dev"
        build(image, folder)
        self.config(name="config.json")
        mounted = ("-v", f"{self.folder}:/secrets")
        given = ("--config", "/secrets/config.json")
        spec = messages(image, "spec").of("SPEC")[0]["spec"]
        self.assertEqual(spec["connectionSpecification"]["required"], ["api_key"])
        check = messages(image, "check", *given, options=mounted)
        self.assertEqual(check.of("CONNECTION_STATUS")[0]["connectionStatus"]["status"], "SUCCEEDED")
        streams = messages(image, "discover", *given, options=mounted).of("CATALOG")[0]["catalog"]["streams"]
        catalog = {"streams": [{"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "append"}
                               for stream in streams]}
        self.file("catalog.json", catalog)
        read = messages(image, "read", *given, "--catalog", "/secrets/catalog.json", options=mounted)
        self.assertGreater(len(read.records()), 0)

    def test_the_example(self):
        folder = self.example("source-island-weather")
        image = "airbyte/source-island-weather:dev"
        build(image, folder)
        self.assertEqual(labels(image)["io.airbyte.name"], "airbyte/source-island-weather")
        self.check_verbs(image, folder)

    def test_a_generated_one(self):
        folder = self.generated("made-manifest", "--stream", "users")
        build("airbyte/source-made-manifest:dev", folder)
        self.check_verbs("airbyte/source-made-manifest:dev", folder)


class Native(Connector):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        build(SDK, TOP, "--build-arg", f"BASE={BASE}", "--target", "sdk")

    def check_native(self, image, folder, **options):
        build(image, folder)
        self.assertLess(about(image)["Size"], LARGEST)
        self.assertEqual(about(image)["Config"]["User"], "1000:1000")
        self.check_verbs(image, folder, **options)

    def test_the_example(self):
        self.check_native("airbyte/source-library-loans:dev", self.example("source-library-loans"))

    def test_a_generated_one(self):
        folder = self.generated("made-native", "--kind", "native", "--stream", "users")
        self.check_native("airbyte/source-made-native:dev", folder)
        self.assertEqual(labels("airbyte/source-made-native:dev")["io.airbyte.name"], "airbyte/source-made-native")

    def test_custom_components(self):
        self.check_native("airbyte/source-custom-components:dev", self.example("custom-components"),
                          config="tests/scenarios/read/config.json", catalog="tests/scenarios/read/configured_catalog.json")


if __name__ == "__main__":
    support.main()
