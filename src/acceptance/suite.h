/* What the files of the acceptance tests share. Private to src/acceptance. */
#ifndef AB_ACCEPTANCE_SUITE_H
#define AB_ACCEPTANCE_SUITE_H

#include "acceptance/acceptance.h"
#include "acceptance/config.h"
#include "acceptance/connector.h"
#include "acceptance/report.h"
#include "base/buf.h"
#include "base/vec.h"

struct ab_at_case;

typedef struct ab_at_test {
    ab_at_section section;
    const char *name;
    const char *summary; /* what it checks, in one line */
    void (*run)(struct ab_at_case *c);
} ab_at_test;

/* All tests in the order they run; ended by a name of NULL. */
extern const ab_at_test ab_at_tests[];

/* A spec, or a catalog's streams, asked for once; or why there is none. */
typedef struct ab_at_cached {
    ab_str key;
    const ab_value *value; /* NULL: it failed */
    ab_str failure;
} ab_at_cached;

typedef struct ab_at_suite {
    const ab_acceptance_options *options;
    ab_at_config config;
    ab_at_connector connector;
    ab_at_connector previous; /* .program NULL: none was given */
    const ab_value *metadata; /* `data` of metadata.yaml; NULL: no such file */
    ab_arena *arena;          /* lives as long as the suite */
    AB_VEC(ab_at_result) results;
    AB_VEC(ab_at_cached) cache;
    bool interrupted;
} ab_at_suite;

/* One test with one entry of its section. */
typedef struct ab_at_case {
    ab_at_suite *suite;
    const ab_at_test *test;
    const ab_value *entry;
    ab_arena *arena;     /* freed after the test */
    int64_t deadline_us; /* on the monotonic clock */
    ab_at_status status;
    ab_buf text;
    ab_buf warnings;
} ab_at_case;

/* ---- case.c: what tests call ---- */

