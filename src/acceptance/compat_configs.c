/* Configs made by an old specification, tried with the new one: what comparing keywords does not
 * find (a new pattern, a smaller maximum). */
#include "acceptance/compat.h"
#include "jsonschema/schema.h"

#include <stdlib.h>

enum { CONFIGS = 100, MAX_DEPTH = 32 };

/* Choices that are different for each config and the same in each run. */
typedef struct maker {
    ab_arena *arena;
    uint64_t state;
} maker;

static unsigned choose(maker *m, unsigned n)
{
    m->state = m->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return n ? (unsigned)(m->state >> 33) % n : 0;
}

static ab_value make(maker *m, const ab_value *schema, int depth);

/* A member that the schema does not name, where it takes one: in some configs. */
static void add_unnamed(maker *m, const ab_value *schema, ab_value *out, int depth)
{
    static const ab_value anything = {.kind = AB_OBJECT};
    const ab_value *additional = ab_get(schema, "additionalProperties");
    ab_str name = AB_STR("a member without a name");
    bool refused = additional && additional->kind == AB_BOOL && !additional->boolean;
    if (choose(m, 4) == 0 && !refused) {
        const ab_value *kind = ab_is(additional, AB_OBJECT) ? additional : &anything;
        ab_object_set(m->arena, out, name, make(m, kind, depth + 1));
    }
}

static ab_value make_object(maker *m, const ab_value *schema, ab_value out, int depth)
{
    const ab_value *properties = ab_get(schema, "properties");
    const ab_value *required = ab_get(schema, "required");
    for (uint32_t i = 0; ab_is(properties, AB_OBJECT) && i < properties->count; i++) {
        const ab_member *member = &properties->object.members[i];
        ab_value name = ab_value_str(member->key);
        bool needed = ab_get(&member->value, "const") != NULL;
        for (uint32_t j = 0; ab_is(required, AB_ARRAY) && j < required->count; j++) {
            needed = needed || ab_value_equal(&required->items[j], &name);
        }
        if (needed || choose(m, 2)) {
            ab_object_set(m->arena, &out, member->key, make(m, &member->value, depth + 1));
        }
    }
    add_unnamed(m, schema, &out, depth);
    return out;
}

static ab_value make_text(maker *m)
{
    static const char *const texts[] = {
        "a",  "text", "2024-01-31", "2024-01-31T10:20:30Z", "12345678-1234-1234-1234-123456789012",
        "10", "",     "A-1",        "https://example.com",  "name@example.com",
    };
    return ab_value_cstr(texts[choose(m, sizeof(texts) / sizeof(*texts))]);
}

static ab_value make_number(maker *m, const ab_value *schema)
{
    int64_t least = 0, most = 1000, value;
    ab_value_int64(ab_get(schema, "minimum") ? ab_get(schema, "minimum") : &(ab_value){0}, &least);
    if (ab_get(schema, "maximum")) {
        ab_value_int64(ab_get(schema, "maximum"), &most);
    }
    value = most > least && most - least < INT32_MAX
                ? least + choose(m, (unsigned)(most - least) + 1)
                : least;
    return ab_value_int(value);
}

static ab_value make_array(maker *m, const ab_value *schema, int depth)
{
    ab_value out = ab_value_array();
    const ab_value *items = ab_get(schema, "items");
    int64_t least = 0;
    if (ab_get(schema, "minItems")) {
        ab_value_int64(ab_get(schema, "minItems"), &least);
    }
    for (int64_t i = choose(m, 3); i < least + 2 && i < 10; i++) {
        ab_array_push(m->arena, &out, make(m, items, depth + 1));
    }
    return out;
}

static ab_str type_of(maker *m, const ab_value *schema)
{
    const ab_value *type = ab_get(schema, "type");
    if (ab_is(type, AB_ARRAY) && type->count > 0) {
        type = &type->items[choose(m, type->count)];
    }
    return ab_text(type);
}

/* Something that the schema itself offers: a constant, an entry of its lists, its default. */
static const ab_value *offered(maker *m, const ab_value *schema)
{
    static const char *const lists[] = {"enum", "examples"};
    const ab_value *constant = ab_get(schema, "const");
    for (size_t i = 0; !constant && i < sizeof(lists) / sizeof(*lists); i++) {
        const ab_value *list = ab_get(schema, lists[i]);
        if (ab_is(list, AB_ARRAY) && list->count > 0 && (i == 0 || choose(m, 2))) {
            constant = &list->items[choose(m, list->count)];
        }
    }
    return constant || choose(m, 2) ? constant : ab_get(schema, "default");
}

static ab_value make(maker *m, const ab_value *schema, int depth)
{
    const ab_value *ready = offered(m, schema);
    const ab_value *options = ab_get(schema, "oneOf");
    if (ready || depth > MAX_DEPTH) {
        return ready ? *ready : ab_value_null();
    }
    if (ab_is(options, AB_ARRAY) && options->count > 0) {
        ab_value chosen = make(m, &options->items[choose(m, options->count)], depth + 1);
        return chosen.kind == AB_OBJECT ? make_object(m, schema, chosen, depth) : chosen;
    }
    ab_str type = type_of(m, schema);
    if (ab_str_is(type, "object") || ab_get(schema, "properties")) {
        return make_object(m, schema, ab_value_object(), depth);
    }
    return ab_str_is(type, "array")                                  ? make_array(m, schema, depth)
           : ab_str_is(type, "boolean")                              ? ab_value_bool(choose(m, 2))
           : ab_str_is(type, "integer") || ab_str_is(type, "number") ? make_number(m, schema)
           : ab_str_is(type, "null")                                 ? ab_value_null()
                                                                     : make_text(m);
}

void ab_at_try_configs(ab_at_case *c, const ab_value *before, const ab_value *now)
{
    ab_error error = {0};
    ab_schema *old_schema = ab_schema_compile(c->arena, before, NULL, NULL);
    ab_schema *new_schema = ab_schema_compile(c->arena, now, NULL, &error);
    if (!new_schema) {
        ab_at_fail(c, "no config is valid any more: %s", error.message);
    }
    ab_error_clear(&error);
    if (!old_schema || !new_schema) {
        return;
    }
    for (unsigned i = 0; i < CONFIGS; i++) {
        maker m = {c->arena, i};
        ab_value config = make(&m, before, 0);
        ab_schema_violations violations = {0};
        if (ab_schema_validate(old_schema, &config, NULL, NULL, NULL) &&
            !ab_schema_validate(new_schema, &config, NULL, c->arena, &violations)) {
            const ab_schema_violation *best = ab_schema_best_match(&violations);
            ab_at_fail(c, "a config that was valid is not any more: %.*s",
                       AB_STR_ARG(best->message));
            return;
        }
    }
}
