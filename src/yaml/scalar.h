/* How scalars of YAML 1.1 resolve, by PyYAML's SafeLoader; private to src/yaml. */
#ifndef AB_YAML_SCALAR_H
#define AB_YAML_SCALAR_H

#include "json/value.h"

typedef enum ab_yaml_tag {
    AB_YAML_STR,
    AB_YAML_INT,
    AB_YAML_FLOAT,
    AB_YAML_BOOL,
    AB_YAML_NULL,
    AB_YAML_TIMESTAMP,
    AB_YAML_BINARY,
    AB_YAML_MERGE, /* the plain scalar << */
} ab_yaml_tag;

/* The tag of a plain scalar without one. */
ab_yaml_tag ab_yaml_resolve(ab_str plain);
/* The tag of a scalar that is written out ("tag:yaml.org,2002:int"); false if unknown. */
bool ab_yaml_tag_named(ab_str name, ab_yaml_tag *tag);
/* The value of a scalar; `text` is in the arena already. NULL, or what is wrong with the text. */
const char *ab_yaml_scalar(ab_arena *arena, ab_yaml_tag tag, ab_str text, ab_value *out);

/* number.c: the same for AB_YAML_INT and AB_YAML_FLOAT. */
const char *ab_yaml_int(ab_arena *arena, ab_str text, ab_value *out);
const char *ab_yaml_float(ab_arena *arena, ab_str text, ab_value *out);

#endif
