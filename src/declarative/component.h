/* The component pattern: what a manifest's component is made of, read by tables.
 *
 * Every component type has one file that holds an options struct, a table of its fields and an
 * exported `const ab_component_type`, which registry.c lists. Two steps make it live:
 *   parse: manifest node → ab_component (options filled in, templates compiled, children parsed);
 *   build: ab_component → an object of its family (family headers), with what the parent gives it.
 * The tables serve parsing, validation, hints and the reference documentation alike. */
#ifndef AB_DECLARATIVE_COMPONENT_H
#define AB_DECLARATIVE_COMPONENT_H

#include "base/error.h"
#include "base/vec.h"
#include "template/template.h"
#include "json/value.h"

typedef struct ab_component_type ab_component_type;
typedef struct ab_component ab_component;
struct ab_build;

/* ---- Fields ---- */

/* What a field is in the manifest and, after the colon, in the options struct. Absent fields are
 * all zero unless the table has a default, so that NULL (or .p == NULL, .n == 0) means absent. */
typedef enum ab_field_kind {
    AB_FIELD_STRING = 1,    /* text as it stands: ab_str */
    AB_FIELD_STRINGS,       /* list of texts: ab_strings */
    AB_FIELD_STRING_LISTS,  /* list of lists of texts: ab_string_lists */
    AB_FIELD_ENUM,          /* one of `of` ("GET|POST"): int, its index; -1 where absent */
    AB_FIELD_BOOL,          /* bool */
    AB_FIELD_MAYBE_BOOL,    /* int: 1, 0, or -1 where absent */
    AB_FIELD_INT,           /* int64_t */
    AB_FIELD_NUMBER,        /* double */
    AB_FIELD_INTS,          /* list of integers: ab_ints */
    AB_FIELD_TEMPLATE,      /* text (or a number) to interpolate: const ab_template * */
    AB_FIELD_CONDITION,     /* InterpolatedBoolean: const ab_template * */
    AB_FIELD_TEMPLATES,     /* list of texts to interpolate: ab_templates */
    AB_FIELD_MAPPING,       /* object of templates (one level) or one template: ab_mapping */
    AB_FIELD_NESTED,        /* any JSON with templates at any depth: const ab_template_tree * */
    AB_FIELD_JSON,          /* any JSON as it stands: const ab_value * */
    AB_FIELD_CHILD,         /* a component of one of the types in `of`: const ab_component * */
    AB_FIELD_CHILDREN,      /* list of components: ab_components */
    AB_FIELD_CHILD_OR_LIST, /* either: ab_components, .is_list tells which */
    AB_FIELD_CHILD_MAP,     /* object of components: ab_components with .keys */
} ab_field_kind;

typedef struct ab_strings {
    const ab_str *at;
    size_t n;
} ab_strings;
typedef struct ab_string_lists {
    const ab_strings *at;
    size_t n;
} ab_string_lists;
typedef struct ab_ints {
    const int64_t *at;
    size_t n;
} ab_ints;
typedef struct ab_templates {
    const ab_template *const *at;
    size_t n;
} ab_templates;
typedef struct ab_components {
    const ab_component *const *at;
    const ab_str *keys; /* AB_FIELD_CHILD_MAP only */
    size_t n;
    bool is_list;
    bool present; /* tells [] from an absent field */
} ab_components;
/* Exactly one of tree and text is set where the field is present. */
typedef struct ab_mapping {
    const ab_template_tree *tree;
    const ab_template *text;
    ab_components components; /* members that are components of the types in `of`, with their keys;
                                 they are not in the tree */
} ab_mapping;

/* JSON types that a field takes; 0 in a table stands for what its kind takes by nature. */
#define AB_TAKES_STRING 1u
#define AB_TAKES_INT 2u
#define AB_TAKES_NUMBER 4u
#define AB_TAKES_BOOL 8u
#define AB_TAKES_OBJECT 16u
#define AB_TAKES_ARRAY 32u
#define AB_TAKES_NULL 64u

