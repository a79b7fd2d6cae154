#include "declarative/cursors/settings.h"

#include <stdatomic.h>

/* ---- Reading the component ---- */

static bool read_text(const ab_scope *scope, const ab_component *component, const ab_template *t,
                      const char *otherwise, ab_str *out, ab_error *error)
{
    *out = ab_str_of(otherwise);
    return !t || ab_scope_text(scope, t, component->parameters, out, error);
}

static bool is_zero(const ab_duration *d)
{
    return !d->calendar && ab_timedelta_is_zero(d->rest);
}

/* A duration that a template gives. *has: there is one, and it is not zero. */
static bool read_duration(const ab_scope *scope, const ab_component *component,
                          const ab_template *t, bool *has, ab_duration *out, ab_error *error)
{
    ab_value value;
    *has = false;
    if (!t || !ab_template_source(t).n) {
        return true;
    }
    if (!ab_scope_value(scope, t, component->parameters, &value, error)) {
        return false;
    }
    if (!ab_value_truthy(&value)) {
        return true;
    }
    if (!ab_is(&value, AB_STRING)) {
        return ab_datetime_fail(error, AB_DATETIME_TYPE_ERROR,
                                "Expecting a string as a duration, got %.*s",
                                AB_STR_ARG(ab_python_repr(scope->arena, &value)));
    }
    if (!ab_duration_parse(value.text, out, error)) {
        return false;
    }
    *has = !is_zero(out);
    return true;
}

static ab_date_source text_source(const ab_template *text, const ab_component *component,
                                  const ab_datetime_format *format)
{
    return (ab_date_source){
        .datetime = text, .parameters = component->parameters, .format = format};
}

static ab_date_source min_max_source(ab_arena *arena, const ab_component *component,
                                     const ab_datetime_format *otherwise)
{
    const ab_min_max_datetime_options *o = component->options;
    ab_date_source source = text_source(o->datetime, component, otherwise);
    source.min = o->min_datetime;
    source.max = o->max_datetime;
    if (o->datetime_format.n) {
        source.format = ab_datetime_format_compile(arena, o->datetime_format, AB_DATETIME_CDK);
    }
    return source;
}

static bool read_dates(ab_arena *arena, const ab_component *component, ab_cursor_settings *out,
                       ab_error *error)
{
    const ab_datetime_cursor_options *o = component->options;
    const ab_datetime_format *format = out->format.output;
    ab_date_source start = o->start_datetime
                               ? min_max_source(arena, o->start_datetime, format)
                               : text_source(o->start_datetime_text, component, format);
    ab_datetime t;
    if (!ab_date_source_eval(&start, out->env, &t, error)) {
        return false;
    }
    out->has_start = true;
    out->start = ab_point_of_datetime(&t);
    if (o->end_datetime) {
        out->end = min_max_source(arena, o->end_datetime, format);
    } else if (o->end_datetime_text && ab_template_source(o->end_datetime_text).n) {
        out->end = text_source(o->end_datetime_text, component, format);
    }
    return true;
}

static bool read_step(const ab_scope *scope, const ab_component *component, ab_cursor_settings *out,
                      ab_error *error)
{
    const ab_datetime_cursor_options *o = component->options;
    ab_str step = o->step ? ab_template_source(o->step) : AB_STR("");
    if (!step.n != !o->cursor_granularity.n) {
        return ab_error_set(
            error, AB_ERROR_SYSTEM,
            "If step is defined, cursor_granularity should be as well and vice-versa. Right now, "
            "step is `%.*s` and cursor_granularity is `%.*s`",
            AB_STR_ARG(step.n ? step : AB_STR("None")),
            AB_STR_ARG(o->cursor_granularity.n ? o->cursor_granularity : AB_STR("None")));
    }
    static const ab_timedelta unset = {.days = -1};
    bool is_long;
    out->step.rest = unset;
    if (!read_duration(scope, component, o->step, &is_long, &out->step, error)) {
        return false;
    }
    out->has_step = is_long;
    out->step_is_zero = !is_long && ab_timedelta_is_zero(out->step.rest);
    return true;
}

static bool read_clamp(const ab_scope *scope, const ab_component *component,
                       ab_cursor_settings *out, ab_error *error)
{
    const ab_datetime_cursor_options *o = component->options;
    if (!o->clamping) {
        return true;
    }
    if (!ab_clamp_read(o->clamping, scope, &out->clamp, error)) {
        return false;
    }
    out->end_unit = out->granularity;
    if (!out->has_granularity) {
        out->end_unit = (ab_duration){0};
        out->end_unit.rest = out->clamp.unit == AB_CLAMP_DAY ? (ab_timedelta){.seconds = 1}
                                                             : (ab_timedelta){.days = 1};
    }
    return true;
}

