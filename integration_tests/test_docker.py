"""The image, really built and run, in the four forms of Airbyte's guide. Skipped where no Docker engine answers,
and where the image's base cannot be had (AB_DOCKER_BASE names another one)."""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

import protocol
import support
from test_network import make_certificate

TOP = pathlib.Path(__file__).resolve().parent.parent
BASE = os.environ.get("AB_DOCKER_BASE", "debian:bookworm-slim")
IMAGE = "airbyte/source-stock-ticker:dev"
LARGEST = 25_000_000  # bytes


def docker(*arguments, **options):
    env = {**support.environment(), "DOCKER_BUILDKIT": os.environ.get("DOCKER_BUILDKIT", "0")}
    if "DOCKER_HOST" in os.environ:
        env["DOCKER_HOST"] = os.environ["DOCKER_HOST"]
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False, env=env,
                          timeout=1200, stdin=subprocess.DEVNULL, **options)


def why_not():
    if shutil.which("docker") is None:
        return "no docker program here"
    if docker("info").returncode != 0:
        return "no Docker engine answers"
    if docker("image", "inspect", BASE).returncode != 0 and docker("pull", BASE).returncode != 0:
        return f"the base image {BASE} cannot be had"
    return None


class Image(support.Case):
    @classmethod
    def setUpClass(cls):
        reason = why_not()
        if reason is not None:
            raise unittest.SkipTest(reason)
        built = docker("build", "--network=host", "--build-arg", f"BASE={BASE}", "-t", IMAGE, str(TOP))
        if built.returncode != 0:
            raise AssertionError("docker build failed:\n" + (built.stdout + built.stderr)[-4000:])

    def setUp(self):
        super().setUp()
        self.config(name="config.json")
        self.catalog(name="configured_catalog.json")
        os.chmod(os.path.join(self.folder, "config.json"), 0o644)

    def run_image(self, *arguments, entrypoint=()):
        done = docker("run", "--rm", "--network=host", "-v", f"{self.folder}:/secrets",
                      "-v", f"{self.folder}:/sample_files", *entrypoint, IMAGE, *arguments)
        return done

    def messages(self, *arguments):
        done = self.run_image(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout[-500:] + done.stderr[-500:])
        return [protocol.check_line(line) for line in done.stdout.splitlines()]

    def test_the_four_forms(self):
        self.assertIn("SPEC", {m["type"] for m in self.messages("spec")})
        check = self.messages("check", "--config", "/secrets/config.json")
        self.assertIn("SUCCEEDED", json.dumps(check))
        self.assertIn("CATALOG", {m["type"] for m in self.messages("discover", "--config",
                                                                   "/secrets/config.json")})
        read = self.messages("read", "--config", "/secrets/config.json", "--catalog",
                             "/sample_files/configured_catalog.json")
        self.assertGreater(sum(m["type"] == "RECORD" for m in read), 400)

    def test_by_a_shell_as_the_platform_does(self):
        done = self.run_image("-c", 'eval "$AIRBYTE_ENTRYPOINT spec" && id -u && pwd',
                              entrypoint=("--entrypoint", "sh", "--workdir", "/tmp"))
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
            done = self.run_image("check", "--config", "/secrets/config.json", entrypoint=options)
            self.assertIn(expected, done.stdout)

    def test_size_user_and_labels(self):
        about = json.loads(docker("image", "inspect", IMAGE).stdout)[0]
        self.assertLess(about["Size"], LARGEST)
        self.assertEqual(about["Config"]["User"], "1000:1000")
        self.assertEqual(about["Config"]["Labels"]["io.airbyte.name"], "airbyte/source-stock-ticker")
        self.assertIn("io.airbyte.version", about["Config"]["Labels"])
        environment = dict(line.split("=", 1) for line in about["Config"]["Env"])
        self.assertEqual([environment["AIRBYTE_ENTRYPOINT"]], about["Config"]["Entrypoint"])
        self.assertTrue(environment["AIRBYTE_ENTRYPOINT"].startswith("/"))


if __name__ == "__main__":
    support.main()
