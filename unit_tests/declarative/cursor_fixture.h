/* An environment, and components made of JSON, for tests of cursors and routers. */
#ifndef UNIT_TESTS_DECLARATIVE_CURSOR_FIXTURE_H
#define UNIT_TESTS_DECLARATIVE_CURSOR_FIXTURE_H

#include "check.h"

#include "declarative/cursors/cursor.h"
#include "declarative/parse.h"
#include "json/json.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

typedef struct fixture {
    ab_arena *arena;
    ab_env env;
    ab_fake_clock clock;
    ab_build build;
} fixture;

/* 2024-02-01T00:00:00Z. */
#define NOW_US (INT64_C(1706745600) * 1000000)

static inline ab_value fixture_json(ab_arena *arena, const char *json)
{
    ab_value v;
    ab_error error = {0};
    if (!ab_json_parse(arena, ab_str_of(json), NULL, &v, &error)) {
        fail_msg("%s: %s", json, error.message);
    }
    return v;
}

static inline void fixture_open(fixture *f, const char *config)
{
    f->arena = ab_arena_new();
    ab_env_init(&f->env, f->arena);
    ab_fake_clock_init(&f->clock, NOW_US);
    f->clock.monotonic_us = 5000000;
    f->env.clock = &f->clock.clock;
    ab_value parsed = fixture_json(f->arena, config);
    f->env.config = ab_config_store_new(&parsed, NULL);
    f->build = (ab_build){.arena = f->arena, .env = &f->env, .stream = AB_STR("items")};
}

static inline void fixture_close(fixture *f)
{
    ab_env_destroy(&f->env);
    ab_config_store_free(f->env.config);
    ab_arena_free(f->arena);
}

static inline const ab_component *fixture_component(fixture *f, const char *json)
{
    ab_value *node = AB_ARENA_NEW(f->arena, ab_value);
    *node = fixture_json(f->arena, json);
    ab_parse parse = {.arena = f->arena};
    ab_error error = {0};
    const ab_component *component = ab_component_parse(&parse, node, NULL, AB_STR("it"));
    if (!ab_parse_result(&parse, AB_PROBLEM_USE, &error)) {
        fail_msg("%s: %s", json, error.message);
    }
    ab_parse_end(&parse);
    return component;
}

static inline ab_str fixture_text(ab_arena *arena, const ab_value *v)
{
    return ab_json_text(arena, v, AB_JSON_COMPACT);
}

/* Compares a result, or the error's message, with what is wanted (a part of the message). */
static inline void fixture_check(const char *name, ab_arena *arena, bool ok, const ab_value *got,
                                 ab_error *error, const char *want)
{
    if (ok) {
        ab_str text = fixture_text(arena, got);
        if (!ab_str_is(text, want)) {
            fail_msg("%s: got %.*s, want %s", name, AB_STR_ARG(text), want);
        }
    } else if (!error->message || !strstr(error->message, want)) {
        fail_msg("%s: failed with %s, want %s", name, error->message ? error->message : "nothing",
                 want);
    }
    ab_error_clear(error);
}

#endif
