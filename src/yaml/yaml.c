#include "yaml/yaml.h"

#include "base/alloc.h"
#include "base/map.h"
#include "base/vec.h"
#include "yaml/scalar.h"
#include "json/json.h"

#include <yaml.h>

/* An anchored value. Its size and height are those of a copy, as whoever walks the tree sees it. */
typedef struct anchor {
    ab_value value;
    size_t nodes;
    size_t height;
    bool open; /* its value is not complete: an alias to it would be a cycle */
} anchor;

/* A container that is being read. */
typedef struct frame {
    ab_value value;
    ab_str key; /* of the member whose value comes next */
    uint32_t key_line;
    uint32_t key_column;
    bool has_key;
    bool is_merge;   /* that key is << */
    ab_value merged; /* an array of the mappings that << names */
    anchor *anchor;
    size_t nodes;
    size_t height; /* of the highest element: 0 for scalars */
} frame;

typedef struct reader {
    yaml_parser_t parser;
    ab_arena *arena;
    const char *source;
    ab_map anchors;
    AB_VEC(frame) stack;
    ab_value *out;
    bool done;
    ab_error *error;
} reader;

static bool fail(reader *r, yaml_mark_t mark, const char *problem)
{
    unsigned line = (unsigned)mark.line + 1;
    unsigned column = (unsigned)mark.column + 1;
    const char *source = r->source ? r->source : "<yaml>";
    ab_error_set(r->error, AB_ERROR_SYSTEM, "%s:%u:%u: %s", source, line, column, problem);
    return ab_error_at(r->error, source, line, column);
}

