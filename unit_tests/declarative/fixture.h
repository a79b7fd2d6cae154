/* A source's environment with a config and a clock that stands still, and components made of JSON
 * or YAML: what tests of components share. */
#ifndef UNIT_TESTS_DECLARATIVE_FIXTURE_H
#define UNIT_TESTS_DECLARATIVE_FIXTURE_H

#include "check.h"

#include "declarative/component.h"
#include "declarative/env.h"
#include "yaml/yaml.h"
#include "json/json.h"

/* 2024-02-01T00:00:00Z. */
#define NOW_US (INT64_C(1706745600) * 1000000)

typedef struct fixture {
    ab_arena *arena;
    ab_env env;
    ab_fake_clock clock;
    ab_parse parse;
    ab_build build;
    ab_error error; /* for the test's use; cleared at the end */
} fixture;

static inline ab_value fixture_json(ab_arena *arena, const char *json)
{
    ab_value v;
    ab_error error = {0};
    if (!ab_json_parse(arena, ab_str_of(json), NULL, &v, &error)) {
        fail_msg("%s: %s", json, error.message);
    }
    return v;
}

/* The same where the test's subject keeps a pointer to it. */
static inline ab_value *fixture_node(ab_arena *arena, const char *json)
{
    ab_value *node = AB_ARENA_NEW(arena, ab_value);
    *node = fixture_json(arena, json);
    return node;
}

static inline void fixture_open(fixture *f, const char *config)
{
    *f = (fixture){.arena = ab_arena_new()};
    ab_env_init(&f->env, f->arena);
    ab_fake_clock_init(&f->clock, NOW_US);
    f->clock.monotonic_us = 5000000;
    f->env.clock = &f->clock.clock;
    f->env.config = ab_config_store_new(fixture_node(f->arena, config));
    f->parse = (ab_parse){.arena = f->arena};
    f->build = (ab_build){.arena = f->arena, .env = &f->env, .stream = AB_STR("items")};
}

static inline void fixture_close(fixture *f)
{
    ab_parse_end(&f->parse);
    ab_env_destroy(&f->env);
    ab_config_store_free(f->env.config);
    ab_error_clear(&f->error);
    ab_arena_free(f->arena);
}

/* The component of a manifest's node; NULL and an error that says why it is refused. */
static inline const ab_component *fixture_parse_node(fixture *f, const ab_value *node,
                                                     ab_error *error)
{
    const ab_component *component = ab_component_parse(&f->parse, node, NULL, AB_STR("node"));
    return ab_parse_result(&f->parse, AB_PROBLEM_USE, error) ? component : NULL;
}

static inline const ab_component *fixture_parse(fixture *f, const char *json, ab_error *error)
{
    return fixture_parse_node(f, fixture_node(f->arena, json), error);
}

/* The same of a node that is good. */
static inline const ab_component *fixture_component(fixture *f, const char *json)
{
    ab_error error = {0};
    const ab_component *component = fixture_parse(f, json, &error);
    if (!component) {
        fail_msg("%s: %s", json, error.message ? error.message : "refused");
    }
    return component;
}

static inline const ab_component *fixture_yaml(fixture *f, const char *yaml)
{
    ab_value *node = AB_ARENA_NEW(f->arena, ab_value);
    ab_error error = {0};
    const ab_component *component = NULL;
    if (ab_yaml_parse(f->arena, ab_str_of(yaml), "m.yaml", node, &error)) {
        component = fixture_parse_node(f, node, &error);
    }
    if (!component) {
        fail_msg("%s: %s", yaml, error.message ? error.message : "refused");
    }
    return component;
}

static inline ab_str fixture_text(ab_arena *arena, const ab_value *v)
{
    return ab_json_text(arena, v, AB_JSON_COMPACT);
}

/* Fails unless `got` is `want`, or, where it failed, the error holds `want`. Clears the error. */
static inline void fixture_check(const char *name, bool ok, ab_str got, ab_error *error,
                                 const char *want)
{
    const char *message = error->message ? error->message : "no message";
    if (ok && !ab_str_is(got, want)) {
        fail_msg("%s: got %.*s, want %s", name, AB_STR_ARG(got), want);
    }
    if (!ok && !strstr(message, want)) {
        fail_msg("%s: failed with %s, want %s", name, message, want);
    }
    ab_error_clear(error);
}

static inline void fixture_check_value(const char *name, ab_arena *arena, bool ok,
                                       const ab_value *got, ab_error *error, const char *want)
{
    fixture_check(name, ok, ok ? fixture_text(arena, got) : AB_STR(""), error, want);
}

#endif
