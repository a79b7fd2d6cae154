"""A scripted API: answers as a scenario says, behind a plain-http forward proxy.

A connector under test gets this server as http_proxy, so its manifest can name any host
(http://api.test/...). Each exchange of the scenario's "serve" list is used once, in the order of
the list among those that match; "repeat": true keeps one for ever.
"""

import base64
import gzip
import json
import socket
import struct
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt_check


def split_url(url):
    """The URL without its query, and its parameters as a sorted list of pairs."""
    parts = urllib.parse.urlsplit(url)
    query = sorted(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), query

WAIT_LIMIT_S = 20


class Exchange:
    """One expected request and the response to it."""

    def __init__(self, data):
        request = data.get("request", data)
        if isinstance(request, str):
            method, _, url = request.rpartition(" ")
            request = {"method": method or "GET", "url": url}
        self.method = request.get("method", "GET")
        self.url, self.query = split_url(request["url"])
        self.headers = request.get("headers", {})
        self.body = request.get("body")
        self.json = request.get("json")
        self.form = request.get("form")
        self.jwt = request.get("jwt")
        self.repeat = data.get("repeat", False)
        self.optional = data.get("optional", False)
        self.response = data.get("response", {})
        self.used = 0

    def has_token(self, request):
        text = request.headers.get(self.jwt.get("header_name", "authorization"), "")
        prefix = self.jwt.get("prefix", "")
        return text.startswith(prefix) and jwt_check.is_wanted(self.jwt, text[len(prefix):])

    def matches(self, request):
        if (request.method, *split_url(request.url)) != (self.method, self.url, self.query):
            return False
        if any(request.headers.get(name.lower()) != value for name, value in self.headers.items()):
            return False
        if self.jwt and not self.has_token(request):
            return False
        text = request.body.decode("utf-8", "replace")
        if self.body is not None and text != self.body:
            return False
        if self.form is not None:
            if sorted(urllib.parse.parse_qsl(text, keep_blank_values=True)) != sorted(
                (k, str(v)) for k, v in self.form.items()
            ):
                return False
        if self.json is not None:
            try:
                return json.loads(text) == self.json
            except ValueError:
                return False
        return True

    def describe(self):
        query = "?" + urllib.parse.urlencode(self.query) if self.query else ""
        return f"{self.method} {self.url}{query}"


class Request:
    def __init__(self, method, url, headers, body):
        self.method, self.url, self.headers, self.body = method, url, headers, body

    def describe(self):
        body = f" body {self.body.decode('utf-8', 'replace')}" if self.body else ""
        return f"{self.method} {self.url}{body}"


class Script:
    """What is served, and what came; used by all connections at once."""

    def __init__(self, serve):
        self.exchanges = [Exchange(data) for data in serve]
        self.unexpected = []
        self.late = []
        self.requests = []
        self.lock = threading.Lock()
        self.came = threading.Condition(self.lock)

    def wait_for(self, text):
        """Returns once the request has come."""
        wanted = Exchange({"request": text})
        with self.lock:
            limit = 0 if self.late else WAIT_LIMIT_S
            if not self.came.wait_for(lambda: any(map(wanted.matches, self.requests)), limit):
                self.late.append(text)

    def answer(self, request):
        with self.lock:
            self.requests.append(request)
            self.came.notify_all()
            for exchange in self.exchanges:
                if (exchange.repeat or not exchange.used) and exchange.matches(request):
                    exchange.used += 1
                    return exchange.response
            self.unexpected.append(request)
            return {"status": 418, "body": {"unexpected request": request.describe()}}

    def problems(self):
        found = [f"unexpected request: {r.describe()}" for r in self.unexpected]
        found += [f"an answer waited for it in vain: {text}" for text in self.late]
        found += [
            f"request was not made: {e.describe()}"
            for e in self.exchanges
            if not e.used and not e.optional
        ]
        return found


def encode_body(response, folder):
    if "file" in response:
        body = (folder / response["file"]).read_bytes()
    elif "base64" in response:
        body = base64.b64decode(response["base64"])
    elif "text" in response:
        body = response["text"].encode(response.get("charset", "utf-8"))
    elif "body" in response:
        body = json.dumps(response["body"]).encode()
    else:
        body = b""
    if response.get("gzip"):
        body = gzip.compress(body, mtime=0)
    return body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        response = self.server.script.answer(Request(self.command, self.path, headers, body))
        if response.get("delay"):
            time.sleep(response["delay"])
        if response.get("after"):
            self.server.script.wait_for(response["after"])
        if response.get("fault") == "reset":
            self.reset()
            return
        self.reply(response)

    def reply(self, response):
        body = encode_body(response, self.server.folder)
        headers = {"Content-Type": "application/json", **response.get("headers", {})}
        self.send_response(response.get("status", 200))
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                self.send_header(name, one)
        if response.get("gzip"):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if response.get("fault") == "truncate":
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.reset()
        elif self.command != "HEAD":
            self.wfile.write(body)

    def reset(self):
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_any


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a connection that the connector dropped


class ScriptedServer:
    """Serves a script on a free loopback port until closed."""

    def __init__(self, serve, folder):
        self.script = Script(serve)
        self.http = QuietServer(("127.0.0.1", 0), Handler)
        self.http.script = self.script
        self.http.folder = folder
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()