/* Line and column of a byte, for errors of libyaml's reader, which knows offsets only. */
static yaml_mark_t mark_of_offset(ab_str text, size_t offset)
{
    yaml_mark_t mark = {0};
    for (size_t i = 0; i < offset && i < text.n; i++) {
        if (text.p[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

static bool fail_syntax(reader *r, ab_str text)
{
    const yaml_parser_t *p = &r->parser;
    const char *problem = p->problem ? p->problem : "cannot be read";
    char message[256];
    if (p->error == YAML_MEMORY_ERROR) {
        ab_out_of_memory();
    }
    if (p->error == YAML_READER_ERROR) {
        snprintf(message, sizeof(message), "%s", problem);
        return fail(r, mark_of_offset(text, p->problem_offset), message);
    }
    if (p->context) {
        snprintf(message, sizeof(message), "%s, %s that began at line %zu", problem, p->context,
                 p->context_mark.line + 1);
    } else {
        snprintf(message, sizeof(message), "%s", problem);
    }
    return fail(r, p->problem_mark, message);
}

static bool fail_name(reader *r, yaml_mark_t mark, const char *problem, const yaml_char_t *name)
{
    char message[256];
    snprintf(message, sizeof(message), "%s '%.100s'", problem, (const char *)name);
    return fail(r, mark, message);
}

static ab_str text_of(const yaml_char_t *text)
{
    return ab_str_of((const char *)text);
}

/* ---- Keys ---- */

/* A key's text: what Python's json.dumps makes of a key that is no string. */
static bool key_text(reader *r, yaml_mark_t mark, const ab_value *v, ab_str *out)
{
    if (v->kind == AB_STRING) {
        *out = v->text;
        return true;
    }
    if (v->kind == AB_ARRAY || v->kind == AB_OBJECT) {
        return fail(r, mark, "a mapping's key must be a scalar");
    }
    ab_value bare = *v;
    if (bare.kind == AB_REAL) {
        bare = ab_value_real(ab_value_double(v));
    }
    *out = ab_json_text(r->arena, &bare, AB_JSON_PYTHON);
    return true;
}

static bool set_key(reader *r, frame *f, yaml_mark_t mark, const ab_value *v, bool is_merge)
{
    f->has_key = true;
    f->is_merge = is_merge;
    f->key_line = (uint32_t)mark.line + 1;
    f->key_column = (uint32_t)mark.column + 1;
    return key_text(r, mark, v, &f->key);
}

/* ---- Adding a complete value to what contains it ---- */

static bool add_merged(reader *r, frame *f, yaml_mark_t mark, const ab_value *v)
{
    if (v->kind == AB_OBJECT) {
        ab_array_push(r->arena, &f->merged, *v);
        return true;
    }
    bool all_objects = v->kind == AB_ARRAY;
    for (uint32_t i = 0; all_objects && i < v->count; i++) {
        all_objects = v->items[i].kind == AB_OBJECT;
    }
    if (!all_objects) {
        return fail(r, mark, "<< needs a mapping or a list of mappings");
    }
    for (uint32_t i = 0; i < v->count; i++) {
        ab_array_push(r->arena, &f->merged, v->items[i]);
    }
    return true;
}

static void set_member(ab_arena *arena, ab_value *object, const ab_member *member)
{
    ab_value *place = ab_object_set(arena, object, member->key, member->value);
    ab_member *m = (ab_member *)(void *)((char *)place - offsetof(ab_member, value));
    m->key_line = member->key_line;
    m->key_column = member->key_column;
}

/* Adds `v`, the root or an element of the innermost open container. */
static bool add_value(reader *r, yaml_mark_t mark, ab_value v, size_t nodes, size_t height)
{
    if (r->stack.n + height > AB_YAML_MAX_DEPTH) {
        return fail(r, mark, "nested too deeply");
    }
    if (r->stack.n == 0) {
        *r->out = v;
        r->done = true;
        return true;
    }
    frame *f = &r->stack.at[r->stack.n - 1];
    f->nodes += nodes;
    if (f->nodes > AB_YAML_MAX_NODES) {
        return fail(r, mark, "aliases expand to more than 1000000 values");
    }
    f->height = height > f->height ? height : f->height;
    if (f->value.kind == AB_ARRAY) {
        ab_array_push(r->arena, &f->value, v);
        return true;
    }
    f->has_key = false;
    if (f->is_merge) {
        return add_merged(r, f, mark, &v);
    }
    ab_member member = {f->key, f->key_line, f->key_column, v};
    set_member(r->arena, &f->value, &member);
    return true;
}

static bool expects_key(const reader *r)
{
    const frame *f = r->stack.n ? &r->stack.at[r->stack.n - 1] : NULL;
    return f && f->value.kind == AB_OBJECT && !f->has_key;
}

/* ---- Anchors ---- */

static anchor *new_anchor(reader *r, const yaml_char_t *name)
{
    if (!name) {
        return NULL;
    }
    anchor *a = AB_ARENA_NEW(r->arena, anchor);
    a->open = true;
    ab_map_set(&r->anchors, text_of(name), a);
    return a;
}

static void close_anchor(anchor *a, const ab_value *v, size_t nodes, size_t height)
{
    if (a) {
        *a = (anchor){.value = *v, .nodes = nodes, .height = height};
    }
}

static bool on_alias(reader *r, const yaml_event_t *event)
{
    const yaml_char_t *name = event->data.alias.anchor;
    const anchor *a = ab_map_get(&r->anchors, text_of(name));
    if (!a) {
        return fail_name(r, event->start_mark, "found undefined alias", name);
    }
    if (a->open) {
        return fail_name(r, event->start_mark, "found an alias within its own anchor", name);
    }
    if (expects_key(r)) {
        return set_key(r, &r->stack.at[r->stack.n - 1], event->start_mark, &a->value, false);
    }
    return add_value(r, event->start_mark, a->value, a->nodes, a->height);
}

/* ---- Scalars and containers ---- */

static bool scalar_tag(reader *r, const yaml_event_t *event, ab_str text, ab_yaml_tag *tag)
{
    const yaml_char_t *name = event->data.scalar.tag;
    if (event->data.scalar.plain_implicit) {
        *tag = ab_yaml_resolve(text);
        return true;
    }
    *tag = AB_YAML_STR;
    if (!name || event->data.scalar.quoted_implicit || text_of(name).n == 0 ||
        ab_str_is(text_of(name), "!")) {
        return true;
    }
    return ab_yaml_tag_named(text_of(name), tag) ||
           fail_name(r, event->start_mark, "unknown tag", name);
}

static bool on_scalar(reader *r, const yaml_event_t *event)
{
    ab_str text = ab_arena_str(
        r->arena, (ab_str){(const char *)event->data.scalar.value, event->data.scalar.length});
    ab_yaml_tag tag;
    ab_value v = ab_value_null();
    if (!scalar_tag(r, event, text, &tag)) {
        return false;
    }
    const char *problem = ab_yaml_scalar(r->arena, tag, text, &v);
    if (problem) {
        return fail(r, event->start_mark, problem);
    }
    v.line = (uint32_t)event->start_mark.line + 1;
    v.column = (uint32_t)event->start_mark.column + 1;
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
        v.flags |= AB_VALUE_PLAIN;
    }
    close_anchor(new_anchor(r, event->data.scalar.anchor), &v, 1, 0);
    if (expects_key(r)) {
        return set_key(r, &r->stack.at[r->stack.n - 1], event->start_mark, &v,
                       tag == AB_YAML_MERGE);
    }
    return add_value(r, event->start_mark, v, 1, 0);
}

static bool on_start(reader *r, yaml_mark_t mark, ab_value v, const yaml_char_t *tag,
                     const char *own_tag, const yaml_char_t *anchor_name)
{
    if (tag && !ab_str_is(text_of(tag), own_tag) && !ab_str_is(text_of(tag), "!")) {
        return fail_name(r, mark, "unknown tag", tag);
    }
    if (expects_key(r)) {
        return fail(r, mark, "a mapping's key must be a scalar");
    }
    if (r->stack.n >= AB_YAML_MAX_DEPTH) {
        return fail(r, mark, "nested too deeply");
    }
    v.line = (uint32_t)mark.line + 1;
    v.column = (uint32_t)mark.column + 1;
    AB_VEC_PUSH(&r->stack, (frame){.value = v,
                                   .merged = ab_value_array(),
                                   .anchor = new_anchor(r, anchor_name),
                                   .nodes = 1});
    return true;
}

/* Merged members come first, own ones replace them in their place, as in PyYAML. */
static void merge(reader *r, frame *f)
{
    ab_value own = f->value;
    f->value.count = 0;
    f->value.capacity = 0;
    f->value.object.members = NULL;
    f->value.object.index = NULL;
    for (uint32_t i = 0; i < f->merged.count; i++) {
        const ab_value *from = &f->merged.items[i];
        for (uint32_t m = 0; m < from->count; m++) {
            set_member(r->arena, &f->value, &from->object.members[m]);
        }
    }
    for (uint32_t m = 0; m < own.count; m++) {
        set_member(r->arena, &f->value, &own.object.members[m]);
    }
}

static bool on_end(reader *r, const yaml_event_t *event)
{
    frame f = r->stack.at[--r->stack.n];
    if (f.merged.count) {
        merge(r, &f);
    }
    close_anchor(f.anchor, &f.value, f.nodes, f.height + 1);
    return add_value(r, event->start_mark, f.value, f.nodes, f.height + 1);
}

static bool on_event(reader *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return !r->done || fail(r, event->start_mark, "more than one document");
    case YAML_ALIAS_EVENT:
        return on_alias(r, event);
    case YAML_SCALAR_EVENT:
        return on_scalar(r, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_start(r, event->start_mark, ab_value_array(), event->data.sequence_start.tag,
                        YAML_SEQ_TAG, event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        return on_start(r, event->start_mark, ab_value_object(), event->data.mapping_start.tag,
                        YAML_MAP_TAG, event->data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_end(r, event);
    default:
        return true;
    }
}

static bool read_events(reader *r, ab_str text)
{
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event)) {
            return fail_syntax(r, text);
        }
        yaml_event_type_t type = event.type;
        bool ok = on_event(r, &event);
        yaml_event_delete(&event);
        if (!ok || type == YAML_STREAM_END_EVENT) {
            return ok;
        }
    }
}

bool ab_yaml_parse(ab_arena *arena, ab_str text, const char *source_name, ab_value *out,
                   ab_error *error)
{
    if (ab_str_starts(text, AB_STR("\xef\xbb\xbf"))) {
        text = ab_str_sub(text, 3, text.n);
    }
    reader r = {.arena = arena, .source = source_name, .out = out, .error = error};
    *out = ab_value_null();
    if (!yaml_parser_initialize(&r.parser)) {
        ab_out_of_memory();
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
    bool ok = read_events(&r, text);
    yaml_parser_delete(&r.parser);
    ab_map_free(&r.anchors, NULL);
    AB_VEC_FREE(&r.stack);
    return ok;
}
