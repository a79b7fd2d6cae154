#include "yaml/scalar.h"

#include "crypto/encoding.h"
#include "json/json.h"

/* ---- Patterns: each takes an offset and returns the one behind what it matches, or NONE. ---- */
enum { NONE = -1 };

static bool is_digit(ab_str s, ptrdiff_t i)
{
    return i >= 0 && (size_t)i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static bool has(ab_str s, ptrdiff_t i, const char *set)
{
    return i >= 0 && (size_t)i < s.n && s.p[i] && strchr(set, s.p[i]);
}

static ptrdiff_t skip_any(ab_str s, ptrdiff_t i, const char *set)
{
    while (has(s, i, set)) {
        i++;
    }
    return i;
}

static ptrdiff_t skip_sign(ab_str s, ptrdiff_t i)
{
    return has(s, i, "+-") ? i + 1 : i;
}

/* At least `least` and at most `most` digits. */
static ptrdiff_t digits(ab_str s, ptrdiff_t i, int least, int most)
{
    int n = 0;
    while (n < most && is_digit(s, i + n)) {
        n++;
    }
    return i >= 0 && n >= least ? i + n : NONE;
}

static ptrdiff_t one_of(ab_str s, ptrdiff_t i, const char *set)
{
    return has(s, i, set) ? i + 1 : NONE;
}

/* (:[0-5]?[0-9])+ */
static ptrdiff_t sixties(ab_str s, ptrdiff_t i)
{
    ptrdiff_t end = NONE;
    while (has(s, i, ":") && is_digit(s, i + 1)) {
        bool two = has(s, i + 1, "012345") && is_digit(s, i + 2);
        i += two ? 3 : 2;
        end = i;
    }
    return end;
}

/* ([eE][-+][0-9]+)?: without its sign it is no exponent, so that 1e5 is a string. */
static ptrdiff_t exponent(ab_str s, ptrdiff_t i)
{
    if (has(s, i, "eE") && has(s, i + 1, "+-") && is_digit(s, i + 2)) {
        return skip_any(s, i + 2, "0123456789");
    }
    return i;
}

static bool ends(ab_str s, ptrdiff_t i)
{
    return i >= 0 && (size_t)i == s.n;
}

static bool is_word(ab_str s, const char *const *words)
{
    for (; *words; words++) {
        if (ab_str_is(s, *words)) {
            return true;
        }
    }
    return false;
}

static bool is_float(ab_str s)
{
    static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
    static const char digit_or_underscore[] = "0123456789_";
    ptrdiff_t i = skip_sign(s, 0);
    if (is_word(ab_str_sub(s, (size_t)i, s.n), infinities) || is_word(s, nans)) {
        return true;
    }
    if (has(s, 0, ".")) {
        return is_digit(s, 1) && ends(s, exponent(s, skip_any(s, 2, digit_or_underscore)));
    }
    if (!is_digit(s, i)) {
        return false;
    }
    i = skip_any(s, i, digit_or_underscore);
    if (has(s, i, ".")) {
        return ends(s, exponent(s, skip_any(s, i + 1, digit_or_underscore)));
    }
    i = sixties(s, i);
    return has(s, i, ".") && ends(s, skip_any(s, i + 1, digit_or_underscore));
}

static bool is_int(ab_str s)
{
    ptrdiff_t i = skip_sign(s, 0);
    if (has(s, i, "0")) {
        bool binary = has(s, i + 1, "b");
        const char *set = binary ? "01_" : has(s, i + 1, "x") ? "0123456789abcdefABCDEF_" : NULL;
        if (set) {
            return (size_t)i + 2 < s.n && ends(s, skip_any(s, i + 2, set));
        }
        return ends(s, skip_any(s, i + 1, "01234567_"));
    }
    if (!is_digit(s, i)) {
        return false;
    }
    i = skip_any(s, i, "0123456789_");
    return ends(s, i) || ends(s, sixties(s, i));
}

/* [-+]HH?(:MM)? or Z, after blanks, or nothing. */
static ptrdiff_t time_zone(ab_str s, ptrdiff_t i)
{
    ptrdiff_t zone = skip_any(s, i, " \t");
    if (has(s, zone, "Z")) {
        return zone + 1;
    }
    if (!has(s, zone, "+-")) {
        return i;
    }
    zone = digits(s, zone + 1, 1, 2);
    ptrdiff_t minutes = digits(s, one_of(s, zone, ":"), 2, 2);
    return minutes != NONE ? minutes : zone;
}

static bool is_timestamp(ab_str s)
{
    ptrdiff_t i = one_of(s, digits(s, 0, 4, 4), "-");
    ptrdiff_t date = digits(s, one_of(s, digits(s, i, 2, 2), "-"), 2, 2);
    if (ends(s, date)) {
        return true;
    }
    date = digits(s, one_of(s, digits(s, i, 1, 2), "-"), 1, 2);
    ptrdiff_t time = one_of(s, date, "Tt");
    if (time == NONE && has(s, date, " \t")) {
        time = skip_any(s, date, " \t");
    }
    time = digits(s, one_of(s, digits(s, time, 1, 2), ":"), 2, 2);
    time = digits(s, one_of(s, time, ":"), 2, 2);
    if (time == NONE) {
        return false;
    }
    if (has(s, time, ".")) {
        time = skip_any(s, time + 1, "0123456789");
    }
    return ends(s, time_zone(s, time));
}

ab_yaml_tag ab_yaml_resolve(ab_str s)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const bools[] = {"yes",   "Yes",  "YES", "no",  "No", "NO",    "true",
                                        "True",  "TRUE", "on",  "On",  "ON", "false", "False",
                                        "FALSE", "off",  "Off", "OFF", NULL};
    if (is_word(s, nulls)) {
        return AB_YAML_NULL;
    }
    if (has(s, 0, "yYnNtTfFoO")) {
        return is_word(s, bools) ? AB_YAML_BOOL : AB_YAML_STR;
    }
    if (ab_str_is(s, "<<")) {
        return AB_YAML_MERGE;
    }
    if (!has(s, 0, "+-.0123456789")) {
        return AB_YAML_STR;
    }
    return is_float(s)       ? AB_YAML_FLOAT
           : is_int(s)       ? AB_YAML_INT
           : is_timestamp(s) ? AB_YAML_TIMESTAMP
                             : AB_YAML_STR;
}

