#!/usr/bin/env -S python3 -IS
"""A connector that keeps every rule of the acceptance tests, unless FAKE_BREAK (a custom environment
variable of their configuration) names one that it is to break."""
import json
import os
import sys
import time

BREAK = os.environ.get("FAKE_BREAK", "")
API_KEY = {"type": "string", "airbyte_secret": True, "title": "API key", "order": 0}


def emit(kind, member, body):
    print(json.dumps({"type": kind, member: body}), flush=True)


def oauth_spec():
    path = ["credentials", "auth_type"]
    return {"auth_flow_type": "oauth2.0", "predicate_key": path, "predicate_value": "oauth",
            "oauth_config_specification": {"complete_oauth_output_specification": {"properties": {
                "refresh_token": {"path_in_connector_config": ["credentials", "refresh_token"]}}}}}


def spec():
    secret = {"type": "string", "airbyte_secret": True}
    properties = {
        "api_key": dict(API_KEY),
        "start": {"type": "string", "format": "date", "order": 1},
        "size": {"type": "integer", "enum": [1, 2, 3], "order": 2},
        "names": {"type": "array", "items": {"type": "string"}, "order": 3},
        "credentials": {"type": "object", "order": 4, "display_type": "radio", "oneOf": [
            {"type": "object", "properties": {"auth_type": {"type": "string", "const": "oauth"},
                                              "refresh_token": dict(secret)}},
            {"type": "object", "properties": {"auth_type": {"type": "string", "const": "token"},
                                              "api_token": dict(secret)}}]},
    }
    schema = {"type": "object", "required": ["api_key"], "additionalProperties": True,
              "properties": properties}
    out = {"documentationUrl": "https://example.com", "connectionSpecification": schema,
           "advanced_auth": oauth_spec()}
    options = properties["credentials"]["oneOf"]
    changes = {
        "config": lambda: schema["required"].append("missing"),
        "schema": lambda: properties.update(start={"type": "no such type"}),
        "expected": lambda: properties["start"].update(title="changed"),
        "enum": lambda: properties["size"].update(enum=[1, 2, 2]),
        "oneof": lambda: options[1]["properties"]["auth_type"].pop("const"),
        "oneof_default": lambda: options[0]["properties"]["auth_type"].update(default="other"),
        "unmarked": lambda: options[1]["properties"]["api_token"].pop("airbyte_secret"),
        "lint": lambda: properties.update(my_token={"type": "string"}),
        "marked_object": lambda: properties.update(
            some={"type": "boolean", "airbyte_secret": True}),
        "types": lambda: properties["start"].update(type=["string", "integer"]),
        "empty_object": lambda: properties.update(empty={"type": "object"}),
        "array": lambda: properties["names"].update(items={"type": "boolean"}),
        "forbidden": lambda: properties["start"].update(allOf=[]),
        "order": lambda: properties["start"].update(order=0),
        "group": lambda: options[0]["properties"]["auth_type"].update(group="auth"),
        "display": lambda: properties["start"].update(display_type="radio"),
        "auth_ref": lambda: out["advanced_auth"]["oauth_config_specification"].update({"$ref": None}),
        "misplaced": lambda: options[1].update(token={"type": "string"}),
        "ref": lambda: properties.update(other={"$ref": "#/properties/start"}),
        "oauth_path": lambda: out["advanced_auth"].update(predicate_key=["credentials", "gone"]),
        "oauth_default": lambda: options.reverse(),
        "spec_additional": lambda: schema.update(additionalProperties=False),
        "required_now": lambda: schema["required"].append("start"),
        "pattern_now": lambda: properties["start"].update(pattern="^never$"),
        "type_now": lambda: properties["start"].update(type="integer"),
        "enum_narrow": lambda: properties["size"].update(enum=[1, 2]),
    }
    changes.get(BREAK, lambda: None)()
    emit("SPEC", "spec", out)
    if BREAK == "two_specs":
        emit("SPEC", "spec", out)


def streams():
    items = {"name": "items", "json_schema": {"type": "object", "properties": {
        "id": {"type": "integer"}, "at": {"type": "string", "format": "date-time"},
        "note": {"type": ["string", "null"]}}},
        "supported_sync_modes": ["full_refresh", "incremental"], "source_defined_cursor": True,
        "default_cursor_field": ["at"], "source_defined_primary_key": [["id"]]}
    plain = {"name": "plain", "json_schema": {"type": "object", "properties": {
        "word": {"type": "string"}}}, "supported_sync_modes": ["full_refresh"]}
    properties = items["json_schema"]["properties"]
    changes = {
        "bad_schema": lambda: properties.update(id={"type": "no such type"}),
        "no_cursor": lambda: items.update(default_cursor_field=["gone"]),
        "stream_ref": lambda: properties.update(other={"$ref": "#/x"}),
        "stream_all_of": lambda: properties.update(other={"allOf": [{"type": "string"}]}),
        "key_missing": lambda: items.update(source_defined_primary_key=[["gone"]]),
        "key_object": lambda: properties.update(id={"type": "object"}),
        "no_modes": lambda: plain.update(supported_sync_modes=[]),
        "stream_additional": lambda: plain["json_schema"].update(additionalProperties=False),
        "field_removed": lambda: properties.pop("note"),
        "stream_type": lambda: properties.update(note={"type": "integer"}),
        "no_key": lambda: items.pop("source_defined_primary_key"),
        "unseen": lambda: properties.update(unseen={"type": "string"}),
    }
    changes.get(BREAK, lambda: None)()
    return [items, plain, items] if BREAK == "twice" else [items, plain]


