/* Writing a record that was changed: what is still the source's text, and still stands in the
 * source's order, leaves in runs of one copy each, separators and keys included. No mark says what
 * was changed: pieces that follow each other in memory make a run, others end it. */
#include "json/json.h"
#include "json/page.h"
#include "json/put.h"

enum { STYLE = AB_JSON_COMPACT | AB_JSON_NAN_NULL };

typedef struct splice {
    ab_buf *out;
    const char *run;    /* bytes of a JSON text that are not copied yet; NULL: none */
    const char *end;    /* behind them: the text goes on here, so that one byte more can be read */
    unsigned depth;     /* containers that are open */
    unsigned run_depth; /* when the run began: its text ends with that container at the earliest */
} splice;

static bool write_value(splice *s, const ab_value *v);

static bool flush(splice *s)
{
    const char *run = s->run;
    s->run = NULL;
    return !run || ab_put(s->out, run, (size_t)(s->end - run));
}

static inline bool put_char(splice *s, char c)
{
    if (s->run && *s->end == c) {
        s->end++;
        return true;
    }
    return flush(s) && ab_put_char(s->out, c);
}

static bool put_word(splice *s, const char *word)
{
    while (*word) {
        if (!put_char(s, *word++)) {
            return false;
        }
    }
    return true;
}

/* Bytes that leave as they are; `literal`: a JSON text goes on behind them. */
static inline bool put_bytes(splice *s, ab_str bytes, bool literal)
{
    if (s->run && bytes.p == s->end) {
        s->end += bytes.n;
        return true;
    }
    if (!flush(s)) {
        return false;
    }
    if (!literal) {
        return ab_put_str(s->out, bytes);
    }
    s->run = bytes.p;
    s->end = bytes.p + bytes.n;
    s->run_depth = s->depth;
    return true;
}

static bool write_key(splice *s, ab_str key)
{
    /* Of the parser's keys only those without escapes lie where the text has them. */
    bool in_place = s->run && s->end[0] == '"' && key.p == s->end + 1 && key.n > 0;
    if (in_place) {
        s->end += 1 + key.n;
        return put_char(s, '"');
    }
    return flush(s) && ab_json_write_string(s->out, key, STYLE);
}

static bool write_string(splice *s, const ab_value *v)
{
    if (v->flags & AB_VALUE_LITERAL) {
        return put_char(s, '"') && put_bytes(s, v->text, true) && put_char(s, '"');
    }
    return flush(s) && ab_json_write_string(s->out, v->text, STYLE);
}

static bool write_number(splice *s, const ab_value *v)
{
    ab_str source = ab_number_source(v);
    char first = source.n > 0 ? source.p[source.n > 1 && source.p[0] == '-'] : '\0';
    if (first >= '0' && first <= '9') {
        return put_bytes(s, source, (v->flags & AB_VALUE_LITERAL) != 0);
    }
    return flush(s) && ab_json_write(s->out, v, STYLE);
}

static bool close_container(splice *s, char c)
{
    bool ok = put_char(s, c);
    s->depth--;
    return s->run && s->depth < s->run_depth ? flush(s) && ok : ok;
}

static bool write_array(splice *s, const ab_value *v)
{
    bool ok = put_char(s, '[');
    s->depth++;
    for (uint32_t i = 0; ok && i < v->count; i++) {
        ok = (i == 0 || put_char(s, ',')) && write_value(s, &v->items[i]);
    }
    return ok && close_container(s, ']');
}

static bool write_object(splice *s, const ab_value *v, bool keep_nulls)
{
    bool ok = put_char(s, '{');
    bool first = true;
    s->depth++;
    for (uint32_t i = 0; ok && i < v->count; i++) {
        const ab_member *m = &v->object.members[i];
        if (m->value.kind == AB_NULL && !keep_nulls) {
            continue;
        }
        ok = (first || put_char(s, ',')) && write_key(s, m->key) && put_char(s, ':') &&
             write_value(s, &m->value);
        first = false;
    }
    return ok && close_container(s, '}');
}

static bool write_value(splice *s, const ab_value *v)
{
    switch (v->kind) {
    case AB_NULL:
        return put_word(s, "null");
    case AB_BOOL:
        return put_word(s, v->boolean ? "true" : "false");
    case AB_INT:
    case AB_BIGINT:
    case AB_REAL:
        return write_number(s, v);
    case AB_STRING:
        return write_string(s, v);
    case AB_ARRAY:
        return write_array(s, v);
    case AB_OBJECT:
        return write_object(s, v, true);
    default:
        return flush(s) && ab_json_write(s->out, v, STYLE);
    }
}

bool ab_record_write(ab_buf *out, const ab_value *record, bool keep_nulls)
{
    splice s = {.out = out};
    bool ok = ab_is(record, AB_OBJECT) ? write_object(&s, record, keep_nulls)
                                       : ab_json_write(out, record, STYLE);
    return flush(&s) && ok && !out->overflow;
}
