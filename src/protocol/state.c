#include "protocol/state.h"

/* What a reading gathers. */
typedef struct reading {
    ab_arena *arena;
    ab_stream_state *streams;
    size_t count;
    size_t capacity;
    ab_value messages;
    ab_error *error;
} reading;

static bool refuse(reading *r, const char *why)
{
    return ab_error_set(r->error, AB_ERROR_CONFIG, "The state is not valid: %s", why);
}

/* The member, with null read as absent. */
static const ab_value *member(const ab_value *object, const char *key)
{
    const ab_value *value = ab_get(object, key);
    return ab_is(value, AB_NULL) ? NULL : value;
}

static bool add_stream(reading *r, const ab_value *stream)
{
    const ab_value *descriptor = member(stream, "stream_descriptor");
    if (!ab_is(ab_get(descriptor, "name"), AB_STRING)) {
        return refuse(r, "a stream's state needs a stream_descriptor with a name");
    }
    const ab_value *state = member(stream, "stream_state");
    if (state && state->kind != AB_OBJECT) {
        return refuse(r, "a stream_state must be an object");
    }
    if (r->count == r->capacity) {
        size_t grown = r->capacity ? r->capacity * 2 : 16;
        r->streams = ab_arena_grow(r->arena, r->streams, r->capacity * sizeof(*r->streams),
                                   grown * sizeof(*r->streams));
        r->capacity = grown;
    }
    r->streams[r->count++] = (ab_stream_state){
        {ab_get_text(descriptor, "name"), ab_get_text(descriptor, "namespace")}, state};
    return true;
}

static bool not_empty(const ab_value *value)
{
    return value && !(value->kind == AB_OBJECT && value->count == 0);
}

static bool add_global(reading *r, const ab_value *global)
{
    if (not_empty(member(global, "shared_state"))) {
        return refuse(r, "it is GLOBAL with a shared_state, which no source of this kind writes; "
                         "reset the connection's state");
    }
    const ab_value *streams = member(global, "stream_states");
    if (streams && streams->kind != AB_ARRAY) {
        return refuse(r, "stream_states must be an array");
    }
    for (uint32_t i = 0; streams && i < streams->count; i++) {
        if (!add_stream(r, &streams->items[i])) {
            return false;
        }
    }
    return true;
}

/* One STATE body, or a whole message with one in it. */
static bool add_message(reading *r, const ab_value *message)
{
    if (!ab_is(message, AB_OBJECT)) {
        return refuse(r, "each entry must be an object");
    }
    if (ab_str_is(ab_get_text(message, "type"), "STATE") && member(message, "state")) {
        message = member(message, "state");
    }
    ab_array_push(r->arena, &r->messages, *message);
    const ab_value *global = member(message, "global");
    if (!global) {
        global = member(message, "global_");
    }
    ab_str type = ab_get_text(message, "type");
    const ab_value *stream = member(message, "stream");
    if (stream && !ab_str_is(type, "GLOBAL") && !ab_str_is(type, "LEGACY")) {
        return add_stream(r, stream);
    }
    if (global) {
        return add_global(r, global);
    }
    return stream || member(message, "data") ||
           refuse(r, "each entry needs a stream, global or data member");
}

/* A body that stands alone, without the array around it: an extension to the CDK's forms. */
static bool is_message(const ab_value *value)
{
    static const char *const names[] = {"stream", "global", "global_", "state", "data"};
    if (!ab_is(ab_get(value, "type"), AB_STRING)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (member(value, names[i])) {
            return true;
        }
    }
    return false;
}

static bool read_value(reading *r, const ab_value *value)
{
    if (ab_is(value, AB_NULL) || (value->kind == AB_OBJECT && value->count == 0)) {
        return true;
    }
    if (value->kind == AB_ARRAY) {
        for (uint32_t i = 0; i < value->count; i++) {
            if (!add_message(r, &value->items[i])) {
                return ab_error_wrap(r->error, "entry %u", i + 1);
            }
        }
        return true;
    }
    if (value->kind == AB_OBJECT && is_message(value)) {
        return add_message(r, value);
    }
    return refuse(r, "an array of state messages is required");
}

bool ab_state_input_read(ab_arena *arena, const ab_value *value, ab_state_input *out,
                         ab_error *error)
{
    reading r = {.arena = arena, .messages = ab_value_array(), .error = error};
    if (!read_value(&r, value)) {
        return false;
    }
    ab_value *messages = AB_ARENA_NEW(arena, ab_value);
    *messages = r.messages;
    *out = (ab_state_input){r.streams, r.count, messages};
    return true;
}

const ab_value *ab_state_input_get(const ab_state_input *input, ab_stream_descriptor descriptor)
{
    for (size_t i = input->count; i-- > 0;) {
        if (ab_stream_descriptor_equal(input->streams[i].descriptor, descriptor)) {
            return input->streams[i].state;
        }
    }
    return NULL;
}
