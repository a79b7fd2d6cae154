#!/usr/bin/env python3
"""Runs the scenarios of integration_tests/scenarios against a connector binary.

    run.py BINARY [NAME…]             every scenario, or those whose name holds one of NAME
    run.py --others BINARY NAME…      every scenario but those
    run.py --python COMMAND [NAME…]   the Python runtime (source-declarative-manifest): what a
                                      scenario's "python" says differs is expected to differ
    run.py --record COMMAND NAME…     writes "expect" from what COMMAND does, to be reviewed
    run.py --preloaded --python COMMAND …   imports that runtime once for all scenarios
    run.py --passed FILE …            passes over what FILE says has passed and is unchanged since;
                                      adds to it what passes now: a long run that may be broken off

A scenario is a folder below scenarios/COMPONENT/ with a scenario.json (and a manifest.yaml, unless
COMPONENT/manifest.yaml serves all). README.md there tells the format.
"""

import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import preloaded
from messages import OutputError, differences, parse_lines, pretty, summarize, warnings_of
from server import ScriptedServer

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "scenarios"
DIFFERENCES = SCENARIOS.parent.parent / "docs" / "differences.md"
TIME_LIMIT_S = 120
# How long the Python runtime is watched where a scenario says that it never ends.
ENDLESS_S = 15
# Whatever the caller's shell has set must not reach the connector.
KEPT_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "LD_PRELOAD", "ASAN_OPTIONS",
                    "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS")


class Scenario:
    def __init__(self, folder):
        self.folder = folder
        self.name = str(folder.relative_to(SCENARIOS))
        self.file = folder / "scenario.json"
        self.data = json.loads(self.file.read_text())

    def runs(self, python=False):
        """The commands of the scenario, one after the other, each with its own script."""
        shared = {k: v for k, v in self.data.items() if k not in ("runs", "about", "python")}
        runs = [{**shared, **run} for run in self.data.get("runs", [{}])]
        other = self.data.get("python", {}) if python else {}
        return [{**run, **one} for run, one in zip(runs, other.get("runs", [other] * len(runs)), strict=True)]

    def digest(self):
        """Changes when any file that the scenario is made of does."""
        files = sorted({*(f for f in self.folder.rglob("*") if f.is_file()), self.manifest()})
        parts = [str(f.relative_to(SCENARIOS)).encode() + b"\0" + f.read_bytes() for f in files]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def manifest(self):
        own = self.folder / "manifest.yaml"
        return own if own.exists() else self.folder.parent / "manifest.yaml"


