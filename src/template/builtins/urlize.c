/* The filter urlize. */
#include "template/builtins/builtins.h"
#include "template/regex.h"

static const char http_pattern[] =
    "(?i)^(?:(?:https?://|www\\.)(?:[\\w%-]+\\.)*[\\w%-]{2,63}\\.?(?:[\\w%-]+\\.)*|"
    "(?:(?:[\\w%-]{2,63}\\.)*(?:[\\w%-]{2,63}\\.)(?:com|net|int|edu|gov|org|info|mil))|"
    "(?:https?://)(?:(?:\\d{1,3}(?:\\.\\d{1,3}){3})|"
    "(?:\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])))(?::\\d{1,5})?(?:[/?#]\\S*)?()$";
static const char email_pattern[] = "^\\S+@\\w[\\w.-]*\\.\\w+()$";

static bool matches(ab_py *p, const char *pattern, ab_str text, bool *out)
{
    ab_value group;
    return ab_py_regex_search(p, ab_str_of(pattern), text, out, &group);
}

typedef struct linker {
    ab_py *p;
    const ab_value *limit; /* NULL: none */
    ab_str attributes;
    const ab_value *schemes;
    ab_buf *out;
} linker;

static size_t count(ab_str s, ab_str needle)
{
    size_t n = 0;
    for (ptrdiff_t at = 0; (at = ab_str_find(s, needle, (size_t)at)) >= 0;
         at += (ptrdiff_t)needle.n) {
        n++;
    }
    return n;
}

static const struct {
    const char *open;
    const char *close;
} pairs[] = {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}};

static size_t head_end(ab_str s)
{
    size_t at = 0;
    for (;;) {
        ab_str rest = ab_str_sub(s, at, s.n);
        size_t n = rest.n && (rest.p[0] == '(' || rest.p[0] == '<') ? 1
                   : ab_str_starts(rest, AB_STR("&lt;"))            ? 4
                                                                    : 0;
        if (!n) {
            return at;
        }
        at += n;
    }
}

static size_t tail_start(ab_str s)
{
    size_t at = s.n;
    for (;;) {
        ab_str rest = ab_str_sub(s, 0, at);
        size_t n = rest.n && strchr(")>.,\n", rest.p[rest.n - 1]) ? 1
                   : ab_str_ends(rest, AB_STR("&gt;"))            ? 4
                                                                  : 0;
        if (!n || !rest.n) {
            return at;
        }
        at -= n;
    }
}

/* Brackets that the address opens are given back from the punctuation behind it. */
static void balance(ab_str *middle, ab_str *tail)
{
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        ab_str open = ab_str_of(pairs[i].open);
        ab_str close = ab_str_of(pairs[i].close);
        size_t opened = count(*middle, open);
        if (opened <= count(*middle, close)) {
            continue;
        }
        size_t closed = count(*tail, close);
        for (size_t k = 0; k < (opened < closed ? opened : closed); k++) {
            size_t end = (size_t)ab_str_find(*tail, close, 0) + close.n;
            middle->n += end;
            *tail = ab_str_sub(*tail, end, tail->n);
        }
    }
}

/* Python's x[:limit] + "..." where the text is longer than the limit, which may be of any type. */
static bool add_trimmed(linker *l, ab_str text)
{
    ab_value own = ab_value_int((int64_t)ab_text_length(text));
    ab_value whole = ab_value_str(text);
    ab_value cut;
    bool longer = false;
    if (l->limit && !ab_py_compare(l->p, PY_OP_GT, &own, l->limit, &longer)) {
        return false;
    }
    if (!longer) {
        return ab_buf_add_str(l->out, text);
    }
    ab_py_slice *slice = AB_ARENA_NEW(l->p->arena, ab_py_slice);
    slice->start = slice->step = ab_value_null();
    slice->stop = *l->limit;
    ab_value range = ab_py_ext(PY_SLICE, slice);
    return ab_py_subscript(l->p, &whole, &range, &cut) && ab_py_str(l->p, &cut, l->out) &&
           ab_buf_add_text(l->out, "...");
}

static bool add_link(linker *l, const char *prefix, ab_str target, ab_str text, bool plain,
                     bool trim)
{
    ab_buf_printf(l->out, "<a href=\"%s%.*s\"", prefix, AB_STR_ARG(target));
    if (!plain) {
        ab_buf_add_str(l->out, l->attributes);
    }
    ab_buf_add_char(l->out, '>');
    if (trim ? !add_trimmed(l, text) : !ab_buf_add_str(l->out, text)) {
        return l->p->exc ? false : ab_py_raise(l->p, PY_LIMIT, "the text is too long");
    }
    return ab_buf_add_text(l->out, "</a>");
}

