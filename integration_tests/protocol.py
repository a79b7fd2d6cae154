"""The Airbyte protocol's own schema, as far as a source uses it: members, types, required ones. A line is
checked strictly: an unknown member is an error. Where the Python package of the protocol models is
installed, each line is validated by that, too."""
import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "build" / "models"))
try:
    from airbyte_protocol.models import AirbyteMessage  # the package airbyte-protocol-models-pdv2
except ImportError:
    AirbyteMessage = None

NUMBER, TEXT, OBJECT = (int, float), str, dict
LIST_OF_PATHS = [[TEXT]]


class Enum:
    def __init__(self, *names):
        self.names = names


class Free:
    """Any JSON object."""


DESCRIPTOR = {"name!": TEXT, "namespace": TEXT}
STATS = {"recordCount": NUMBER, "rejectedRecordCount": NUMBER}
STREAM_STATE = {"stream_descriptor!": DESCRIPTOR, "stream_state": Free}
REASON = {"type!": Enum("RATE_LIMITED"), "rate_limited": {"quota_reset": int}}
STREAM = {
    "name!": TEXT, "json_schema!": Free, "supported_sync_modes!": [Enum("full_refresh", "incremental")],
    "source_defined_cursor": bool, "default_cursor_field": [TEXT], "namespace": TEXT,
    "source_defined_primary_key": LIST_OF_PATHS, "is_resumable": bool, "is_file_based": bool,
}
MESSAGES = {
    "RECORD": ("record", {
        "stream!": TEXT, "data!": Free, "emitted_at!": int, "namespace": TEXT, "meta": Free,
        "file_reference": Free}),
    "STATE": ("state", {
        "type": Enum("GLOBAL", "STREAM", "LEGACY"), "stream": STREAM_STATE, "data": Free,
        "global": {"shared_state": Free, "stream_states!": [STREAM_STATE]},
        "sourceStats": STATS, "destinationStats": STATS}),
    "LOG": ("log", {
        "level!": Enum("FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"), "message!": TEXT,
        "stack_trace": TEXT}),
    "TRACE": ("trace", {
        "type!": Enum("ERROR", "ESTIMATE", "STREAM_STATUS", "ANALYTICS"), "emitted_at!": NUMBER,
        "error": {"message!": TEXT, "internal_message": TEXT, "stack_trace": TEXT,
                  "failure_type": Enum("system_error", "config_error", "transient_error"),
                  "stream_descriptor": DESCRIPTOR},
        "estimate": {"name!": TEXT, "type!": Enum("STREAM", "SYNC"), "namespace": TEXT,
                     "row_estimate": int, "byte_estimate": int},
        "stream_status": {"stream_descriptor!": DESCRIPTOR, "reasons": [REASON],
                          "status!": Enum("STARTED", "RUNNING", "COMPLETE", "INCOMPLETE")},
        "analytics": {"type!": TEXT, "value": TEXT}}),
    "CONNECTION_STATUS": ("connectionStatus", {
        "status!": Enum("SUCCEEDED", "FAILED"), "message": TEXT}),
    "CATALOG": ("catalog", {"streams!": [STREAM]}),
    "SPEC": ("spec", {
        "connectionSpecification!": Free, "documentationUrl": TEXT, "changelogUrl": TEXT,
        "supportsIncremental": bool, "supportsNormalization": bool, "supportsDBT": bool,
        "supported_destination_sync_modes": [TEXT], "advanced_auth": Free, "protocol_version": TEXT}),
    "CONTROL": ("control", {
        "type!": Enum("CONNECTOR_CONFIG"), "emitted_at!": NUMBER, "connectorConfig": {"config!": Free}}),
}


def check(value, schema, where):
    """Raises AssertionError with the place where `value` does not fit."""
    if schema is Free:
        assert isinstance(value, dict), f"{where} is no object: {value!r}"
    elif isinstance(schema, dict):
        check_object(value, schema, where)
    elif isinstance(schema, list):
        assert isinstance(value, list), f"{where} is no list: {value!r}"
        for i, item in enumerate(value):
            check(item, schema[0], f"{where}[{i}]")
    elif isinstance(schema, Enum):
        assert value in schema.names, f"{where} is {value!r}, none of {schema.names}"
    else:
        is_bool = isinstance(value, bool)
        assert isinstance(value, schema) and is_bool == (schema is bool), f"{where} is {value!r}"


def check_object(value, schema, where):
    assert isinstance(value, dict), f"{where} is no object: {value!r}"
    known = {name.rstrip("!"): name for name in schema}
    for name in value:
        assert name in known, f"{where} has an unknown member {name!r}"
        check(value[name], schema[known[name]], f"{where}.{name}")
    for name in schema:
        assert not name.endswith("!") or name[:-1] in value, f"{where} lacks {name[:-1]!r}"


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"duplicate keys among {keys}"
    return dict(pairs)


def check_line(line):
    """A line of stdout: one valid message, of exactly the member that its type names."""
    message = json.loads(line, object_pairs_hook=no_duplicates)
    member, schema = MESSAGES[message["type"]]
    assert set(message) == {"type", member}, f"members {sorted(message)} in {line[:200]}"
    check(message[member], schema, member)
    if message["type"] == "TRACE":
        kind = message["trace"]["type"].lower()
        assert kind in message["trace"], f"a TRACE {kind} without its member"
    if AirbyteMessage is not None:
        AirbyteMessage.model_validate(json.loads(line))
    return message
