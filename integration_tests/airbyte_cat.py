"""Airbyte's connector-acceptance-test (CAT) on a program: a plugin of pytest, for test_cat.py. It stands in for dagger,
which would run images: CAT_PROGRAM is what is tested, CAT_PREVIOUS the version before, CAT_LABELS the image's labels as
JSON."""
import json
import os
import subprocess
import sys
import tempfile
import types


class DaggerError(Exception):
    pass


class QueryError(DaggerError):
    errors = ()


class ExecError(QueryError):
    def __init__(self, stdout, code):
        super().__init__(f"status {code}")
        self.stdout, self.stderr = stdout, ""


class Container:
    """As much of a container as CAT looks at; like those, it is never changed but copied."""

    def __init__(self, program, environment=()):
        self.program, self.environment = program, dict(environment)

    def __await__(self):
        yield from ()
        return self

    def with_env_variable(self, name, value):
        return Container(self.program, {**self.environment, name: value})

    async def env_variable(self, name):
        return {"AIRBYTE_ENTRYPOINT": self.program}.get(name)

    async def label(self, name):
        return json.loads(os.environ.get("CAT_LABELS", "{}")).get(name)

    async def entrypoint(self):
        return [self.program]


class Connection:
    def __init__(self, config=None):
        pass

    async def __aenter__(self):
        return None

    async def __aexit__(self, *_):
        return None


dagger = types.ModuleType("dagger")
dagger.DaggerError, dagger.QueryError, dagger.ExecError = DaggerError, QueryError, ExecError
dagger.Container, dagger.Connection, dagger.Client = Container, Connection, object
dagger.Config, dagger.ContainerID = (lambda **_: None), str
sys.modules["dagger"] = dagger

from connector_acceptance_test.utils import connector_runner  # noqa: E402


async def get_connector_container(_, image):
    return Container(os.environ["CAT_PREVIOUS" if image.endswith(":latest") else "CAT_PROGRAM"])


async def run(self, command, raise_container_error, config=None, catalog=None, state=None, enable_caching=True):
    contents = {self.IN_CONTAINER_CONFIG_PATH: json.dumps(dict(config)) if config else None,
                self.IN_CONTAINER_STATE_PATH: json.dumps(state) if state else None,
                self.IN_CONTAINER_CATALOG_PATH: catalog.json() if catalog else None}
    container = self._connector_under_test_container
    with tempfile.TemporaryDirectory() as folder:
        words = []
        for word in command:
            if contents.get(word):
                with open(os.path.join(folder, os.path.basename(word)), "w", encoding="utf-8") as out:
                    out.write(contents[word])
                word = out.name
            words.append(word)
        done = subprocess.run([container.program, *words], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, env={**os.environ, **container.environment}, check=False)
    if done.returncode and raise_container_error:
        raise ExecError(done.stdout, done.returncode)
    return self.parse_airbyte_messages_from_command_output(done.stdout)


connector_runner.get_connector_container = get_connector_container
connector_runner.ConnectorRunner._run = run
