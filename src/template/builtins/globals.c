/* Jinja's global functions, and json_loads of the JWT components. */
#include "template/builtins/builtins.h"

#include "json/json.h"

/* dict(…): a mapping or pairs first, then keywords. */
static bool fill_dict(ab_py *p, const ab_py_args *args, ab_py_dict *d)
{
    if (args->n > 1) {
        return ab_py_raise(p, PY_TYPE_ERROR, "dict expected at most 1 argument, got %u", args->n);
    }
    if (args->n) {
        ab_value *items;
        size_t n;
        bool mapping = ab_py_is_mapping(&args->v[0]);
        if (ab_py_type_of(&args->v[0]) == PY_UNDEFINED) {
            return ab_py_undefined_fail(p, &args->v[0]); /* it is asked for its keys */
        }
        bool ok = mapping ? ab_py_pairs(p, &args->v[0], &items, &n)
                          : ab_py_collect(p, &args->v[0], &items, &n);
        for (size_t i = 0; ok && i < n; i++) {
            ab_value *pair;
            size_t size;
            if (!ab_py_collect(p, &items[i], &pair, &size)) {
                return p->exc == PY_TYPE_ERROR ? ab_py_raise(p, PY_TYPE_ERROR,
                                                             "cannot convert dictionary update "
                                                             "sequence element #%zu to a sequence",
                                                             i)
                                               : false;
            }
            if (size != 2) {
                return ab_py_raise(
                    p, PY_VALUE_ERROR,
                    "dictionary update sequence element #%zu has length %zu; 2 is required", i,
                    size);
            }
            ok = ab_py_dict_set(p, d, pair[0], pair[1]);
        }
        if (!ok) {
            return false;
        }
    }
    for (uint32_t i = 0; i < args->n_kw; i++) {
        if (!ab_py_dict_set(p, d, ab_value_str(args->kw_names[i]), args->kw_values[i])) {
            return false;
        }
    }
    return true;
}

bool ab_py_dict_update(ab_py *p, ab_py_dict *d, const ab_py_args *args)
{
    return fill_dict(p, args, d);
}

static bool global_dict(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_dict_new(p);
    return fill_dict(p, c->raw, out->ext.data);
}

static bool global_namespace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_ext(PY_NAMESPACE, AB_ARENA_NEW(p->arena, ab_py_dict));
    return fill_dict(p, c->raw, out->ext.data);
}

static bool global_cycler(ab_py *p, const ab_py_call *c, ab_value *out)
{
    if (c->raw->n_kw) {
        return ab_py_raise(p, PY_TYPE_ERROR, "__init__() got an unexpected keyword argument");
    }
    if (!c->raw->n) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "at least one item has to be provided");
    }
    ab_py_cycler *cycler = AB_ARENA_NEW(p->arena, ab_py_cycler);
    cycler->items = c->raw->v;
    cycler->n = c->raw->n;
    *out = ab_py_ext(PY_CYCLER, cycler);
    return true;
}

static bool cycler_next(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_cycler *cycler = c->self->ext.data;
    (void)p;
    *out = cycler->items[cycler->at];
    cycler->at = (cycler->at + 1) % cycler->n;
    return true;
}

static bool cycler_reset(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    ((ab_py_cycler *)c->self->ext.data)->at = 0;
    *out = ab_value_null();
    return true;
}

static bool loop_cycle(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_py_loop *loop = c->self->ext.data;
    if (c->raw->n_kw) {
        return ab_py_raise(p, PY_TYPE_ERROR, "cycle() got an unexpected keyword argument");
    }
    if (!c->raw->n) {
        return ab_py_raise(p, PY_TYPE_ERROR, "no items for cycling given");
    }
    *out = c->raw->v[loop->index0 % c->raw->n];
    return true;
}

static bool loop_changed(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_loop *loop = c->self->ext.data;
    if (c->raw->n_kw) {
        return ab_py_raise(p, PY_TYPE_ERROR, "changed() got an unexpected keyword argument");
    }
    ab_value values = ab_py_tuple_new(p, (ab_value *)c->raw->v, c->raw->n);
    bool changed = !loop->has_changed || !ab_py_equal(p, &values, &loop->changed);
    loop->changed = values;
    loop->has_changed = true;
    *out = ab_value_bool(changed);
    return true;
}

static bool global_joiner(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_joiner *joiner = AB_ARENA_NEW(p->arena, ab_py_joiner);
    joiner->separator = c->argv[0] ? *c->argv[0] : ab_value_str(AB_STR(", "));
    *out = ab_py_ext(PY_JOINER, joiner);
    return true;
}

static const char *const words[] = {
    "a",       "ac",       "adipiscing", "aliquam", "amet",        "ante",   "arcu",
    "at",      "auctor",   "bibendum",   "commodo", "condimentum", "congue", "consectetuer",
    "cras",    "cum",      "dapibus",    "diam",    "dictum",      "dolor",  "donec",
    "egestas", "eleifend", "elit",       "enim",    "erat",        "et",     "facilisis",
    "felis",   "fusce",    "habitant",   "iaculis", "in",          "ipsum",  "justo",
    "lacinia", "lectus",   "lorem",      "magna",   "mauris",      "metus",  "morbi",
    "nec",     "nisi",     "nulla",      "odio",    "orci",        "pede",   "porta",
    "quis",    "risus",    "sapien",     "sed",     "sit",         "tellus", "tortor",
    "ut",      "varius",   "velit",      "vitae"};

