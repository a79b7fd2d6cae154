/* The pure functions: those that need no component, and the table of all. */
#include "cli/eval/eval.h"

#include "datetime/duration.h"
#include "datetime/format.h"
#include "datetime/iso.h"
#include "jsonschema/normalize.h"
#include "template/template.h"

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

const ab_eval_function ab_eval_functions[] = {
    {"parse_datetime", do_parse_datetime},
    {"format_datetime", do_format_datetime},
    {"parse_any_datetime", do_parse_any_datetime},
    {"parse_duration", do_parse_duration},
    {"add_duration", do_add_duration},
    {"normalize", do_normalize},
    {"extract", ab_eval_extract},
    {"transform", ab_eval_transform},
    {"datetime_slices", ab_eval_datetime_slices},
    {"cursor_state", ab_eval_cursor_state},
    {"request", ab_eval_http_request},
    {NULL, NULL},
};
