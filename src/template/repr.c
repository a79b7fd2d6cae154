/* str() and repr() of everything, HTML escaping. */
#include "template/pydate.h"

#include "json/json.h"
#include "json/pyrepr.h"

#include <math.h>

static bool repr_items(ab_py *p, const ab_value *items, size_t n, char open, char close, bool comma,
                       ab_buf *out)
{
    ab_buf_add_char(out, open);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        if (!ab_py_repr(p, &items[i], out)) {
            return false;
        }
    }
    if (comma && n == 1) {
        ab_buf_add_char(out, ',');
    }
    return ab_buf_add_char(out, close) || ab_py_raise(p, PY_LIMIT, "the text is too long");
}

static bool repr_fields(ab_py *p, const ab_py_seq *seq, ab_buf *out)
{
    ab_buf_printf(out, "%s(", seq->fields->type_name);
    for (size_t i = 0; i < seq->n && seq->fields->names[i]; i++) {
        ab_buf_printf(out, "%s%s=", i ? ", " : "", seq->fields->names[i]);
        if (!ab_py_repr(p, &seq->items[i], out)) {
            return false;
        }
    }
    ab_buf_add_char(out, ')');
    return true;
}

static bool repr_mapping(ab_py *p, const ab_value *v, ab_buf *out)
{
    size_t n = ab_py_mapping_count(v);
    ab_buf_add_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        ab_value key;
        ab_value value;
        ab_py_mapping_at(v, i, &key, &value);
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        if (!ab_py_repr(p, &key, out) || !ab_buf_add_text(out, ": ") ||
            !ab_py_repr(p, &value, out)) {
            return p->exc ? false : ab_py_raise(p, PY_LIMIT, "the text is too long");
        }
    }
    ab_buf_add_char(out, '}');
    return true;
}

static bool repr_set(ab_py *p, const ab_py_dict *d, ab_buf *out)
{
    if (!d->n) {
        return ab_buf_add_text(out, "set()");
    }
    ab_buf_add_char(out, '{');
    for (size_t i = 0; i < d->n; i++) {
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        if (!ab_py_repr(p, &d->entries[i].key, out)) {
            return false;
        }
    }
    ab_buf_add_char(out, '}');
    return true;
}

static bool repr_bytes(ab_str s, ab_buf *out)
{
    bool single = s.n && memchr(s.p, '\'', s.n);
    bool both = s.n && memchr(s.p, '"', s.n);
    char quote = single && !both ? '"' : '\'';
    ab_buf_add_char(out, 'b');
    ab_buf_add_char(out, quote);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == (unsigned char)quote || c == '\\') {
            ab_buf_printf(out, "\\%c", c);
        } else if (c == '\t' || c == '\n' || c == '\r') {
            ab_buf_add_text(out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r");
        } else if (c < 0x20 || c >= 0x7f) {
            ab_buf_printf(out, "\\x%02x", c);
        } else {
            ab_buf_add_char(out, (char)c);
        }
    }
    return ab_buf_add_char(out, quote);
}

static void complex_part(ab_buf *out, double d, bool sign)
{
    char text[32];
    ab_double_repr(d, text);
    size_t n = strlen(text);
    if (n > 2 && strcmp(text + n - 2, ".0") == 0) {
        text[n - 2] = '\0';
    }
    if (sign && text[0] != '-') {
        ab_buf_add_char(out, '+');
    }
    ab_buf_add_text(out, text);
}

static bool repr_complex(const ab_py_complex *c, ab_buf *out)
{
    if (c->real == 0 && !signbit(c->real)) {
        complex_part(out, c->imag, false);
        return ab_buf_add_char(out, 'j');
    }
    ab_buf_add_char(out, '(');
    complex_part(out, c->real, false);
    complex_part(out, c->imag, true);
    return ab_buf_add_text(out, "j)");
}

