/* What came of the last command. */
#include "testing/test.h"

#include "protocol/message_read.h"
#include "json/json.h"

static const ab_value *kept(ab_test *test, ab_value value)
{
    ab_value *copy = AB_ARENA_NEW(test->arena, ab_value);
    *copy = value;
    return copy;
}

const ab_value *ab_test_messages(const ab_test *test)
{
    return &test->messages;
}

const ab_value *ab_test_requests(const ab_test *test)
{
    return &test->script.requests;
}

const char *ab_test_text(ab_test *test, const ab_value *value)
{
    if (!value || ab_is(value, AB_STRING)) {
        return ab_arena_cstr(test->arena, ab_text(value));
    }
    return ab_json_text(test->arena, value, AB_JSON_COMPACT).p;
}

const ab_value *ab_test_bodies(ab_test *test, const char *type)
{
    return kept(test, ab_message_bodies(test->arena, &test->messages, type));
}

const ab_value *ab_test_records(ab_test *test, const char *stream)
{
    const ab_value *records = ab_test_bodies(test, "RECORD");
    ab_value found = ab_value_array();
    for (uint32_t i = 0; i < records->count; i++) {
        const ab_value *record = &records->items[i];
        if (!stream || ab_str_is(ab_get_text(record, "stream"), stream)) {
            ab_array_push(test->arena, &found, *ab_get(record, "data"));
        }
    }
    return kept(test, found);
}

static ab_str state_name(const ab_value *state)
{
    return ab_get_text(ab_get(ab_get(state, "stream"), "stream_descriptor"), "name");
}

const ab_value *ab_test_states(ab_test *test, const char *stream)
{
    const ab_value *states = ab_test_bodies(test, "STATE");
    ab_value found = ab_value_array();
    for (uint32_t i = 0; i < states->count; i++) {
        const ab_value *state = &states->items[i];
        if (ab_str_is(state_name(state), stream)) {
            ab_array_push(test->arena, &found, *ab_get(ab_get(state, "stream"), "stream_state"));
        }
    }
    return kept(test, found);
}

static bool is_last_of_its_stream(const ab_value *states, uint32_t index)
{
    for (uint32_t i = index + 1; i < states->count; i++) {
        if (ab_str_eq(state_name(&states->items[i]), state_name(&states->items[index]))) {
            return false;
        }
    }
    return true;
}

const char *ab_test_last_state(ab_test *test)
{
    const ab_value *states = ab_test_bodies(test, "STATE");
    ab_value last = ab_value_array();
    for (uint32_t i = 0; i < states->count; i++) {
        if (is_last_of_its_stream(states, i)) {
            ab_array_push(test->arena, &last, states->items[i]);
        }
    }
    return ab_json_text(test->arena, &last, AB_JSON_COMPACT).p;
}

const char *ab_test_statuses(ab_test *test, const char *stream)
{
    const ab_value *traces = ab_test_bodies(test, "TRACE");
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    for (uint32_t i = 0; i < traces->count; i++) {
        const ab_value *status = ab_get(&traces->items[i], "stream_status");
        if (ab_str_is(ab_get_text(ab_get(status, "stream_descriptor"), "name"), stream)) {
            ab_buf_printf(&text, "%s%.*s", text.n ? " " : "",
                          AB_STR_ARG(ab_get_text(status, "status")));
        }
    }
    const char *copy = ab_arena_cstr(test->arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return copy;
}

const char *ab_test_error(ab_test *test)
{
    for (uint32_t i = 0; i < test->messages.count; i++) {
        const ab_value *message = &test->messages.items[i];
        const ab_value *error = ab_get(ab_message_body(message, "TRACE"), "error");
        const ab_value *status = ab_message_body(message, "CONNECTION_STATUS");
        const ab_value *told = error ? error : status;
        if (error || ab_str_is(ab_get_text(status, "status"), "FAILED")) {
            return ab_arena_cstr(test->arena, ab_get_text(told, "message"));
        }
    }
    return "";
}

bool ab_test_logged(ab_test *test, const char *text)
{
    const ab_value *logs = ab_test_bodies(test, "LOG");
    for (uint32_t i = 0; i < logs->count; i++) {
        if (ab_str_find(ab_get_text(&logs->items[i], "message"), ab_str_of(text), 0) >= 0) {
            return true;
        }
    }
    return false;
}
