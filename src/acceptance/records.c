#include "acceptance/records.h"

#include "acceptance/schema_walk.h"
#include "datetime/iso.h"
#include "jsonschema/schema.h"

/* Violations that are told per stream: the first of each keyword and place. */
enum { SHOWN_VIOLATIONS = 5 };

const ab_value *ab_at_key_part(const ab_value *record, const ab_value *path)
{
    for (uint32_t i = 0; record && ab_is(path, AB_ARRAY) && i < path->count; i++) {
        record = ab_object_get(record, ab_text(&path->items[i]));
    }
    return record;
}

const ab_value *ab_at_primary_key(const ab_value *configured)
{
    const ab_value *key = ab_get(ab_at_stream_of(configured), "source_defined_primary_key");
    return ab_is(key, AB_ARRAY) && key->count > 0 ? key : NULL;
}

/* ---------------------------------------------------------------- schemas */

/* Up to two digits, advancing *at. */
static bool take_digits(ab_str text, size_t *at, size_t least, size_t most)
{
    size_t n = 0;
    while (n < most && *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9') {
        ++*at;
        n++;
    }
    return n >= least;
}

static bool take_char(ab_str text, size_t *at, const char *any_of)
{
    if (*at < text.n && strchr(any_of, text.p[*at]) && text.p[*at]) {
        ++*at;
        return true;
    }
    return false;
}

/* The acceptance tests' idea of a date-time: this shape, and a date that there is. */
static bool is_date_time(ab_str text)
{
    size_t at = 0;
    ab_datetime parsed;
    return take_digits(text, &at, 4, 4) && take_char(text, &at, "-") &&
           take_digits(text, &at, 1, 2) && take_char(text, &at, "-") &&
           take_digits(text, &at, 1, 2) && take_char(text, &at, " \t\n\r\f\vT") &&
           take_digits(text, &at, 1, 2) && take_char(text, &at, ":") &&
           take_digits(text, &at, 1, 2) && take_char(text, &at, ":") &&
           take_digits(text, &at, 1, 2) && ab_datetime_parse_dateutil(text, NULL, &parsed, NULL);
}

static bool is_date(ab_str text)
{
    ab_datetime parsed;
    return text.n == 10 && ab_datetime_from_isoformat(text, &parsed, NULL);
}

static bool check_format(void *context, ab_str format, ab_str text)
{
    (void)context;
    return ab_str_is(format, "date-time") ? is_date_time(text)
           : ab_str_is(format, "date")    ? is_date(text)
                                          : true;
}

/* What is known of a stream while its records pass. */
typedef struct stream_check {
    const ab_value *configured;
    ab_schema *schema;
    ab_at_paths paths;
    ab_at_paths told; /* keyword and place of violations already told */
    bool strange_told;
} stream_check;

static void tell_violation(ab_at_case *c, stream_check *s, const ab_schema_violation *violation)
{
    ab_str path = ab_schema_path_text(c->arena, violation);
    ab_str kind =
        ab_arena_printf(c->arena, "%.*s %.*s", AB_STR_ARG(violation->keyword), AB_STR_ARG(path));
    if (s->told.n < SHOWN_VIOLATIONS && !ab_at_paths_have(&s->told, kind)) {
        ab_at_fail(c, "%.*s: a record is not valid at %.*s: %.*s",
                   AB_STR_ARG(ab_at_stream_name(s->configured)),
                   AB_STR_ARG(path.n ? path : AB_STR("its top")), AB_STR_ARG(violation->message));
    }
    AB_VEC_PUSH(&s->told, kind);
}

static bool shares_path(ab_arena *arena, const stream_check *s, const ab_value *data)
{
    ab_at_paths has = {0};
    ab_at_value_paths(arena, data, &has);
    bool found = s->paths.n == 0;
    for (size_t i = 0; i < has.n && !found; i++) {
        found = ab_at_paths_have(&s->paths, has.at[i]);
    }
    AB_VEC_FREE(&has);
    return found;
}

