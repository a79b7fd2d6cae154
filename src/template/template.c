/* Compiling and evaluating: the CDK's JinjaInterpolation around Jinja. */
#include "template/template.h"

#include "template/ast.h"

#include <math.h>

struct ab_template {
    ab_py_program program;
    ab_str source;
    ab_template_kind kind;
    unsigned valid_types;
    unsigned reads;
    bool is_constant;
    ab_value constant;
    const char *broken; /* why every evaluation fails, or NULL */
    ab_error_kind broken_kind;
    const ab_template_place *place; /* in the manifest, or NULL */
};

/* ---- compiling ---- */

static void position(ab_str source, uint32_t at, unsigned *line, unsigned *column)
{
    *line = 1;
    *column = 1;
    for (uint32_t i = 0; i < at && i < source.n; i++) {
        bool newline = source.p[i] == '\n';
        *line += newline;
        *column = newline ? 1 : *column + 1;
    }
}

static bool report(const ab_py *p, ab_str source, ab_error *error)
{
    unsigned line;
    unsigned column;
    position(source, p->pos, &line, &column);
    ab_error_set(error, AB_ERROR_SYSTEM, "%.*s", AB_STR_ARG(p->message));
    return ab_error_at(error, NULL, line, column);
}

/* Says which template failed, and where it stands. */
static bool told(const ab_template *t, ab_error *error)
{
    const ab_template_place *place = t->place;
    if (!error || !place) {
        return ab_error_detail(error, "template: %.*s", AB_STR_ARG(t->source));
    }
    if (error->line) {
        ab_error_detail(error, "at %u:%u of the template: %.*s", error->line, error->column,
                        AB_STR_ARG(t->source));
    } else {
        ab_error_detail(error, "template: %.*s", AB_STR_ARG(t->source));
    }
    error->line = place->line;
    error->column = place->column;
    ab_error_in_component(error, place->component);
    return ab_error_at(error, place->file, place->line, place->column);
}

static unsigned reads_of(const ab_py_program *program)
{
    unsigned reads = 0;
    for (uint32_t i = 0; i < program->name_count; i++) {
        const ab_py_context_name *name = &program->names[i];
        reads |= name->required && !name->is_json_loads ? 1u << name->var : 0;
    }
    return reads;
}

static bool evaluate(const ab_template *t, const ab_template_context *context, ab_arena *arena,
                     ab_value *out, ab_error *error);

ab_template *ab_template_compile(ab_arena *arena, ab_str text, ab_template_kind kind,
                                 unsigned valid_types, ab_error *error)
{
    if (ab_str_find(text, AB_STR("stream_state"), 0) >= 0) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "`stream_state` is no longer supported for interpolation: use "
                     "`stream_interval` instead");
        ab_error_at(error, NULL, 1, 1);
        return NULL;
    }
    ab_template *t = AB_ARENA_NEW(arena, ab_template);
    t->source = text;
    t->kind = kind;
    t->valid_types = valid_types;
    t->program.source = ab_py_normalize_newlines(arena, text, true);
    ab_py p = {.arena = arena, .arena_start = ab_arena_bytes(arena)};
    bool ok = ab_py_parse(&p, &t->program) && ab_py_link(&p, &t->program);
    if (ok) {
        ab_py_fold(&p, &t->program);
    }
    ab_py_buf_release_all(&p);
    if (!ok) {
        report(&p, t->program.source, error);
        return NULL;
    }
    t->reads = reads_of(&t->program);
    if (!t->program.name_count && !t->program.impure) {
        t->is_constant = evaluate(t, NULL, arena, &t->constant, NULL);
    }
    return t;
}

ab_template *ab_template_broken(ab_arena *arena, ab_str text, const ab_error *why)
{
    ab_template *t = AB_ARENA_NEW(arena, ab_template);
    t->source = text;
    t->broken = ab_arena_cstr(arena, ab_str_of(why->message));
    t->broken_kind = why->kind;
    return t;
}

