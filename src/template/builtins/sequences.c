/* Filters on sequences. */
#include "template/builtins/sequences.h"

static bool filter_length(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t n;
    if (!ab_py_length(p, c->self, &n)) {
        return false;
    }
    *out = ab_value_int(n);
    return true;
}

static bool filter_list(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value *items;
    size_t n;
    if (!ab_py_collect(p, c->self, &items, &n)) {
        return false;
    }
    *out = ab_py_list_new(p, items, n);
    return true;
}

static bool filter_first(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_iter it;
    bool more;
    if (!ab_py_iterate(p, c->self, &it) || !ab_py_next(p, &it, out, &more)) {
        return false;
    }
    if (!more) {
        *out = ab_py_undefined_hint(p, "No first item, sequence was empty.");
    }
    return true;
}

/* What reversed() takes; *items in their order. */
static bool reversible(ab_py *p, const ab_value *v, ab_value **items, size_t *n)
{
    switch (ab_py_type_of(v)) {
    case PY_STR:
    case PY_MARKUP:
    case PY_BYTES:
    case PY_LIST:
    case PY_TUPLE:
    case PY_DICT:
    case PY_KEYS:
    case PY_VALUES:
    case PY_ITEMS:
    case PY_PAGE:
        return ab_py_collect(p, v, items, n);
    case PY_UNDEFINED:
        /* it has __len__ but no __getitem__ that gives something */
        *n = 0;
        return true;
    default:
        return ab_py_raise(p, PY_TYPE_ERROR, "'%s' object is not reversible", ab_py_type_name(v));
    }
}

static bool filter_last(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value *items;
    size_t n;
    if (!reversible(p, c->self, &items, &n)) {
        return false;
    }
    *out = n ? items[n - 1] : ab_py_undefined_hint(p, "No last item, sequence was empty.");
    return true;
}

static bool next_reversed(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    const ab_value *items;
    size_t n;
    (void)p;
    ab_py_items(&it->over, &items, &n);
    *more = it->i < n;
    if (*more) {
        *out = items[n - 1 - it->i++];
    }
    return true;
}

static bool reverse_text(ab_py *p, const ab_value *v, ab_str s, ab_value *out)
{
    char *text = ab_arena_alloc(p->arena, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        size_t length;
        ab_text_decode(ab_str_sub(s, i, s.n), &length);
        memcpy(text + s.n - i - length, s.p + i, length);
        i += length;
    }
    *out = ab_py_text_like(p, v, (ab_str){text, s.n});
    return true;
}

static bool filter_reverse(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    ab_value *items;
    size_t n;
    if (ab_py_text(c->self, &s)) {
        return reverse_text(p, c->self, s, out);
    }
    bool lazy = reversible(p, c->self, &items, &n);
    if (!lazy) {
        ab_py_clear(p);
        if (!ab_py_collect(p, c->self, &items, &n)) {
            return p->exc == PY_TYPE_ERROR
                       ? ab_py_raise(p, PY_RUNTIME_ERROR, "argument must be iterable")
                       : false;
        }
    }
    ab_value all = ab_py_tuple_new(p, items, n);
    if (lazy) {
        *out = ab_py_generator(p, "list_reverseiterator", next_reversed, all, NULL);
        return true;
    }
    ab_value *reversed = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    for (size_t i = 0; i < n; i++) {
        reversed[i] = items[n - 1 - i];
    }
    *out = ab_py_list_new(p, reversed, n);
    return true;
}

static bool filter_join(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str separator = AB_STR("");
    if (c->argv[0] && !ab_py_arg_soft(p, c->argv[0], &separator)) {
        return false;
    }
    if (ab_py_arg_none(c->argv[1]) && !p->autoescape) {
        return ab_py_join(p, separator, c->self, true, out);
    }
    ab_value *items;
    size_t n;
    if (!ab_py_collect(p, c->self, &items, &n)) {
        return false;
    }
    bool markup = c->argv[0] && ab_py_type_of(c->argv[0]) == PY_MARKUP;
    for (size_t i = 0; i < n; i++) {
        if (!ab_py_arg_none(c->argv[1])) {
            ab_value item = items[i];
            if (!ab_py_attribute_path(p, &item, c->argv[1], NULL, &items[i])) {
                return false;
            }
        }
        markup = markup || ab_py_type_of(&items[i]) == PY_MARKUP;
    }
    if (!p->autoescape || !markup) {
        ab_value list = ab_py_tuple_new(p, items, n);
        return ab_py_join(p, separator, &list, true, out);
    }
    ab_value glue = c->argv[0] ? *c->argv[0] : ab_value_str(AB_STR(""));
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < n; i++) {
        ab_value escaped;
        if (i && (!ab_py_html_escape(p, &glue, &escaped) || !ab_py_str(p, &escaped, buf))) {
            return false;
        }
        if (!ab_py_html_escape(p, &items[i], &escaped) || !ab_py_str(p, &escaped, buf)) {
            return false;
        }
    }
    ab_str text;
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = ab_py_markup(p, text);
    return true;
}

