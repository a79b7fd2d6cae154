"""https with a private CA and with wrong certificates, and proxies, by the environment's variables."""
import concurrent.futures
import os
import socket
import subprocess
import threading

import support


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, stdin=subprocess.DEVNULL,
                   env=support.environment(OPENSSL_CONF=os.environ.get("OPENSSL_CONF")))


def make_certificate(folder, name, alternative):
    """A private CA (ca.pem, once) and a certificate NAME.pem/NAME.key signed by it."""
    path = lambda file: os.path.join(folder, file)
    if not os.path.exists(path("ca.pem")):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path("ca.key"), "-out",
                path("ca.pem"), "-days", "3650", "-subj", "/CN=Test CA")
    with open(path(name + ".ext"), "w", encoding="utf-8") as extension:
        extension.write(f"subjectAltName={alternative}\n")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", path(name + ".key"), "-out",
            path(name + ".csr"), "-subj", f"/CN={name}")
    openssl("x509", "-req", "-in", path(name + ".csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-out", path(name + ".pem"), "-days", "3650", "-extfile",
            path(name + ".ext"))


class Https(support.Case):
    def serve(self, alternative):
        make_certificate(self.folder, "server", alternative)
        self.stub.stop()
        self.stub = support.Stub(self.folder, "--cert", os.path.join(self.folder, "server.pem"),
                                 "--key", os.path.join(self.folder, "server.key"))
        self.addCleanup(self.stub.stop)
        return os.path.join(self.folder, "ca.pem")

    def test_private_ca(self):
        bundle = self.serve("IP:127.0.0.1,DNS:localhost")
        for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            with self.subTest(variable):
                result = self.read("tickers", env={variable: bundle})
                self.assertEqual(result.status, 0, result.out[-1000:])
                self.assertEqual(len(result.records()), 2)

    def test_unknown_ca(self):
        self.serve("IP:127.0.0.1,DNS:localhost")
        self.refused({})

    def test_certificate_of_another_host(self):
        self.refused({"REQUESTS_CA_BUNDLE": self.serve("DNS:other.example")})

    def refused(self, env):
        result = self.run_main("check", "--config", self.config(), env=env)
        told = [m["connectionStatus"].get("message", "") for m in result.of("CONNECTION_STATUS")]
        told += [e["message"] for e in result.errors()]
        self.assertIn("certificate", " ".join(told).lower())
        self.assertNotIn('"SUCCEEDED"', result.out)

    def test_bundle_that_does_not_exist(self):
        self.serve("IP:127.0.0.1")
        result = self.run_main("check", "--config", self.config(),
                               env={"REQUESTS_CA_BUNDLE": "/nonexistent/ca.pem"})
        self.assertNotIn('"SUCCEEDED"', result.out)
        self.assertIn("/nonexistent/ca.pem", result.out)


class Proxy(threading.Thread):
    """Answers every request with one fixed response, and counts them."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self.answer, self.seen = answer, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(4096)
                    if not piece:
                        break
                    head += piece
                self.seen.append(head.split(b"\r\n")[0].decode("latin-1"))
                connection.sendall(self.answer)

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class Proxies(support.Case):
    def closed_port(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            return f"http://127.0.0.1:{free.getsockname()[1]}"

    def check(self, env, name="config.json", **config):
        return self.run_main("check", "--config", self.config(name=name, **config), env=env)

    @staticmethod
    def told(result):
        return " ".join([e["message"] for e in result.errors()] +
                        [m["connectionStatus"].get("message", "") for m in result.of("CONNECTION_STATUS")])

    def test_what_does_not_answer(self):
        """Each is tried for half a minute, as it may pass; so they run side by side."""
        refusing = Proxy(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.addCleanup(refusing.stop)
        rows = [
            ("refuses.json", {"https_proxy": refusing.url}, "https://prices.invalid"),
            ("absent.json", {"http_proxy": self.closed_port()}, self.stub.url),
            ("closed.json", {}, self.closed_port()),
        ]
        with concurrent.futures.ThreadPoolExecutor(len(rows)) as pool:
            results = list(pool.map(lambda row: self.check(row[1], name=row[0], base_url=row[2]), rows))
        for row, result in zip(rows, results):
            with self.subTest(row[0]):
                self.assertNotIn('"SUCCEEDED"', result.out)
                self.assertTrue(self.told(result))
        self.assertIn("proxy", self.told(results[0]).lower())
        self.assertTrue(refusing.seen and refusing.seen[0].startswith("CONNECT prices.invalid:443"))
        self.assertEqual(self.stub_requests(), [])

    def stub_requests(self):
        return self.stub.requests() if os.path.exists(self.stub.log) else []

    def test_no_proxy(self):
        for value in ("127.0.0.1", "*", "other.example,127.0.0.1"):
            with self.subTest(value):
                result = self.check({"http_proxy": self.closed_port(), "no_proxy": value})
                self.assertIn('"SUCCEEDED"', result.out)

    def test_plain_http_by_proxy(self):
        body = b'{"status":"OK","results":{"ticker":"AAPL","name":"by proxy"}}'
        proxy = Proxy(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                      b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.addCleanup(proxy.stop)
        result = self.check({"http_proxy": proxy.url}, base_url="http://prices.invalid")
        self.assertIn('"SUCCEEDED"', result.out)
        self.assertEqual(proxy.seen, ["GET http://prices.invalid/v3/reference/tickers/AAPL HTTP/1.1"])


if __name__ == "__main__":
    support.main()