static bool repr_view(ab_py *p, const ab_value *v, ab_buf *out)
{
    const ab_py_view *view = v->ext.data;
    ab_buf_printf(out, "%s([", ab_py_type_name(v));
    size_t n = ab_py_mapping_count(&view->mapping);
    for (size_t i = 0; i < n; i++) {
        ab_value key;
        ab_value value;
        ab_py_mapping_at(&view->mapping, i, &key, &value);
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        ab_py_type t = ab_py_type_of(v);
        ab_value pair = t == PY_ITEMS ? ab_py_pair(p, key, value) : t == PY_KEYS ? key : value;
        if (!ab_py_repr(p, &pair, out)) {
            return false;
        }
    }
    return ab_buf_add_text(out, "])");
}

bool ab_py_repr_number(ab_py *p, const ab_value *v, ab_buf *out)
{
    if (v->kind == AB_BIGINT && v->text.n - (v->text.p[0] == '-') > PY_MAX_INT_DIGITS) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "Exceeds the limit (4300 digits) for integer string conversion");
    }
    return ab_python_repr_number(out, v);
}

static bool repr_method(const ab_value *v, ab_buf *out)
{
    const ab_py_method_data *m = v->ext.data;
    if (ab_py_type_of(v) == PY_FUNCTION) {
        return ab_buf_printf(out, "<function %s at %p>", m->builtin->name,
                             (const void *)m->builtin);
    }
    return ab_buf_printf(out, "<built-in method %s of %s object at %p>", m->builtin->name,
                         ab_py_type_name(&m->self),
                         m->self.kind == AB_EXT ? m->self.ext.data : (const void *)m);
}

static bool repr_loop(const ab_py_loop *loop, ab_buf *out)
{
    return ab_buf_printf(out, "<LoopContext %lld/%lld>", (long long)loop->index0 + 1,
                         (long long)loop->length);
}

static bool repr_ext(ab_py *p, const ab_value *v, ab_py_type t, ab_buf *out)
{
    const ab_py_macro *macro = v->ext.data;
    ab_value inner;
    switch (t) {
    case PY_ELLIPSIS:
        return ab_buf_add_text(out, "Ellipsis");
    case PY_COMPLEX:
        return repr_complex(v->ext.data, out);
    case PY_UNDEFINED:
        return ab_buf_add_text(out, "Undefined");
    case PY_MARKUP:
        ab_buf_add_text(out, "Markup(");
        ab_python_repr_text(out, *(const ab_str *)v->ext.data);
        return ab_buf_add_char(out, ')');
    case PY_NAMESPACE:
        ab_buf_add_text(out, "<Namespace ");
        inner = ab_py_ext(PY_XDICT, v->ext.data);
        return repr_mapping(p, &inner, out) && ab_buf_add_char(out, '>');
    case PY_LOOP: {
        ab_value ignored;
        bool found;
        return ab_py_attribute(p, v, AB_STR("length"), &ignored, &found) &&
               repr_loop(v->ext.data, out);
    }
    case PY_MACRO:
        if (!macro->node) {
            return ab_buf_add_text(out, "<Macro anonymous>");
        }
        return ab_buf_add_text(out, "<Macro ") &&
               ab_python_repr_text(out, ab_py_macro_name(macro)) && ab_buf_add_char(out, '>');
    case PY_METHOD:
    case PY_FUNCTION:
        return repr_method(v, out);
    case PY_RECORD:
    case PY_STREAM_SLICE:
    case PY_HEADERS:
        return repr_mapping(p, v, out);
    case PY_SELF:
        return ab_buf_add_text(out, "<TemplateReference None>");
    case PY_SLICE: {
        const ab_py_slice *s = v->ext.data;
        ab_value parts[3] = {s->start, s->stop, s->step};
        return ab_buf_add_text(out, "slice") && repr_items(p, parts, 3, '(', ')', false, out);
    }
    default:
        return ab_buf_printf(out, "<%s object at %p>", ab_py_type_name(v), v->ext.data);
    }
}