bool ab_yaml_tag_named(ab_str name, ab_yaml_tag *tag)
{
    static const struct {
        const char *name;
        ab_yaml_tag tag;
    } names[] = {
        {"str", AB_YAML_STR},       {"int", AB_YAML_INT},     {"float", AB_YAML_FLOAT},
        {"bool", AB_YAML_BOOL},     {"null", AB_YAML_NULL},   {"timestamp", AB_YAML_TIMESTAMP},
        {"binary", AB_YAML_BINARY}, {"merge", AB_YAML_MERGE}, {"value", AB_YAML_STR},
    };
    static const ab_str prefix = {"tag:yaml.org,2002:", 18};
    if (!ab_str_starts(name, prefix)) {
        return false;
    }
    ab_str rest = ab_str_sub(name, prefix.n, name.n);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (ab_str_is(rest, names[i].name)) {
            *tag = names[i].tag;
            return true;
        }
    }
    return false;
}

static const char *read_bool(ab_str text, ab_value *out)
{
    static const struct {
        ab_str word;
        bool value;
    } words[] = {
        {{"true", 4}, true}, {{"false", 5}, false}, {{"yes", 3}, true},
        {{"no", 2}, false},  {{"on", 2}, true},     {{"off", 3}, false},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ab_str_eq_nocase(text, words[i].word)) {
            *out = ab_value_bool(words[i].value);
            return NULL;
        }
    }
    return "not a boolean";
}

/* JSON has no bytes: bytes that are text are taken as text. */
static const char *read_binary(ab_arena *arena, ab_str text, ab_value *out)
{
    ab_buf bytes;
    ab_buf_init(&bytes, AB_BUF_NO_MAX);
    const char *problem = NULL;
    if (!ab_base64_decode(&bytes, text, 0, NULL)) {
        problem = "not base64 data";
    } else if (ab_utf8_valid(ab_buf_str(&bytes))) {
        *out = ab_value_text(arena, ab_buf_str(&bytes));
    } else {
        *out = ab_value_str(text);
    }
    ab_buf_free(&bytes);
    return problem;
}

const char *ab_yaml_scalar(ab_arena *arena, ab_yaml_tag tag, ab_str text, ab_value *out)
{
    switch (tag) {
    case AB_YAML_INT:
        return ab_yaml_int(arena, text, out);
    case AB_YAML_FLOAT:
        return ab_yaml_float(arena, text, out);
    case AB_YAML_BOOL:
        return read_bool(text, out);
    case AB_YAML_NULL:
        *out = ab_value_null();
        return NULL;
    case AB_YAML_BINARY:
        return read_binary(arena, text, out);
    default:
        *out = ab_value_str(text);
        if (tag == AB_YAML_TIMESTAMP) {
            out->flags |= AB_VALUE_TIMESTAMP;
        }
        return NULL;
    }
}
