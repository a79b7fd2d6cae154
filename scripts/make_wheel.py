#!/usr/bin/env python3
"""make_wheel.py BINARY FOLDER: a Python wheel that carries the binary and nothing in Python.

pip puts `airbyte-cdk-c` and `source-declarative-manifest` on the PATH of the environment, and the libraries that
the binary loads, but for the C library's own, into its lib/airbyte_cdk_c, where a binary that scripts/wheel has
linked looks for them. The platform tag tells the oldest C library that binary and libraries work with."""
import base64
import hashlib
import pathlib
import re
import subprocess
import sys
import zipfile

TOP = pathlib.Path(__file__).resolve().parent.parent
NAME = "airbyte_cdk_c"
PROGRAMS = ("airbyte-cdk-c", "source-declarative-manifest")
# What every glibc system has, and must not be replaced.
SYSTEM = re.compile(r"^(linux-vdso|ld-linux|libc|libm|libdl|librt|libpthread|libresolv|libutil|libanl)\b")


def version():
    text = (TOP / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(\S+ VERSION (\S+)", text).group(1)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def libraries(binary):
    found = re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", str(binary)), re.M)
    return {name: pathlib.Path(path) for name, path in found if not SYSTEM.match(name)}


def platform_tag(files):
    """manylinux_2_N: the newest GLIBC_2.N symbol that any file wants (PEP 600)."""
    minors = [17]
    for file in files:
        minors += [int(minor) for minor in re.findall(r"GLIBC_2\.(\d+)", output("objdump", "-p", str(file)))]
    machine = output("uname", "-m").strip()
    return f"manylinux_2_{max(minors)}_{machine}"


def stripped(file, folder):
    out = folder / f"{file.name}.stripped"
    subprocess.run(["strip", "--strip-unneeded", "-o", out, file.resolve()], check=True)
    data = out.read_bytes()
    out.unlink()
    return data


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
    return (f"Metadata-Version: 2.1\nName: {NAME.replace('_', '-')}\nVersion: {number}\n"
            "Summary: Runtime and kit for Airbyte source connectors, as one binary\nLicense: MIT\n"
            "Requires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\n"
            + (TOP / "README.md").read_text(encoding="utf-8"))


def main():
    binary, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    number, loaded = version(), libraries(binary)
    tag = f"py3-none-{platform_tag([binary, *loaded.values()])}"
    path = folder / f"{NAME}-{number}-{tag}.whl"
    info = f"{NAME}-{number}.dist-info"
    wheel = Wheel(path, info)
    program = stripped(binary, folder)
    for name in PROGRAMS:
        wheel.add(f"{NAME}-{number}.data/scripts/{name}", program, executable=True)
    for name, library in sorted(loaded.items()):
        wheel.add(f"{NAME}-{number}.data/data/lib/{NAME}/{name}", stripped(library, folder))
    wheel.add(f"{info}/METADATA", metadata(number).encode())
    wheel.add(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: make_wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n".encode())
    wheel.add(f"{info}/LICENSE", (TOP / "LICENSE").read_bytes())
    wheel.close()
    print(path)


if __name__ == "__main__":
    main()
