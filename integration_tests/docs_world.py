"""Where the commands of the docs run: a folder like the checkout, the files that the pages name, the programs on
the PATH, the stub of the prices API, and behind a proxy the hosts of the examples, answered from cassettes."""
import http.server
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import tempfile
import threading
import urllib.parse

import support
from docs_reader import TOP
from test_network import make_certificate

BUILD = pathlib.Path(support.MAIN).parent
NAMED_BY = {"metadata.yaml": "registry-entry"}  # files that a command reads by itself
COPIED = ["sample_files", "secrets"]  # commands write there


def copy_tree(source, target):
    """Copies a folder without what was built in it."""
    shutil.copytree(source, target, ignore=lambda folder, names: [
        name for name in names if pathlib.Path(folder) == source and name.startswith(("build", ".git"))])


class Handler(http.server.BaseHTTPRequestHandler):
    """Takes CONNECT, then is the host that was asked for."""
    protocol_version = "HTTP/1.1"
    host = None

    def do_CONNECT(self):
        self.send_response(200, "Connection established")
        self.end_headers()
        self.host = self.path.removesuffix(":443")
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = f"https://{self.host}{self.path}"
        status, headers, body = self.server.answers.get((self.command, url), (404, {}, b"{}"))
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def finish(self):
        super().finish()
        self.connection.close()

    def log_message(self, *_):
        pass


class Hosts:
    """The internet of the examples, as a proxy for https."""

    def __init__(self, folder, cassettes):
        self.answers = {}
        for cassette in cassettes:
            self.load(cassette)
        hosts = sorted({urllib.parse.urlsplit(url).hostname for _, url in self.answers})
        make_certificate(str(folder), "hosts", ",".join(f"DNS:{host}" for host in hosts))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.tls.load_cert_chain(folder / "hosts.pem", folder / "hosts.key")
        self.server.answers = self.answers
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.environment = {"https_proxy": f"http://127.0.0.1:{self.server.server_port}",
                            "REQUESTS_CA_BUNDLE": str(folder / "ca.pem")}

    def load(self, cassette):
        for path in sorted(cassette.glob("*.json")):
            exchange = json.loads(path.read_text(encoding="utf-8"))
            request, response = exchange["request"], exchange["response"]
            self.answers.setdefault((request["method"], request["url"]),
                                    (response["status"], response["headers"],
                                     path.with_suffix(".body").read_bytes()))

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def manifest_of(stream, specification):
    """A manifest, as JSON, with one stream of the generated connector's API."""
    requester = {"type": "HttpRequester", "url_base": "https://api.example.com", "path": "/users"}
    extractor = {"type": "DpathExtractor", "field_path": ["data"]}
    return {"version": "6.0.0", "type": "DeclarativeSource",
            "check": {"type": "CheckStream", "stream_names": [stream]},
            "spec": {"type": "Spec", "connection_specification": specification},
            "streams": [{
                "type": "DeclarativeStream", "name": stream,
                "retriever": {"type": "SimpleRetriever", "requester": requester,
                              "record_selector": {"type": "RecordSelector", "extractor": extractor}},
                "schema_loader": {"type": "InlineSchemaLoader", "schema": {"type": "object", "properties": {}}}}]}


