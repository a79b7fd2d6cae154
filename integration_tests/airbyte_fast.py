"""Airbyte's standard tests (FAST, of the package airbyte-cdk) on a program: test_airbyte_kits.py gives this file to
pytest, with CONNECTOR_FOLDER and CONNECTOR_PROGRAM. The tests of images take --connector-image; the others, made for
sources in Python, run the program where they would call the source."""
import os
import pathlib
import subprocess

from airbyte_cdk.test import entrypoint_wrapper
from airbyte_cdk.test.standard_tests.source_base import SourceTestSuiteBase


class Program:
    """What the tests take for a source."""

    def spec(self, logger):
        raise NotImplementedError


def run_program(source, args, *_, **__):
    # They give `spec` a catalog, too, which Python's entrypoint refuses as this one does.
    args = args[:1] if args[0] == "spec" else args
    command = [os.environ["CONNECTOR_PROGRAM"], *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=300)
    failure = None
    if done.returncode != 0:
        failure = subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return entrypoint_wrapper.EntrypointOutput(command=command, messages=done.stdout.splitlines(), stderr=done.stderr,
                                               uncaught_exception=failure)


entrypoint_wrapper._run_command = run_program  # what every test of the suite calls


class TestConnector(SourceTestSuiteBase):
    @classmethod
    def get_connector_root_dir(cls):
        return pathlib.Path(os.environ["CONNECTOR_FOLDER"])

    @classmethod
    def create_connector(cls, scenario):
        return Program()