def known_differences():
    """The anchors of the entries of docs/differences.md, as a browser makes them of headings."""
    headings = re.findall(r"^### (.+)$", DIFFERENCES.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def unexplained(scenario):
    """Where a scenario differs from Python without a reason that the documentation tells."""
    other = scenario.data.get("python")
    if other is None:
        return []
    problems = []
    if other.get("see") not in known_differences():
        problems.append(f"python.see: {other.get('see')} is no entry of docs/differences.md")
    if not other.get("why"):
        problems.append("python.why: missing")
    here, there = scenario.runs(), scenario.runs(python=True)
    if not other.get("endless") and not any(
            run.get(what) != one.get(what) for run, one in zip(here, there)
            for what in ("expect", "serve")):
        problems.append("python: expects the same as is expected here")
    return problems


def stream_names(command, config, manifest, environment, folder):
    found = subprocess.run(
        [*command, "discover", "--config", config, "--manifest-path", manifest],
        capture_output=True, text=True, env=environment, cwd=folder, timeout=TIME_LIMIT_S)
    for message in parse_lines(found.stdout):
        if message["type"] == "CATALOG":
            return message["catalog"]["streams"]
    raise OutputError(f"discover gave no catalog: {found.stdout[-400:]} {found.stderr[-400:]}")


def configured_stream(stream, wanted):
    modes = stream["supported_sync_modes"]
    mode = wanted.get("sync_mode") or ("incremental" if "incremental" in modes else "full_refresh")
    cursor = wanted.get("cursor_field") or stream.get("default_cursor_field") or []
    return {"stream": stream, "sync_mode": mode, "destination_sync_mode": "append",
            "cursor_field": cursor, **wanted.get("configured", {})}


def make_catalog(run, streams):
    """"catalog": a list of stream names or {"name", "sync_mode", …}; none: every stream."""
    wanted = run.get("catalog", [s["name"] for s in streams])
    wanted = [{"name": w} if isinstance(w, str) else w for w in wanted]
    known = {s["name"]: s for s in streams}
    blank = {"json_schema": {}, "supported_sync_modes": ["full_refresh", "incremental"]}
    return {"streams": [
        configured_stream(known.get(w["name"], {"name": w["name"], **blank}), w) for w in wanted]}


def make_state(states):
    """"state": {stream: state}, or the list as it goes into the file."""
    if isinstance(states, list):
        return states
    return [{"type": "STREAM", "stream": {"stream_descriptor": {"name": name},
                                          "stream_state": state}} for name, state in states.items()]


def environment_for(run, port):
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    proxy = f"http://127.0.0.1:{port}"
    return {**kept, "http_proxy": proxy, "HTTP_PROXY": proxy, "no_proxy": "", "TZ": "UTC",
            **run.get("env", {})}


def arguments_for(run, command, work, manifest, environment):
    verb = run.get("command", "read")
    config = work / "config.json"
    # Later runs of a scenario go on with a config that an earlier one has changed.
    if "config" in run or not config.exists():
        config.write_text(json.dumps(run.get("config", {})))
    arguments = [verb]
    if verb != "spec":
        arguments += ["--config", str(config)]
    arguments += ["--manifest-path", str(manifest)]
    if verb == "read":
        streams = run.get("streams") or stream_names(
            command, str(config), str(manifest), environment, work)
        catalog = work / "catalog.json"
        catalog.write_text(json.dumps(make_catalog(run, streams)))
        arguments += ["--catalog", str(catalog)]
        if run.get("state") is not None:
            state = work / "state.json"
            state.write_text(json.dumps(make_state(run["state"])))
            arguments += ["--state", str(state)]
    return arguments + run.get("arguments", [])


def run_once(run, command, work, manifest, limit=TIME_LIMIT_S):
    """One command: its outcome, and the problems of its requests."""
    names = ScriptedServer(run.get("discover", []), work)
    environment = environment_for(run, names.port)
    try:
        arguments = arguments_for(run, command, work, manifest, environment)
    finally:
        names.close()
    server = ScriptedServer(run.get("serve", []), work)
    environment = environment_for(run, server.port)
    start = time.monotonic()
    try:
        done = subprocess.run([*command, *arguments], capture_output=True, text=True,
                              env=environment, cwd=work, stdin=subprocess.DEVNULL,
                              timeout=limit)
    finally:
        server.close()
    messages = parse_lines(done.stdout)
    outcome = summarize(messages, done.returncode)
    problems = server.script.problems()
    warned = warnings_of(messages)
    problems += [f"no such warning: {text}; those that came: {warned}"
                 for text in run.get("warnings", []) if not any(text in one for one in warned)]
    if run.get("warnings") == [] and warned:
        problems.append(f"warnings came: {warned}")
    if run.get("least_seconds") and time.monotonic() - start < run["least_seconds"]:
        problems.append(f"ended before {run['least_seconds']} s: it did not wait")
    return outcome, problems


def run_scenario(scenario, command, python=False, record=False):
    """Problems of the scenario, as texts."""
    problems = unexplained(scenario)
    endless = python and scenario.data.get("python", {}).get("endless")
    expected = []
    with tempfile.TemporaryDirectory(prefix="scenario-") as temporary:
        work = pathlib.Path(temporary)
        shutil.copytree(scenario.folder, work, dirs_exist_ok=True)
        manifest = work / "manifest.yaml"
        shutil.copy(scenario.manifest(), manifest)
        for index, run in enumerate(scenario.runs(python)):
            label = f"run {index + 1}: " if "runs" in scenario.data else ""
            try:
                outcome, faults = run_once(run, command, work, manifest,
                                           ENDLESS_S if endless else TIME_LIMIT_S)
            except subprocess.TimeoutExpired if endless else ():
                break
            except (OutputError, subprocess.TimeoutExpired) as error:
                problems.append(f"{label}{error}")
                break
            expected.append(outcome)
            if endless:
                problems.append(f"{label}python.endless: it ends")
                break
            problems += [label + fault for fault in faults]
            if not record:
                # Python names no place in the manifest.
                found = differences(run.get("expect", {}), outcome, places=not python)
                problems += [label + difference for difference in found]
    if record and expected:
        write_expectations(scenario, expected)
    return problems


def write_expectations(scenario, outcomes):
    if "runs" in scenario.data:
        for run, outcome in zip(scenario.data["runs"], outcomes):
            run["expect"] = outcome
    else:
        scenario.data["expect"] = outcomes[0]
    scenario.file.write_text(pretty(scenario.data) + "\n")


def find_scenarios(names, others):
    found = sorted(Scenario(path.parent).name for path in SCENARIOS.rglob("scenario.json"))
    return [Scenario(SCENARIOS / n) for n in found
            if not names or any(name in n for name in names) != others]


class Passed:
    """The scenarios that passed in an earlier run, in a file: a line of name and digest for each."""

    def __init__(self, path):
        self.path = pathlib.Path(path) if path else None
        known = self.path and self.path.exists()
        self.lines = set(self.path.read_text().splitlines()) if known else set()

    def holds(self, scenario):
        return f"{scenario.name} {scenario.digest()}" in self.lines

    def add(self, scenario):
        if self.path:
            with self.path.open("a") as file:
                file.write(f"{scenario.name} {scenario.digest()}\n")


@contextlib.contextmanager
def preloaded_command(command):
    """A command that does what `command` does, in a process that has imported what it needs."""
    script = shutil.which(command[0])
    first_line = pathlib.Path(script).read_text().split("\n", 1)[0] if script else ""
    if not first_line.startswith("#!"):
        raise SystemExit(f"{command[0]}: is no script that names its interpreter")
    with tempfile.TemporaryDirectory(prefix="scenario-") as folder:
        path = str(pathlib.Path(folder) / "socket")
        server = subprocess.Popen([*first_line[2:].split(), "-B", preloaded.__file__, "--serve", path],
                                  stdout=subprocess.PIPE, text=True)
        try:
            if server.stdout.readline().strip() != preloaded.READY:
                raise SystemExit(f"{command[0]}: cannot be loaded")
            yield [sys.executable, "-ISE", preloaded.__file__, "--ask", path]
        finally:
            server.kill()
            server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", metavar="COMMAND")
    parser.add_argument("--record", metavar="COMMAND")
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--passed", metavar="FILE")
    parser.add_argument("--preloaded", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if options.python or options.record:
        command = (options.python or options.record).split()
    elif options.names:
        command = [str(pathlib.Path(options.names.pop(0)).resolve())]
    else:
        parser.error("name a binary")
    scenarios = find_scenarios(options.names, options.others)
    if not scenarios:
        parser.error("no scenario of that name")

    with preloaded_command(command) if options.preloaded else contextlib.nullcontext(command) as ready:
        return run_all(scenarios, ready, options)


def run_all(scenarios, command, options):
    """The exit status: 1 if a scenario failed."""
    passed = Passed(options.passed)

    def work(scenario):
        if passed.holds(scenario):
            return []
        return run_scenario(scenario, command, bool(options.python), bool(options.record))

    failed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for scenario, problems in zip(scenarios, pool.map(work, scenarios)):
            if problems:
                failed += 1
                print(f"FAIL {scenario.name}", *problems, sep="\n     ", flush=True)
            elif not passed.holds(scenario):
                passed.add(scenario)
    print(f"{len(scenarios) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
