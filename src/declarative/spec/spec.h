/* The Spec component: the connector's specification and the rules that mend a config. */
#ifndef AB_DECLARATIVE_SPEC_SPEC_H
#define AB_DECLARATIVE_SPEC_SPEC_H

#include "declarative/component.h"
#include "declarative/env.h"

/* A change of the config (ConfigAddFields, ConfigRemapField, ConfigRemoveFields). */
typedef struct ab_config_transformation ab_config_transformation;
struct ab_config_transformation {
    /* Changes `config` (own containers) in place; memory from `arena`. */
    bool (*apply)(const ab_config_transformation *transformation, ab_arena *arena, ab_value *config,
                  ab_error *error);
};
/* A rule that a config has to satisfy (DpathValidator, PredicateValidator). */
typedef struct ab_config_validator ab_config_validator;
struct ab_config_validator {
    /* False with a config_error where the config breaks the rule. */
    bool (*validate)(const ab_config_validator *validator, ab_arena *arena, const ab_value *config,
                     ab_error *error);
};

typedef struct ab_spec ab_spec;
/* `component` is the manifest's Spec. */
ab_spec *ab_spec_build(ab_build *build, const ab_component *component, ab_error *error);
/* For a spec whose rules cannot run here: it tells the specification, and changes no config. */
ab_spec *ab_spec_without_rules(ab_build *build, const ab_component *component);
/* The protocol's ConnectorSpecification, as an object in `arena`. */
bool ab_spec_message(const ab_spec *spec, ab_arena *arena, ab_value *out, ab_error *error);
/* Applies the migrations; *changed tells whether the config differs after it. */
bool ab_spec_migrate(const ab_spec *spec, ab_arena *arena, ab_value *config, bool *changed,
                     ab_error *error);
/* Applies the transformations, in memory only. */
bool ab_spec_transform(const ab_spec *spec, ab_arena *arena, ab_value *config, ab_error *error);
/* Applies the validations. */
bool ab_spec_validate(const ab_spec *spec, ab_arena *arena, const ab_value *config,
                      ab_error *error);

#endif