/* Marks the test as failed; each call adds a line to why. */
void ab_at_fail(ab_at_case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Ends it as skipped, unless it failed already. */
void ab_at_skip(ab_at_case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ab_at_warn(ab_at_case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Each of these returns NULL (false) after it made the test fail or be skipped. Results live as
 * long as the case, or longer. */

/* The connectorSpecification that the connector prints. */
const ab_value *ab_at_spec(ab_at_case *c);
/* The AirbyteStreams that discover prints for the entry's config. */
const ab_value *ab_at_streams(ab_at_case *c);
/* The same of the version before; skips the test where none was given. */
const ab_value *ab_at_previous_spec(ab_at_case *c);
const ab_value *ab_at_previous_streams(ab_at_case *c);
/* The config of the entry, the newest if the connector updated it. */
const ab_value *ab_at_connector_config(ab_at_case *c);
/* A JSON or YAML file, path relative to the base path. `missing_ok`: NULL without a failure where
 * there is no such file. */
const ab_value *ab_at_file(ab_at_case *c, ab_str path, bool missing_ok);
/* Runs a command with the entry's config; a time-out fails the test. `demand_success`: a status
 * other than 0 does, too. Takes the updates of the config that it printed. */
bool ab_at_run(ab_at_case *c, const char *command, const ab_value *catalog, const ab_value *state,
               bool demand_success, ab_at_output *out);
/* The last error that a run told: its TRACE ERROR, else the last line of stderr. */
ab_str ab_at_last_error(ab_arena *arena, const ab_at_output *out);
/* True where metadata.yaml says that the connector is certified. */
bool ab_at_is_certified(const ab_at_suite *suite);
/* Fails the test where strictness is high and an item of `list` has no bypass_reason. */
bool ab_at_demand_reasons(ab_at_case *c, const ab_value *list, const char *what);
/* True if `list`, of names or of {name: …}, has the name. */
bool ab_at_list_has(const ab_value *list, ab_str name);

/* ---- updates.c: configs that the connector changed (CONTROL) ---- */

/* The newest version of a config file: it lies in `updated_configurations` beside it, or is the
 * file itself. */
const char *ab_at_newest_config(ab_arena *arena, const char *path);
/* Stores a new version there. */
bool ab_at_store_config(ab_arena *arena, const char *path, const ab_value *config, ab_error *error);

/* ---- catalogs.c: configured catalogs ---- */

/* By the entry's configured_catalog_path, else all streams less `empty_streams`; definitions are
 * the discovered ones. NULL after a failure. */
const ab_value *ab_at_catalog(ab_at_case *c, const ab_value *empty_streams);
/* Those streams that support `mode` ("incremental"), to be synced so. */
ab_value ab_at_catalog_of_mode(ab_arena *arena, const ab_value *catalog, const char *mode);
/* A catalog of one of its streams. */
ab_value ab_at_catalog_of_one(ab_arena *arena, const ab_value *configured_stream);
/* The configured stream of that name, or NULL. */
const ab_value *ab_at_configured(const ab_value *catalog, ab_str name);
/* The `stream` member of a configured stream and its name. */
const ab_value *ab_at_stream_of(const ab_value *configured);
ab_str ab_at_stream_name(const ab_value *configured);
/* The cursor's first name: the configured one, else the default; empty: none. */
ab_str ab_at_cursor_field(const ab_value *configured);

/* ---- the tests, by file ---- */
#define AB_AT_DECLARE(name) void ab_at_##name(ab_at_case *c)
/* spec_values.c */
AB_AT_DECLARE(config_match_spec);
AB_AT_DECLARE(match_expected);
AB_AT_DECLARE(image_labels);
AB_AT_DECLARE(image_environment);
AB_AT_DECLARE(spec_compatibility);
/* spec_shape.c */
AB_AT_DECLARE(enum_usage);
AB_AT_DECLARE(property_type);
AB_AT_DECLARE(object_not_empty);
AB_AT_DECLARE(array_type);
AB_AT_DECLARE(forbidden_types);
AB_AT_DECLARE(duplicate_order);
AB_AT_DECLARE(nested_group);
AB_AT_DECLARE(display_type);
AB_AT_DECLARE(date_pattern);
AB_AT_DECLARE(date_format);
AB_AT_DECLARE(spec_refs);
AB_AT_DECLARE(spec_additional_properties);
/* spec_one_of.c */
AB_AT_DECLARE(one_of_usage);
/* spec_secrets.c */
AB_AT_DECLARE(secrets_marked);
AB_AT_DECLARE(spec_lint);
AB_AT_DECLARE(secrets_in_output);
/* spec_oauth.c */
AB_AT_DECLARE(oauth_parameters);
AB_AT_DECLARE(oauth_default);
/* connection.c */
AB_AT_DECLARE(check);
/* discovery.c */
AB_AT_DECLARE(discover);
AB_AT_DECLARE(valid_schemas);
AB_AT_DECLARE(cursors_in_schema);
AB_AT_DECLARE(stream_refs);
AB_AT_DECLARE(stream_keywords);
AB_AT_DECLARE(keys_in_schema);
AB_AT_DECLARE(key_types);
AB_AT_DECLARE(sync_modes);
AB_AT_DECLARE(stream_additional_properties);
AB_AT_DECLARE(catalog_compatibility);
AB_AT_DECLARE(known_types);
/* basic_read.c */
AB_AT_DECLARE(read);
AB_AT_DECLARE(trace_on_failure);
/* full_refresh.c */
AB_AT_DECLARE(sequential_reads);
/* incremental.c, future_state.c */
AB_AT_DECLARE(two_sequential_reads);
AB_AT_DECLARE(sequential_slices);
AB_AT_DECLARE(future_state);
/* attributes.c */
AB_AT_DECLARE(primary_keys);
AB_AT_DECLARE(allowed_hosts);
AB_AT_DECLARE(suggested_streams);
/* documentation.c */
AB_AT_DECLARE(docs_prerequisites);
AB_AT_DECLARE(docs_structure);
#undef AB_AT_DECLARE

#endif
