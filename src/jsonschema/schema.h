/* JSON Schema validation with the outcomes and the texts of Python's jsonschema 4, which is what
 * the platform's users see ("'base_url' is a required property"). */
#ifndef AB_JSONSCHEMA_SCHEMA_H
#define AB_JSONSCHEMA_SCHEMA_H

#include "base/buf.h"
#include "base/error.h"
#include "json/value.h"

/* A compiled schema: immutable, usable from several threads at once. It lives in the arena that it
 * was compiled in and refers to the schema value, which must live as long. */
typedef struct ab_schema ab_schema;

/* Drafts, by which keywords and texts differ. */
typedef enum ab_schema_draft {
    AB_SCHEMA_BY_SCHEMA = 0, /* as "$schema" says; 2020-12 where it says nothing known, as Python's
                                jsonschema.validate does */
    AB_SCHEMA_DRAFT4,        /* also stands for draft-03 */
    AB_SCHEMA_DRAFT6,
    AB_SCHEMA_DRAFT7,
    AB_SCHEMA_2019_09,
    AB_SCHEMA_2020_12,
} ab_schema_draft;

typedef struct ab_schema_compile_options {
    ab_schema_draft draft;
    /* Keywords with a value of the wrong type, bad patterns and references that lead nowhere are
     * ignored instead of refused: for schemas that only describe (a stream's json_schema). */
    bool lenient;
    /* References that lead nowhere take anything: what a metaschema by itself asks of a schema. */
    bool open_references;
} ab_schema_compile_options;

/* Compiles a schema (an object or a boolean). `options` may be NULL. References are resolved
 * within the schema: "#", JSON pointers, anchors; never fetched. Returns NULL and sets `error`
 * (config_error, with the position of the value at fault where it has one) if the schema is itself
 * not valid. */
ab_schema *ab_schema_compile(ab_arena *arena, const ab_value *schema,
                             const ab_schema_compile_options *options, ab_error *error);

/* One step from the instance to a part of it. */
typedef struct ab_schema_step {
    ab_str key; /* of an object's member; .p is NULL for an element */
    size_t index;
} ab_schema_step;

/* One violation. Everything is borrowed from the arena given to ab_schema_validate, from the
 * instance or from the schema. */
typedef struct ab_schema_violation ab_schema_violation;
struct ab_schema_violation {
    ab_str message;             /* word for word as Python's jsonschema puts it */
    ab_str keyword;             /* "required", "type" …; empty for a `false` schema */
    const ab_value *instance;   /* the part of the instance that fails (for `required` the object
                                   that lacks the member); for propertyNames the name */
    const ab_value *schema;     /* the sub-schema that it fails under */
    const ab_value *value;      /* of the keyword in it; NULL for a `false` schema */
    const ab_schema_step *path; /* from the root instance to the failing part */
    size_t path_length;
    const ab_schema_violation *context; /* of anyOf and oneOf: the violations of the branches */
    size_t context_count;
    bool matches_type; /* the part is of a type that its sub-schema names */
};

typedef struct ab_schema_violations {
    const ab_schema_violation *at;
    size_t n;
} ab_schema_violations;

typedef struct ab_schema_options {
    bool check_formats;    /* `format` asserts (formats that Python checks without extra packages,
                              and date-time, uri, hostname, regex); else it only annotates */
    bool strict_integers;  /* 1.0 is no integer, as the acceptance tests have it; in draft-04 it
                              never is */
    size_t max_violations; /* stop after so many at the top level; 0: no limit */
    /* Judges formats in place of the built-in checks (the acceptance tests have their own idea of
     * date-time): false if `text` is not of the format. NULL: as check_formats says. */
    bool (*check_format)(void *context, ab_str format, ab_str text);
    /* Prints the part of an instance into a message, NULL: ab_value_python_repr. For callers that
     * must not show a value: it may print "****" for a secret at this path. `v` is the failing
     * part or an element of it. */
    void (*print)(void *context, ab_buf *out, const ab_value *v, const ab_schema_step *path,
                  size_t path_length);
    void *context;
} ab_schema_options;

/* True if the instance is valid. Else, unless `violations` is NULL, sets it to all violations in
 * the order of Python's iter_errors (the order of the keywords in the schema), allocated in
 * `arena`. Without `violations` it stops at the first one and builds no text; `arena` may then be
 * NULL. `options` may be NULL. */
bool ab_schema_validate(const ab_schema *schema, const ab_value *instance,
                        const ab_schema_options *options, ab_arena *arena,
                        ab_schema_violations *violations);

/* The violation that Python's jsonschema.validate() raises (exceptions.best_match: the one highest
 * up in the instance, within anyOf and oneOf the deepest), which is the one that the CDK shows
 * behind "Config validation error: ". NULL if there are none. */
const ab_schema_violation *ab_schema_best_match(const ab_schema_violations *violations);

/* The path as text: "accounts.0.id", as Python's ".".join(map(str, error.path)). */
ab_str ab_schema_path_text(ab_arena *arena, const ab_schema_violation *violation);

#endif
