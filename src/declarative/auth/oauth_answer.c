/* Reading what a token endpoint answers. */
#include "datetime/iso.h"
#include "datetime/python_text.h"
#include "declarative/auth/oauth.h"
#include "declarative/auth/parts.h"
#include "json/json.h"

enum {
    MAX_DEPTH = 5,        /* how deep the answer is searched, as in the CDK */
    DETAIL_MAX = 64,      /* characters of the endpoint's own words in the message */
    BODY_MAX = 1000,      /* characters of its answer in the internal detail */
    MIN_CODE_LETTERS = 3, /* of an error code such as AADSTS50173 */
    MIN_CODE_DIGITS = 4,
};
#define US_PER_S INT64_C(1000000)
#define US_PER_HOUR (3600 * US_PER_S)

/* ---- Finding a member ---- */

/* The first member of that name, outermost first; *found NULL where there is none or it is null.
 * False: the answer is nested too deeply. */
static bool find(const ab_value *v, ab_str name, unsigned depth, const ab_value **found)
{
    *found = NULL;
    if (depth > MAX_DEPTH) {
        return false;
    }
    if (ab_is(v, AB_OBJECT)) {
        const ab_value *own = ab_object_get(v, name);
        if (own) {
            *found = ab_is(own, AB_NULL) ? NULL : own;
            return true;
        }
    } else if (!ab_is(v, AB_ARRAY)) {
        return true;
    }
    for (size_t i = 0; i < v->count; i++) {
        const ab_value *part = ab_is(v, AB_ARRAY) ? &v->items[i] : &v->object.members[i].value;
        if (!find(part, name, depth + 1, found)) {
            return false;
        }
        if (*found) {
            return true;
        }
    }
    return true;
}

static bool find_named(const ab_value *answer, ab_str name, const ab_value **found, ab_error *error)
{
    return find(answer, name, 0, found) ||
           ab_error_set(error, AB_ERROR_CONFIG,
                        "The maximum level of recursion is reached. Couldn't find the specified "
                        "`%.*s` in the response.",
                        AB_STR_ARG(name));
}

/* ---- The expiry date ---- */

static bool add_us(int64_t from_us, double us, ab_datetime *out, ab_error *error)
{
    double sum = (double)from_us + us;
    return ab_datetime_from_epoch_us(sum > -9e18 && sum < 9e18 ? from_us + (int64_t)us
                                     : sum < 0                 ? INT64_MIN
                                                               : INT64_MAX,
                                     out, error);
}

/* Python's int(float(str(value))). */
static bool seconds_of(ab_arena *arena, const ab_value *value, double *out)
{
    return ab_python_float_parse(ab_python_str(arena, value), out) && *out > -1e15 && *out < 1e15;
}

static bool parse_expiry(const ab_oauth *self, ab_arena *arena, const ab_value *value,
                         ab_datetime *out, ab_error *error)
{
    ab_str text = ab_python_str(arena, value);
    if (self->options->token_expiry_date_format.n) {
        if (ab_datetime_parse_any(text, self->env->clock, out, error)) {
            return true;
        }
        if (error) {
            error->kind = AB_ERROR_SYSTEM;
        }
        return ab_error_wrap(error, "Invalid token expiry date format");
    }
    double seconds;
    if (!seconds_of(arena, value, &seconds)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Invalid expires_in value: %.*s. Expected number of seconds when no "
                            "format specified.",
                            AB_STR_ARG(text));
    }
    int64_t whole = (int64_t)seconds;
    return add_us(ab_clock_real_us(self->env->clock), (double)whole * (double)US_PER_S, out, error);
}

/* Without one in the answer, a date that is still to come stays, else the token is good for an
 * hour. */
static bool expiry_of(const ab_oauth *self, ab_arena *arena, const ab_value *value,
                      ab_datetime *out, ab_error *error)
{
    if (value) {
        return parse_expiry(self, arena, value, out, error);
    }
    ab_str token;
    bool present;
    int64_t expires_us;
    int64_t now_us = ab_clock_real_us(self->env->clock);
    if (!ab_oauth_current(self, arena, &token, &present, &expires_us, error)) {
        return false;
    }
    bool stays = present && expires_us >= now_us;
    return ab_datetime_from_epoch_us(stays ? expires_us : now_us + US_PER_HOUR, out, error);
}

/* ---- The whole answer ---- */

static bool name_of(const ab_oauth *self, const ab_scope *scope, const ab_template *t, ab_str *out,
                    ab_error *error)
{
    return ab_scope_text(scope, t, self->parameters, out, error);
}

static bool refresh_token_of(const ab_oauth *self, const ab_value *answer, ab_oauth_answer *out,
                             ab_error *error)
{
    out->refresh_token = NULL;
    return !self->updater ||
           find_named(answer, self->updater->refresh_token_name, &out->refresh_token, error);
}

bool ab_oauth_read(const ab_oauth *self, const ab_scope *scope, ab_str body, ab_oauth_answer *out,
                   ab_error *error)
{
    ab_value answer;
    ab_str name;
    ab_str expires_name;
    const ab_value *token;
    const ab_value *expires;
    const ab_json_options options = {.copy = true};
    if (!ab_json_parse(scope->arena, ab_json_skip_mark(body), &options, &answer, error)) {
        return ab_error_wrap(error, "OAuth access token refresh request failed: the answer of the "
                                    "token endpoint is no JSON");
    }
    if (!name_of(self, scope, self->options->access_token_name, &name, error) ||
        !name_of(self, scope, self->options->expires_in_name, &expires_name, error) ||
        !find_named(&answer, name, &token, error)) {
        return false;
    }
    if (!token || !ab_value_truthy(token)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Token refresh API response was missing access token %.*s",
                            AB_STR_ARG(name));
    }
    out->access_token = ab_python_str(scope->arena, token);
    ab_auth_mask(self->env, out->access_token);
    return find_named(&answer, expires_name, &expires, error) &&
           expiry_of(self, scope->arena, expires, &out->expires, error) &&
           refresh_token_of(self, &answer, out, error);
}

