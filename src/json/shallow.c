#include "json/shallow.h"

#include "json/json.h"
#include "json/page.h"
#include "json/put.h"
#include "json/skip.h"

enum {
    /* A look-up compares with all keys, so an object of more is parsed, which makes an index. */
    MAX_MEMBERS = 128,
    FIRST_MEMBERS = 24, /* most records have no more, with what is added */
    SAFE_DIGITS = 18,   /* fewer than overflow an int64 */
    UNUSABLE = AB_RECORD_REPEAT | AB_RECORD_NONFINITE,
    STYLE = AB_JSON_COMPACT | AB_JSON_NAN_NULL,
};

/* A member of the text, or one that was added. */
typedef struct member {
    ab_str key;       /* of the text: as it stands there, since none has an escape */
    const char *text; /* of the value; NULL: not of the text, or not any more */
    const char *end;  /* behind it */
    ab_value *value;  /* parsed or set; NULL: not yet */
    bool removed;
} member;

struct ab_shallow {
    ab_arena *arena;
    ab_str record;
    member *members;
    unsigned count;
    unsigned capacity;
    unsigned from_text; /* leading members that the text has */
    bool changed;       /* anything set or removed */
    bool spliced;       /* a member of the text, that is: it does not leave as one piece */
    bool has_nulls;     /* of the text */
};

/* Room for one more member. */
static member *append(ab_shallow *s)
{
    if (s->count == s->capacity) {
        unsigned capacity = s->capacity ? s->capacity * 2 : FIRST_MEMBERS;
        s->members = ab_arena_grow(s->arena, s->members, s->capacity * sizeof(member),
                                   capacity * sizeof(member));
        s->capacity = capacity;
    }
    return &s->members[s->count++];
}

/* Finds the members of the text; false if there are too many. */
static bool find_members(ab_shallow *s)
{
    const char *end = s->record.p + s->record.n;
    const char *p = ab_skip_space(s->record.p + 1, end);
    bool escapes = false;
    while (p < end && *p == '"') {
        if (s->count == MAX_MEMBERS) {
            return false;
        }
        member *m = append(s);
        const char *name = p + 1;
        p = ab_skip_string(p, end, &escapes);
        m->key = (ab_str){name, (size_t)(p - name) - 1};
        p = ab_skip_space(p, end);
        m->text = p < end ? ab_skip_space(p + 1, end) : end; /* behind the colon */
        m->end = p = ab_skip_value(m->text, end);
        m->value = NULL;
        m->removed = false;
        p = ab_skip_space(p, end);
        p = p < end && *p == ',' ? ab_skip_space(p + 1, end) : end;
    }
    s->from_text = s->count;
    return !escapes;
}

ab_shallow *ab_shallow_open(ab_arena *arena, ab_str record, unsigned flags)
{
    if (!(flags & AB_RECORD_OBJECT) || (flags & UNUSABLE)) {
        return NULL;
    }
    if (flags & AB_RECORD_NEWLINE) {
        char *text = ab_arena_alloc(arena, record.n);
        record = (ab_str){text, ab_record_minify(text, record)};
    }
    ab_shallow *s = ab_arena_alloc(arena, sizeof(*s));
    *s = (ab_shallow){.arena = arena, .record = record, .has_nulls = (flags & AB_RECORD_NULL) != 0};
    return find_members(s) ? s : NULL;
}

ab_arena *ab_shallow_arena(const ab_shallow *s)
{
    return s->arena;
}

size_t ab_shallow_size(const ab_shallow *s)
{
    return s->record.n;
}

static member *find(const ab_shallow *s, ab_str key)
{
    for (unsigned i = 0; i < s->count; i++) {
        member *m = &s->members[i];
        if (!m->removed && ab_str_eq(m->key, key)) {
            return m;
        }
    }
    return NULL;
}

/* The number of a few digits that is all of the text; false if it is none. */
static bool read_integer(ab_str text, ab_value *out)
{
    size_t i = text.p[0] == '-';
    if (text.n - i > SAFE_DIGITS) {
        return false;
    }
    int64_t magnitude = 0;
    for (; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
        magnitude = magnitude * 10 + (text.p[i] - '0');
    }
    *out = ab_value_int(text.p[0] == '-' ? -magnitude : magnitude);
    out->number.source = text.p;
    out->count = (uint32_t)text.n;
    return true;
}

