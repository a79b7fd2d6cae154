"""One response of 60 MB in each format that can be read record by record: all records come out, and the process stays
below 32 MB (Python takes ten times the body). The bodies are made while they are sent."""
import http.server
import json
import os
import subprocess
import tempfile
import threading
import unittest
import zlib

MAIN = os.environ.get("AB_MAIN", "build/main")
RECORDS = 60_000
PAD = "x" * 980
# A sanitizer's shadow memory is the sanitizer's, and no part of the promise.
LIMIT_KB = 512 * 1024 if os.environ.get("AB_SANITIZED") else 32 * 1024


def json_object(i):
    return f'{{"id":"{i}","pad":"{PAD}"}}'


def joined(before, after):
    yield before
    for i in range(RECORDS):
        yield ("," if i else "") + json_object(i)
    yield after


def lines(row, before=""):
    yield before
    for i in range(RECORDS):
        yield row(i) + "\n"


def xml():
    yield "<root><items>"
    for i in range(RECORDS):
        yield f"<item><id>{i}</id><pad>{PAD}</pad></item>"
    yield "</items></root>"


def csv():
    return lines(lambda i: f'{i},"{PAD}"', "id,pad\n")


# Name: the body's pieces, whether it is compressed, the decoder, the path to the records.
FORMATS = {
    "json": (lambda: joined('{"data":[', '],"more":false}'), False, {"type": "JsonDecoder"}, ["data"]),
    "json-list": (lambda: joined("[", "]"), False, {"type": "JsonDecoder"}, []),
    "json-wildcard": (lambda: joined('{"a":{"data":[', "]}}"), False, {"type": "JsonDecoder"}, ["a", "data", "*"]),
    "json-items": (lambda: joined('{"data":[', "]}"), False, {"type": "JsonItemsDecoder", "items_path": "data"}, []),
    "jsonl": (lambda: lines(json_object), False, {"type": "JsonlDecoder"}, []),
    "csv": (csv, False, {"type": "CsvDecoder"}, []),
    "csv-gzip": (csv, True, {"type": "GzipDecoder", "decoder": {"type": "CsvDecoder"}}, []),
    "json-gzip": (lambda: joined("[", "]"), True, {"type": "GzipDecoder", "decoder": {"type": "JsonDecoder"}}, []),
    "xml": (xml, False, {"type": "XmlDecoder"}, ["root", "items", "item"]),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        pieces, compressed, _, _ = FORMATS[self.path.strip("/")]
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.end_headers()
        packer = zlib.compressobj(1, zlib.DEFLATED, 31) if compressed else None
        batch = []
        for piece in pieces():
            batch.append(piece)
            if len(batch) == 256:
                self.send(batch, packer)
                batch = []
        self.send(batch, packer)
        if packer:
            self.wfile.write(packer.flush())

    def send(self, batch, packer):
        data = "".join(batch).encode()
        self.wfile.write(packer.compress(data) if packer else data)


def peak_kb(pid):
    """The highest memory in use so far. (What wait4 tells includes this process's own, from before the exec.)"""
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next((int(line.split()[1]) for line in f if line.startswith("VmHWM")), 0)


def manifest(port, name):
    _, _, decoder, path = FORMATS[name]
    return {
        "version": "6.0.0",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": ["items"]},
        "streams": [{
            "type": "DeclarativeStream",
            "name": "items",
            "retriever": {
                "type": "SimpleRetriever",
                "requester": {"type": "HttpRequester", "url_base": f"http://127.0.0.1:{port}", "path": name},
                "decoder": decoder,
                "record_selector": {"type": "RecordSelector",
                                    "extractor": {"type": "DpathExtractor", "field_path": path}},
            },
            "schema_loader": {"type": "InlineSchemaLoader", "schema": {"type": "object", "properties": {}}},
        }],
        "spec": {"type": "Spec", "connection_specification": {"type": "object", "properties": {}}},
    }


CATALOG = {"streams": [{"stream": {"name": "items", "json_schema": {}, "supported_sync_modes": ["full_refresh"]},
                        "sync_mode": "full_refresh", "destination_sync_mode": "append"}]}


class LargeBodies(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def file(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as f:
            json.dump(content, f)
        return path

    def read(self, name):
        """Numbers of RECORD messages and of distinct ids, exit status and peak memory in KB."""
        arguments = [MAIN, "read", "--config", self.file("config.json", {}), "--catalog",
                     self.file("catalog.json", CATALOG), "--manifest-path",
                     self.file(f"{name}.yaml", manifest(self.server.server_port, name))]
        ids = set()
        count = peak = 0
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
            for line in process.stdout:
                if b'"type":"RECORD"' in line[:40]:
                    count += 1
                    ids.add(json.loads(line)["record"]["data"]["id"])
                    peak = max(peak, peak_kb(process.pid)) if count % 1000 == 0 else peak
        return count, len(ids), process.returncode, peak

    def test_formats(self):
        for name in FORMATS:
            with self.subTest(name):
                count, distinct, status, peak = self.read(name)
                self.assertEqual(status, 0)
                self.assertEqual((count, distinct), (RECORDS, RECORDS))
                self.assertLess(peak, LIMIT_KB)
                print(f"{name}: {peak} KB", flush=True)


if __name__ == "__main__":
    unittest.main()
