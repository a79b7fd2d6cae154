/* The pure functions: those that need no component, and the table of all. */
#include "cli/eval/eval.h"

#include "datetime/duration.h"
#include "datetime/format.h"
#include "datetime/iso.h"
#include "jsonschema/normalize.h"
#include "template/template.h"
#include "json/dpath.h"

static const ab_value null_value = {.kind = AB_NULL};

static const ab_value *input(const ab_value *request, const char *name)
{
    const ab_value *v = ab_get(request, name);
    return v ? v : &null_value;
}

static bool give_time(ab_arena *arena, const ab_datetime *t, ab_value *out)
{
    ab_datetime copy = *t;
    *out = ab_value_str(ab_datetime_isoformat_us(&copy, 'T', arena));
    return true;
}

static bool do_parse_datetime(ab_arena *arena, const ab_value *request, ab_value *out,
                              ab_error *error)
{
    ab_datetime t;
    const ab_datetime_format *format =
        ab_datetime_format_compile(arena, ab_get_text(request, "format"), AB_DATETIME_CDK);
    return ab_datetime_parse_value(format, input(request, "value"), &t, error) &&
           give_time(arena, &t, out);
}

static bool do_format_datetime(ab_arena *arena, const ab_value *request, ab_value *out,
                               ab_error *error)
{
    ab_datetime t;
    ab_str text;
    const ab_datetime_format *format =
        ab_datetime_format_compile(arena, ab_get_text(request, "format"), AB_DATETIME_CDK);
    if (!ab_datetime_from_isoformat(ab_get_text(request, "datetime"), &t, error) ||
        !ab_datetime_text(format, &t, arena, &text, error)) {
        return false;
    }
    *out = ab_value_str(text);
    return true;
}

static bool do_parse_any_datetime(ab_arena *arena, const ab_value *request, ab_value *out,
                                  ab_error *error)
{
    ab_datetime t;
    return ab_datetime_parse_any_value(input(request, "value"), NULL, &t, error) &&
           give_time(arena, &t, out);
}

static bool do_parse_duration(ab_arena *arena, const ab_value *request, ab_value *out,
                              ab_error *error)
{
    ab_duration d;
    ab_value microseconds;
    const ab_value *text = input(request, "duration");
    if (text->kind != AB_STRING) {
        return ab_error_set(error, AB_ERROR_CONFIG, "expected a text");
    }
    if (!ab_duration_parse(text->text, &d, error)) {
        return false;
    }
    ab_value_from_digits(ab_timedelta_us_text(d.rest, arena), &microseconds);
    *out = ab_value_object();
    ab_set(arena, out, "years",
           d.calendar ? ab_value_str(ab_decimal_str(d.years, arena)) : ab_value_cstr("0"));
    ab_set(arena, out, "months",
           d.calendar ? ab_value_str(ab_decimal_str(d.months, arena)) : ab_value_cstr("0"));
    ab_set(arena, out, "microseconds", microseconds);
    return true;
}

static bool do_add_duration(ab_arena *arena, const ab_value *request, ab_value *out,
                            ab_error *error)
{
    ab_duration d;
    ab_datetime t;
    bool subtract = ab_str_is(ab_get_text(request, "op"), "sub");
    if (!ab_datetime_from_isoformat(ab_get_text(request, "datetime"), &t, error) ||
        !ab_duration_parse(ab_get_text(request, "duration"), &d, error) ||
        !(subtract ? ab_duration_sub(&t, &d, &t, error) : ab_duration_add(&t, &d, &t, error))) {
        return false;
    }
    return give_time(arena, &t, out);
}

static bool do_normalize(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error)
{
    bool changed;
    const ab_normalizer *normalizer = ab_normalizer_compile(arena, input(request, "schema"));
    *out = ab_value_clone(arena, input(request, "record"));
    return ab_normalize(normalizer, arena, out, &changed, error);
}

/* ---- extract: DpathExtractor ---- */

static bool eval_path(ab_arena *arena, const ab_value *request, ab_dpath *path, bool *star,
                      ab_error *error)
{
    const ab_value *segments = input(request, "field_path");
    ab_value empty = ab_value_object();
    ab_template_context context = {0};
    ab_str *texts = AB_ARENA_ARRAY(arena, ab_str, segments->count + 1);
    context.vars[AB_VAR_CONFIG] = ab_get(request, "config") ? ab_get(request, "config") : &empty;
    context.vars[AB_VAR_PARAMETERS] =
        ab_get(request, "parameters") ? ab_get(request, "parameters") : &empty;
    *star = false;
    for (uint32_t i = 0; i < segments->count; i++) {
        ab_str text = ab_python_str(arena, ab_at(segments, i));
        ab_template *t = ab_template_compile(arena, text, AB_TEMPLATE_STRING, 0, error);
        if (!t || !ab_template_eval_text(t, &context, arena, &texts[i], error)) {
            return false;
        }
        *star = *star || ab_str_is(texts[i], "*");
    }
    path->segments = texts;
    path->n = segments->count;
    return true;
}

static bool extract_from(ab_arena *arena, const ab_value *body, ab_dpath path, bool star,
                         ab_value *out, ab_error *error)
{
    const ab_value *found = body;
    ab_value all = ab_value_array();
    if (star) {
        if (!ab_dpath_values(arena, body, path, &all, error)) {
            return false;
        }
        found = &all;
    } else if (path.n && !ab_dpath_get(body, path, &found, error)) {
        return false;
    }
    if (ab_is(found, AB_ARRAY)) {
        for (uint32_t i = 0; i < found->count; i++) {
            ab_array_push(arena, out, found->items[i]);
        }
    } else if (found && ab_value_truthy(found)) {
        ab_array_push(arena, out, *found);
    }
    return true;
}

static bool do_extract(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error)
{
    const ab_value *body = input(request, "body");
    ab_dpath path;
    bool star;
    *out = ab_value_array();
    if (!eval_path(arena, request, &path, &star, error)) {
        return false;
    }
    if (body->kind != AB_ARRAY) {
        return extract_from(arena, body, path, star, out, error);
    }
    for (uint32_t i = 0; i < body->count; i++) {
        if (!extract_from(arena, &body->items[i], path, star, out, error)) {
            return false;
        }
    }
    return true;
}

const ab_eval_function ab_eval_functions[] = {
    {"parse_datetime", do_parse_datetime},
    {"format_datetime", do_format_datetime},
    {"parse_any_datetime", do_parse_any_datetime},
    {"parse_duration", do_parse_duration},
    {"add_duration", do_add_duration},
    {"normalize", do_normalize},
    {"extract", do_extract},
    {"datetime_slices", ab_eval_datetime_slices},
    {"cursor_state", ab_eval_cursor_state},
    {"request", ab_eval_http_request},
    {NULL, NULL},
};