/* Most values that are asked for are integers and strings without escapes; the text was validated,
 * so that they need no parser. */
static void read_value(ab_arena *arena, ab_str text, ab_value *out)
{
    if (text.n > 1 && text.p[0] == '"' && !memchr(text.p, '\\', text.n)) {
        *out = ab_value_str(ab_str_sub(text, 1, text.n - 1));
    } else if (text.n == 0 || !read_integer(text, out)) {
        ab_json_parse(arena, text, NULL, out, NULL);
    }
}

static const ab_value *value_of(const ab_shallow *s, member *m)
{
    if (!m->value) {
        ab_value *value = AB_ARENA_NEW(s->arena, ab_value);
        read_value(s->arena, (ab_str){m->text, (size_t)(m->end - m->text)}, value);
        m->value = value;
    }
    return m->value;
}

const ab_value *ab_shallow_get(ab_shallow *s, ab_str key)
{
    member *m = find(s, key);
    return m ? value_of(s, m) : NULL;
}

void ab_shallow_set(ab_shallow *s, ab_str key, ab_value value)
{
    member *m = find(s, key);
    if (!m) {
        m = append(s);
        *m = (member){.key = key};
    } else if (m->text) {
        s->spliced = true;
        m->text = NULL;
    }
    m->value = AB_ARENA_NEW(s->arena, ab_value);
    *m->value = value;
    s->changed = true;
}

void ab_shallow_remove(ab_shallow *s, ab_str key)
{
    member *m = find(s, key);
    if (m) {
        m->removed = true;
        s->changed = s->spliced = true;
    }
}

ab_value ab_shallow_parse(ab_shallow *s)
{
    ab_value object = ab_value_object();
    if (!s->changed && ab_json_parse(s->arena, s->record, NULL, &object, NULL)) {
        return object;
    }
    for (unsigned i = 0; i < s->count; i++) {
        member *m = &s->members[i];
        if (!m->removed) {
            ab_object_append(s->arena, &object, m->key, *value_of(s, m));
        }
    }
    ab_object_seal(s->arena, &object);
    return object;
}

/* ---- Writing ---- */

typedef struct writing {
    ab_buf *out;
    bool keep_nulls;
    bool first; /* nothing was written yet */
} writing;

static void separate(writing *w)
{
    if (!w->first) {
        ab_put_char(w->out, ',');
    }
    w->first = false;
}

/* Members that follow each other in the text. */
static void write_run(writing *w, const member *from, const member *to)
{
    separate(w);
    const char *begin = from->key.p - 1;
    ab_put(w->out, begin, (size_t)(to->end - begin));
}

static void write_set(writing *w, const member *m)
{
    if (m->value->kind == AB_NULL && !w->keep_nulls) {
        return;
    }
    separate(w);
    ab_json_write_string(w->out, m->key, STYLE);
    ab_put_char(w->out, ':');
    ab_json_write(w->out, m->value, STYLE);
}

static void write_text_members(writing *w, const ab_shallow *s)
{
    const member *run = NULL;
    const member *end = s->members + s->from_text;
    for (const member *m = s->members; m < end; m++) {
        bool stays = m->text && !m->removed && (w->keep_nulls || *m->text != 'n');
        if (stays) {
            run = run ? run : m;
            continue;
        }
        if (run) {
            write_run(w, run, m - 1);
            run = NULL;
        }
        if (!m->text && !m->removed) {
            write_set(w, m);
        }
    }
    if (run) {
        write_run(w, run, end - 1);
    }
}

bool ab_shallow_write(ab_buf *out, const ab_shallow *s, bool keep_nulls)
{
    writing w = {.out = out, .keep_nulls = keep_nulls, .first = true};
    ab_put_char(out, '{');
    if (s->spliced || (s->has_nulls && !keep_nulls)) {
        write_text_members(&w, s);
    } else if (s->from_text > 0) {
        write_run(&w, s->members, s->members + s->from_text - 1);
    }
    for (unsigned i = s->from_text; i < s->count; i++) {
        if (!s->members[i].removed) {
            write_set(&w, &s->members[i]);
        }
    }
    return ab_put_char(out, '}');
}