/* ---- Refusals ---- */

static ab_str redact(ab_arena *arena, ab_str text, const ab_strings *secrets)
{
    for (size_t i = 0; i < secrets->n; i++) {
        ab_str secret = secrets->at[i];
        ptrdiff_t at;
        for (size_t from = 0; secret.n && (at = ab_str_find(text, secret, from)) >= 0;
             from = (size_t)at + 4) {
            text =
                ab_arena_printf(arena, "%.*s****%.*s", AB_STR_ARG(ab_str_sub(text, 0, (size_t)at)),
                                AB_STR_ARG(ab_str_sub(text, (size_t)at + secret.n, text.n)));
        }
    }
    return text;
}

/* At most `max` characters, three dots where something is cut. */
static ab_str truncate(ab_arena *arena, ab_str text, size_t max)
{
    size_t at = 0;
    for (size_t characters = 0; at < text.n && characters < max; characters++) {
        size_t length;
        ab_utf8_decode(ab_str_sub(text, at, text.n), &length);
        at += length;
    }
    return at >= text.n ? text
                        : ab_arena_printf(arena, "%.*s...", AB_STR_ARG(ab_str_sub(text, 0, at)));
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The text with one blank between words and none around. */
static ab_str one_line(ab_arena *arena, ab_str text)
{
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    for (size_t i = 0; i < text.n; i++) {
        if (!is_blank(text.p[i])) {
            if (out.n && is_blank(text.p[i - 1])) {
                ab_buf_add_char(&out, ' ');
            }
            ab_buf_add_char(&out, text.p[i]);
        }
    }
    ab_str line = ab_arena_str(arena, ab_buf_str(&out));
    ab_buf_free(&out);
    return line;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The code that begins a description, such as AADSTS50173; else empty. Only the code tells one
 * failure from another without varying by request. */
static ab_str leading_code(ab_str text)
{
    size_t letters = 0;
    text = ab_str_trim(text);
    while (letters < text.n && is_letter(text.p[letters])) {
        letters++;
    }
    size_t end = letters;
    while (end < text.n && is_digit(text.p[end])) {
        end++;
    }
    bool bounded = end == text.n || !(is_letter(text.p[end]) || text.p[end] == '_' ||
                                      (unsigned char)text.p[end] >= 0x80);
    bool is_code = letters >= MIN_CODE_LETTERS && end - letters >= MIN_CODE_DIGITS && bounded;
    return ab_str_sub(text, 0, is_code ? end : 0);
}

/* "invalid_grant: AADSTS50173" of a refusal, or the empty text. */
static ab_str provider_detail(ab_arena *arena, const ab_value *answer, const ab_strings *secrets)
{
    ab_str what = one_line(arena, ab_get_text(answer, "error"));
    ab_str code = leading_code(ab_get_text(answer, "error_description"));
    ab_str both = what.n && code.n
                      ? ab_arena_printf(arena, "%.*s: %.*s", AB_STR_ARG(what), AB_STR_ARG(code))
                  : what.n ? what
                           : code;
    return truncate(arena, redact(arena, both, secrets), DETAIL_MAX);
}

static bool is_dead_token(const ab_oauth *self, int status, const ab_value *answer)
{
    bool found = false;
    for (size_t i = 0; i < self->error_status_codes.n; i++) {
        found = found || self->error_status_codes.at[i] == status;
    }
    const ab_value *value = ab_object_get(answer, self->error_key);
    for (size_t i = 0; found && i < self->error_values.n; i++) {
        if (ab_is(value, AB_STRING) && ab_str_eq(value->text, self->error_values.at[i])) {
            return true;
        }
    }
    return false;
}

bool ab_oauth_refusal(const ab_oauth *self, ab_arena *arena, int status, ab_str body,
                      const ab_strings *secrets, ab_error *error)
{
    ab_value answer = ab_value_null();
    const ab_json_options options = {.copy = true};
    ab_error ignored = {0};
    ab_json_parse(arena, ab_json_skip_mark(body), &options, &answer, &ignored);
    ab_error_clear(&ignored);
    ab_str detail = provider_detail(arena, &answer, secrets);
    if (is_dead_token(self, status, &answer)) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "Refresh token was rejected by the OAuth provider (invalid, expired, or "
                     "already used). Re-authenticate this source's credentials in its connection "
                     "settings.%s%.*s",
                     detail.n ? " Provider error: " : "", AB_STR_ARG(detail));
    } else {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "OAuth access token refresh request failed: the token endpoint answered with "
                     "status %d%s%.*s",
                     status, detail.n ? ": " : "", AB_STR_ARG(detail));
    }
    ab_str shown = truncate(arena, redact(arena, body, secrets), BODY_MAX);
    return ab_error_detail(error,
                           "Refresh token rejected by the OAuth token endpoint. HTTP %d: %.*s",
                           status, AB_STR_ARG(shown));
}
