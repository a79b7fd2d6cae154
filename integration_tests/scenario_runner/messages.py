"""From a connector's output to what a scenario compares."""

import json
import re


# Members that are compared only where a scenario names them.
OPTIONAL = ("at",)


class OutputError(Exception):
    pass


def parse_lines(text):
    messages = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            message = json.loads(line)
        except ValueError as error:
            raise OutputError(f"stdout line {number} is no JSON: {line[:200]}") from error
        if not isinstance(message, dict) or "type" not in message:
            raise OutputError(f"stdout line {number} is no message: {line[:200]}")
        messages.append(message)
    return messages


def without_nulls(value):
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(v) for v in value]
    return value


def without_durations(state):
    """A state's lookback_window is how many seconds the sync took: 1 for any."""
    if isinstance(state, list):
        return [without_durations(v) for v in state]
    if not isinstance(state, dict):
        return state
    state = {k: without_durations(v) for k, v in state.items()}
    if "use_global_cursor" in state and state.get("lookback_window", 0) > 0:
        state["lookback_window"] = 1
    return state


def record_key(record):
    return json.dumps(record, sort_keys=True)


def error_key(error):
    return record_key({k: v for k, v in error.items() if k not in OPTIONAL})


def warnings_of(messages):
    return [m["log"]["message"] for m in messages if m["type"] == "LOG" and m["log"]["level"] == "WARN"]


def summarize(messages, status):
    """The outcome of one command: what is left out here is not compared."""
    outcome = {"exit": 0 if status == 0 else 1}
    records, states, statuses, errors = {}, {}, {}, []
    for message in messages:
        kind = message["type"]
        body = message.get(kind.lower()) or message.get("connectionStatus") or {}
        if kind == "RECORD":
            data = body["data"]
            if body.get("file_reference"):
                data = {"data": data, "file_reference": without_nulls(body["file_reference"])}
            records.setdefault(body["stream"], []).append(data)
        elif kind == "STATE":
            stream = body["stream"]
            states[stream["stream_descriptor"]["name"]] = without_durations(
                stream.get("stream_state"))
        elif kind == "TRACE" and body["type"] == "STREAM_STATUS":
            note_status(statuses, body["stream_status"])
        elif kind == "TRACE" and body["type"] == "ERROR":
            errors.append(summarize_error(body["error"]))
        elif kind == "CONNECTION_STATUS":
            body = message["connectionStatus"]
            outcome["status"] = without_nulls({k: body.get(k) for k in ("status", "message")})
        elif kind == "CATALOG":
            outcome["catalog"] = {s["name"]: without_nulls(s) for s in message["catalog"]["streams"]}
        elif kind == "SPEC":
            outcome["spec"] = without_nulls(message["spec"])
        elif kind == "CONTROL":
            outcome.setdefault("config", []).append(body["connectorConfig"]["config"])
    for rows in records.values():
        rows.sort(key=record_key)
    for name, value in (("records", records), ("states", states), ("statuses", statuses)):
        if value:
            outcome[name] = value
    if errors:
        outcome["errors"] = sorted(errors, key=error_key)
    return outcome


def note_status(statuses, status):
    seen = statuses.setdefault(status["stream_descriptor"]["name"], [])
    reasons = [reason["type"] for reason in status.get("reasons") or []]
    text = " ".join([status["status"], *reasons])
    if text not in seen:
        seen.append(text)


UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def summarize_error(error):
    stream = (error.get("stream_descriptor") or {}).get("name")
    # Python quotes the response's headers, in which every run has its own time.
    message = re.sub(r"'(Date|Server)': '[^']*'", r"'\1': '…'", error.get("message") or "")
    message = re.sub(UUID, "…", message)  # the jobs of each run have their own
    message = re.sub(r"host='127.0.0.1', port=\d+", "host='127.0.0.1', port=…", message)
    message = re.sub(r"wait time \d+\.\d{3,}s", "wait time …s", message)
    found = {"type": error.get("failure_type"), "message": message}
    place = re.search(r"\bmanifest\.yaml:\d+:\d+", error.get("internal_message") or "")
    if place:
        found["at"] = place.group()
    return {**found, "stream": stream} if stream else found


def pretty(value, indent=0, width=100):
    """JSON for reading: a container on one line where that fits, else a line per member."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= width or not isinstance(value, (dict, list)) or not value:
        return flat
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{json.dumps(k, ensure_ascii=False)}: {pretty(v, indent + 2, width)}"
                for k, v in value.items()]
        opening, closing = "{", "}"
    else:
        rows = [pretty(v, indent + 2, width) for v in value]
        opening, closing = "[", "]"
    lines = ",\n".join(pad + row for row in rows)
    return f"{opening}\n{lines}\n{' ' * indent}{closing}"


def differences(want, got, path="", places=True):
    """Where `got` differs from `want`, one text per place; numbers keep int and float apart.
    Without `places` OPTIONAL members are not compared at all."""
    if isinstance(want, dict) and isinstance(got, dict):
        found = []
        for key in [*want, *(k for k in got if k not in want)]:
            place = f"{path}.{key}" if path else str(key)
            if key in OPTIONAL and not places:
                continue
            if key not in got:
                found.append(f"{place}: missing, want {json.dumps(want[key])[:300]}")
            elif key not in want and key not in OPTIONAL:
                found.append(f"{place}: not expected: {json.dumps(got[key])[:300]}")
            elif key in want:
                found += differences(want[key], got[key], place, places)
        return found
    if isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        return [d for i, (w, g) in enumerate(zip(want, got))
                for d in differences(w, g, f"{path}[{i}]", places)]
    if type(want) is not type(got) or want != got:
        return [f"{path}: want {json.dumps(want)[:400]}, got {json.dumps(got)[:400]}"]
    return []