/* Flags of a field. */
#define AB_FIELD_REQUIRED 1u
#define AB_FIELD_NOT_EMPTY 2u /* lists: at least `min` elements (1 where min is 0) */
#define AB_FIELD_MIN 4u       /* numbers: at least `min` */
#define AB_FIELD_ABOVE 8u     /* numbers: above `min` */
#define AB_FIELD_UNIQUE 16u   /* lists: no element twice */
#define AB_FIELD_DEPRECATED 32u
#define AB_FIELD_TEXT_VALUES 64u /* mappings: members are texts (or components of `of`) */
#define AB_FIELD_CHOICE 128u     /* components: only the one that the config chooses has to run */
/* "", 0 and [] stand for the default (the CDK's `model.field or default`). */
#define AB_FIELD_EMPTY_IS_DEFAULT 256u

/* A field that is one of several things has a row for each, with distinct `takes`: the first row
 * that takes the value's JSON type is used. */
typedef struct ab_field {
    const char *name;
    ab_field_kind kind;
    unsigned flags;
    size_t offset;        /* in the options struct; AB_AT(struct, member) */
    const char *deflt;    /* JSON text of the default, or NULL */
    const char *of;       /* values of an enum, types of a component, separated by '|' */
    unsigned takes;       /* AB_TAKES_…, 0: by kind */
    unsigned valid_types; /* templates: AB_TYPE_…, 0: all */
    int min;
    const char *help; /* one sentence for people who write manifests */
} ab_field;
#define AB_AT(type, member) .offset = offsetof(type, member)

/* ---- Types ---- */

/* Families: what a build function returns (see the header named). */
typedef enum ab_family {
    AB_FAMILY_NONE = 0,              /* a part that its parent reads by itself: no build */
    AB_FAMILY_AUTHENTICATOR,         /* auth/authenticator.h */
    AB_FAMILY_REQUESTER,             /* requesters/requester.h */
    AB_FAMILY_ERROR_HANDLER,         /* error_handlers/error_handler.h */
    AB_FAMILY_BACKOFF_STRATEGY,      /* error_handlers/error_handler.h */
    AB_FAMILY_PAGINATOR,             /* paginators/paginator.h */
    AB_FAMILY_PAGINATION_STRATEGY,   /* paginators/paginator.h */
    AB_FAMILY_DECODER,               /* decoders/decoder.h */
    AB_FAMILY_EXTRACTOR,             /* extractors/extractor.h */
    AB_FAMILY_RECORD_FILTER,         /* selectors/selector.h */
    AB_FAMILY_RECORD_SELECTOR,       /* selectors/selector.h */
    AB_FAMILY_NORMALIZATION,         /* selectors/selector.h */
    AB_FAMILY_TRANSFORMATION,        /* transformations/transformation.h */
    AB_FAMILY_CONFIG_TRANSFORMATION, /* spec/spec.h */
    AB_FAMILY_CONFIG_VALIDATOR,      /* spec/spec.h */
    AB_FAMILY_PARTITION_ROUTER,      /* partition_routers/partition_router.h */
    AB_FAMILY_CURSOR,                /* cursors/cursor.h */
    AB_FAMILY_STATE_MIGRATION,       /* cursors/cursor.h */
    AB_FAMILY_SCHEMA_LOADER,         /* schema_loaders/schema_loader.h */
    AB_FAMILY_RETRIEVER,             /* retrievers/retriever.h */
    AB_FAMILY_RESOLVER,              /* resolvers/resolver.h */
    AB_FAMILY_CHECK,                 /* checks/check.h */
    AB_FAMILY_FILE_UPLOADER,         /* retrievers/retriever.h */
    AB_FAMILY_STREAM,                /* streams/stream.h */
} ab_family;

/* Makes the family's object in build->arena. `args` is the family's argument struct (its header
 * names it) or NULL. NULL and `error` set on failure. Called on one thread. */
typedef void *(*ab_build_fn)(struct ab_build *build, const ab_component *component,
                             const void *args, ab_error *error);

struct ab_component_type {
    const char *name; /* the manifest's `type` */
    ab_family family;
    const ab_field *fields; /* ends with a row whose name is NULL; may be NULL */
    size_t options_size;
    bool closed;       /* members that are not in the table are refused */
    bool untyped;      /* the object may come without a `type` member */
    ab_build_fn build; /* NULL for AB_FAMILY_NONE */
    const char *help;
};