/* The key of sort, unique, min, max, groupby for one item: an attribute, without case. */
static bool sort_key(ab_py *p, const ab_value *item, const ab_value *path,
                     const ab_value *otherwise, bool case_sensitive, ab_value *out)
{
    static const ab_value none = {.kind = AB_NULL};
    ab_value v;
    if (!ab_py_attribute_path(p, item, path ? path : &none, otherwise, &v)) {
        return false;
    }
    if (case_sensitive) {
        *out = v;
        return true;
    }
    return ab_py_ignore_case(p, &v, out);
}

/* sort takes a list of attributes, separated by commas; the key is a list of their values. */
static bool multi_key(ab_py *p, const ab_value *item, const ab_value *paths, bool case_sensitive,
                      ab_value *out)
{
    ab_str text;
    ab_value parts;
    if (!paths || !ab_py_text(paths, &text)) {
        ab_value *key = AB_ARENA_ARRAY(p->arena, ab_value, 1);
        *out = ab_py_tuple_new(p, key, 1);
        return sort_key(p, item, paths, NULL, case_sensitive, key);
    }
    ab_str comma = AB_STR(",");
    if (!ab_py_split(p, text, &comma, -1, &parts)) {
        return false;
    }
    const ab_value *names;
    size_t n;
    ab_py_items(&parts, &names, &n);
    ab_value *keys = AB_ARENA_ARRAY(p->arena, ab_value, n);
    for (size_t i = 0; i < n; i++) {
        if (!sort_key(p, item, &names[i], NULL, case_sensitive, &keys[i])) {
            return false;
        }
    }
    *out = ab_py_tuple_new(p, keys, n);
    return true;
}

static bool filter_sort(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value *items;
    size_t n;
    if (!ab_py_collect(p, c->self, &items, &n)) {
        return false;
    }
    bool reverse;
    bool case_sensitive = ab_py_arg_true(c->argv[1], false);
    ab_value *keys = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!multi_key(p, &items[i], c->argv[2], case_sensitive, &keys[i])) {
            return false;
        }
    }
    if (!ab_py_arg_reverse(p, c->argv[0], &reverse) || !ab_py_sort(p, items, keys, n, reverse)) {
        return false;
    }
    *out = ab_py_list_new(p, items, n);
    return true;
}

typedef struct unique {
    ab_py_iter inner;
    ab_value path;
    bool case_sensitive;
    ab_value seen;
    bool started;
} unique;

static bool next_unique(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    unique *u = it->state;
    if (!u->started && !ab_py_iterate(p, &it->over, &u->inner)) {
        return false;
    }
    u->started = true;
    for (;;) {
        ab_value key;
        ab_value *found;
        if (!ab_py_next(p, &u->inner, out, more)) {
            return false;
        }
        if (!*more) {
            return true;
        }
        if (!sort_key(p, out, &u->path, NULL, u->case_sensitive, &key) ||
            !ab_py_dict_find(p, u->seen.ext.data, &key, &found)) {
            return false;
        }
        if (!found) {
            return ab_py_dict_set(p, u->seen.ext.data, key, ab_value_null());
        }
    }
}

static bool filter_unique(ab_py *p, const ab_py_call *c, ab_value *out)
{
    unique *u = AB_ARENA_NEW(p->arena, unique);
    u->case_sensitive = ab_py_arg_true(c->argv[0], false);
    u->path = c->argv[1] ? *c->argv[1] : ab_value_null();
    u->seen = ab_py_set_new(p);
    *out = ab_py_generator(p, "generator", next_unique, *c->self, u);
    return true;
}

