/* KeysToSnakeCase. */
#include "base/vec.h"
#include "declarative/transformations/keys.h"

typedef AB_VEC(ab_str) tokens;

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_other(char c)
{
    return !is_upper(c) && !is_lower(c) && !is_digit(c);
}

static size_t span(ab_str s, size_t from, bool (*is)(char))
{
    while (from < s.n && is(s.p[from])) {
        from++;
    }
    return from;
}

/* Words, numbers, and an empty token for what lies between. */
static void tokenize(ab_str key, tokens *out)
{
    for (size_t at = 0; at < key.n;) {
        size_t end;
        if (is_digit(key.p[at])) {
            end = span(key, at, is_digit);
        } else if (is_other(key.p[at])) {
            at = span(key, at, is_other);
            AB_VEC_PUSH(out, AB_STR(""));
            continue;
        } else {
            end = span(key, span(key, at, is_upper), is_lower);
        }
        AB_VEC_PUSH(out, ab_str_sub(key, at, end));
        at = end;
    }
}

void ab_snake_case(ab_str key, ab_buf *out)
{
    tokens list = {0};
    tokenize(key, &list);
    bool first = true;
    if (list.n && list.at[0].n && is_digit(list.at[0].p[0])) {
        ab_buf_add_char(out, '_');
    }
    for (size_t i = 0; i < list.n; i++) {
        if (i > 0 && i + 1 < list.n && !list.at[i].n) {
            continue; /* an empty one stays only at the ends */
        }
        if (!first) {
            ab_buf_add_char(out, '_');
        }
        first = false;
        for (size_t j = 0; j < list.at[i].n; j++) {
            char c = list.at[i].p[j];
            ab_buf_add_char(out, is_upper(c) ? (char)(c - 'A' + 'a') : c);
        }
    }
    AB_VEC_FREE(&list);
}

static void rename_key(const void *context, ab_str key, ab_buf *out)
{
    (void)context;
    ab_buf ascii;
    ab_buf_init(&ascii, AB_BUF_NO_MAX);
    ab_transliterate(key, &ascii);
    ab_snake_case(ab_buf_str(&ascii), out);
    ab_buf_free(&ascii);
}

static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    (void)base;
    (void)scope;
    (void)error;
    *record = ab_rename_keys(arena, record, true, rename_key, NULL);
    return true;
}

static const ab_transformation_ops ops = {.transform = transform};

static void *build_transformation(ab_build *build, const ab_component *component, const void *args,
                                  ab_error *error)
{
    (void)component;
    (void)args;
    (void)error;
    return ab_transformation_new(build, &ops);
}

const ab_component_type ab_component_keys_to_snake_case = {
    .name = "KeysToSnakeCase",
    .family = AB_FAMILY_TRANSFORMATION,
    .build = build_transformation,
    .help = "Turns all keys of each record, and of objects within it, into snake_case.",
};