void ab_template_set_place(ab_template *t, const ab_template_place *place)
{
    t->place = place;
}

const ab_template_place *ab_template_place_of(const ab_template *t)
{
    return t->place;
}

ab_str ab_template_source(const ab_template *t)
{
    return t->source;
}

unsigned ab_template_reads(const ab_template *t)
{
    return t->reads;
}

bool ab_template_uses(const ab_template *t, ab_str name)
{
    for (uint32_t i = 0; i < t->program.name_count; i++) {
        if (ab_str_eq(t->program.names[i].name, name)) {
            return true;
        }
    }
    return false;
}

const ab_py_program *ab_template_program(const ab_template *t)
{
    return &t->program;
}

bool ab_template_constant(const ab_template *t, const ab_value **value)
{
    if (t->is_constant) {
        *value = &t->constant;
    }
    return t->is_constant;
}

/* ---- results ---- */

static bool accepts(unsigned valid, const ab_value *v)
{
    static const unsigned masks[PY_TYPE_COUNT] = {
        [PY_STR] = AB_TYPE_STR,
        [PY_INT] = AB_TYPE_INT,
        [PY_BOOL] = AB_TYPE_BOOL | AB_TYPE_INT,
        [PY_FLOAT] = AB_TYPE_FLOAT,
        [PY_LIST] = AB_TYPE_LIST,
        [PY_DICT] = AB_TYPE_DICT,
    };
    ab_py_type t = ab_py_type_of(v);
    return valid ? (masks[t] & valid) != 0 : t != PY_COMPLEX;
}

/* Reads a rendered text as a literal; what is none stays text. */
static void read_text(ab_py *p, ab_str text, unsigned valid, ab_value *out)
{
    ab_value v;
    *out = ab_py_literal(p, text, &v) && accepts(valid, &v) ? v : ab_value_str(text);
}

/* True if printing the value and reading that as a literal gives the value again. */
static bool survives(const ab_value *v, unsigned depth, unsigned *left)
{
    if (depth > 60 || !*left) {
        return false; /* shared values may be many more than they take memory */
    }
    --*left;
    switch (v->kind) {
    case AB_NULL:
    case AB_BOOL:
    case AB_INT:
    case AB_STRING:
        return true;
    case AB_REAL:
        return isfinite(ab_value_double(v));
    case AB_ARRAY:
        for (uint32_t i = 0; i < v->count; i++) {
            if (!survives(&v->items[i], depth + 1, left)) {
                return false;
            }
        }
        return true;
    case AB_OBJECT:
        for (uint32_t i = 0; i < v->count; i++) {
            if (!survives(&v->object.members[i].value, depth + 1, left)) {
                return false;
            }
        }
        return true;
    default: /* large integers print with a limit */
        return false;
    }
}

/* What became of one rendering. */
typedef enum outcome { RENDERED, EMPTY, UNDEFINED, FAILED } outcome;

static outcome failure(ab_py *p)
{
    return p->exc == PY_UNDEFINED_ERROR ? UNDEFINED : FAILED;
}

static outcome text_result(ab_py *p, ab_str text, unsigned valid, ab_value *out)
{
    if (!text.n) {
        return EMPTY;
    }
    read_text(p, text, valid, out);
    return RENDERED;
}

/* A TypeError gives the template's own text. */
static outcome type_error(ab_py *p, const ab_template *t, ab_value *out)
{
    ab_py_clear(p);
    p->depth = 0;
    p->autoescape = false;
    return text_result(p, t->source, t->valid_types, out);
}

static outcome expression_result(ab_py *p, const ab_template *t, ab_value *out)
{
    ab_value v;
    ab_str text;
    unsigned left = PY_MAX_ITEMS;
    if (!ab_py_run_expression(p, &t->program, &v)) {
        return p->exc == PY_TYPE_ERROR ? type_error(p, t, out) : failure(p);
    }
    if (v.kind != AB_STRING && v.kind != AB_EXT && accepts(t->valid_types, &v) &&
        survives(&v, 0, &left)) {
        *out = v;
        return RENDERED;
    }
    if (!ab_py_str_text(p, &v, &text)) {
        return p->exc == PY_TYPE_ERROR ? type_error(p, t, out) : failure(p);
    }
    return text_result(p, text, t->valid_types, out);
}

