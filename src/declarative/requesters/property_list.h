/* PropertiesFromEndpoint: names that an endpoint tells, fetched once. */
#ifndef AB_DECLARATIVE_REQUESTERS_PROPERTY_LIST_H
#define AB_DECLARATIVE_REQUESTERS_PROPERTY_LIST_H

#include "declarative/component.h"
#include "declarative/env.h"

typedef struct ab_property_list ab_property_list;
ab_property_list *ab_property_list_build(ab_build *build, const ab_component *component,
                                         ab_error *error);
/* The names; fetched by the first caller, while others wait. They live as long as the list. */
bool ab_property_list_get(ab_property_list *list, ab_env *env, ab_strings *out, ab_error *error);

#endif
