#include "template/regex.h"

#include "base/alloc.h"
#include "base/arena_cleanup.h"
#include "template/ast.h"
#include "template/matcher.h"

/* Of one start in the text: what the recursion of a match may take. */
enum { MATCH_LIMIT = 2000000, DEPTH_LIMIT = 20000, HEAP_LIMIT_KIB = 20000 };

/* A match's work in units, each about 30 ns of an interpreted match; two are a step. */
enum {
    UNITS_PER_STEP = 2,
    READ_SHIFT = 5, /* characters that a repeat or the pattern itself goes over, a unit for 32 */
    COMPARE_SHIFT = 12, /* bytes compared at once, where case matters */
    BUILD_SHIFT = 4,    /* bytes of a compiled pattern, in steps */
};

/* More constant patterns in one template are compiled when they are used. */
enum { MAX_PREPARED = 64 };

struct ab_py_pattern {
    ab_str source;
    pcre2_code *code;
    ab_py_pattern_facts facts;
    struct ab_py_pattern *next;
};

static pcre2_code *compile(ab_py *p, ab_str pattern, ab_py_pattern_facts *facts)
{
    ab_buf *buf = ab_py_buf(p);
    if (!ab_py_pattern_translate(p, pattern, buf, facts)) {
        return NULL;
    }
    int code;
    PCRE2_SIZE offset;
    pcre2_compile_context *context = ab_xcheck(pcre2_compile_context_create(NULL));
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    uint32_t flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | (facts->ascii ? 0 : PCRE2_UCP);
    pcre2_code *re =
        pcre2_compile((PCRE2_SPTR)(buf->p ? buf->p : ""), buf->n, flags, &code, &offset, context);
    pcre2_compile_context_free(context);
    ab_py_buf_free(p, buf);
    if (!re && code == PCRE2_ERROR_HEAP_FAILED) {
        ab_out_of_memory();
    }
    if (!re) {
        char message[120] = "";
        pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof(message));
        ab_py_pattern_error(p, message);
        return NULL;
    }
    size_t size = 0;
    pcre2_pattern_info(re, PCRE2_INFO_SIZE, &size);
    ab_py_charge(p, size >> BUILD_SHIFT);
    return re;
}

static void release_code(void *code)
{
    pcre2_code_free(code);
}

static const struct ab_py_pattern *prepared(const ab_py_program *program, ab_str source,
                                            size_t *count)
{
    *count = 0;
    for (const struct ab_py_pattern *at = program ? program->patterns : NULL; at; at = at->next) {
        if (ab_str_eq(at->source, source)) {
            return at;
        }
        ++*count;
    }
    return NULL;
}

void ab_py_regex_prepare(ab_arena *arena, ab_py_program *program, ab_str source)
{
    size_t count;
    if (prepared(program, source, &count) || count >= MAX_PREPARED) {
        return;
    }
    ab_py p = {.arena = arena, .arena_start = ab_arena_bytes(arena)};
    ab_py_pattern_facts facts;
    pcre2_code *code = compile(&p, source, &facts);
    ab_py_buf_release_all(&p);
    if (!code) {
        return; /* it fails when it is used */
    }
    /* without JIT it is interpreted */
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    ab_arena_on_release(arena, release_code, code);
    struct ab_py_pattern *pattern = AB_ARENA_NEW(arena, struct ab_py_pattern);
    *pattern = (struct ab_py_pattern){source, code, facts, program->patterns};
    program->patterns = pattern;
}