static outcome render(ab_py *p, const ab_template *t, ab_value *out)
{
    if (t->program.expression) {
        return expression_result(p, t, out);
    }
    ab_str text;
    p->out = ab_py_buf(p);
    if (!ab_py_run(p, &t->program) || !ab_py_buf_text(p, p->out, &text)) {
        return p->exc == PY_TYPE_ERROR ? type_error(p, t, out) : failure(p);
    }
    return text_result(p, text, t->valid_types, out);
}

/* ---- the context ---- */

static bool load_variable(ab_py *p, const ab_template_context *context, int var)
{
    if (p->vars[var] || !context) {
        return p->vars[var] != NULL;
    }
    p->vars[var] = context->vars[var];
    if (!p->vars[var] && context->lazy) {
        ab_value *v = AB_ARENA_NEW(p->arena, ab_value);
        if (context->lazy(context->lazy_context, (ab_var)var, p->arena, v)) {
            p->vars[var] = v;
        }
    }
    if (p->vars[var] && p->mutable_containers && var != AB_VAR_EXTRA) {
        ab_value *v = AB_ARENA_NEW(p->arena, ab_value);
        *v = ab_py_thaw(p, p->vars[var]);
        p->vars[var] = v;
    }
    return p->vars[var] != NULL;
}

static bool load_names(ab_py *p, const ab_py_program *program, const ab_template_context *context)
{
    for (uint32_t i = 0; i < program->name_count; i++) {
        const ab_py_context_name *name = &program->names[i];
        bool exists = load_variable(p, context, name->var);
        if (name->var == AB_VAR_EXTRA) {
            exists = exists && ab_object_get(p->vars[AB_VAR_EXTRA], name->name);
        }
        exists = exists || (name->is_json_loads && context && context->json_loads);
        if (name->required && !exists) {
            p->pos = 0;
            return ab_py_raise(p, PY_VALUE_ERROR, "the variable '%.*s' does not exist here",
                               AB_STR_ARG(name->name));
        }
    }
    return true;
}

static bool evaluate(const ab_template *t, const ab_template_context *context, ab_arena *arena,
                     ab_value *out, ab_error *error)
{
    ab_py p = {.arena = arena,
               .arena_start = ab_arena_bytes(arena),
               .program = &t->program,
               .context = context};
    p.mutable_containers = t->program.mutates;
    outcome o = t->program.unhashable                  ? type_error(&p, t, out)
                : load_names(&p, &t->program, context) ? render(&p, t, out)
                                                       : FAILED;
    if (p.steps >= PY_MAX_STEPS && o != FAILED) {
        ab_py_raise(&p, PY_LIMIT, "the template takes too many steps");
        o = FAILED;
    }
    if (o == UNDEFINED && t->kind == AB_TEMPLATE_STRING) {
        o = FAILED; /* the default is the same template */
    }
    if (o == EMPTY || o == UNDEFINED) {
        /* an empty text is evaluated to the default: the string's own text, which is empty, too;
         * None; False */
        *out = t->kind == AB_TEMPLATE_STRING    ? ab_value_str(AB_STR(""))
               : t->kind == AB_TEMPLATE_BOOLEAN ? ab_value_bool(false)
                                                : ab_value_null();
    } else if (o == FAILED && error) {
        report(&p, t->program.source, error);
        told(t, error);
    }
    ab_py_buf_release_all(&p);
    return o != FAILED;
}

