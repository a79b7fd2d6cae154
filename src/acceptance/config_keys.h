/* The keys of acceptance-test-config.yml, as tables. Private to src/acceptance. */
#ifndef AB_ACCEPTANCE_CONFIG_KEYS_H
#define AB_ACCEPTANCE_CONFIG_KEYS_H

#include "base/error.h"
#include "json/value.h"

typedef enum ab_at_kind {
    AB_AT_TEXT,
    AB_AT_BOOL,
    AB_AT_SECONDS,
    AB_AT_CHOICE, /* one of `choices` */
    AB_AT_OBJECT, /* with any members */
    AB_AT_TABLE,  /* an object by the table `of` */
    AB_AT_LIST,   /* of objects by the table `of`, or of texts where that is NULL */
    AB_AT_LISTS,  /* an object whose members are such lists */
} ab_at_kind;

struct ab_at_table;

/* A key. A list of them ends with a name of NULL. */
typedef struct ab_at_key {
    const char *name;
    ab_at_kind kind;
    const struct ab_at_table *of;
    const char *choices; /* "low|high" */
    const char *choices_text;
    bool required;
} ab_at_key;

typedef struct ab_at_table {
    const char *name; /* for errors */
    const ab_at_key *keys;
    /* What is wrong with the object as a whole, or NULL. May be NULL. */
    const char *(*rule)(const ab_value *object);
} ab_at_table;

extern const ab_at_table ab_at_root_table;

/* Refuses what does not fit the table, with a config_error that names file, line and column. */
bool ab_at_table_check(const char *path, const ab_value *value, const ab_at_table *table,
                       ab_error *error);

#endif
