/* Methods of str: formatting, translating, encoding. */
#include "template/builtins/method_str.h"

bool ab_py_method_format(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    return ab_py_str_format(p, ab_py_self_text(c), c->raw, NULL, &s) && ab_py_give_text(s, out);
}

bool ab_py_method_format_map(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    ab_py_args none = {0};
    if (c->raw->n_kw || c->raw->n != 1) {
        return ab_py_raise(p, PY_TYPE_ERROR, "format_map() takes exactly one argument");
    }
    return ab_py_str_format(p, ab_py_self_text(c), &none, &c->raw->v[0], &s) &&
           ab_py_give_text(s, out);
}

bool ab_py_method_translate(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = ab_py_self_text(c);
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n;) {
        size_t length;
        ab_value code_point = ab_value_int(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        ab_value to;
        ab_str text;
        if (!ab_py_subscript(p, c->argv[0], &code_point, &to)) {
            if (p->exc != PY_KEY_ERROR && p->exc != PY_INDEX_ERROR) {
                return false;
            }
            ab_py_clear(p);
            ab_buf_add(buf, s.p + i, length);
        } else if (ab_py_text(&to, &text)) {
            ab_buf_add_str(buf, text);
        } else if (ab_py_is_int(&to)) {
            int64_t n = ab_py_small_int(&to);
            if (n < 0 || n > 0x10ffff) {
                return ab_py_raise(p, PY_VALUE_ERROR,
                                   "character mapping must be in range(0x110000)");
            }
            ab_buf_add_code_point(buf, (unsigned)n);
        } else if (to.kind != AB_NULL) {
            return ab_py_raise(p, PY_TYPE_ERROR,
                               "character mapping must return integer, None or str");
        }
        i += length;
    }
    return ab_py_buf_value(p, buf, out);
}

static bool map_characters(ab_py *p, ab_py_dict *d, ab_str from, ab_str to)
{
    size_t k = 0;
    for (size_t i = 0; i < from.n;) {
        size_t n;
        size_t m;
        unsigned a = ab_text_decode(ab_str_sub(from, i, from.n), &n);
        unsigned b = ab_text_decode(ab_str_sub(to, k, to.n), &m);
        if (!ab_py_dict_set(p, d, ab_value_int(a), ab_value_int(b))) {
            return false;
        }
        i += n;
        k += m;
    }
    return true;
}

bool ab_py_method_maketrans(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str from;
    ab_str to;
    ab_str drop;
    *out = ab_py_dict_new(p);
    ab_py_dict *d = out->ext.data;
    if (!c->argv[1]) {
        if (ab_py_type_of(c->argv[0]) != PY_DICT) {
            return ab_py_raise(p, PY_TYPE_ERROR,
                               "if you give only one argument to maketrans it must be a dict");
        }
        for (size_t i = 0; i < ab_py_mapping_count(c->argv[0]); i++) {
            ab_value key;
            ab_value value;
            size_t length;
            ab_py_mapping_at(c->argv[0], i, &key, &value);
            if (ab_py_text(&key, &from)) {
                if (ab_text_length(from) != 1) {
                    return ab_py_raise(p, PY_VALUE_ERROR,
                                       "string keys in translate table must be of length 1");
                }
                key = ab_value_int(ab_text_decode(from, &length));
            } else if (!ab_py_is_int(&key)) {
                return ab_py_raise(p, PY_TYPE_ERROR,
                                   "keys in translate table must be strings or integers");
            }
            if (!ab_py_dict_set(p, d, key, value)) {
                return false;
            }
        }
        return true;
    }
    if (!ab_py_arg_str(p, c->argv[0], &from) || !ab_py_arg_str(p, c->argv[1], &to)) {
        return false;
    }
    if (ab_text_length(from) != ab_text_length(to)) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "the first two maketrans arguments must have equal length");
    }
    if (!map_characters(p, d, from, to) || (c->argv[2] && !ab_py_arg_str(p, c->argv[2], &drop))) {
        return false;
    }
    for (size_t i = 0; c->argv[2] && i < drop.n;) {
        size_t length;
        if (!ab_py_dict_set(p, d,
                            ab_value_int(ab_text_decode(ab_str_sub(drop, i, drop.n), &length)),
                            ab_value_null())) {
            return false;
        }
        i += length;
    }
    return true;
}

static bool encode_one(ab_py *p, unsigned c, unsigned limit, ab_str errors, ab_buf *buf)
{
    if (c < limit) {
        ab_buf_add_char(buf, (char)c);
    } else if (ab_str_is(errors, "ignore")) {
        return true;
    } else if (ab_str_is(errors, "replace")) {
        ab_buf_add_char(buf, '?');
    } else if (ab_str_is(errors, "backslashreplace")) {
        ab_buf_printf(buf, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    } else if (ab_str_is(errors, "xmlcharrefreplace")) {
        ab_buf_printf(buf, "&#%u;", c);
    } else if (ab_str_is(errors, "strict")) {
        return ab_py_raise(p, PY_UNICODE_ERROR, "can't encode character");
    } else {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "unknown error handler name '%.*s'",
                           AB_STR_ARG(errors));
    }
    return true;
}

/* utf-8 0, ascii 0x80, latin-1 0x100; false: unknown. */
bool ab_py_codec(ab_py *p, ab_str name, unsigned *limit)
{
    static const struct {
        const char *name;
        unsigned limit;
    } codecs[] = {
        {"utf-8", 0},       {"utf8", 0},           {"utf_8", 0},         {"u8", 0},
        {"ascii", 0x80},    {"us-ascii", 0x80},    {"latin-1", 0x100},   {"latin1", 0x100},
        {"latin_1", 0x100}, {"iso-8859-1", 0x100}, {"iso8859-1", 0x100}, {"l1", 0x100}};
    for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
        if (ab_str_eq_nocase(name, ab_str_of(codecs[i].name))) {
            *limit = codecs[i].limit;
            return true;
        }
    }
    return ab_py_raise(p, PY_RUNTIME_ERROR, "unknown encoding: %.*s", AB_STR_ARG(name));
}

bool ab_py_method_encode(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str name = AB_STR("utf-8");
    ab_str errors = AB_STR("strict");
    ab_str s = ab_py_self_text(c);
    unsigned limit = 0;
    if ((c->argv[0] && !ab_py_arg_str(p, c->argv[0], &name)) ||
        (c->argv[1] && !ab_py_arg_str(p, c->argv[1], &errors)) || !ab_py_codec(p, name, &limit)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned code_point = ab_text_decode(ab_str_sub(s, i, s.n), &length);
        bool surrogate = code_point >= 0xd800 && code_point < 0xe000;
        if (!limit && !surrogate) {
            ab_buf_add(buf, s.p + i, length);
        } else if (!encode_one(p, code_point, limit, errors, buf)) {
            return false;
        }
        i += length;
    }
    ab_str bytes;
    if (!ab_py_buf_text(p, buf, &bytes)) {
        return false;
    }
    *out = ab_py_bytes(p, bytes);
    return true;
}
