/* RequestBodyGraphQL. */
#include "declarative/requesters/requester.h"

typedef struct request_body_graphql {
    const ab_component *value;
} request_body_graphql;

static const ab_field request_body_graphql_fields[] = {
    {"value", AB_FIELD_CHILD, AB_AT(request_body_graphql, value), .flags = AB_FIELD_REQUIRED,
     .of = "RequestBodyGraphQlQuery"},
    {0},
};

const ab_component_type ab_component_request_body_graphql = {
    .name = "RequestBodyGraphQL",
    .family = AB_FAMILY_NONE,
    .fields = request_body_graphql_fields,
    .options_size = sizeof(request_body_graphql),
};