static void check_record(ab_at_case *c, stream_check *s, const ab_value *data)
{
    static const ab_schema_options options = {
        .strict_integers = true, .check_formats = true, .check_format = check_format};
    ab_schema_violations violations = {0};
    ab_arena *scratch = ab_arena_new();
    if (!shares_path(scratch, s, data) && !s->strange_told) {
        ab_at_fail(c, "%.*s: a record has none of the schema's properties: %.*s",
                   AB_STR_ARG(ab_at_stream_name(s->configured)),
                   AB_STR_ARG(ab_at_show(c->arena, data)));
        s->strange_told = true;
    }
    ab_arena_free(scratch);
    if (s->schema && !ab_schema_validate(s->schema, data, &options, c->arena, &violations)) {
        for (size_t i = 0; i < violations.n; i++) {
            tell_violation(c, s, &violations.at[i]);
        }
    }
}

static void check_stream(ab_at_case *c, const ab_at_read_output *read, const ab_value *configured)
{
    const ab_schema_compile_options options = {.draft = AB_SCHEMA_DRAFT7, .lenient = true};
    const ab_value *schema = ab_get(ab_at_stream_of(configured), "json_schema");
    ab_str name = ab_at_stream_name(configured);
    stream_check s = {.configured = configured};
    if (ab_is(schema, AB_OBJECT)) {
        s.schema = ab_schema_compile(c->arena, schema, &options, NULL);
        ab_at_schema_paths(c->arena, schema, false, &s.paths);
    }
    for (uint32_t i = 0; i < read->records.count; i++) {
        const ab_value *record = &read->records.items[i];
        if (ab_str_eq(ab_get_text(record, "stream"), name)) {
            check_record(c, &s, ab_get(record, "data"));
        }
    }
    if (s.told.n > SHOWN_VIOLATIONS) {
        ab_at_fail(c, "%.*s: … %zu violations in all", AB_STR_ARG(name), s.told.n);
    }
    AB_VEC_FREE(&s.paths);
    AB_VEC_FREE(&s.told);
}

static void each_stream(ab_at_case *c, const ab_at_read_output *read,
                        void (*check)(ab_at_case *, const ab_at_read_output *, const ab_value *))
{
    const ab_value *streams = ab_get(read->catalog, "streams");
    for (uint32_t i = 0; i < streams->count; i++) {
        check(c, read, &streams->items[i]);
    }
}

void ab_at_check_schemas(ab_at_case *c, const ab_at_read_output *read)
{
    each_stream(c, read, check_stream);
}

/* ---------------------------------------------------------------- empty streams */

void ab_at_check_empty(ab_at_case *c, const ab_at_read_output *read, const ab_value *empty)
{
    const ab_value *streams = ab_get(read->catalog, "streams");
    for (uint32_t i = 0; i < streams->count; i++) {
        ab_str name = ab_at_stream_name(&streams->items[i]);
        bool found = ab_at_list_has(empty, name);
        for (uint32_t j = 0; j < read->records.count && !found; j++) {
            found = ab_str_eq(ab_get_text(&read->records.items[j], "stream"), name);
        }
        if (!found) {
            ab_at_fail(c, "%.*s gave no records and is not among empty_streams", AB_STR_ARG(name));
        }
    }
}

/* ---------------------------------------------------------------- primary keys */

static bool check_key(ab_at_case *c, const ab_value *configured, const ab_value *data,
                      bool any_type)
{
    const ab_value *key = ab_at_primary_key(configured);
    ab_str name = ab_at_stream_name(configured);
    bool any = false;
    for (uint32_t i = 0; i < key->count; i++) {
        const ab_value *part = ab_at_key_part(data, &key->items[i]);
        any = any || !ab_is(part, AB_NULL);
        if (!any_type && (ab_is(part, AB_OBJECT) || ab_is(part, AB_ARRAY))) {
            ab_at_fail(c, "%.*s: the primary key %.*s of a record is no scalar: %.*s",
                       AB_STR_ARG(name), AB_STR_ARG(ab_at_show(c->arena, &key->items[i])),
                       AB_STR_ARG(ab_at_show(c->arena, part)));
            return false;
        }
    }
    if (!any) {
        ab_at_fail(c, "%.*s: the primary key %.*s of a record is null: %.*s", AB_STR_ARG(name),
                   AB_STR_ARG(ab_at_show(c->arena, key)), AB_STR_ARG(ab_at_show(c->arena, data)));
    }
    return any;
}

