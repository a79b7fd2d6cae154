/* ConcurrencyLevel: how many requests the source sends at once. */
#include "declarative/parse.h"
#include "declarative/source/source.h"

/* Used where the manifest says nothing. */
#define DEFAULT_LEVEL 2

typedef struct concurrency_level {
    const ab_template *default_concurrency;
    int64_t max_concurrency;
} concurrency_level;

static const ab_field concurrency_level_fields[] = {
    {"default_concurrency", AB_FIELD_TEMPLATE, AB_AT(concurrency_level, default_concurrency),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_INT | AB_TAKES_STRING,
     .help = "The number of requests in flight, or a template that gives it."},
    {"max_concurrency", AB_FIELD_INT, AB_AT(concurrency_level, max_concurrency),
     .help = "What a template's result is cut to; needed where it reads the config."},
    {0},
};

const ab_component_type ab_component_concurrency_level = {
    .name = "ConcurrencyLevel",
    .family = AB_FAMILY_NONE,
    .fields = concurrency_level_fields,
    .options_size = sizeof(concurrency_level),
    .help = "Sets how many requests the source sends at once.",
};

static int evaluate(ab_declarative_source *source, const ab_component *component,
                    const ab_value *config, ab_error *error)
{
    const concurrency_level *o = component->options;
    const ab_value *written = ab_get(component->node, "default_concurrency");
    if (ab_is(written, AB_STRING) && !o->max_concurrency &&
        ab_str_find(written->text, AB_STR("config"), 0) >= 0) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "ConcurrencyLevel requires that max_concurrency be defined if the "
                            "default_concurrency can be used-specified");
    }
    ab_scope scope = ab_scope_new(&source->env, source->arena);
    scope.config = config;
    ab_value none = ab_value_object();
    ab_value value;
    int64_t level;
    if (!ab_scope_value(&scope, o->default_concurrency, &none, &value, error)) {
        return 0;
    }
    if (!ab_value_int64(&value, &level)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "default_concurrency did not evaluate to an integer");
    }
    if (ab_is(written, AB_STRING) && o->max_concurrency && level > o->max_concurrency) {
        level = o->max_concurrency;
    }
    if (level < 1) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "concurrency_level: default_concurrency must be at least 1, not %lld",
                            (long long)level);
    }
    return level > INT32_MAX ? INT32_MAX : (int)level;
}

int ab_source_concurrency(ab_declarative_source *source, const ab_value *config, ab_error *error)
{
    const ab_value *node = ab_get(&source->manifest.resolved, "concurrency_level");
    if (!node) {
        return DEFAULT_LEVEL;
    }
    ab_parse parse = {.arena = source->arena, .file = source->manifest.file};
    const ab_component *component =
        ab_component_parse(&parse, node, "ConcurrencyLevel", AB_STR("concurrency_level"));
    bool ok = ab_parse_result(&parse, AB_PROBLEM_USE, error);
    ab_parse_end(&parse);
    int level = ok ? evaluate(source, component, config, error) : 0;
    if (ok && !level) {
        ab_build build = {.arena = source->arena, .env = &source->env};
        const ab_value *written = ab_get(node, "default_concurrency");
        ab_error_at(error, source->manifest.file, written->line, written->column);
        ab_component_error(&build, component, error);
    }
    return level;
}
