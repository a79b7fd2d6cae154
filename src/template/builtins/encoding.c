/* The CDK's filters for digests and base64; tojson, urlencode, pprint. */
#include "template/builtins/builtins.h"

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "json/json.h"

bool ab_py_random(ab_py *p, uint64_t *out)
{
    ab_error error = {0};
    if (ab_random_bytes(out, sizeof(*out), &error)) {
        return true;
    }
    ab_error_clear(&error);
    return ab_py_raise(p, PY_RUNTIME_ERROR, "there is no source of random numbers");
}

/* Text that has to be UTF-8: lone surrogates cannot be encoded. */
static bool encodable(ab_py *p, ab_str s)
{
    return ab_utf8_valid(s) ||
           ab_py_raise(p, PY_UNICODE_ERROR, "'utf-8' codec can't encode: surrogates not allowed");
}

static bool crypto_error(ab_py *p, ab_py_exc exc, ab_error *error)
{
    ab_py_raise(p, exc, "%s", error->message ? error->message : "failed");
    ab_error_clear(error);
    return false;
}

static bool hexadecimal(ab_py *p, const unsigned char *digest, size_t n, ab_value *out)
{
    ab_buf *buf = ab_py_buf(p);
    ab_hex_encode(buf, (ab_str){(const char *)digest, n});
    return ab_py_buf_value(p, buf, out);
}

static bool filter_hash(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str name = AB_STR("md5");
    ab_str text;
    ab_str salt = AB_STR("");
    if (c->argv[0] && !ab_py_arg_str(p, c->argv[0], &name)) {
        return false;
    }
    if (ab_str_is(name, "shake_128") || ab_str_is(name, "shake_256")) {
        return ab_py_raise(p, PY_TYPE_ERROR, "hexdigest() missing required argument 'length'");
    }
    if (!ab_hash_known(name)) {
        return ab_py_raise(p, PY_ATTRIBUTE_ERROR, "No hashing function named %.*s",
                           AB_STR_ARG(name));
    }
    if (!ab_py_str_text(p, c->self, &text) ||
        (c->argv[1] && ab_py_truthy(c->argv[1]) && !ab_py_str_text(p, c->argv[1], &salt)) ||
        !encodable(p, text) || !encodable(p, salt)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    ab_buf_add_str(buf, text);
    ab_buf_add_str(buf, salt);
    unsigned char digest[AB_HASH_MAX];
    size_t n;
    ab_error error = {0};
    if (!ab_hash_digest(name, ab_buf_str(buf), digest, &n, &error)) {
        return crypto_error(p, PY_RUNTIME_ERROR, &error);
    }
    ab_py_buf_free(p, buf);
    return hexadecimal(p, digest, n, out);
}

static bool filter_hmac(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str key;
    ab_str text;
    ab_str name = AB_STR("sha256");
    uint64_t hash;
    if (c->argv[1] && !ab_py_text(c->argv[1], &name)) {
        if (!ab_py_hash(p, c->argv[1], &hash)) {
            return false;
        }
        name = AB_STR("?");
    }
    if (!ab_str_is(name, "sha256")) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "Hash type '%.*s' is not allowed. Allowed types: sha256",
                           AB_STR_ARG(name));
    }
    if (!ab_py_str_text(p, c->argv[0], &key) || !ab_py_str_text(p, c->self, &text) ||
        !encodable(p, key) || !encodable(p, text)) {
        return false;
    }
    unsigned char digest[AB_HASH_MAX];
    size_t n;
    ab_error error = {0};
    if (!ab_hash_hmac(name, key, text, digest, &n, &error)) {
        return crypto_error(p, PY_RUNTIME_ERROR, &error);
    }
    return hexadecimal(p, digest, n, out);
}

/* value.encode(): only str has it. */
static bool encoded(ab_py *p, const ab_value *v, ab_str *out)
{
    if (ab_py_text(v, out)) {
        return encodable(p, *out);
    }
    return ab_py_type_of(v) == PY_UNDEFINED
               ? ab_py_undefined_fail(p, v)
               : ab_py_raise(p, PY_ATTRIBUTE_ERROR, "'%s' object has no attribute 'encode'",
                             ab_py_type_name(v));
}

static bool filter_base64encode(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    if (!encoded(p, c->self, &text)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    ab_base64_encode(buf, text, 0);
    return ab_py_buf_value(p, buf, out);
}

static bool filter_base64binascii_decode(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    if (!encoded(p, c->self, &text)) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] >= 0x80) {
            return ab_py_raise(p, PY_UNICODE_ERROR, "'ascii' codec can't encode character");
        }
    }
    return filter_base64encode(p, c, out);
}

