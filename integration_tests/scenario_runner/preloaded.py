"""The Python runtime, imported once and forked for each command: its import takes longer than most
scenarios.

    PYTHON preloaded.py --serve SOCKET     PYTHON is the interpreter that has airbyte-cdk
    python3 preloaded.py --ask SOCKET …    runs one command: what source-declarative-manifest does
"""

import array
import importlib
import json
import os
import select
import signal
import socket
import sys
import time

NAME = "source-declarative-manifest"
MODULE = "airbyte_cdk.cli.source_declarative_manifest"
DESCRIPTORS = 3  # stdin, stdout, stderr
READY = "ready"


def receive(connection):
    """The request, and the caller's descriptors in place of our own."""
    _, ancillary, _, _ = connection.recvmsg(1, socket.CMSG_LEN(DESCRIPTORS * 4))
    descriptors = array.array("i")
    descriptors.frombytes(ancillary[0][2][:DESCRIPTORS * 4])
    text = b"".join(iter(lambda: connection.recv(65536), b""))
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    return json.loads(text)


def run_command(request):
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    sys.argv = [NAME, *request["arguments"]]
    sys.exit(importlib.import_module(MODULE).run())


def serve_one(connection):
    """Forks once more, so that the caller's end (a time limit) can end the command."""
    request = receive(connection)
    child = os.fork()
    if child == 0:
        connection.close()
        run_command(request)
    poll = select.poll()
    poll.register(connection, select.POLLHUP | select.POLLERR)
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if poll.poll(20):
            os.kill(child, signal.SIGKILL)
            os._exit(1)
    code = os.waitstatus_to_exitcode(status)
    connection.sendall(str(code if code >= 0 else 128 - code).encode())


def serve(path):
    # What the command imports late, too.
    importlib.import_module(MODULE)
    importlib.import_module("airbyte_cdk.sources.declarative.parsers.model_to_component_factory")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    print(READY, flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            serve_one(connection)
            os._exit(0)
        connection.close()


def ask(path, arguments):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    descriptors = array.array("i", range(DESCRIPTORS))
    connection.sendmsg([b"."], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
    request = {"arguments": arguments, "cwd": os.getcwd(), "environment": dict(os.environ)}
    connection.sendall(json.dumps(request).encode())
    connection.shutdown(socket.SHUT_WR)
    return int(connection.recv(16))


def main():
    mode, path, *arguments = sys.argv[1:]
    if mode == "--serve":
        serve(path)
    return ask(path, arguments)


if __name__ == "__main__":
    sys.exit(main())