def check():
    if BREAK == "leak":
        print("the key is", load("--config")["api_key"], file=sys.stderr)
    if BREAK == "exception":
        emit("TRACE", "trace", {"type": "ERROR", "emitted_at": 1, "error": {"message": "it broke"}})
        sys.exit(1)
    status = "FAILED" if BREAK == "check" or load("--config").get("api_key") == "wrong" else "SUCCEEDED"
    emit("CONNECTION_STATUS", "connectionStatus", {"status": status, "message": "because"})


def state(stream, cursor, count):
    body = {"type": "STREAM", "stream": {"stream_descriptor": {"name": stream},
                                         "stream_state": cursor},
            "sourceStats": {"recordCount": float(count)}}
    if BREAK == "legacy":
        body = {"type": "LEGACY", "data": cursor, "sourceStats": {"recordCount": float(count)}}
    if BREAK == "no_stats":
        del body["sourceStats"]
    if BREAK != "no_states":
        emit("STATE", "state", body)


def status(stream, word):
    emit("TRACE", "trace", {"type": "STREAM_STATUS", "emitted_at": 1, "stream_status": {
        "stream_descriptor": {"name": stream}, "status": word}})


def record(stream, data):
    stamp = 1 if BREAK == "emitted_at" else int(time.time() * 1000)
    emit("RECORD", "record", {"stream": stream, "data": data, "emitted_at": stamp})


def read_items(since):
    for day in range(1, 6):
        at = f"2024-01-0{day}T00:00:00Z"
        if since and at <= since and BREAK != "same_again":
            continue
        if since and BREAK == "lost" and day == 4:
            continue
        data = {"id": day, "at": at, "note": None if day % 2 else "even"}
        broken = {"invalid": {"note": 5}, "strict": {"id": float(day)}, "bad_time": {"at": "today"},
                  "null_key": {"id": None}, "other_record": {"id": day + 100}}.get(BREAK, {})
        data = {"strange": 1} if BREAK == "strange" else {**data, **broken}
        record("items", data)
        state("items", {"at": at}, 1)
    cursor = {"future_form": "2999-01-01"}.get(BREAK, since) or "2024-01-05T00:00:00Z"
    if since and since > "2024-01-05" and BREAK == "future_records":
        record("items", {"id": 9, "at": since})
    state("items", {"at": cursor}, 0)


def read():
    catalog = load("--catalog")
    given = load("--state") or []
    known = {s["name"] for s in streams()}
    for configured in catalog["streams"]:
        name = configured["stream"]["name"]
        if name not in known or configured["sync_mode"] == "INVALID":
            if BREAK != "no_trace":
                emit("TRACE", "trace", {"type": "ERROR", "emitted_at": 1,
                                        "error": {"message": f"no stream {name}"}})
            sys.exit(1)
        status(name, "STARTED")
        status(name, "RUNNING")
        if name == "items" and BREAK != "empty":
            cursors = [s["stream"]["stream_state"] for s in given
                       if s["stream"]["stream_descriptor"]["name"] == name]
            incremental = configured["sync_mode"] == "incremental"
            read_items(cursors[0]["at"] if cursors and incremental else None)
        elif name == "plain" and BREAK not in ("empty", "one_empty"):
            record("plain", {"word": "hello"})
            state("plain", {}, 1)
        status(name, "INCOMPLETE" if BREAK == "status" else "COMPLETE")
    if BREAK == "exit":
        emit("TRACE", "trace", {"type": "ERROR", "emitted_at": 1, "error": {"message": "too bad"}})
        sys.exit(3)


def load(option):
    if option not in sys.argv:
        return None
    with open(sys.argv[sys.argv.index(option) + 1], encoding="utf-8") as file:
        return json.load(file)


def main():
    if BREAK == "hang":
        if os.fork() == 0:
            time.sleep(600)  # a child that holds the pipes
        time.sleep(600)
    command = sys.argv[1]
    print("a line that is no message", flush=True)
    if command == "spec":
        spec()
    elif command == "check":
        check()
    elif command == "discover":
        if BREAK != "no_catalog":
            emit("CATALOG", "catalog", {"streams": streams()})
    else:
        read()


if __name__ == "__main__":
    main()
