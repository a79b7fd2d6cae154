#!/usr/bin/env python3
"""make_wheel.py TREE FOLDER: a Python wheel that carries the binary and nothing in Python. TREE is what a release's
tarball holds (scripts/release): the stripped binary, which loads the C library alone, and the licences.

pip puts `airbyte-cdk-c` and `source-declarative-manifest` on the PATH of the environment. The platform tag tells the
oldest C library that the binary works with (PEP 600)."""
import base64
import hashlib
import pathlib
import re
import struct
import subprocess
import sys
import zipfile

TOP = pathlib.Path(__file__).resolve().parent.parent
NAME = "airbyte_cdk_c"
LICENCES = "share/doc/airbyte-cdk-c/licences"
PROGRAMS = ("airbyte-cdk-c", "source-declarative-manifest")
# The C library's own files: every manylinux system has them.
SYSTEM = re.compile(r"^(ld-linux|libc|libm|libdl|librt|libpthread|libresolv)\b")
MACHINES = {62: "x86_64", 183: "aarch64"}  # e_machine of an ELF header


def version():
    return subprocess.run([TOP / "scripts/version"], check=True, capture_output=True, text=True).stdout.strip()


def platform_tag(binary):
    """manylinux_2_N_MACHINE: N is of the newest GLIBC_2.N symbol that the binary wants."""
    headers = subprocess.run(["objdump", "-p", binary], check=True, capture_output=True, text=True).stdout
    others = [name for name in re.findall(r"NEEDED\s+(\S+)", headers) if not SYSTEM.match(name)]
    if others:
        sys.exit(f"make_wheel: {binary} loads {', '.join(others)}: wheels are made of what scripts/release builds")
    minor = max([17, *(int(found) for found in re.findall(r"GLIBC_2\.(\d+)", headers))])
    machine = struct.unpack_from("<H", binary.read_bytes(), 18)[0]
    return f"manylinux_2_{minor}_{MACHINES[machine]}"


class Wheel:
    def __init__(self, path, info):
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.record, self.info = [], info

    def add(self, name, data, executable=False):
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the same bytes give the same wheel
        entry.external_attr = (0o100755 if executable else 0o100644) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(entry, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(data)}")

    def close(self):
        name = f"{self.info}/RECORD"
        lines = "\n".join([*self.record, f"{name},,"]) + "\n"
        self.zip.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), lines)
        self.zip.close()


def metadata(number):
    return (f"Metadata-Version: 2.4\nName: {NAME.replace('_', '-')}\nVersion: {number}\n"
            "Summary: Runtime and kit for Airbyte source connectors, as one binary\nLicense-Expression: MIT\n"
            "Requires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\n"
            + (TOP / "README.md").read_text(encoding="utf-8"))


def main():
    tree, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    binary = tree / "bin/airbyte-cdk-c"
    number, tag = version(), f"py3-none-{platform_tag(binary)}"
    path = folder / f"{NAME}-{number}-{tag}.whl"
    info = f"{NAME}-{number}.dist-info"
    wheel = Wheel(path, info)
    for name in PROGRAMS:
        wheel.add(f"{NAME}-{number}.data/scripts/{name}", binary.read_bytes(), executable=True)
    wheel.add(f"{info}/METADATA", metadata(number).encode())
    wheel.add(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: make_wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n".encode())
    wheel.add(f"{info}/licenses/LICENSE", (TOP / "LICENSE").read_bytes())
    for licence in sorted((tree / LICENCES).iterdir()):
        wheel.add(f"{info}/licenses/{licence.name}", licence.read_bytes())
    wheel.close()
    print(path)


if __name__ == "__main__":
    main()
