/* acceptance-test-config.yml: what connector-acceptance-test 3.9.9 takes, and nothing else. */
#ifndef AB_ACCEPTANCE_CONFIG_H
#define AB_ACCEPTANCE_CONFIG_H

#include "base/error.h"
#include "json/value.h"

typedef enum ab_at_section {
    AB_AT_SPEC,
    AB_AT_CONNECTION,
    AB_AT_DISCOVERY,
    AB_AT_BASIC_READ,
    AB_AT_FULL_REFRESH,
    AB_AT_INCREMENTAL,
    AB_AT_ATTRIBUTES,
    AB_AT_DOCUMENTATION,
    AB_AT_SECTIONS, /* how many there are */
} ab_at_section;

/* A section: at most one of `tests` and `bypass_reason` says something. */
typedef struct ab_at_section_config {
    bool present;
    ab_str bypass_reason;  /* .p NULL: none */
    const ab_value *tests; /* an array of entries, objects; NULL: none */
} ab_at_section_config;

/* Borrowed from the arena it was read in. */
typedef struct ab_at_config {
    ab_str connector_image;
    const char *base_path; /* where relative paths begin: `base_path`, else the file's folder */
    bool high;             /* test_strictness_level */
    const ab_value *environment; /* custom_environment_variables, an object; may be NULL */
    ab_at_section_config sections[AB_AT_SECTIONS];
} ab_at_config;

/* "basic_read" */
const char *ab_at_section_name(ab_at_section section);
/* True where strictness high wants the section tested or bypassed. */
bool ab_at_section_mandatory(ab_at_section section);

/* Reads the file: the present form, or the one with `tests` at its root. Refused with a
 * config_error that names file, line and column: what is no YAML, unknown keys (with a hint),
 * values of another type, what excludes each other or lacks its reason. */
bool ab_at_config_read(ab_arena *arena, const char *path, ab_at_config *out, ab_error *error);

/* `path` below `base` unless it is absolute. */
const char *ab_at_join(ab_arena *arena, const char *base, ab_str path);

#endif