bool ab_py_matcher_open(ab_py *p, ab_str pattern, ab_py_matcher *m)
{
    size_t count;
    const struct ab_py_pattern *ready = prepared(p->program, pattern, &count);
    m->borrowed = ready != NULL;
    m->source = pattern;
    if (ready) {
        m->facts = ready->facts;
    }
    m->re = ready ? ready->code : compile(p, pattern, &m->facts);
    if (!m->re) {
        return false;
    }
    m->data = ab_xcheck(pcre2_match_data_create_from_pattern(m->re, NULL));
    m->context = ab_xcheck(pcre2_match_context_create(NULL));
    pcre2_set_match_limit(m->context, MATCH_LIMIT);
    pcre2_set_depth_limit(m->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(m->context, HEAP_LIMIT_KIB);
    pcre2_pattern_info(m->re, PCRE2_INFO_CAPTURECOUNT, &m->groups);
    return true;
}

void ab_py_matcher_close(ab_py_matcher *m)
{
    pcre2_match_context_free(m->context);
    pcre2_match_data_free(m->data);
    if (!m->borrowed) {
        pcre2_code_free(m->re);
    }
}

/* The work of one match. */
typedef struct effort {
    uint64_t units;
    uint64_t most;
    uint32_t unseen; /* units that may have gone by since the last callout, unseen */
    size_t position;
} effort;

static int count_work(pcre2_callout_block *block, void *data)
{
    effort *e = data;
    size_t at = block->current_position;
    size_t read = at > e->position ? at - e->position : e->position - at;
    e->position = at;
    e->units += 1 + e->unseen + (read >> READ_SHIFT);
    return e->units > e->most ? PCRE2_ERROR_CALLOUT : 0;
}

static uint32_t unseen_units(const ab_py_matcher *m, ab_str text)
{
    size_t units = (m->source.n + m->facts.fixed) >> READ_SHIFT;
    if (m->facts.refers) {
        units += text.n >> (m->facts.caseless ? READ_SHIFT : COMPARE_SHIFT);
    }
    return units < UINT32_MAX ? (uint32_t)units : UINT32_MAX;
}

bool ab_py_match(ab_py *p, const ab_py_matcher *m, ab_str text, size_t from, uint32_t flags,
                 bool *found)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.p ? text.p : "");
    effort e = {.most = (uint64_t)(p->steps < PY_MAX_STEPS ? PY_MAX_STEPS - p->steps : 0) *
                        UNITS_PER_STEP,
                .unseen = unseen_units(m, text),
                .position = from};
    pcre2_set_callout(m->context, count_work, &e);
    int rc = pcre2_match(m->re, subject, text.n, from, flags, m->data, m->context);
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT) {
        rc = pcre2_match(m->re, subject, text.n, from, flags | PCRE2_NO_JIT, m->data, m->context);
    }
    *found = rc > 0;
    if (rc > 0 || rc == PCRE2_ERROR_NOMATCH) {
        ab_py_charge(p, e.units / UNITS_PER_STEP);
        return true;
    }
    if (rc == PCRE2_ERROR_NOMEMORY) {
        ab_out_of_memory();
    }
    ab_str shown = ab_str_sub(m->source, 0, ab_text_offset(m->source, 60));
    return ab_py_raise(p, PY_LIMIT,
                       "the regular expression %.*s%s takes too long on a text of %zu bytes",
                       AB_STR_ARG(shown), shown.n < m->source.n ? "…" : "", text.n);
}

ab_str ab_py_group_text(const ab_py_matcher *m, ab_str text, uint32_t i)
{
    const PCRE2_SIZE *span = pcre2_get_ovector_pointer(m->data);
    if (span[2 * i] == PCRE2_UNSET || span[2 * i + 1] < span[2 * i]) {
        return AB_STR("");
    }
    return ab_str_sub(text, span[2 * i], span[2 * i + 1]);
}

bool ab_py_regex_search(ab_py *p, ab_str pattern, ab_str text, bool *has_group,
                        ab_value *group_value)
{
    ab_py_matcher m;
    bool found;
    if (!ab_py_matcher_open(p, pattern, &m)) {
        return false;
    }
    bool ok = ab_py_match(p, &m, text, 0, 0, &found);
    *has_group = ok && found && m.groups > 0;
    if (*has_group) {
        /* a group that took no part is None */
        const PCRE2_SIZE *span = pcre2_get_ovector_pointer(m.data);
        *group_value =
            span[2] == PCRE2_UNSET ? ab_value_null() : ab_value_str(ab_py_group_text(&m, text, 1));
    }
    ab_py_matcher_close(&m);
    return ok;
}
