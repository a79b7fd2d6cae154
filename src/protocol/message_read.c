/* Messages as those see them who run connectors. */
#include "protocol/message_read.h"

#include "json/json.h"

static const struct {
    const char *type;
    const char *member;
} bodies[] = {
    {"RECORD", "record"},   {"STATE", "state"},     {"SPEC", "spec"},
    {"CATALOG", "catalog"}, {"TRACE", "trace"},     {"CONNECTION_STATUS", "connectionStatus"},
    {"LOG", "log"},         {"CONTROL", "control"},
};

/* False: the line is no message, and not blank. */
static bool take_line(ab_arena *arena, ab_str line, ab_value *messages)
{
    line = ab_str_trim(line);
    ab_value message;
    if (line.n == 0) {
        return true;
    }
    if (line.p[0] != '{' || !ab_json_parse(arena, line, NULL, &message, NULL) ||
        !ab_is(ab_get(&message, "type"), AB_STRING)) {
        return false;
    }
    ab_array_push(arena, messages, message);
    return true;
}

size_t ab_messages_read(ab_arena *arena, ab_str text, ab_value *messages)
{
    size_t others = 0;
    *messages = ab_value_array();
    while (text.n > 0) {
        const char *end = memchr(text.p, '\n', text.n);
        size_t n = end ? (size_t)(end - text.p) : text.n;
        others += !take_line(arena, ab_str_sub(text, 0, n), messages);
        text = ab_str_sub(text, n + 1, text.n);
    }
    return others;
}

const ab_value *ab_message_body(const ab_value *message, const char *type)
{
    const char *name = "";
    for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
        if (strcmp(bodies[i].type, type) == 0) {
            name = bodies[i].member;
        }
    }
    const ab_value *body = ab_get(message, name);
    return ab_str_is(ab_get_text(message, "type"), type) && ab_is(body, AB_OBJECT) ? body : NULL;
}

ab_value ab_message_bodies(ab_arena *arena, const ab_value *messages, const char *type)
{
    ab_value found = ab_value_array();
    for (uint32_t i = 0; i < messages->count; i++) {
        const ab_value *body = ab_message_body(&messages->items[i], type);
        if (body) {
            ab_array_push(arena, &found, *body);
        }
    }
    return found;
}