static bool filter_base64decode(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_error error = {0};
    if (!encoded(p, c->self, &text)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    if (!ab_base64_decode(buf, text, 0, &error)) {
        return crypto_error(p, PY_VALUE_ERROR, &error);
    }
    if (!ab_utf8_valid(ab_buf_str(buf))) {
        return ab_py_raise(p, PY_UNICODE_ERROR, "'utf-8' codec can't decode the bytes");
    }
    return ab_py_buf_value(p, buf, out);
}

static bool filter_tojson(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_str prefix;
    /* a text as a whole is written without a look at the indentation */
    bool given = !ab_py_arg_none(c->argv[0]) && !ab_py_is_text(c->self);
    if (given && !ab_py_indention(p, c->argv[0], &prefix)) {
        return false;
    }
    ab_buf *json = ab_py_buf(p);
    if (!ab_py_json(p, c->self, true, given ? &prefix : NULL, json)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < json->n; i++) {
        char ch = json->p[i];
        if (ch == '<' || ch == '>' || ch == '&' || ch == '\'') {
            ab_buf_printf(buf, "\\u%04x", (unsigned)ch);
        } else {
            ab_buf_add_char(buf, ch);
        }
    }
    ab_py_buf_free(p, json);
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = ab_py_markup(p, text);
    return true;
}

static bool url_quote(ab_py *p, const ab_value *v, bool query, ab_str *out)
{
    ab_str text;
    if (ab_py_type_of(v) == PY_BYTES) {
        text = *(const ab_str *)v->ext.data;
    } else if (!ab_py_str_text(p, v, &text) || !encodable(p, text)) {
        return false;
    }
    return ab_py_quote(p, text, query ? "" : "/", query, out);
}

static bool is_iterable(ab_py *p, const ab_value *v)
{
    ab_py_iter it;
    bool ok = ab_py_iterate(p, v, &it);
    ab_py_clear(p);
    return ok;
}

static bool filter_urlencode(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_value *pairs;
    size_t n;
    if (ab_py_is_text(c->self) || !is_iterable(p, c->self)) {
        if (!url_quote(p, c->self, false, &text)) {
            return false;
        }
        *out = ab_value_str(text);
        return true;
    }
    bool ok = ab_py_type_of(c->self) == PY_DICT ? ab_py_pairs(p, c->self, &pairs, &n)
                                                : ab_py_collect(p, c->self, &pairs, &n);
    if (!ok) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < n; i++) {
        ab_value *pair;
        size_t size;
        ab_str key;
        if (!ab_py_collect(p, &pairs[i], &pair, &size)) {
            return p->exc == PY_TYPE_ERROR
                       ? ab_py_raise(p, PY_TYPE_ERROR, "cannot unpack non-iterable object")
                       : false;
        }
        if (size != 2) {
            return ab_py_raise(p, PY_VALUE_ERROR, "not two values to unpack");
        }
        if (!url_quote(p, &pair[0], true, &key) || !url_quote(p, &pair[1], true, &text)) {
            return false;
        }
        ab_buf_printf(buf, "%s%.*s=", i ? "&" : "", AB_STR_ARG(key));
        ab_buf_add_str(buf, text);
    }
    return ab_py_buf_value(p, buf, out);
}

/* ---- pprint ---- */

static bool pretty(ab_py *p, const ab_value *v, int64_t indent, int64_t allowance, ab_buf *out);

static bool pretty_line(ab_py *p, const ab_value *v, ab_buf *out);

static bool sorted_pairs(ab_py *p, const ab_value *v, ab_value **pairs, size_t *n)
{
    if (!ab_py_pairs(p, v, pairs, n)) {
        return false;
    }
    ab_value *keys = AB_ARENA_ARRAY(p->arena, ab_value, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        keys[i] = ((const ab_py_seq *)(*pairs)[i].ext.data)->items[0];
    }
    if (!ab_py_sort(p, *pairs, keys, *n, false)) {
        ab_py_clear(p); /* keys of several types: by the types' names in Python; left as they are */
    }
    return true;
}

static bool line_items(ab_py *p, const ab_value *items, size_t n, ab_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        if (!pretty_line(p, &items[i], out)) {
            return false;
        }
    }
    return true;
}

static bool line_dict(ab_py *p, const ab_value *v, ab_buf *out)
{
    ab_value *pairs;
    size_t n;
    if (!sorted_pairs(p, v, &pairs, &n)) {
        return false;
    }
    ab_buf_add_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        const ab_value *pair = ((const ab_py_seq *)pairs[i].ext.data)->items;
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        if (!pretty_line(p, &pair[0], out) || !ab_buf_add_text(out, ": ") ||
            !pretty_line(p, &pair[1], out)) {
            return false;
        }
    }
    return ab_buf_add_char(out, '}');
}

