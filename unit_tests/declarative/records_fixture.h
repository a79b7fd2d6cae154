/* What tests of decoders, extractors and transformations share. */
#ifndef UNIT_TESTS_DECLARATIVE_RECORDS_FIXTURE_H
#define UNIT_TESTS_DECLARATIVE_RECORDS_FIXTURE_H

#include "check.h"

#include "declarative/component.h"
#include "declarative/env.h"
#include "json/json.h"

typedef struct fixture {
    ab_arena *arena;
    ab_env env;
    ab_parse parse;
    ab_build build;
} fixture;

static inline ab_value *read_json(ab_arena *arena, const char *json)
{
    ab_value *v = AB_ARENA_NEW(arena, ab_value);
    ab_error error = {0};
    if (!ab_json_parse(arena, ab_str_of(json), NULL, v, &error)) {
        fail_msg("%s: %s", json, error.message);
    }
    return v;
}

static inline void open_fixture(fixture *f, const char *config)
{
    *f = (fixture){.arena = ab_arena_new()};
    ab_env_init(&f->env, f->arena);
    f->env.config = ab_config_store_new(read_json(f->arena, config), NULL);
    f->parse = (ab_parse){.arena = f->arena};
    f->build = (ab_build){.arena = f->arena, .env = &f->env};
}

static inline void close_fixture(fixture *f)
{
    ab_parse_end(&f->parse);
    ab_env_destroy(&f->env);
    ab_config_store_free(f->env.config);
    ab_arena_free(f->arena);
}

/* The component of a manifest's node; an error that says why where it is refused. */
static inline const ab_component *read_component(fixture *f, const char *json, ab_error *error)
{
    const ab_component *component =
        ab_component_parse(&f->parse, read_json(f->arena, json), NULL, AB_STR("node"));
    return ab_parse_result(&f->parse, AB_PROBLEM_USE, error) ? component : NULL;
}

/* Fails unless `got` is `want`, or, where it failed, the error holds `want`. */
static inline void check_outcome(const char *name, bool ok, ab_str got, ab_error *error,
                                 const char *want)
{
    if (ok ? !ab_str_is(got, want) : !error->message || !strstr(error->message, want)) {
        fail_msg("%s: got %.*s, want %s", name, ok ? (int)got.n : 200,
                 ok               ? got.p
                 : error->message ? error->message
                                  : "no message",
                 want);
    }
    ab_error_clear(error);
}

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

#endif