static bool read_fields(const ab_scope *scope, const ab_component *component, ab_str catalog_field,
                        ab_cursor_settings *out, ab_error *error)
{
    const ab_datetime_cursor_options *o = component->options;
    bool from_catalog = o->allow_catalog_defined_cursor_field && catalog_field.n;
    out->cursor_field = catalog_field;
    return (from_catalog ||
            read_text(scope, component, o->cursor_field, "", &out->cursor_field, error)) &&
           read_text(scope, component, o->partition_field_start, "start_time", &out->start_field,
                     error) &&
           read_text(scope, component, o->partition_field_end, "end_time", &out->end_field, error);
}

static bool read_granularity(const ab_component *component, ab_cursor_settings *out,
                             ab_error *error)
{
    const ab_datetime_cursor_options *o = component->options;
    if (!o->cursor_granularity.n) {
        return true;
    }
    if (!ab_duration_parse(o->cursor_granularity, &out->granularity, error)) {
        return false;
    }
    out->has_granularity = !is_zero(&out->granularity);
    return true;
}

bool ab_cursor_settings_read(ab_build *build, const ab_component *component, ab_str catalog_field,
                             ab_cursor_settings *out, ab_error *error)
{
    const ab_datetime_cursor_options *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    *out = (ab_cursor_settings){
        .env = build->env, .stream = build->stream, .is_compare_strictly = o->is_compare_strictly};
    atomic_init(&out->end_cache, INT64_MIN);
    if (!read_fields(&scope, component, catalog_field, out, error) ||
        !read_granularity(component, out, error) ||
        !read_duration(&scope, component, o->lookback_window, &out->has_lookback, &out->lookback,
                       error)) {
        return false;
    }
    ab_point_format_init(&out->format, build->arena, o->cursor_datetime_formats.at,
                         o->cursor_datetime_formats.n, o->datetime_format,
                         out->has_granularity ? &out->granularity : NULL);
    return read_dates(build->arena, component, out, error) &&
           read_step(&scope, component, out, error) && read_clamp(&scope, component, out, error);
}

/* ---- Use ---- */

bool ab_cursor_settings_end(const ab_cursor_settings *settings, ab_datetime *out, ab_error *error)
{
    if (!ab_date_source_eval(&settings->end, settings->env, out, error)) {
        return false;
    }
    if (settings->clamp.unit == AB_CLAMP_NONE) {
        return true;
    }
    ab_datetime clamped;
    return ab_clamp_floor(&settings->clamp, out, &clamped, error) &&
           ab_duration_sub(&clamped, &settings->end_unit, out, error);
}

bool ab_cursor_settings_look_back(const ab_cursor_settings *settings, const ab_datetime *t,
                                  ab_datetime *out, ab_error *error)
{
    if (!settings->has_lookback) {
        *out = *t;
        return true;
    }
    return ab_duration_sub(t, &settings->lookback, out, error);
}

bool ab_cursor_settings_lowest(const ab_cursor_settings *settings, ab_point start, ab_point *out,
                               ab_error *error)
{
    *out = start;
    if (!settings->has_lookback) {
        return true;
    }
    ab_datetime t = ab_point_datetime(start);
    ab_datetime lower;
    ab_error failure = {0};
    if (!ab_cursor_settings_look_back(settings, &t, &lower, &failure)) {
        bool overflow = ab_datetime_error_fault(&failure) == AB_DATETIME_OVERFLOW_ERROR;
        if (!overflow && error) {
            ab_error_move(error, &failure);
        }
        ab_error_clear(&failure);
        return overflow;
    }
    *out = ab_point_of_datetime(&lower);
    int64_t floor = start.at < settings->start.at ? start.at : settings->start.at;
    if (settings->has_start && out->at < floor) {
        out->at = floor;
    }
    return true;
}

bool ab_cursor_settings_includes(ab_cursor_settings *settings, ab_point lowest, ab_point value,
                                 bool *out, ab_error *error)
{
    *out = ab_point_compare(&settings->format, lowest, value) <= 0;
    if (!*out || settings->format.counts || value.at <= atomic_load(&settings->end_cache)) {
        return true;
    }
    ab_datetime end;
    if (!ab_cursor_settings_end(settings, &end, error)) {
        return false;
    }
    int64_t at = ab_datetime_epoch_us(&end);
    atomic_store(&settings->end_cache, at);
    *out = value.at <= at;
    return true;
}
