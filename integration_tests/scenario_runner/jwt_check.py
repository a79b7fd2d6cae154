"""Whether a token is the JWT that a scenario expects; public keys are tried by the openssl program."""

import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import tempfile
import time

# How far the clocks of a slow test may be apart.
CLOCK_SLACK_S = 120
TIMES = ("iat", "nbf", "exp")


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def der_integer(number):
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(data)]) + data


def ecdsa_der(signature):
    """The two numbers of a JWT's signature, as openssl wants them."""
    half = len(signature) // 2
    body = b"".join(der_integer(int.from_bytes(n, "big")) for n in (signature[:half], signature[half:]))
    length = bytes([len(body)]) if len(body) < 128 else bytes([0x81, len(body)])
    return b"\x30" + length + body


def verified_by_openssl(algorithm, key, data, signature):
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(pathlib.Path(folder) / name) for name in ("key", "data", "signature")]
        if algorithm.startswith("ES"):
            signature = ecdsa_der(signature)
        for path, content in zip(paths, (key.encode(), data, signature)):
            pathlib.Path(path).write_bytes(content)
        if algorithm == "EdDSA":
            command = ["pkeyutl", "-verify", "-pubin", "-inkey", paths[0], "-rawin", "-in", paths[1],
                       "-sigfile", paths[2]]
        else:
            command = ["dgst", f"-sha{algorithm[2:5]}", "-verify", paths[0], "-signature", paths[2]]
            if algorithm.startswith("PS"):
                command += ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]
            command.append(paths[1])
        return subprocess.run(["openssl", *command], capture_output=True, check=False).returncode == 0


def verified(want, algorithm, data, signature):
    if "secret" not in want:
        return verified_by_openssl(algorithm, want["public_key"], data, signature)
    digest = getattr(hashlib, "sha" + algorithm[2:])
    return hmac.compare_digest(hmac.new(want["secret"].encode(), data, digest).digest(), signature)


def in_time(want, claims):
    """Issued and valid from now on, for as long as is wanted."""
    if any(not isinstance(claims.get(name), int) for name in TIMES):
        return False
    return (abs(claims["iat"] - time.time()) < CLOCK_SLACK_S and claims["nbf"] == claims["iat"]
            and claims["exp"] - claims["iat"] == want.get("seconds", 0))


def is_wanted(want, token):
    """`want`: "header", "claims" without the times, "seconds" of life, and "secret" or "public_key"."""
    try:
        data, _, signature = token.rpartition(".")
        header, claims = (json.loads(decode(part)) for part in data.split("."))
        signature = decode(signature)
    except ValueError:
        return False
    rest = {name: value for name, value in claims.items() if name not in TIMES}
    return (header == want["header"] and rest == want.get("claims", {}) and in_time(want, claims)
            and verified(want, header["alg"], data.encode(), signature))
