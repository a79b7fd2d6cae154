/* RequestBodyGraphQlQuery. */
#include "declarative/requesters/requester.h"

typedef struct request_body_graphql_query {
    ab_str query;
} request_body_graphql_query;

static const ab_field request_body_graphql_query_fields[] = {
    {"query", AB_FIELD_STRING, AB_AT(request_body_graphql_query, query), .flags = AB_FIELD_REQUIRED,
     .deflt = "\"query {\\n    \\n}\""},
    {0},
};

const ab_component_type ab_component_request_body_graphql_query = {
    .name = "RequestBodyGraphQlQuery",
    .family = AB_FAMILY_NONE,
    .fields = request_body_graphql_query_fields,
    .options_size = sizeof(request_body_graphql_query),
    .untyped = true,
};
