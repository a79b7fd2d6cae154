"""examples/, built with the installed package and tested as their READMEs say; their pages and entries are as
the kit makes them."""
import http.server
import os
import pathlib
import shutil
import threading
import unittest

import kit_case
import support

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"


class Signed(http.server.BaseHTTPRequestHandler):
    """An API that answers with one record, and keeps the signature of each request."""
    seen = []

    def do_GET(self):
        Signed.seen.append((self.path, self.headers["X-Signature"]))
        body = b'{"data": {"k": {"price_cents": 100}}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@unittest.skipIf(os.environ.get("AB_SANITIZED"), "a sanitized library links with sanitized programs only")
class Examples(kit_case.Installed):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shutil.copytree(EXAMPLES, cls.folder / "examples")

    def run_it(self, *command, cwd):
        return super().run_it(*command, cwd=cwd).stdout

    def build(self, folder):
        self.run_it("cmake", "-S", ".", "-B", "build", cwd=folder)
        self.run_it("cmake", "--build", "build", cwd=folder)
        return self.run_it("ctest", "--test-dir", "build", "--output-on-failure", cwd=folder)

    def published(self, folder, name, *kit):
        page = folder / f"docs/integrations/sources/{name}.md"
        before = page.read_text(encoding="utf-8")
        self.run_it(kit[0], "docs-page", *kit[1:], "--config", "sample_files/sample_config.json", "--replay",
                    "tests/scenarios/read/cassette", "--out", page, cwd=folder)
        self.assertEqual(page.read_text(encoding="utf-8"), before)
        self.assertEqual(self.run_it(kit[0], "registry-entry", cwd=folder),
                         (folder / "registry-entry.yaml").read_text(encoding="utf-8"))

    def test_a_manifest(self):
        folder = self.folder / "examples/source-island-weather"
        out = self.run_it("tests/run", cwd=folder)
        self.assertIn("\n2 passed, 0 failed, 0 skipped\ntesting", out)  # scenarios
        self.assertRegex(out, r"\n\d+ passed, 0 failed, \d+ skipped\n$")  # acceptance tests
        self.published(folder, "island-weather", "airbyte-cdk-c", "--manifest-path", "manifest.yaml")

    def test_a_native_source(self):
        folder = self.folder / "examples/source-library-loans"
        self.assertIn("0 tests failed out of 3", self.build(folder))
        self.published(folder, "library-loans", "build/source-library-loans")

    def test_custom_components(self):
        folder = self.folder / "examples/custom-components"
        self.assertIn("0 tests failed out of 2", self.build(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Signed)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        manifest = folder / "manifest.yaml"
        text = manifest.read_text(encoding="utf-8").replace("https://shop.example",
                                                            f"http://127.0.0.1:{server.server_port}")
        manifest.write_text(text, encoding="utf-8")
        self.run_it("build/source-custom-components", "read", "--manifest-path", "manifest.yaml", "--config",
                    "tests/scenarios/read/config.json", "--catalog", "tests/scenarios/read/configured_catalog.json",
                    cwd=folder)
        # printf %s ada | openssl dgst -sha256 -hmac sample-secret
        signature = "ada:abaae98e304814876768056fd0da44ee954b7edf056118c564cdba3303a6c029"
        self.assertEqual(sorted(Signed.seen), [("/north/products", signature), ("/south/products", signature)])


if __name__ == "__main__":
    support.main()