/* A component as parsed: immutable, lives in the arena of the parse. */
struct ab_component {
    const ab_component_type *type;
    const void *options;        /* the type's options struct */
    const ab_value *node;       /* the manifest's object, references and parameters resolved */
    const ab_value *parameters; /* its $parameters: an object, never NULL */
    ab_str path;                /* "streams[3].retriever.paginator" */
};

/* The type of that name, or NULL. */
const ab_component_type *ab_component_type_find(ab_str name);
/* All types, sorted by name; ends with NULL. */
extern const ab_component_type *const ab_component_types[];
extern const size_t ab_component_type_count;

/* ---- Parsing ---- */

typedef enum ab_problem_severity {
    AB_PROBLEM_WARNING, /* the Python runtime ignores it */
    AB_PROBLEM_EVAL,    /* fails where it is evaluated, if ever: a template that does not compile */
    AB_PROBLEM_CHOICE,  /* fails where the config chooses it: a custom component among others */
    AB_PROBLEM_USE,     /* fails the streams that need it: custom components */
    AB_PROBLEM_LOAD,    /* the manifest is refused as a whole */
} ab_problem_severity;

typedef struct ab_problem {
    ab_problem_severity severity;
    const char *code; /* its kind in a word, such as "unknown-field": manifest/codes.h lists them */
    ab_str message;   /* what was found and what was expected */
    ab_str hint;      /* what to do ("did you mean …"), may be empty */
    ab_str path;      /* of the component or field */
    unsigned line;    /* 0 if unknown */
    unsigned column;
} ab_problem;

/* One pass over a manifest or a part of it. Set arena and file; used by one thread. */
typedef struct ab_parse {
    ab_arena *arena;
    const char *file; /* named in problems, may be NULL */
    bool check_only;  /* validate, but fill no options and compile no templates */
    bool warn;        /* report unknown members and the like */
    unsigned depth;
    unsigned choices;             /* fields with AB_FIELD_CHOICE around the place */
    const struct ab_place *place; /* where the parse is, for paths */
    size_t refusals;              /* problems of severity LOAD so far */
    /* Told each field that the manifest names, if set: the row that took the value. */
    void (*on_field)(void *context, const ab_component_type *type, const ab_field *row,
                     const ab_value *value);
    void *on_field_context;
    AB_VEC(ab_problem) problems; /* the first ones; freed by ab_parse_end */
} ab_parse;

/* Parses `node` as one of `types` ("A|B"; NULL: any). Problems are appended to the parse; NULL if
 * there was one of severity LOAD in the node or its children (all are found, not only the first).
 * With check_only it returns a component without options. */
const ab_component *ab_component_parse(ab_parse *parse, const ab_value *node, const char *types,
                                       ab_str path);
/* Adds a problem at the place where the parse is. `code` is borrowed for good; `at` gives line and
 * column (NULL: unknown); returns it, so that a hint can be set. Good until the next one is added.
 */
ab_problem *ab_parse_problem(ab_parse *parse, ab_problem_severity severity, const char *code,
                             const ab_value *at, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The first problem of at least that severity as an error (config_error with file, line, column
 * and component); true if there is none. */
bool ab_parse_result(const ab_parse *parse, ab_problem_severity severity, ab_error *error);
void ab_parse_end(ab_parse *parse);

/* ---- Building ---- */

/* Builds a child by its type's build function: `family` is what the caller expects. A component
 * without an implementation (a custom one that is not registered) gives an error that names
 * component, file and line. NULL components give NULL without an error. */
void *ab_component_build(struct ab_build *build, const ab_component *component, ab_family family,
                         const void *args, ab_error *error);
/* Says where an error belongs: component path and position. Returns false. */
bool ab_component_error(const struct ab_build *build, const ab_component *component,
                        ab_error *error);

/* Native code for custom components: found by family and the last part of the manifest's
 * class_name ("source_x.components.MyExtractor" → "MyExtractor"). `type` must live as long as the
 * process; its fields are parsed from the component's members. Called before threads exist. False
 * if the name is taken. */
bool ab_register_component(const ab_component_type *type);

#endif
