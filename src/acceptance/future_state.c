/* A state in the far future: nothing is left to read, and the state comes back in its form. */
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"
#include "jsonschema/schema.h"

/* ---------------------------------------------------------------- the given state */

static ab_str state_name(const ab_value *state)
{
    return ab_get_text(ab_get(ab_get(state, "stream"), "stream_descriptor"), "name");
}

/* Strictness high: every incremental stream has a state, or is among missing_streams. */
static bool demand_streams(ab_at_case *c, const ab_value *catalog, const ab_value *states)
{
    const ab_value *missing = ab_get(ab_get(c->entry, "future_state"), "missing_streams");
    const ab_value *streams = ab_get(catalog, "streams");
    bool good = ab_at_demand_reasons(c, missing, "future_state.missing_streams");
    for (uint32_t i = 0; c->suite->config.high && i < streams->count; i++) {
        ab_str name = ab_at_stream_name(&streams->items[i]);
        bool found = ab_at_list_has(missing, name);
        for (uint32_t j = 0; j < states->count && !found; j++) {
            found = ab_str_eq(state_name(&states->items[j]), name);
        }
        if (!found) {
            ab_at_fail(c,
                       "strictness high: %.*s is neither in the future state nor in "
                       "missing_streams",
                       AB_STR_ARG(name));
            good = false;
        }
    }
    return good;
}

static const ab_value *given_state(ab_at_case *c)
{
    const ab_value *options = ab_get(c->entry, "future_state");
    ab_str reason = ab_get_text(options, "bypass_reason");
    ab_str path = ab_get_text(options, "future_state_path");
    if (reason.n) {
        ab_at_skip(c, "bypass_reason: %.*s", AB_STR_ARG(reason));
    } else if (path.n) {
        const ab_value *state = ab_at_file(c, path, false);
        if (state && !ab_is(state, AB_ARRAY)) {
            ab_at_fail(c, "%.*s must be a list of states", AB_STR_ARG(path));
            return NULL;
        }
        return state;
    } else if (c->suite->config.high) {
        ab_at_fail(c, "strictness high: future_state needs a future_state_path or a bypass_reason");
    } else {
        ab_at_skip(c, "the entry has no future_state");
    }
    return NULL;
}

/* ---------------------------------------------------------------- cursor values */

/* All values of the cursor in a state, wherever they lie; also those under "cursor" beside
 * "cursor_field", as databases have it. */
static void find_values(ab_arena *arena, const ab_value *state, ab_str cursor, ab_value *out)
{
    bool database = ab_get(state, "cursor_field") != NULL;
    for (uint32_t i = 0; ab_is(state, AB_OBJECT) && i < state->count; i++) {
        const ab_member *member = &state->object.members[i];
        if (ab_str_eq(member->key, cursor) || (database && ab_str_is(member->key, "cursor"))) {
            ab_array_push(arena, out, member->value);
        }
        find_values(arena, &member->value, cursor, out);
    }
    for (uint32_t i = 0; ab_is(state, AB_ARRAY) && i < state->count; i++) {
        find_values(arena, &state->items[i], cursor, out);
    }
}