static bool repr_inner(ab_py *p, const ab_value *v, ab_buf *out)
{
    const ab_value *items;
    size_t n;
    ab_py_type t = ab_py_type_of(v);
    switch (t) {
    case PY_NONE:
        return ab_buf_add_text(out, "None");
    case PY_BOOL:
        return ab_buf_add_text(out, v->boolean ? "True" : "False");
    case PY_INT:
    case PY_FLOAT:
        return ab_py_repr_number(p, v, out);
    case PY_STR:
        return ab_python_repr_text(out, v->text);
    case PY_LIST:
        ab_py_items(v, &items, &n);
        return repr_items(p, items, n, '[', ']', false, out);
    case PY_TUPLE:
        ab_py_items(v, &items, &n);
        if (((const ab_py_seq *)v->ext.data)->fields &&
            ((const ab_py_seq *)v->ext.data)->fields->show) {
            return repr_fields(p, v->ext.data, out);
        }
        return repr_items(p, items, n, '(', ')', true, out);
    case PY_DICT:
        return repr_mapping(p, v, out);
    case PY_SET:
        return repr_set(p, v->ext.data, out);
    case PY_BYTES:
        return repr_bytes(*(const ab_str *)v->ext.data, out);
    case PY_KEYS:
    case PY_VALUES:
    case PY_ITEMS:
        return repr_view(p, v, out);
    case PY_PAGE: {
        ab_value *all;
        return ab_py_collect(p, v, &all, &n) && repr_items(p, all, n, '[', ']', false, out);
    }
    default:
        return ab_py_is_date(t) ? ab_py_date_repr(p, v, out) : repr_ext(p, v, t, out);
    }
}

bool ab_py_repr(ab_py *p, const ab_value *v, ab_buf *out)
{
    if (!ab_py_enter(p)) {
        return false;
    }
    bool ok = repr_inner(p, v, out);
    ab_py_leave(p);
    if (ok && out->overflow) {
        ok = false;
    }
    return ok || (p->exc ? false : ab_py_raise(p, PY_LIMIT, "the text is too long"));
}

bool ab_py_str(ab_py *p, const ab_value *v, ab_buf *out)
{
    ab_str text;
    ab_py_type t = ab_py_type_of(v);
    if (ab_py_text(v, &text)) {
        ab_py_charge(p, text.n >> PY_WRITE_SHIFT);
        ab_buf_add_str(out, text);
    } else if (t == PY_UNDEFINED) {
        return true;
    } else if (ab_py_is_date(t)) {
        return ab_py_date_str(p, v, out);
    } else {
        return ab_py_repr(p, v, out);
    }
    return !out->overflow || ab_py_raise(p, PY_LIMIT, "the text is too long");
}

bool ab_py_str_text(ab_py *p, const ab_value *v, ab_str *out)
{
    if (ab_py_text(v, out)) {
        return true;
    }
    ab_buf *buf = ab_py_buf(p);
    return ab_py_str(p, v, buf) && ab_py_buf_text(p, buf, out);
}

bool ab_py_repr_text(ab_py *p, const ab_value *v, ab_str *out)
{
    ab_buf *buf = ab_py_buf(p);
    return ab_py_repr(p, v, buf) && ab_py_buf_text(p, buf, out);
}

void ab_py_html_escape_text(ab_buf *out, ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '&':
            ab_buf_add_text(out, "&amp;");
            break;
        case '<':
            ab_buf_add_text(out, "&lt;");
            break;
        case '>':
            ab_buf_add_text(out, "&gt;");
            break;
        case '\'':
            ab_buf_add_text(out, "&#39;");
            break;
        case '"':
            ab_buf_add_text(out, "&#34;");
            break;
        default:
            ab_buf_add_char(out, text.p[i]);
        }
    }
}

bool ab_py_html_escape(ab_py *p, const ab_value *v, ab_value *out)
{
    if (ab_py_type_of(v) == PY_MARKUP) {
        *out = *v;
        return true;
    }
    ab_str text;
    if (!ab_py_str_text(p, v, &text)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    ab_py_html_escape_text(buf, text);
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = ab_py_markup(p, text);
    return true;
}