/* repr() with dicts sorted by key. */
static bool pretty_line(ab_py *p, const ab_value *v, ab_buf *out)
{
    const ab_value *items;
    size_t n;
    ab_py_type t = ab_py_type_of(v);
    if (!ab_py_enter(p)) {
        return false;
    }
    bool ok;
    if (t == PY_DICT) {
        ok = line_dict(p, v, out);
    } else if (t == PY_LIST || (t == PY_TUPLE && !((const ab_py_seq *)v->ext.data)->fields)) {
        ab_py_items(v, &items, &n);
        ab_buf_add_char(out, t == PY_LIST ? '[' : '(');
        ok = line_items(p, items, n, out);
        ab_buf_add_text(out, t == PY_LIST ? "]" : n == 1 ? ",)" : ")");
    } else {
        ok = ab_py_repr(p, v, out);
    }
    ab_py_leave(p);
    return ok;
}

enum { PRETTY_WIDTH = 80 };

static void pretty_break(ab_buf *out, int64_t indent)
{
    ab_buf_add_char(out, '\n');
    for (int64_t i = 0; i < indent; i++) {
        ab_buf_add_char(out, ' ');
    }
}

static bool pretty_items(ab_py *p, const ab_value *items, size_t n, const char *brackets,
                         int64_t indent, int64_t allowance, ab_buf *out)
{
    ab_buf_add_char(out, brackets[0]);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            ab_buf_add_char(out, ',');
            pretty_break(out, indent + 1);
        }
        if (!pretty(p, &items[i], indent + 1, i + 1 == n ? allowance + 1 : 1, out)) {
            return false;
        }
    }
    if (n == 1 && brackets[0] == '(') {
        ab_buf_add_char(out, ',');
    }
    return ab_buf_add_char(out, brackets[1]);
}

static bool pretty_dict(ab_py *p, const ab_value *v, int64_t indent, int64_t allowance, ab_buf *out)
{
    ab_value *pairs;
    size_t n;
    if (!sorted_pairs(p, v, &pairs, &n)) {
        return false;
    }
    ab_buf_add_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        const ab_value *pair = ((const ab_py_seq *)pairs[i].ext.data)->items;
        ab_buf *key = ab_py_buf(p);
        if (i) {
            ab_buf_add_char(out, ',');
            pretty_break(out, indent + 1);
        }
        if (!pretty_line(p, &pair[0], key)) {
            return false;
        }
        ab_buf_add_str(out, ab_buf_str(key));
        ab_buf_add_text(out, ": ");
        int64_t at = indent + 1 + (int64_t)ab_text_length(ab_buf_str(key)) + 2;
        ab_py_buf_free(p, key);
        if (!pretty(p, &pair[1], at, i + 1 == n ? allowance + 1 : 1, out)) {
            return false;
        }
    }
    return ab_buf_add_char(out, '}');
}

static bool pretty(ab_py *p, const ab_value *v, int64_t indent, int64_t allowance, ab_buf *out)
{
    ab_buf *line = ab_py_buf(p);
    const ab_value *items;
    size_t n;
    if (!pretty_line(p, v, line)) {
        return false;
    }
    bool fits = (int64_t)ab_text_length(ab_buf_str(line)) <= PRETTY_WIDTH - indent - allowance;
    ab_py_type t = ab_py_type_of(v);
    bool container = (t == PY_DICT || t == PY_LIST || t == PY_TUPLE) && ab_py_truthy(v);
    if (fits || !container) {
        ab_buf_add_str(out, ab_buf_str(line));
        ab_py_buf_free(p, line);
        return true;
    }
    ab_py_buf_free(p, line);
    if (!ab_py_enter(p)) {
        return false;
    }
    bool ok;
    if (t == PY_DICT) {
        ok = pretty_dict(p, v, indent, allowance, out);
    } else {
        ab_py_items(v, &items, &n);
        ok = pretty_items(p, items, n, t == PY_LIST ? "[]" : "()", indent, allowance, out);
    }
    ab_py_leave(p);
    return ok;
}

static bool filter_pprint(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_buf *buf = ab_py_buf(p);
    return pretty(p, c->self, 0, 0, buf) && ab_py_buf_value(p, buf, out);
}

static const ab_py_builtin rows[] = {
    {"base64binascii_decode", filter_base64binascii_decode, 0, 0, 0, "",
     "Despite its name: the base64 text of ASCII text, as in Python."},
    {"base64decode", filter_base64decode, 0, 0, 0, "", "The text that a base64 text stands for."},
    {"base64encode", filter_base64encode, 0, 0, 0, "", "The base64 text."},
    {"hash", filter_hash, 0, 2, 0, "hash_type,salt",
     "A digest (md5, sha256 …) of the printed value and the salt, in hexadecimal."},
    {"hmac", filter_hmac, 1, 2, 0, "key,hash_type",
     "The HMAC-SHA256 of the printed value, in hexadecimal."},
    {"pprint", filter_pprint, 0, 0, 0, "", "Python's pprint."},
    {"tojson", filter_tojson, 0, 1, 0, "indent", "JSON with sorted keys, safe within HTML."},
    {"urlencode", filter_urlencode, 0, 0, 0, "",
     "Percent-encoded text (`/` stays), or the query of a mapping or of pairs."},
};
const ab_py_table ab_py_encoding_filters = PY_TABLE(rows, "Encodings and digests");