enum { WORD_COUNT = sizeof(words) / sizeof(words[0]), WORDS_PER_RANDOM = 8 };
_Static_assert(WORD_COUNT <= 256, "eight choices have to fit in 64 bits");

static bool lorem_paragraph(ab_py *p, int64_t low, int64_t high, ab_buf *buf)
{
    uint64_t random;
    if (low >= high) {
        return ab_py_raise(p, PY_VALUE_ERROR, "empty range for randrange()");
    }
    if (!ab_py_random(p, &random)) {
        return false;
    }
    int64_t n = low + (int64_t)(random % (uint64_t)(high - low));
    n = n > 100000 ? 100000 : n;
    for (int64_t i = 0; i < n; i++) {
        if (!ab_py_step(p) || (i % WORDS_PER_RANDOM == 0 && !ab_py_random(p, &random))) {
            return false;
        }
        ab_str word = ab_str_of(words[random % WORD_COUNT]);
        random /= WORD_COUNT;
        bool start = i % 9 == 0;
        if (i) {
            ab_buf_add_text(buf, start ? ". " : " ");
        }
        ab_text_convert_at(buf, word, 0, start ? AB_CASE_UPPER : AB_CASE_LOWER);
        ab_buf_add_str(buf, ab_str_sub(word, 1, word.n));
    }
    return ab_buf_add_char(buf, '.') || ab_py_raise(p, PY_LIMIT, "the text is too long");
}

static bool global_lipsum(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t n;
    int64_t low;
    int64_t high;
    bool html = ab_py_arg_true(c->argv[1], true);
    if (!ab_py_arg_int(p, c->argv[0], 5, &n) || !ab_py_arg_int(p, c->argv[2], 20, &low) ||
        !ab_py_arg_int(p, c->argv[3], 100, &high)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (int64_t i = 0; i < n; i++) {
        ab_buf_add_text(buf, i ? (html ? "\n" : "\n\n") : "");
        ab_buf_add_text(buf, html ? "<p>" : "");
        if (!ab_py_step(p) || !lorem_paragraph(p, low, high, buf)) {
            return false;
        }
        ab_buf_add_text(buf, html ? "</p>" : "");
    }
    ab_str text;
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = html ? ab_py_markup(p, text) : ab_value_str(text);
    return true;
}

static bool global_json_loads(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_error error = {0};
    if (ab_py_type_of(c->argv[0]) == PY_BYTES) {
        text = *(const ab_str *)c->argv[0]->ext.data;
    } else if (!ab_py_text(c->argv[0], &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "the JSON object must be str, bytes or bytearray, not %s",
                           ab_py_type_name(c->argv[0]));
    }
    if (!ab_json_parse(p->arena, text, NULL, out, &error)) {
        ab_py_raise(p, PY_VALUE_ERROR, "%s", error.message ? error.message : "no JSON");
        ab_error_clear(&error);
        return false;
    }
    if (p->mutable_containers) {
        *out = ab_py_thaw(p, out);
    }
    return true;
}

static const ab_py_builtin loop_rows[] = {
    {"changed", loop_changed, 0, 0, PY_RAW, "",
     "True if the arguments differ from those of the call before."},
    {"cycle", loop_cycle, 0, 0, PY_RAW, "", "One of the arguments by turns."},
};
const ab_py_table ab_py_loop_methods = PY_TABLE(loop_rows, "loop");

static const ab_py_builtin cycler_rows[] = {
    {"next", cycler_next, 0, 0, 0, "", "The next item."},
    {"reset", cycler_reset, 0, 0, 0, "", "Back to the first item."},
};
const ab_py_table ab_py_cycler_methods = PY_TABLE(cycler_rows, "cycler");

static const ab_py_builtin rows[] = {
    {"cycler", global_cycler, 0, 0, PY_RAW, "",
     "An object whose `next()` gives the arguments by turns."},
    {"dict", global_dict, 0, 0, PY_RAW, "", "A dict of a mapping or pairs, and keywords."},
    {"joiner", global_joiner, 0, 1, 0, "sep",
     "A function that gives nothing the first time, then `sep`."},
    {"lipsum", global_lipsum, 0, 4, PY_IMPURE, "n,html,min,max", "Filler text by chance."},
    {"namespace", global_namespace, 0, 0, PY_RAW, "",
     "An object whose attributes `set` can change from within loops."},
};
const ab_py_table ab_py_globals = PY_TABLE(rows, "Functions of Jinja");

static const ab_py_builtin json_loads_rows[] = {
    {"json_loads", global_json_loads, 1, 1, 0, "s",
     "The value of a JSON text (in JWT components)."},
};
const ab_py_table ab_py_json_loads = PY_TABLE(json_loads_rows, "Functions of JWT components");