static bool link_scheme(linker *l, ab_str middle, bool *done)
{
    ab_py_iter it;
    *done = false;
    if (ab_py_arg_none(l->schemes)) {
        return true;
    }
    if (!ab_py_iterate(l->p, l->schemes, &it)) {
        return false;
    }
    for (;;) {
        ab_value v;
        bool more;
        ab_str scheme;
        if (!ab_py_next(l->p, &it, &v, &more)) {
            return false;
        }
        if (!more || *done) {
            return true;
        }
        if (ab_py_text(&v, &scheme) && ab_str_starts(middle, scheme) && middle.n > scheme.n) {
            if (!add_link(l, "", middle, middle, false, false)) {
                return false;
            }
            *done = true;
        }
    }
}

static bool link_middle(linker *l, ab_str middle)
{
    bool found;
    bool done = false;
    if (!matches(l->p, http_pattern, middle, &found)) {
        return false;
    }
    bool colon = middle.n && memchr(middle.p, ':', middle.n);
    bool at = middle.n && memchr(middle.p, '@', middle.n);
    if (found) {
        bool scheme =
            ab_str_starts(middle, AB_STR("https://")) || ab_str_starts(middle, AB_STR("http://"));
        return add_link(l, scheme ? "" : "https://", middle, middle, false, true);
    }
    if (ab_str_starts(middle, AB_STR("mailto:"))) {
        ab_str address = ab_str_sub(middle, 7, middle.n);
        if (!matches(l->p, email_pattern, address, &found)) {
            return false;
        }
        if (found) {
            return add_link(l, "", middle, address, true, false);
        }
    }
    if (at && !colon && !ab_str_starts(middle, AB_STR("www.")) && middle.p[0] != '@') {
        if (!matches(l->p, email_pattern, middle, &found)) {
            return false;
        }
        if (found) {
            return add_link(l, "mailto:", middle, middle, true, false);
        }
    }
    if (!link_scheme(l, middle, &done)) {
        return false;
    }
    return done || ab_buf_add_str(l->out, middle);
}

static bool link_word(linker *l, ab_str word)
{
    size_t head = head_end(word);
    ab_str middle = ab_str_sub(word, head, word.n);
    ab_buf_add_str(l->out, ab_str_sub(word, 0, head));
    size_t end = tail_start(middle);
    ab_str tail = ab_str_sub(middle, end, middle.n);
    middle.n = end;
    balance(&middle, &tail);
    return link_middle(l, middle) && (ab_buf_add_str(l->out, tail) || true);
}

static bool link_attributes(ab_py *p, const ab_py_call *c, ab_str *out)
{
    ab_value words;
    ab_str rel = AB_STR("");
    ab_str target;
    if (!ab_py_arg_none(c->argv[3]) && ab_py_truthy(c->argv[3]) &&
        !ab_py_arg_str(p, c->argv[3], &rel)) {
        return false;
    }
    ab_str all = ab_arena_printf(p->arena, "%.*s%s noopener", AB_STR_ARG(rel),
                                 ab_py_arg_true(c->argv[1], false) ? " nofollow" : "");
    if (!ab_py_split(p, all, NULL, -1, &words)) {
        return false;
    }
    const ab_value *items;
    size_t n;
    ab_py_items(&words, &items, &n);
    if (!ab_py_sort(p, (ab_value *)items, (ab_value *)items, n, false)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    ab_buf_add_text(buf, " rel=\"");
    for (size_t i = 0; i < n; i++) {
        if (i && ab_str_eq(items[i].text, items[i - 1].text)) {
            continue;
        }
        ab_buf_add_text(buf, i ? " " : "");
        ab_py_html_escape_text(buf, items[i].text);
    }
    ab_buf_add_char(buf, '"');
    if (!ab_py_arg_none(c->argv[2]) && ab_py_truthy(c->argv[2])) {
        if (!ab_py_str_text(p, c->argv[2], &target)) {
            return false;
        }
        ab_buf_add_text(buf, " target=\"");
        ab_py_html_escape_text(buf, target);
        ab_buf_add_char(buf, '"');
    }
    return ab_py_buf_text(p, buf, out);
}

bool ab_py_filter_urlize(ab_py *p, const ab_py_call *c, ab_value *out)
{
    linker l = {.p = p, .schemes = c->argv[4]};
    ab_value escaped;
    ab_str text;
    if (!link_attributes(p, c, &l.attributes) || !ab_py_html_escape(p, c->self, &escaped)) {
        return false;
    }
    l.limit = ab_py_arg_none(c->argv[0]) ? NULL : c->argv[0];
    ab_py_text(&escaped, &text);
    l.out = ab_py_buf(p);
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        size_t length;
        while (end < text.n && !ab_py_is_space(text, end, &length)) {
            end += length;
        }
        if (end > at && !link_word(&l, ab_str_sub(text, at, end))) {
            return false;
        }
        at = end;
        while (at < text.n && ab_py_is_space(text, at, &length)) {
            ab_buf_add(l.out, text.p + at, length);
            at += length;
        }
    }
    if (!ab_py_buf_text(p, l.out, &text)) {
        return false;
    }
    *out = p->autoescape ? ab_py_markup(p, text) : ab_value_str(text);
    return true;
}