class World:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ab-docs-"))
        self.prefix = self.folder / "installed/usr/local"
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        (self.folder / "home/.local/share/bash-completion/completions").mkdir(parents=True)
        (self.folder / "home/.config/fish/completions").mkdir(parents=True)
        (self.bin / "main").symlink_to(support.MAIN)
        (self.bin / "stub_api").symlink_to(support.STUB)
        self.stub = support.Stub(str(self.folder))
        self.check(["cmake", "--install", BUILD, "--prefix", self.prefix])
        for kind in ("manifest", "native"):
            self.check([support.MAIN, "generate", "--kind", kind, "--name", f"made-{kind}", "--auth", "bearer",
                        "--stream", "users"])
        self.generated = self.folder / "source-made-manifest"
        self.hosts = Hosts(self.folder, [*TOP.glob("examples/*/tests/scenarios/read/cassette"),
                                         self.generated / "tests/scenarios/read/cassette"])
        self.fixtures = self.make_fixtures()

    def check(self, command):
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL, env=support.environment(), timeout=support.LIMIT)

    def stop(self):
        self.stub.stop()
        self.hosts.stop()
        shutil.rmtree(self.folder, True)

    def checkout(self, *writable):
        """A folder that looks like the checkout after the build, with a configuration for the stub; commands may write
        below the `writable` folders."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="checkout-", dir=self.folder))
        for path in TOP.iterdir():
            if path.name in (*COPIED, *writable):
                copy_tree(path, folder / path.name)
            elif not path.name.startswith(("build", ".git")):
                (folder / path.name).symlink_to(path)
        (folder / "build").symlink_to(BUILD)
        for sample in (folder / "sample_files").rglob("*.json"):
            text = sample.read_text(encoding="utf-8")
            sample.write_text(text.replace("http://127.0.0.1:8080", self.stub.url), encoding="utf-8")
        shutil.copy(folder / "sample_files/sample_config.json", folder / "secrets/config.json")
        return folder

    def connector(self, source):
        """A copy of a connector's folder, its credentials filled in from the sample."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="connector-", dir=self.folder)) / source.name
        copy_tree(source, folder)
        (folder / "secrets").mkdir(exist_ok=True)
        if (folder / "sample_files").exists():
            shutil.copy(folder / "sample_files/sample_config.json", folder / "secrets/config.json")
        return folder

    def make_fixtures(self):
        """What the pages name and a reader has: file name → content. It is made for the block that names it."""
        made = self.generated
        text = lambda name: (made / name).read_text(encoding="utf-8")
        config = {**json.loads(text("sample_files/sample_config.json")), "x": 1, "start": "2024-05-01"}
        injected = {**config, "__injected_declarative_manifest": manifest_of("users", {"type": "object"})}
        spec = subprocess.run([support.MAIN, "spec"], capture_output=True, text=True, check=True).stdout
        old = manifest_of("tickers", json.loads(spec.splitlines()[-1])["spec"]["connectionSpecification"])
        catalog = text("sample_files/configured_catalog.json")
        return {"manifest.yaml": text("manifest.yaml"), "old/manifest.yaml": json.dumps(old),
                "config.json": json.dumps(config), "c.json": json.dumps(injected),
                "catalog.json": catalog, "k.json": catalog, "state.json": "[]", "s.json": "[]",
                "records.jsonl": '{"id": 1, "name": "Ada"}\n{"id": 2, "name": null}\n',
                "metadata.yaml": text("metadata.yaml"), "source-example": None}

    def environment(self):
        return support.environment(
            PATH=f"{self.bin}:{self.prefix}/bin:{os.environ['PATH']}", HOME=str(self.folder / "home"),
            DESTDIR=str(self.folder / "installed"), CMAKE_PREFIX_PATH=str(self.prefix),
            no_proxy="127.0.0.1", CMAKE_BUILD_PARALLEL_LEVEL="2", DOCKER_BUILDKIT=os.environ.get("DOCKER_BUILDKIT", "0"),
            DOCKER_HOST=os.environ.get("DOCKER_HOST"), **self.hosts.environment)

    def run(self, command, folder):
        """Runs a block in bash, stopping at the first command that fails."""
        made = []
        for name, content in self.fixtures.items():
            path = folder / name
            named = re.search(rf"(?<!\w)(?<!\w/){re.escape(NAMED_BY.get(name, name))}\b", command)
            if named and not path.exists():
                path.parent.mkdir(exist_ok=True)
                made.append(path)
                if content is None:
                    path.symlink_to(support.MAIN)
                else:
                    path.write_text(content, encoding="utf-8")
        try:
            return subprocess.run(["bash", "-euxo", "pipefail", "-c", command], cwd=folder, capture_output=True,
                                  text=True, check=False, stdin=subprocess.DEVNULL, env=self.environment(),
                                  timeout=support.LIMIT * 10)
        finally:
            for path in made:
                path.unlink(missing_ok=True)