/* Those of the last state of a stream. */
static ab_value values_of(ab_arena *arena, const ab_value *states, ab_str name, ab_str cursor)
{
    ab_value out = ab_value_array();
    for (uint32_t i = 0; i < states->count; i++) {
        if (ab_str_eq(state_name(&states->items[i]), name)) {
            out = ab_value_array();
            find_values(arena, ab_get(ab_get(&states->items[i], "stream"), "stream_state"), cursor,
                        &out);
        }
    }
    return out;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters where the other has letters, digits where it has digits, all else the same. */
static bool same_form(ab_str a, ab_str b)
{
    bool same = a.n == b.n;
    for (size_t i = 0; same && i < a.n; i++) {
        same = (is_letter(a.p[i]) && is_letter(b.p[i])) || (is_digit(a.p[i]) && is_digit(b.p[i])) ||
               a.p[i] == b.p[i];
    }
    return same;
}

/* The regular expression that the entry wants of this stream's cursors; empty: none. */
static ab_str wanted_format(const ab_at_case *c, ab_str name)
{
    const ab_value *format = ab_get(ab_get(c->entry, "future_state"), "cursor_format");
    const ab_value *streams = ab_get(format, "streams");
    for (uint32_t i = 0; ab_is(streams, AB_ARRAY) && i < streams->count; i++) {
        if (ab_str_eq(ab_get_text(&streams->items[i], "name"), name)) {
            return ab_get_text(&streams->items[i], "format");
        }
    }
    return ab_get_text(format, "format");
}

/* Whether a text matches from its begin, as Python's re.match. */
static bool matches(ab_at_case *c, ab_str pattern, const ab_value *text)
{
    ab_value *schema = AB_ARENA_NEW(c->arena, ab_value);
    ab_error error = {0};
    *schema = ab_value_object();
    ab_set(c->arena, schema, "pattern",
           ab_value_str(ab_arena_printf(c->arena, "\\A(?:%.*s)", AB_STR_ARG(pattern))));
    ab_schema *compiled = ab_schema_compile(c->arena, schema, NULL, &error);
    bool good = compiled && ab_schema_validate(compiled, text, NULL, NULL, NULL);
    ab_error_clear(&error);
    return good;
}

static bool same_kind(const ab_value *a, const ab_value *b)
{
    return a->kind == b->kind || (ab_is_number(a) && ab_is_number(b));
}

static void compare_value(ab_at_case *c, ab_str name, const ab_value *given, const ab_value *got)
{
    ab_str format = wanted_format(c, name);
    bool good = same_kind(given, got);
    if (good && given->kind == AB_STRING) {
        good = format.n ? matches(c, format, given) && matches(c, format, got)
                        : same_form(given->text, got->text);
    }
    if (!good) {
        ab_at_fail(c, "%.*s: the cursor came back in another form: given %.*s, got %.*s%s%.*s",
                   AB_STR_ARG(name), AB_STR_ARG(ab_at_show(c->arena, given)),
                   AB_STR_ARG(ab_at_show(c->arena, got)), format.n ? "; wanted " : "",
                   AB_STR_ARG(format));
    }
}

/* Whether the value is of a type that the schema gives the cursor. */
static void compare_type(ab_at_case *c, const ab_value *configured, const ab_value *value)
{
    const ab_value *schema = ab_get(ab_at_stream_of(configured), "json_schema");
    const ab_value *property =
        ab_object_get(ab_get(schema, "properties"), ab_at_cursor_field(configured));
    const ab_schema_compile_options options = {.draft = AB_SCHEMA_DRAFT7, .lenient = true};
    ab_value *type = AB_ARENA_NEW(c->arena, ab_value);
    if (!ab_get(property, "type")) {
        return;
    }
    *type = ab_value_object();
    ab_set(c->arena, type, "type", *ab_get(property, "type"));
    ab_schema *compiled = ab_schema_compile(c->arena, type, &options, NULL);
    if (compiled && !ab_schema_validate(compiled, value, NULL, NULL, NULL)) {
        ab_at_fail(c, "%.*s: the cursor value %.*s is not of the schema's type %.*s",
                   AB_STR_ARG(ab_at_stream_name(configured)),
                   AB_STR_ARG(ab_at_show(c->arena, value)),
                   AB_STR_ARG(ab_at_show(c->arena, ab_get(property, "type"))));
    }
}

static void check_cursors(ab_at_case *c, const ab_value *configured, const ab_value *given,
                          const ab_value *got)
{
    ab_str name = ab_at_stream_name(configured);
    ab_str cursor = ab_at_cursor_field(configured);
    ab_value want = values_of(c->arena, given, name, cursor);
    ab_value has = values_of(c->arena, got, name, cursor);
    for (uint32_t i = 0; i < has.count && c->status == AB_AT_PASSED; i++) {
        if (!ab_is(&has.items[i], AB_NULL)) {
            compare_type(c, configured, &has.items[i]);
        }
        if (i < want.count && ab_value_truthy(&has.items[i]) && ab_value_truthy(&want.items[i])) {
            compare_value(c, name, &want.items[i], &has.items[i]);
        }
    }
}

void ab_at_future_state(ab_at_case *c)
{
    const ab_value *given = given_state(c);
    const ab_value *whole = given ? ab_at_catalog(c, NULL) : NULL;
    ab_at_output out;
    if (!whole) {
        return;
    }
    ab_value catalog = ab_at_catalog_of_mode(c->arena, whole, "incremental");
    if (!demand_streams(c, &catalog, given) || !ab_at_run(c, "read", &catalog, given, true, &out)) {
        return;
    }
    ab_value records = ab_at_bodies(c->arena, &out, "RECORD");
    ab_value states = ab_at_bodies(c->arena, &out, "STATE");
    if (records.count > 0) {
        ab_at_fail(c,
                   "a state in the far future must leave nothing to read; %u records came, the "
                   "first of %.*s",
                   records.count, AB_STR_ARG(ab_get_text(&records.items[0], "stream")));
    }
    if (states.count == 0) {
        ab_at_fail(c, "the read must print at least one STATE");
    }
    const ab_value *streams = ab_get(&catalog, "streams");
    for (uint32_t i = 0; i < streams->count; i++) {
        check_cursors(c, &streams->items[i], given, &states);
    }
}
