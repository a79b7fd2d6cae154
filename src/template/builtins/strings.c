/* Filters on text that change its letters or its parts. */
#include "template/builtins/builtins.h"

static bool filter_upper(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    if (!ab_py_arg_soft(p, c->self, &s) || !ab_py_convert(p, s, AB_CASE_UPPER, &s)) {
        return false;
    }
    *out = ab_py_text_like(p, c->self, s);
    return true;
}

static bool filter_lower(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    if (!ab_py_arg_soft(p, c->self, &s) || !ab_py_convert(p, s, AB_CASE_LOWER, &s)) {
        return false;
    }
    *out = ab_py_text_like(p, c->self, s);
    return true;
}

static bool filter_capitalize(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    if (!ab_py_arg_soft(p, c->self, &s) || !ab_py_capitalize(p, s, &s)) {
        return false;
    }
    *out = ab_py_text_like(p, c->self, s);
    return true;
}

/* Words start behind runs of these. */
static bool is_word_break(ab_str s, size_t at, size_t *length)
{
    return ab_py_is_space(s, at, length) || (*length == 1 && s.p[at] && strchr("-({[<", s.p[at]));
}

static bool filter_title(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    if (!ab_py_arg_soft(p, c->self, &s)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t at = 0; at < s.n;) {
        size_t end = at;
        size_t length;
        bool breaks = is_word_break(s, at, &length);
        while (end < s.n && is_word_break(s, end, &length) == breaks) {
            end += length;
        }
        ab_str word = ab_str_sub(s, at, end);
        ab_text_decode(word, &length);
        ab_str rest = ab_str_sub(word, length, word.n);
        ab_str first;
        if (!ab_py_convert(p, ab_str_sub(word, 0, length), AB_CASE_UPPER, &first) ||
            !ab_py_convert(p, rest, AB_CASE_LOWER, &rest)) {
            return false;
        }
        ab_buf_add_str(buf, first);
        ab_buf_add_str(buf, rest);
        at = end;
    }
    return ab_py_buf_value(p, buf, out);
}

static bool filter_center(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    int64_t width;
    if (!ab_py_arg_soft(p, c->self, &s) || !ab_py_arg_int(p, c->argv[0], 80, &width) ||
        !ab_py_pad(p, s, width, AB_STR(" "), 'c', &s)) {
        return false;
    }
    *out = ab_py_text_like(p, c->self, s);
    return true;
}

static bool filter_trim(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    ab_str chars;
    if (!ab_py_arg_soft(p, c->self, &s) ||
        (!ab_py_arg_none(c->argv[0]) && !ab_py_arg_str(p, c->argv[0], &chars))) {
        return false;
    }
    *out = ab_py_text_like(p, c->self,
                           ab_py_strip(p, s, ab_py_arg_none(c->argv[0]) ? NULL : &chars, 3));
    return ab_py_step(p);
}

static bool filter_replace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    ab_str from;
    ab_str to;
    int64_t count = -1;
    if (!ab_py_arg_none(c->argv[2]) && !ab_py_index(p, c->argv[2], &count)) {
        return false;
    }
    ab_value value = *c->self;
    ab_value replacement = *c->argv[1];
    if (p->autoescape) {
        bool markup =
            ab_py_type_of(c->argv[0]) == PY_MARKUP ||
            (ab_py_type_of(c->argv[1]) == PY_MARKUP && ab_py_type_of(&value) != PY_MARKUP);
        if (markup && !ab_py_html_escape(p, c->self, &value)) {
            return false;
        }
        if (ab_py_type_of(&value) == PY_MARKUP && !ab_py_html_escape(p, c->argv[1], &replacement)) {
            return false;
        }
    }
    if (!ab_py_arg_soft(p, &value, &s) || !ab_py_arg_soft(p, c->argv[0], &from) ||
        !ab_py_arg_soft(p, &replacement, &to) || !ab_py_replace(p, s, from, to, count, &s)) {
        return false;
    }
    *out = p->autoescape ? ab_py_text_like(p, &value, s) : ab_value_str(s);
    return true;
}

static bool filter_format(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str format;
    const ab_py_args *args = c->raw;
    if (args->n && args->n_kw) {
        return ab_py_raise(p, PY_RUNTIME_ERROR,
                           "can't handle positional and keyword arguments at the same time");
    }
    if (!ab_py_arg_soft(p, c->self, &format)) {
        return false;
    }
    ab_value values;
    if (args->n_kw) {
        values = ab_py_dict_new(p);
        for (uint32_t i = 0; i < args->n_kw; i++) {
            if (!ab_py_dict_set(p, values.ext.data, ab_value_str(args->kw_names[i]),
                                args->kw_values[i])) {
                return false;
            }
        }
    } else {
        values = ab_py_tuple_new(p, (ab_value *)args->v, args->n);
    }
    return ab_py_percent_format(p, format, &values, out);
}

static bool filter_string(ab_py *p, const ab_py_call *c, ab_value *out)
{
    if (ab_py_is_text(c->self)) {
        *out = *c->self;
        return true;
    }
    ab_buf *buf = ab_py_buf(p);
    ab_buf_add_text(buf, "\"\"\"");
    if (!ab_py_json(p, c->self, false, NULL, buf)) {
        return false;
    }
    ab_buf_add_text(buf, "\"\"\"");
    return ab_py_buf_value(p, buf, out);
}

static bool filter_wordcount(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    if (!ab_py_arg_soft(p, c->self, &s)) {
        return false;
    }
    int64_t words = 0;
    bool in_word = false;
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned code_point = ab_text_decode(ab_str_sub(s, i, s.n), &length);
        bool word = code_point == '_' ||
                    (ab_unicode_flags(code_point) &
                     (AB_CHAR_ALPHA | AB_CHAR_DECIMAL | AB_CHAR_DIGIT | AB_CHAR_NUMERIC));
        words += word && !in_word;
        in_word = word;
        i += length;
    }
    *out = ab_value_int(words);
    return true;
}

static const ab_py_builtin rows[] = {
    {"capitalize", filter_capitalize, 0, 0, 0, "",
     "The first character upper-case, all others lower-case."},
    {"center", filter_center, 0, 1, 0, "width", "Blanks on both sides, up to the width (80)."},
    {"format", filter_format, 0, 0, PY_RAW, "",
     "The text as a printf-style format of the arguments: `'%s-%05d'|format(a, b)`."},
    {"lower", filter_lower, 0, 0, 0, "", "Lower-case."},
    {"replace", filter_replace, 2, 3, 0, "old,new,count",
     "Every `old` (or the first `count`) replaced by `new`."},
    {"string", filter_string, 0, 0, 0, "",
     "Text as it is; anything else as JSON that stays text when the result is read."},
    {"title", filter_title, 0, 0, 0, "", "Each word with a capital, the rest lower-case."},
    {"trim", filter_trim, 0, 1, 0, "chars", "Without white space (or `chars`) at both ends."},
    {"upper", filter_upper, 0, 0, 0, "", "Upper-case."},
    {"wordcount", filter_wordcount, 0, 0, 0, "", "The number of words."},
};
const ab_py_table ab_py_string_filters = PY_TABLE(rows, "Text");
