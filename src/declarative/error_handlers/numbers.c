#define PCRE2_CODE_UNIT_WIDTH 8
#include "declarative/error_handlers/numbers.h"

#include "base/alloc.h"
#include "crypto/hash.h"
#include "datetime/python_text.h"

#include <math.h>
#include <pcre2.h>

/* ---- Numbers ---- */

bool ab_value_number(ab_arena *arena, const ab_value *value, double *out)
{
    (void)arena;
    if (ab_is(value, AB_BOOL)) {
        *out = value->boolean;
        return true;
    }
    if (ab_is_number(value)) {
        *out = ab_value_double(value);
        return true;
    }
    return ab_is(value, AB_STRING) && ab_python_float_parse(ab_text(value), out);
}

static bool not_a_number(ab_arena *arena, const char *what, const char *expected,
                         const ab_value *value, ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM, "%s did not evaluate to %s (got %.*s)", what,
                        expected, AB_STR_ARG(ab_python_repr(arena, value)));
}

bool ab_scope_number(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                     const char *what, double *out, ab_error *error)
{
    ab_value value;
    if (!ab_scope_value(scope, t, parameters, &value, error)) {
        return false;
    }
    return ab_value_number(scope->arena, &value, out) ||
           not_a_number(scope->arena, what, "a number", &value, error);
}

bool ab_value_integer(ab_arena *arena, const ab_value *value, const char *what, int64_t *out,
                      ab_error *error)
{
    double real = ab_value_double(value);
    if (value->kind == AB_BOOL) {
        *out = value->boolean;
    } else if (value->kind == AB_REAL && fabs(real) < 1e15) {
        *out = (int64_t)real;
    } else if (!ab_value_int64(value, out) &&
               (value->kind != AB_STRING ||
                ab_python_int_parse(ab_text(value), out) != AB_PYTHON_INT_OK)) {
        return not_a_number(arena, what, "an integer", value, error);
    }
    return true;
}

bool ab_scope_integer(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                      const char *what, int64_t *out, ab_error *error)
{
    ab_value value;
    return ab_scope_value(scope, t, parameters, &value, error) &&
           ab_value_integer(scope->arena, &value, what, out, error);
}

double ab_jittered(double seconds, double jitter)
{
    uint32_t bits = 0;
    if (!ab_random_bytes(&bits, sizeof(bits), NULL)) {
        bits = UINT32_MAX / 2;
    }
    return seconds + 2 * jitter * ((double)bits / (double)UINT32_MAX);
}

/* ---- Headers ---- */

/* re.match(pattern, text).group(), or all of the text where nothing matches. */
static bool match_start(ab_str pattern, ab_str *text, ab_error *error)
{
    int code;
    PCRE2_SIZE offset;
    pcre2_code *regex = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, PCRE2_UTF | PCRE2_ANCHORED,
                                      &code, &offset, NULL);
    if (!regex) {
        PCRE2_UCHAR said[128];
        pcre2_get_error_message(code, said, sizeof(said));
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "The regular expression '%.*s' is not valid: %s", AB_STR_ARG(pattern),
                            (const char *)said);
    }
    pcre2_match_data *match = ab_xcheck(pcre2_match_data_create_from_pattern(regex, NULL));
    if (pcre2_match(regex, (PCRE2_SPTR)text->p, text->n, 0, 0, match, NULL) >= 0) {
        const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer(match);
        *text = ab_str_sub(*text, bounds[0], bounds[1]);
    }
    pcre2_match_data_free(match);
    pcre2_code_free(regex);
    return true;
}

bool ab_header_number(const ab_scope *scope, const ab_response *response, const ab_template *header,
                      const ab_template *regex, const ab_value *parameters, bool *found,
                      double *out, ab_error *error)
{
    ab_str name;
    ab_str pattern;
    *found = false;
    if (!ab_scope_text(scope, header, parameters, &name, error) ||
        !ab_scope_text(scope, regex, parameters, &pattern, error)) {
        return false;
    }
    const ab_value *value = response ? ab_response_header(response, name) : NULL;
    ab_str text = ab_text(value);
    if (!text.n) {
        return true;
    }
    if (pattern.n && !match_start(pattern, &text, error)) {
        return false;
    }
    *found = ab_python_float_parse(text, out);
    return true;
}

/* ---- Maximum ---- */

static bool maximum_of(const ab_scope *scope, const ab_template *maximum,
                       const ab_value *parameters, double *out, ab_error *error)
{
    ab_error own = {0};
    if (ab_scope_number(scope, maximum, parameters, "max_waiting_time_in_seconds", out, &own) &&
        isfinite(*out)) {
        return true;
    }
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "The connector could not determine how long it is allowed to wait for a rate "
                 "limit to clear. This is a problem with the connector rather than with your "
                 "configuration.");
    ab_error_detail(error, "Failed to evaluate max_waiting_time_in_seconds: %s",
                    own.message ? own.message : "not a finite number");
    ab_error_clear(&own);
    return false;
}

bool ab_check_wait_maximum(ab_build *build, const ab_component *component,
                           const ab_template *maximum, ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    double ignored;
    return !maximum || !scope.config ||
           maximum_of(&scope, maximum, component->parameters, &ignored, error) ||
           ab_component_error(build, component, error);
}

bool ab_wait_allowed(const ab_scope *scope, const ab_template *maximum, const ab_value *parameters,
                     double seconds, ab_error *error)
{
    double most;
    if (!maximum) {
        return true;
    }
    if (!maximum_of(scope, maximum, parameters, &most, error)) {
        return false;
    }
    if (seconds < most) {
        return true;
    }
    ab_error_set(error, AB_ERROR_TRANSIENT,
                 "The rate limit wait time is longer than the connector is allowed to wait.");
    return ab_error_detail(error,
                           "Rate limit wait time %.6gs is greater than or equal to the maximum of "
                           "%.6gs this stream is allowed to wait. Stopping the stream...",
                           seconds, most);
}

ab_backoff_strategy *ab_backoff_strategy_new(ab_build *build, const ab_component *component,
                                             const ab_backoff_strategy_ops *ops)
{
    ab_backoff_strategy *self = AB_ARENA_NEW(build->arena, ab_backoff_strategy);
    *self = (ab_backoff_strategy){ops, component->options, component->parameters};
    return self;
}
