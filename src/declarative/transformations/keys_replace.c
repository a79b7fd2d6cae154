/* KeysReplace. */
#include "declarative/transformations/keys.h"
#include "json/json.h"

typedef struct keys_replace {
    const ab_template *old;
    const ab_template *new;
} keys_replace;

typedef struct replacing {
    ab_transformation base;
    const keys_replace *options;
    const ab_value *parameters;
} replacing;

typedef struct words {
    ab_str old;
    ab_str new;
} words;

/* Python's str.replace: the empty text is found before every character and at the end. */
static void replace(const void *context, ab_str key, ab_buf *out)
{
    const words *w = context;
    size_t at = 0;
    while (at < key.n) {
        if (ab_str_starts(ab_str_sub(key, at, key.n), w->old)) {
            ab_buf_add_str(out, w->new);
            at += w->old.n;
        }
        if (at < key.n && (!w->old.n || !ab_str_starts(ab_str_sub(key, at, key.n), w->old))) {
            size_t length;
            ab_utf8_decode(ab_str_sub(key, at, key.n), &length);
            ab_buf_add_str(out, ab_str_sub(key, at, at + length));
            at += length;
        }
    }
    if (!w->old.n) {
        ab_buf_add_str(out, w->new);
    }
}

static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    const replacing *self = (const replacing *)base;
    words w;
    if (!ab_scope_text(scope, self->options->old, self->parameters, &w.old, error) ||
        !ab_scope_text(scope, self->options->new, self->parameters, &w.new, error)) {
        return false;
    }
    *record = ab_rename_keys(arena, record, true, replace, &w);
    return true;
}

static const ab_transformation_ops ops = {.transform = transform};

static void *build_replacing(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)args;
    (void)error;
    replacing *self = AB_ARENA_NEW(build->arena, replacing);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    return self;
}

static const ab_field keys_replace_fields[] = {
    {"old", AB_FIELD_TEMPLATE, AB_AT(keys_replace, old), .flags = AB_FIELD_REQUIRED,
     .help = "Text to be replaced wherever it is in a key."},
    {"new", AB_FIELD_TEMPLATE, AB_AT(keys_replace, new), .flags = AB_FIELD_REQUIRED,
     .help = "What is put in its place."},
    {0},
};

const ab_component_type ab_component_keys_replace = {
    .name = "KeysReplace",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = keys_replace_fields,
    .options_size = sizeof(keys_replace),
    .build = build_replacing,
    .help = "Replaces a text in all keys of each record, and of objects within it.",
};
