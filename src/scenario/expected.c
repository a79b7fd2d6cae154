#include "scenario/expected.h"

#include "base/file.h"
#include "protocol/message_read.h"
#include "json/json.h"

#include <errno.h>
#include <unistd.h>

#define MAX_FILE_BYTES ((size_t)1 << 30)

/* ---------------------------------------------------------------- one message */

static ab_value without(ab_arena *arena, const ab_value *object, const char *const *names)
{
    ab_value out = ab_value_object();
    for (uint32_t i = 0; i < object->count; i++) {
        const ab_member *member = &object->object.members[i];
        bool dropped = false;
        for (const char *const *name = names; *name; name++) {
            dropped = dropped || ab_str_is(member->key, *name);
        }
        if (!dropped) {
            ab_object_set(arena, &out, member->key, member->value);
        }
    }
    return out;
}

/* What is compared of a body; false: nothing. */
typedef bool (*reduce_fn)(ab_arena *arena, const ab_value *body, ab_value *out, ab_str *stream);

static bool reduce_record(ab_arena *arena, const ab_value *body, ab_value *out, ab_str *stream)
{
    static const char *const dropped[] = {"emitted_at", NULL};
    *stream = ab_get_text(body, "stream");
    *out = without(arena, body, dropped);
    return true;
}

static ab_str descriptor_name(const ab_value *holder)
{
    return ab_get_text(ab_get(holder, "stream_descriptor"), "name");
}

static bool reduce_state(ab_arena *arena, const ab_value *body, ab_value *out, ab_str *stream)
{
    static const char *const dropped[] = {"sourceStats", "destinationStats", NULL};
    *stream = descriptor_name(ab_get(body, "stream"));
    *out = without(arena, body, dropped);
    return true;
}

static bool reduce_trace(ab_arena *arena, const ab_value *body, ab_value *out, ab_str *stream)
{
    static const char *const dropped[] = {"emitted_at", NULL};
    static const char *const internal[] = {"internal_message", "stack_trace", NULL};
    const ab_value *error = ab_get(body, "error");
    const ab_value *status = ab_get(body, "stream_status");
    if (!ab_is(error, AB_OBJECT) && !ab_is(status, AB_OBJECT)) {
        return false; /* estimates, analytics */
    }
    *stream = descriptor_name(ab_is(error, AB_OBJECT) ? error : status);
    *out = without(arena, body, dropped);
    if (ab_is(error, AB_OBJECT)) {
        ab_set(arena, out, "error", without(arena, error, internal));
    }
    return true;
}

static bool reduce_other(ab_arena *arena, const ab_value *body, ab_value *out, ab_str *stream)
{
    static const char *const dropped[] = {"emitted_at", NULL};
    *stream = (ab_str){0};
    *out = without(arena, body, dropped);
    return true;
}

static const struct {
    const char *type;
    const char *member;
    reduce_fn reduce;
} kinds[] = {
    {"RECORD", "record", reduce_record},  {"STATE", "state", reduce_state},
    {"TRACE", "trace", reduce_trace},     {"SPEC", "spec", reduce_other},
    {"CATALOG", "catalog", reduce_other}, {"CONNECTION_STATUS", "connectionStatus", reduce_other},
    {"CONTROL", "control", reduce_other},
};

static void finish_line(ab_arena *arena, ab_mask *mask, ab_line *line)
{
    line->shown = ab_json_text(arena, &line->value, AB_JSON_COMPACT);
    line->key = ab_json_text(arena, &line->value, AB_JSON_COMPACT | AB_JSON_SORTED);
    if (mask) {
        line->shown = ab_mask_text(mask, arena, line->shown);
        line->key = ab_mask_text(mask, arena, line->key);
    }
}

