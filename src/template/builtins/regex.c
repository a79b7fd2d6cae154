/* The CDK's filters for regular expressions. */
#include "template/regex.h"
#include "template/builtins/builtins.h"

static bool pattern_of(ab_py *p, const ab_value *v, ab_str *out)
{
    uint64_t hash;
    if (ab_py_text(v, out)) {
        return true;
    }
    if (!ab_py_hash(p, v, &hash)) {
        return false;
    }
    return ab_py_raise(p, PY_TYPE_ERROR, "first argument must be string or compiled pattern");
}

static bool subject_of(ab_py *p, const ab_value *v, ab_str *out)
{
    return ab_py_text(v, out) ||
           ab_py_raise(p, PY_TYPE_ERROR, "expected string or bytes-like object, got '%s'",
                       ab_py_type_name(v));
}

static bool filter_regex_search(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str pattern;
    ab_str text = AB_STR("");
    bool has_group;
    if (!pattern_of(p, c->argv[0], &pattern)) {
        return false;
    }
    bool is_text = ab_py_text(c->self, &text);
    /* a bad pattern fails before a bad text does */
    if (!ab_py_regex_search(p, pattern, text, &has_group, out) ||
        (!is_text && !subject_of(p, c->self, &text))) {
        return false;
    }
    if (!has_group) {
        *out = ab_value_str(AB_STR(""));
    }
    return true;
}

static bool filter_regex_replace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str pattern;
    ab_str replacement;
    ab_str text = AB_STR("");
    ab_str result;
    if (!pattern_of(p, c->argv[0], &pattern)) {
        return false;
    }
    bool is_text = ab_py_text(c->self, &text);
    bool is_replacement = ab_py_text(c->argv[1], &replacement);
    if (!ab_py_regex_sub(p, pattern, is_replacement ? replacement : AB_STR(""), text, &result)) {
        return false;
    }
    if (!is_replacement) {
        return ab_py_raise(p, PY_TYPE_ERROR, "decoding to str: need a bytes-like object, %s found",
                           ab_py_type_name(c->argv[1]));
    }
    if (!is_text) {
        return subject_of(p, c->self, &text);
    }
    *out = ab_value_str(result);
    return true;
}

static const ab_py_builtin rows[] = {
    {"regex_replace", filter_regex_replace, 2, 2, 0, "regex,replacement",
     "Every match of a Python regular expression replaced (\\\\1, \\\\g<name> for groups)."},
    {"regex_search", filter_regex_search, 1, 1, 0, "regex",
     "Group 1 of the first match of a Python regular expression; empty without a match or groups."},
};
const ab_py_table ab_py_regex_filters = PY_TABLE(rows, "Regular expressions");
