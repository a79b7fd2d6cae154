"""main test-read and main infer-schema: what a connector's author looks at."""
import http.server
import json
import pathlib
import subprocess
import threading
import urllib.parse

import support

HERE = pathlib.Path(__file__).resolve().parent


class ShortRead(support.Case):
    def manifest(self):
        text = (HERE / "manifests" / "tickers.yaml").read_text(encoding="utf-8")
        return self.file("manifest.yaml", text.replace("STUB_URL", self.stub.url))

    def output(self, *extra, config=None, status=0, **members):
        done = self.run_main("test-read", "--config", config or self.config(**members), *extra,
                             valid=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout


    def as_json(self, *extra, **options):
        return json.loads(self.output(*extra, "--format", "json", **options))


class Native(ShortRead):
    def test_shape(self):
        read = self.as_json("--stream", "stock_prices", "--records", "5")
        self.assertEqual(list(read), [
            "logs", "slices", "test_read_limit_reached", "auxiliary_requests", "inferred_schema",
            "inferred_datetime_formats", "latest_config_update", "declared_schema", "schema_differences"])
        self.assertTrue(read["test_read_limit_reached"])
        (one,) = read["slices"]
        self.assertEqual(one["slice_descriptor"], {"ticker": "AAPL"})
        (page,) = one["pages"]
        self.assertEqual(len(page["records"]), 5)
        self.assertEqual(page["request"]["http_method"], "GET")
        self.assertTrue(page["request"]["url"].startswith(self.stub.url + "/v2/aggs/ticker/AAPL/"))
        self.assertEqual(page["response"]["status"], 200)
        self.assertGreater(len(json.loads(page["response"]["body"])["results"]), 200)
        self.assertEqual(read["inferred_schema"]["properties"]["date"],
                         {"type": "string", "format": "date"})
        self.assertEqual([d["path"] for d in read["schema_differences"]], ["otc"])
        self.assertEqual(read["inferred_datetime_formats"], {"t": "%ms", "date": "%Y-%m-%d"})

    def test_state_of_whole_slices(self):
        read = self.as_json("--stream", "stock_prices", "--records", "1000")
        self.assertFalse(read["test_read_limit_reached"])
        state = read["slices"][0]["state"][-1]
        self.assertEqual(state["stream"]["stream_descriptor"], {"name": "stock_prices"})
        self.assertIn("AAPL", json.dumps(state))
        more = self.as_json("--stream", "stock_prices", "--records", "1000", "--state",
                            self.file("state.json", read["slices"][-1]["state"]))
        records = [r for s in more["slices"] for p in s["pages"] for r in p["records"]]
        self.assertLess(len(records), support.YEAR)

    def test_limits(self):
        tickers = ["AAPL", "IBM", "TSLA"]
        read = self.as_json("--stream", "stock_prices", "--slices", "2", "--records", "10000",
                            stock_tickers=tickers)
        self.assertEqual(len(read["slices"]), 2)
        self.assertTrue(read["test_read_limit_reached"])
        self.stub = support.Stub(self.folder, "--max-page", "10")
        self.addCleanup(self.stub.stop)
        read = self.as_json("--stream", "stock_prices", "--pages", "2", "--records", "10000",
                            stock_tickers=tickers)
        self.assertEqual([len(s["pages"]) for s in read["slices"]], [2, 2, 2])

    def test_no_secret_is_shown(self):
        out = self.output("--stream", "tickers", "--format", "json")
        self.assertNotIn(support.KEY, out)
        self.assertIn("Bearer ****", out)

    def test_errors_are_told(self):
        read = self.as_json("--stream", "nope", status=1)
        self.assertIn("There is no stream \"nope\"; there are: stock_prices, tickers",
                      [log["message"] for log in read["logs"] if log["level"] == "ERROR"])
        read = self.as_json("--stream", "tickers", status=1, api_key=None)
        self.assertIn("api_key", json.dumps(read["logs"]))
        read = self.as_json("--stream", "tickers", status=1, api_key="wrong-key")
        self.assertEqual(read["slices"][0]["pages"][0]["response"]["status"], 401)
        self.assertNotIn("wrong-key", json.dumps(read))

    def test_text(self):
        out = self.output("--stream", "stock_prices", "--records", "5", "--format", "text")
        self.assertIn("stream stock_prices: 1 slices, 1 pages, 5 records (a limit was reached)", out)
        self.assertIn('slice 1  {"ticker":"AAPL"}', out)
        self.assertIn("200, ", out)
        self.assertIn("    … 2 more", out)
        self.assertIn("  - otc  ", out)

    def test_usage(self):
        for extra, text in [((), "--stream NAME is required"),
                            (("--stream", "a", "--pages", "0"), '--pages: "0" is not a number'),
                            (("--stream", "a", "--format", "xml"), '"xml" is not json or text')]:
            done = self.run_main("test-read", "--config", self.config(), *extra, valid=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(text, done.stderr)
            self.assertEqual(done.stdout, "")


class Manifest(ShortRead):
    def test_slices(self):
        config = self.file("key.json", {"api_key": support.KEY})
        read = self.as_json("--stream", "tickers", "--manifest-path", self.manifest(), config=config)
        self.assertEqual([s["slice_descriptor"] for s in read["slices"]],
                         [{"symbol": "AAPL"}, {"symbol": "IBM"}, {"symbol": "TSLA"}])
        for one in read["slices"]:
            (page,) = one["pages"]
            self.assertEqual(page["records"][0]["ticker"], one["slice_descriptor"]["symbol"])
        self.assertEqual(read["auxiliary_requests"], [])
        self.assertEqual(read["declared_schema"]["properties"]["active"], {"type": ["null", "boolean"]})
        found = {d["path"]: d["problem"] for d in read["schema_differences"]}
        self.assertEqual(found.get("primary_exchange"), "undeclared")

    def test_slice_limit(self):
        config = self.file("key.json", {"api_key": support.KEY})
        read = self.as_json("--stream", "tickers", "--manifest-path", self.manifest(), "--slices", "1",
                            config=config)
        self.assertEqual(len(read["slices"]), 1)
        self.assertTrue(read["test_read_limit_reached"])


class Api(http.server.BaseHTTPRequestHandler):
    """Tokens by client credentials, parents, and children in pages of two."""

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200, {"access_token": "fresh-access-token", "expires_in": 3600})

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if self.headers["Authorization"] != "Bearer fresh-access-token":
            self.answer(401, {"error": "no"})
        elif url.path == "/parents":
            self.answer(200, [{"id": 1}, {"id": 2}])
        elif query.get("parent") == "2" and query.get("page") == "2":
            self.answer(500, {"error": "broken"})
        else:
            page = int(query.get("page", 1))
            count = 2 if page < 4 else 1
            self.answer(200, [{"id": page * 10 + i, "parent": query["parent"]} for i in range(count)])

    def log_message(self, *_):
        pass


class Pages(ShortRead):
    """Requests of a stream and those beside it: tokens, parents; pages; failures."""

    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{self.server.server_address[1]}"
        text = (HERE / "manifests" / "children.yaml").read_text(encoding="utf-8")
        self.path = self.file("children_manifest.yaml", text.replace("API_URL", url))
        self.secrets = self.file("oauth.json", {"client_id": "a-client", "client_secret": "s3cr3t-s3cr3t"})

    def children(self, *extra, **options):
        return self.as_json("--stream", "children", "--manifest-path", self.path, *extra,
                            config=self.secrets, **options)

    def test_pages_and_failures(self):
        read = self.children(status=1)
        first, second = read["slices"]
        self.assertEqual([len(p["records"]) for p in first["pages"]], [2, 2, 2, 1])
        self.assertEqual(first["slice_descriptor"]["parent"], 1)
        self.assertEqual([p["response"]["status"] for p in second["pages"]], [200, 500])
        self.assertEqual([len(p["records"]) for p in second["pages"]], [2, 0])
        self.assertTrue([log for log in read["logs"] if log["level"] == "ERROR"])
        self.assertFalse(read["test_read_limit_reached"])

    def test_requests_beside_the_stream(self):
        read = self.children("--slices", "1", "--pages", "1")
        self.assertEqual([a["title"] for a in read["auxiliary_requests"]],
                         ["oauth_token_request", "parents"])
        out = json.dumps(read)
        for secret in ("s3cr3t-s3cr3t", "fresh-access-token"):
            self.assertNotIn(secret, out)
        self.assertEqual([len(s["pages"]) for s in read["slices"]], [1])
        self.assertTrue(read["test_read_limit_reached"])

    def test_record_limit(self):
        read = self.children("--records", "3")
        self.assertEqual([[len(p["records"]) for p in s["pages"]] for s in read["slices"]], [[2, 1]])

    def test_text_tells_of_failures(self):
        out = self.output("--stream", "children", "--manifest-path", self.path, "--format", "text",
                          config=self.secrets, status=1)
        self.assertIn("beside the stream\n  oauth_token_request  POST ", out)
        self.assertIn("logs:\n  ERROR ", out)


class Schema(ShortRead):
    def infer(self, *extra, stdin="", status=0):
        done = subprocess.run([support.MAIN, "infer-schema", *extra], input=stdin, text=True,
                              capture_output=True, env=support.environment(), check=False,
                              timeout=support.LIMIT)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def test_of_a_stream(self):
        out = self.infer("--config", self.config(), "--stream", "stock_prices").stdout
        self.assertIn("required: [ticker, date]\n", out)
        self.assertIn("  date:\n    type: string\n    format: date\n", out)

    def test_of_a_manifest(self):
        config = self.file("key.json", {"api_key": support.KEY})
        out = self.infer("--config", config, "--manifest-path", self.manifest(), "--stream",
                         "tickers", "--format", "json").stdout
        schema = json.loads(out)
        self.assertEqual(schema["required"], ["ticker"])
        self.assertEqual(schema["properties"]["active"], {"type": ["boolean", "null"]})

    def test_pasted_schema_fits(self):
        """The schema that is printed has no differences once it is in the manifest."""
        config = self.file("key.json", {"api_key": support.KEY})
        out = self.infer("--config", config, "--manifest-path", self.manifest(), "--stream",
                         "tickers").stdout
        text = pathlib.Path(self.manifest()).read_text(encoding="utf-8")
        begin = text.index("      schema:\n") + len("      schema:\n")
        end = text.index("    retriever:")
        pasted = "".join(f"        {line}\n" for line in out.splitlines())
        path = self.file("pasted.yaml", text[:begin] + pasted + text[end:])
        read = self.as_json("--stream", "tickers", "--manifest-path", path, config=config)
        self.assertEqual(read["schema_differences"], [])

    def test_of_stdin(self):
        message = {"type": "RECORD", "record": {"stream": "a", "data": {"x": 1}, "emitted_at": 1}}
        other = {"type": "RECORD", "record": {"stream": "b", "data": {"y": 1}, "emitted_at": 1}}
        log = {"type": "LOG", "log": {"level": "INFO", "message": "m"}}
        lines = "\n".join(map(json.dumps, (log, message, other)))
        self.assertIn("  x:\n", self.infer(stdin=lines).stdout)
        self.assertNotIn("  y:\n", self.infer("--stream", "a", stdin=lines).stdout)
        plain = self.infer("--format", "json", stdin='{"type": "cat", "n": 1}\n\n{"n": null}').stdout
        self.assertEqual(set(json.loads(plain)["properties"]), {"type", "n"})

    def test_refused(self):
        self.assertIn("line 2 is no JSON object", self.infer(stdin="{}\n[1]\n", status=1).stderr)
        self.assertIn("no records on stdin", self.infer(status=1).stderr)
        self.assertIn("is not yaml or json", self.infer("--format", "x", status=2).stderr)
        self.assertIn("--stream NAME is required", self.infer("--config", "c", status=2).stderr)


if __name__ == "__main__":
    support.main()