/* False: the message is not compared. */
static bool take_message(ab_arena *arena, const ab_value *message, ab_line *line)
{
    *line = (ab_line){.type = ab_get_text(message, "type")};
    if (ab_str_is(line->type, "EXIT")) {
        line->value = *message;
        return true;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        ab_value reduced;
        const ab_value *body = ab_message_body(message, kinds[i].type);
        if (body && kinds[i].reduce(arena, body, &reduced, &line->stream)) {
            line->value = ab_value_object();
            ab_set(arena, &line->value, "type", ab_value_str(line->type));
            ab_set(arena, &line->value, kinds[i].member, reduced);
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- many */

/* Drops the states that others of their stream follow, and puts each stream's lines together. */
static void arrange(ab_lines *lines, const ab_lines *from)
{
    AB_VEC(ab_str) streams = {0};
    for (size_t i = 0; i < from->n; i++) {
        bool known = from->at[i].stream.n == 0;
        for (size_t s = 0; s < streams.n; s++) {
            known = known || ab_str_eq(streams.at[s], from->at[i].stream);
        }
        if (!known) {
            AB_VEC_PUSH(&streams, from->at[i].stream);
        }
    }
    AB_VEC_PUSH(&streams, (ab_str){0});
    for (size_t s = 0; s < streams.n; s++) {
        size_t state = SIZE_MAX; /* where the last one went */
        for (size_t i = 0; i < from->n; i++) {
            const ab_line *line = &from->at[i];
            if (!ab_str_eq(line->stream, streams.at[s])) {
                continue;
            }
            bool is_state = ab_str_is(line->type, "STATE");
            if (is_state && state != SIZE_MAX) {
                lines->at[state].type.n = 0; /* taken out below */
            }
            state = is_state ? lines->n : state;
            AB_VEC_PUSH(lines, *line);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < lines->n; i++) {
        if (lines->at[i].type.n > 0) {
            lines->at[kept++] = lines->at[i];
        }
    }
    lines->n = kept;
    AB_VEC_FREE(&streams);
}

void ab_lines_take(ab_arena *arena, const ab_value *messages, int status, ab_mask *mask,
                   ab_lines *out)
{
    ab_lines all = {0};
    for (uint32_t i = 0; i < messages->count; i++) {
        ab_line line;
        if (take_message(arena, &messages->items[i], &line)) {
            AB_VEC_PUSH(&all, line);
        }
    }
    if (status != 0) {
        ab_line line = {.type = AB_STR("EXIT"), .value = ab_value_object()};
        ab_set(arena, &line.value, "type", ab_value_str(line.type));
        ab_set(arena, &line.value, "status", ab_value_int(status));
        AB_VEC_PUSH(&all, line);
    }
    arrange(out, &all);
    AB_VEC_FREE(&all);
    for (size_t i = 0; i < out->n; i++) {
        finish_line(arena, mask, &out->at[i]);
    }
}

static bool read_line(ab_arena *arena, const char *path, unsigned number, ab_str text,
                      ab_lines *lines, ab_error *error)
{
    ab_value message;
    ab_line line;
    const char *wrong = "this is no message: an object with a `type`";
    if (text.n == 0) {
        return true;
    }
    if (ab_json_parse(arena, text, NULL, &message, NULL) && ab_get_text(&message, "type").n) {
        if (take_message(arena, &message, &line)) {
            AB_VEC_PUSH(lines, line);
            return true;
        }
        wrong = "messages of this type are not compared";
    }
    return ab_error_set(error, AB_ERROR_CONFIG, "%s:%u: %s", path, number, wrong);
}

bool ab_lines_read(ab_arena *arena, const char *path, ab_mask *mask, ab_lines *out, ab_error *error)
{
    ab_str text;
    ab_lines all = {0};
    bool good = true;
    if (access(path, F_OK) != 0) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "there is no %s: make it by --record or --update", path);
    }
    if (!ab_file_read(arena, path, MAX_FILE_BYTES, &text, error)) {
        return false;
    }
    for (unsigned number = 1; good && text.n > 0; number++) {
        const char *end = memchr(text.p, '\n', text.n);
        size_t n = end ? (size_t)(end - text.p) : text.n;
        good = read_line(arena, path, number, ab_str_trim(ab_str_sub(text, 0, n)), &all, error);
        text = ab_str_sub(text, n + 1, text.n);
    }
    arrange(out, &all);
    AB_VEC_FREE(&all);
    for (size_t i = 0; i < out->n; i++) {
        finish_line(arena, mask, &out->at[i]);
    }
    return good;
}

void ab_lines_text(const ab_lines *lines, ab_buf *out)
{
    for (size_t i = 0; i < lines->n; i++) {
        ab_buf_add_str(out, lines->at[i].shown);
        ab_buf_add_char(out, '\n');
    }
}