bool ab_template_eval(const ab_template *t, const ab_template_context *context, ab_arena *arena,
                      ab_value *out, ab_error *error)
{
    if (t->broken) {
        ab_error_set(error, t->broken_kind, "%s", t->broken);
        return told(t, error);
    }
    if (t->is_constant) {
        *out = t->constant;
        return true;
    }
    return evaluate(t, context, arena, out, error);
}

static bool is_false(const ab_value *v)
{
    static const char *const words[] = {"False", "false", "{}", "[]", "()", "", "0", "0.0"};
    if (v->kind != AB_STRING) {
        ab_py_type t = ab_py_type_of(v);
        return t != PY_BYTES && !ab_py_truthy(v);
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ab_str_is(v->text, words[i])) {
            return true;
        }
    }
    return false;
}

bool ab_template_eval_bool(const ab_template *t, const ab_template_context *context,
                           ab_arena *arena, bool *out, ab_error *error)
{
    ab_value v;
    if (!ab_template_eval(t, context, arena, &v, error)) {
        return false;
    }
    *out = !is_false(&v);
    return true;
}

bool ab_template_eval_text(const ab_template *t, const ab_template_context *context,
                           ab_arena *arena, ab_str *out, ab_error *error)
{
    ab_value v;
    if (!ab_template_eval(t, context, arena, &v, error)) {
        return false;
    }
    *out = ab_python_str(arena, &v);
    return true;
}

/* ---- helpers for others ---- */

static ab_value or_empty(const ab_value *v)
{
    return v && v->kind != AB_NULL ? *v : ab_value_object();
}

static void merge(ab_arena *arena, ab_value *into, const ab_value *from)
{
    const ab_value *plain = ab_py_unwrap_mapping(from);
    for (uint32_t i = 0; plain->kind == AB_OBJECT && i < plain->count; i++) {
        ab_object_set(arena, into, plain->object.members[i].key, plain->object.members[i].value);
    }
}

ab_value ab_template_slice(ab_arena *arena, const ab_value *partition, const ab_value *cursor_slice,
                           const ab_value *extra_fields)
{
    ab_py_stream_slice *s = AB_ARENA_NEW(arena, ab_py_stream_slice);
    s->partition = or_empty(partition);
    s->cursor_slice = or_empty(cursor_slice);
    s->extra_fields = or_empty(extra_fields);
    s->merged = ab_value_object();
    merge(arena, &s->merged, &s->partition);
    merge(arena, &s->merged, &s->cursor_slice);
    return ab_py_ext(PY_STREAM_SLICE, s);
}

ab_value ab_template_record(ab_arena *arena, const ab_value *data, ab_str stream_name,
                            const ab_value *slice)
{
    ab_py_record *r = AB_ARENA_NEW(arena, ab_py_record);
    r->data = *data;
    r->stream_name = ab_value_str(stream_name);
    r->slice = slice ? *slice : ab_value_null();
    return ab_py_ext(PY_RECORD, r);
}

ab_value ab_template_headers(ab_arena *arena, const ab_value *headers)
{
    ab_value *copy = AB_ARENA_NEW(arena, ab_value);
    *copy = *headers;
    return ab_py_ext(PY_HEADERS, copy);
}

ab_str ab_python_str(ab_arena *arena, const ab_value *v)
{
    ab_py p = {.arena = arena, .arena_start = ab_arena_bytes(arena)};
    ab_str text = AB_STR("");
    ab_py_str_text(&p, v, &text);
    ab_py_buf_release_all(&p);
    return text;
}

ab_str ab_python_repr(ab_arena *arena, const ab_value *v)
{
    ab_py p = {.arena = arena, .arena_start = ab_arena_bytes(arena)};
    ab_str text = AB_STR("");
    ab_py_repr_text(&p, v, &text);
    ab_py_buf_release_all(&p);
    return text;
}

bool ab_python_literal(ab_arena *arena, ab_str text, ab_value *out)
{
    ab_py p = {.arena = arena, .arena_start = ab_arena_bytes(arena)};
    bool ok = ab_py_literal(&p, text, out);
    ab_py_buf_release_all(&p);
    return ok;
}