static bool extreme(ab_py *p, const ab_py_call *c, bool largest, ab_value *out)
{
    ab_py_iter it;
    bool more;
    if (!ab_py_iterate(p, c->self, &it) || !ab_py_next(p, &it, out, &more)) {
        return false;
    }
    if (!more) {
        *out = ab_py_undefined_hint(p, "No aggregated item, sequence was empty.");
        return true;
    }
    bool case_sensitive = ab_py_arg_true(c->argv[0], false);
    ab_value best;
    if (!sort_key(p, out, c->argv[1], NULL, case_sensitive, &best)) {
        return false;
    }
    for (;;) {
        ab_value v;
        ab_value key;
        bool better;
        if (!ab_py_next(p, &it, &v, &more)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (!sort_key(p, &v, c->argv[1], NULL, case_sensitive, &key) ||
            !ab_py_compare(p, largest ? PY_OP_GT : PY_OP_LT, &key, &best, &better)) {
            return false;
        }
        if (better) {
            best = key;
            *out = v;
        }
    }
}

static bool filter_max(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return extreme(p, c, true, out);
}

static bool filter_min(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return extreme(p, c, false, out);
}

static bool filter_sum(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_iter it;
    *out = c->argv[1] ? *c->argv[1] : ab_value_int(0);
    if (!ab_py_iterate(p, c->self, &it)) {
        return false;
    }
    if (ab_py_is_text(out) || ab_py_type_of(out) == PY_BYTES) {
        return ab_py_raise(p, PY_TYPE_ERROR, "sum() can't sum strings [use ''.join(seq) instead]");
    }
    for (;;) {
        ab_value v;
        ab_value total = *out;
        bool more;
        if (!ab_py_next(p, &it, &v, &more)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (!ab_py_arg_none(c->argv[0])) {
            ab_value item = v;
            if (!ab_py_attribute_path(p, &item, c->argv[0], NULL, &v)) {
                return false;
            }
        }
        if (!ab_py_binary(p, PY_OP_ADD, &total, &v, out)) {
            return false;
        }
    }
}

static bool filter_groupby(ab_py *p, const ab_py_call *c, ab_value *out)
{
    static const char *const names[] = {"grouper", "list", NULL};
    static const ab_py_field_names fields = {"_GroupTuple", names, false};
    ab_value *items;
    size_t n;
    const ab_value *otherwise = ab_py_arg_none(c->argv[1]) ? NULL : c->argv[1];
    bool case_sensitive = ab_py_arg_true(c->argv[2], false);
    if (!ab_py_collect(p, c->self, &items, &n)) {
        return false;
    }
    ab_value *keys = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!sort_key(p, &items[i], c->argv[0], otherwise, case_sensitive, &keys[i])) {
            return false;
        }
    }
    if (!ab_py_sort(p, items, keys, n, false)) {
        return false;
    }
    ab_py_seq groups = {0};
    for (size_t from = 0; from < n;) {
        size_t to = from + 1;
        while (to < n && ab_py_equal(p, &keys[from], &keys[to])) {
            to++;
        }
        ab_value key;
        if (!sort_key(p, &items[from], c->argv[0], otherwise, true, &key)) {
            return false;
        }
        ab_value group = ab_py_pair(p, key, ab_py_list_new(p, items + from, to - from));
        ((ab_py_seq *)group.ext.data)->fields = &fields;
        ab_py_seq_push(p, &groups, group);
        from = to;
    }
    *out = ab_py_list_new(p, groups.items, groups.n);
    return true;
}

static bool filter_random(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t n;
    if (!ab_py_length(p, c->self, &n)) {
        return false;
    }
    if (!n) {
        *out = ab_py_undefined_hint(p, "No random item, sequence was empty.");
        return true;
    }
    uint64_t random;
    if (!ab_py_random(p, &random)) {
        return false;
    }
    ab_value index = ab_value_int((int64_t)(random % (uint64_t)n));
    return ab_py_subscript(p, c->self, &index, out);
}

static const ab_py_builtin rows[] = {
    {"batch", ab_py_filter_batch, 1, 2, 0, "linecount,fill_with",
     "Lists of `linecount` items each, the last filled up with `fill_with`."},
    {"count", filter_length, 0, 0, 0, "", "The number of items."},
    {"first", filter_first, 0, 0, 0, "", "The first item."},
    {"groupby", filter_groupby, 1, 3, 0, "attribute,default,case_sensitive",
     "Groups (grouper, list) of the items by an attribute, sorted."},
    {"join", filter_join, 0, 2, 0, "d,attribute",
     "The items (or an attribute of each) as one text with `d` between."},
    {"last", filter_last, 0, 0, 0, "", "The last item."},
    {"length", filter_length, 0, 0, 0, "", "The number of items."},
    {"list", filter_list, 0, 0, 0, "", "A list of the items."},
    {"max", filter_max, 0, 2, 0, "case_sensitive,attribute", "The largest item."},
    {"min", filter_min, 0, 2, 0, "case_sensitive,attribute", "The smallest item."},
    {"random", filter_random, 0, 0, PY_IMPURE, "", "An item by chance."},
    {"reverse", filter_reverse, 0, 0, 0, "",
     "Text backwards; an iterator over anything else backwards."},
    {"slice", ab_py_filter_slice, 1, 2, 0, "slices,fill_with",
     "The items dealt out to `slices` lists."},
    {"sort", filter_sort, 0, 3, 0, "reverse,case_sensitive,attribute",
     "Sorted, without regard to case; by attributes where given."},
    {"sum", filter_sum, 0, 2, 0, "attribute,start",
     "The sum of the items (or an attribute of each) and `start` (0)."},
    {"unique", filter_unique, 0, 2, 0, "case_sensitive,attribute", "Each item once."},
};
const ab_py_table ab_py_sequence_filters = PY_TABLE(rows, "Sequences");
