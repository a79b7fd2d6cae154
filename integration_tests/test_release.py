"""A release's tarball, as scripts/release FOLDER makes it: what it needs of a system, and that it works on one that is
not the one it was built on. AB_RELEASE names the folder; skipped without."""
import hashlib
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import tarfile
import tempfile
import threading
import unittest

import support
from test_network import make_certificate

TOP = pathlib.Path(__file__).resolve().parent.parent
LARGEST = 10_000_000  # bytes of the binary
OLDEST_GLIBC = (2, 34)  # docs/installing.md names the systems that have it
SYSTEM = {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
NAME = "prices.test"
NAME_SERVER = "127.53.19.4"


def output(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True,
                          timeout=support.LIMIT).stdout


def setUpModule():
    if "AB_RELEASE" not in os.environ:
        raise unittest.SkipTest("AB_RELEASE names no folder of a release: scripts/release FOLDER makes one")


class NameServer(threading.Thread):
    """Tells the address of NAME, and of nothing else."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((NAME_SERVER, 53))
        self.asked = set()

    def run(self):
        while True:
            try:
                query, client = self.socket.recvfrom(512)
            except OSError:  # closed: the test has ended
                return
            end, labels = 12, []
            while query[end]:
                labels.append(query[end + 1:end + 1 + query[end]].decode())
                end += 1 + query[end]
            kind = struct.unpack("!H", query[end + 1:end + 3])[0]
            self.asked.add(".".join(labels))
            answers = 1 if kind == 1 and ".".join(labels) == NAME else 0
            reply = query[:2] + struct.pack("!HHHHH", 0x8180, 1, answers, 0, 0) + query[12:end + 5]
            if answers:
                reply += struct.pack("!HHHIH4B", 0xC00C, 1, 1, 60, 4, 127, 0, 0, 1)
            self.socket.sendto(reply, client)


class Release(support.Case):
    stub_options = ()

    @classmethod
    def setUpClass(cls):
        cls.release = pathlib.Path(os.environ["AB_RELEASE"]).resolve()
        machine = os.uname().machine
        cls.tarball = next(iter(cls.release.glob(f"airbyte-cdk-c-*-linux-{machine}.tar.gz")))
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="ab-release-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, True)
        with tarfile.open(cls.tarball) as tarball:
            tarball.extractall(cls.place)
        cls.root = cls.place / cls.tarball.name.removesuffix(".tar.gz")
        cls.binary = cls.root / "bin/airbyte-cdk-c"

    def test_checksums(self):
        lines = (self.release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split() for line in lines)}
        self.assertIn(self.tarball.name, sums)
        for name, digest in sums.items():
            self.assertEqual(hashlib.sha256((self.release / name).read_bytes()).hexdigest(), digest)

    def test_what_it_holds(self):
        for name in ("LICENSE", "README.md", "CHANGELOG.md", "share/man/man1/airbyte-cdk-c.1.gz",
                     "share/bash-completion/completions/airbyte-cdk-c"):
            self.assertGreater((self.root / name).stat().st_size, 100, name)
        licences = {path.name for path in (self.root / "share/doc/airbyte-cdk-c/licences").iterdir()}
        self.assertEqual(licences, {"libcurl4-openssl", "libyaml", "libpcre2", "libssl", "zlib1g", "libzstd",
                                    "libbrotli", "libexpat1"})
        self.assertEqual(os.readlink(self.root / "bin/source-declarative-manifest"), "airbyte-cdk-c")

    def test_it_needs_a_c_library_of_2021_and_nothing_else(self):
        self.assertLess(self.binary.stat().st_size, LARGEST)
        headers = output("objdump", "-p", self.binary)
        self.assertLessEqual(set(re.findall(r"NEEDED\s+(\S+)", headers)), SYSTEM)
        versions = {tuple(map(int, found.split("."))) for found in re.findall(r"GLIBC_([\d.]+)", headers)}
        self.assertLessEqual(max(versions), OLDEST_GLIBC)
        self.assertNotIn("GLIBC_PRIVATE", headers)

    @unittest.skipIf(shutil.which("dpkg-deb") is None, "no dpkg-deb here")
    def test_the_debian_package(self):
        package = next(iter(self.release.glob("airbyte-cdk-c_*.deb")))
        about = output("dpkg-deb", "--field", package)
        self.assertIn("\nDepends: libc6 (>= 2.34)\n", about)
        self.assertIn(f"\nVersion: {output(TOP / 'scripts/version').strip()}\n", f"\n{about}")
        self.assertRegex(about, r"\nDescription: .+\n .+")
        names = set(re.findall(r" \./(\S+)", output("dpkg-deb", "--contents", package)))
        self.assertLessEqual({
            "usr/bin/airbyte-cdk-c", "usr/bin/source-declarative-manifest", "usr/lib/libairbyte_cdk.a",
            "usr/share/man/man1/airbyte-cdk-c.1.gz", "usr/share/man/man1/source-declarative-manifest.1.gz",
            "usr/share/bash-completion/completions/airbyte-cdk-c", "usr/share/doc/airbyte-cdk-c/copyright",
            "usr/share/doc/airbyte-cdk-c/changelog.gz", "usr/include/airbyte/source.h"}, names)
        self.assertEqual({name.split("/")[0] for name in names if name}, {"usr"})

    def test_it_reads_what_the_other_build_reads(self):
        config, catalog = self.config(), self.catalog()
        reads = [output(binary, "read", "--config", config, "--catalog", catalog)
                 for binary in (self.binary, support.MAIN)]
        records = [[line.split('"emitted_at"')[0] for line in read.splitlines() if '"type":"RECORD"' in line]
                   for read in reads]
        self.assertGreater(len(records[0]), 400)
        self.assertEqual(sorted(records[0]), sorted(records[1]))

    def foreign_system(self):
        """The root of a system with the C library and little else, its certificates where Red Hat has them."""
        root = pathlib.Path(self.folder) / "root"
        for path in re.findall(r"(/\S+)", output("ldd", self.binary)):
            (root / path[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, root / path[1:])
        for folder in ("etc/pki/tls/certs", "usr/share/zoneinfo/Europe", "tmp"):
            (root / folder).mkdir(parents=True)
        shutil.copy(self.binary, root / "main")
        shutil.copy("/usr/share/zoneinfo/Europe/Berlin", root / "usr/share/zoneinfo/Europe/Berlin")
        (root / "etc/resolv.conf").write_text(f"nameserver {NAME_SERVER}\n", encoding="utf-8")
        return root

    @unittest.skipUnless(os.geteuid() == 0, "only root can change the root folder")
    def test_a_foreign_system(self):
        root = self.foreign_system()
        server = NameServer()
        self.addCleanup(server.socket.close)
        server.start()
        make_certificate(self.folder, "server", f"DNS:{NAME}")
        files = [os.path.join(self.folder, name) for name in ("server.pem", "server.key", "ca.pem")]
        stub = support.Stub(self.folder, "--cert", files[0], "--key", files[1])
        self.addCleanup(stub.stop)
        shutil.copy(self.config(base_url=f"https://{NAME}:{stub.port}"), root / "config.json")

        def run(*arguments):
            done = subprocess.run(["/usr/sbin/chroot", str(root), "/main", *arguments], capture_output=True, text=True,
                                  timeout=support.LIMIT, check=False, env=support.environment())
            return done.returncode, done.stdout + done.stderr

        check = ("check", "--config", "/config.json")
        self.assertIn("certificate", run(*check)[1])
        shutil.copy(files[2], root / "etc/pki/tls/certs/ca-bundle.crt")
        status, out = run(*check)
        self.assertEqual((status, '"status":"SUCCEEDED"' in out), (0, True), out)
        self.assertIn(NAME, server.asked)
        zone = "{{ today_with_timezone('%s') }}"
        self.assertEqual(run("eval", zone % "Europe/Berlin")[0], 0)
        status, out = run("eval", zone % "Europe/Paris")
        self.assertNotEqual(status, 0)
        self.assertIn("Europe/Paris", out)


if __name__ == "__main__":
    support.main()