void ab_at_check_keys(ab_at_case *c, const ab_at_read_output *read, bool any_type)
{
    const ab_value *streams = ab_get(read->catalog, "streams");
    for (uint32_t i = 0; i < streams->count; i++) {
        const ab_value *configured = &streams->items[i];
        ab_str name = ab_at_stream_name(configured);
        bool good = ab_at_primary_key(configured) != NULL;
        for (uint32_t j = 0; j < read->records.count && good; j++) {
            const ab_value *record = &read->records.items[j];
            good = !ab_str_eq(ab_get_text(record, "stream"), name) ||
                   check_key(c, configured, ab_get(record, "data"), any_type);
        }
    }
}

/* ---------------------------------------------------------------- data points */

/* "/auth(0)/token" without "(0)". */
static ab_str without_options(ab_arena *arena, ab_str path, ab_str *before)
{
    char *out = ab_arena_alloc(arena, path.n + 1);
    size_t n = 0;
    *before = (ab_str){0};
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] == '(') {
            const char *end = memchr(path.p + i, ')', path.n - i);
            if (end) {
                *before = before->p ? *before : ab_str_sub(path, 0, i);
                i = (size_t)(end - path.p);
                continue;
            }
        }
        out[n++] = path.p[i];
    }
    return (ab_str){out, n};
}

static void remove_path(ab_at_paths *paths, size_t i)
{
    memmove(&paths->at[i], &paths->at[i + 1], (paths->n - i - 1) * sizeof(*paths->at));
    paths->n--;
}

/* Takes from `expected` what the record has; of options one is enough. */
static void strike_out(ab_arena *arena, ab_at_paths *expected, const ab_at_paths *has)
{
    for (size_t i = 0; i < expected->n;) {
        ab_str before;
        ab_str plain = without_options(arena, expected->at[i], &before);
        if (!ab_at_paths_have(has, plain)) {
            i++;
            continue;
        }
        remove_path(expected, i);
        for (size_t j = 0; before.p && j < expected->n;) {
            if (ab_str_starts(expected->at[j], before)) {
                remove_path(expected, j);
                i -= j < i;
            } else {
                j++;
            }
        }
    }
}

static void check_points(ab_at_case *c, const ab_at_read_output *read, const ab_value *configured)
{
    ab_at_paths expected = {0};
    ab_str name = ab_at_stream_name(configured);
    ab_at_schema_paths(c->arena, ab_get(ab_at_stream_of(configured), "json_schema"), true,
                       &expected);
    for (uint32_t i = 0; i < read->records.count && expected.n > 0; i++) {
        const ab_value *record = &read->records.items[i];
        if (ab_str_eq(ab_get_text(record, "stream"), name)) {
            ab_at_paths has = {0};
            ab_arena *scratch = ab_arena_new();
            ab_at_value_paths(scratch, ab_get(record, "data"), &has);
            strike_out(scratch, &expected, &has);
            AB_VEC_FREE(&has);
            ab_arena_free(scratch);
        }
    }
    for (size_t i = 0; i < expected.n; i++) {
        ab_at_fail(c, "%.*s: no record has %.*s (validate_data_points)", AB_STR_ARG(name),
                   AB_STR_ARG(expected.at[i]));
    }
    AB_VEC_FREE(&expected);
}

void ab_at_check_data_points(ab_at_case *c, const ab_at_read_output *read)
{
    each_stream(c, read, check_points);
}
