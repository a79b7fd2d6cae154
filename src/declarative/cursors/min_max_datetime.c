/* MinMaxDatetime: a date that is kept between two others. */
#include "declarative/cursors/settings.h"

static bool parse(const ab_date_source *source, ab_str text, ab_datetime *out, ab_error *error)
{
    ab_value value = ab_value_str(text);
    return ab_datetime_parse_value(source->format, &value, out, error);
}

/* *bound is unset where the template gives the empty text. */
static bool read_bound(const ab_date_source *source, const ab_scope *scope, const ab_template *t,
                       bool *has, ab_datetime *bound, ab_error *error)
{
    ab_str text = {NULL, 0};
    if (!ab_scope_text(scope, t, source->parameters, &text, error)) {
        return false;
    }
    *has = text.n > 0;
    return !*has || parse(source, text, bound, error);
}

static bool eval(const ab_date_source *source, const ab_scope *scope, ab_datetime *out,
                 ab_error *error)
{
    ab_str text;
    bool has;
    ab_datetime bound;
    if (!ab_scope_text(scope, source->datetime, source->parameters, &text, error) ||
        !parse(source, text, out, error) ||
        !read_bound(source, scope, source->min, &has, &bound, error)) {
        return false;
    }
    if (has && ab_datetime_compare(&bound, out) > 0) {
        *out = bound;
    }
    if (!read_bound(source, scope, source->max, &has, &bound, error)) {
        return false;
    }
    if (has && ab_datetime_compare(&bound, out) < 0) {
        *out = bound;
    }
    return true;
}

bool ab_date_source_eval(const ab_date_source *source, ab_env *env, ab_datetime *out,
                         ab_error *error)
{
    if (!source->datetime) {
        *out = ab_datetime_now(env->clock);
        return true;
    }
    ab_arena *arena = ab_arena_new();
    ab_scope scope = ab_scope_new(env, arena);
    bool ok = eval(source, &scope, out, error);
    ab_arena_free(arena);
    return ok;
}

static const ab_field min_max_datetime_fields[] = {
    {"datetime", AB_FIELD_TEMPLATE, AB_AT(ab_min_max_datetime_options, datetime),
     .flags = AB_FIELD_REQUIRED, .help = "The date, as text in `datetime_format`."},
    {"datetime_format", AB_FIELD_STRING, AB_AT(ab_min_max_datetime_options, datetime_format),
     .help = "The format of the three dates; the cursor's where it is left out."},
    {"max_datetime", AB_FIELD_TEMPLATE, AB_AT(ab_min_max_datetime_options, max_datetime),
     .help = "A later date is replaced by this one."},
    {"min_datetime", AB_FIELD_TEMPLATE, AB_AT(ab_min_max_datetime_options, min_datetime),
     .help = "An earlier date is replaced by this one."},
    {0},
};

const ab_component_type ab_component_min_max_datetime = {
    .name = "MinMaxDatetime",
    .family = AB_FAMILY_NONE,
    .fields = min_max_datetime_fields,
    .options_size = sizeof(ab_min_max_datetime_options),
    .help = "A date that is never before one date and never after another.",
};
