/* The kinds of request_body, as the templates they stand for. */
#include "declarative/requesters/http_requester.h"

typedef struct request_body_plain_text {
    ab_mapping value; /* always a text */
} request_body_plain_text;

typedef struct request_body_url_encoded_form {
    ab_mapping value;
} request_body_url_encoded_form;

typedef struct request_body_json_object {
    const ab_template_tree *value;
} request_body_json_object;

typedef struct request_body_graphql {
    const ab_component *value;
} request_body_graphql;

typedef struct request_body_graphql_query {
    ab_str query;
} request_body_graphql_query;

/* A GraphQL body is the whole object with the query, `variables` and the like included. */
static bool graphql_templates(ab_build *build, const ab_component *query, ab_body_templates *out,
                              ab_error *error)
{
    ab_value *members = AB_ARENA_NEW(build->arena, ab_value);
    *members = ab_value_object();
    for (size_t i = 0; i < query->node->count; i++) {
        const ab_member *member = &query->node->object.members[i];
        if (!ab_is(&member->value, AB_NULL) && !ab_str_is(member->key, "$parameters")) {
            ab_object_set(build->arena, members, member->key, member->value);
        }
    }
    out->json = ab_template_tree_compile(build->arena, members, AB_TEMPLATE_NESTED, 0, error);
    return out->json || ab_component_error(build, query, error);
}

bool ab_request_body_templates(ab_build *build, const ab_component *body, ab_body_templates *out,
                               ab_error *error)
{
    const char *type = body->type->name;
    if (strcmp(type, "RequestBodyPlainText") == 0) {
        out->data = ((const request_body_plain_text *)body->options)->value;
    } else if (strcmp(type, "RequestBodyUrlEncodedForm") == 0) {
        out->data = ((const request_body_url_encoded_form *)body->options)->value;
    } else if (strcmp(type, "RequestBodyJsonObject") == 0) {
        out->json = ((const request_body_json_object *)body->options)->value;
    } else {
        return graphql_templates(build, ((const request_body_graphql *)body->options)->value, out,
                                 error);
    }
    return true;
}

static const ab_field request_body_plain_text_fields[] = {
    {"value", AB_FIELD_MAPPING, AB_AT(request_body_plain_text, value), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_STRING, .help = "The body, a text."},
    {0},
};

const ab_component_type ab_component_request_body_plain_text = {
    .name = "RequestBodyPlainText",
    .family = AB_FAMILY_NONE,
    .fields = request_body_plain_text_fields,
    .options_size = sizeof(request_body_plain_text),
    .help = "A text is the request's body, as it stands once its templates are evaluated.",
};

static const ab_field request_body_url_encoded_form_fields[] = {
    {"value", AB_FIELD_MAPPING, AB_AT(request_body_url_encoded_form, value),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_TEXT_VALUES, .takes = AB_TAKES_OBJECT,
     .valid_types = AB_TYPE_STR | AB_TYPE_LIST,
     .help = "The form's fields; a list repeats its field."},
    {0},
};

const ab_component_type ab_component_request_body_url_encoded_form = {
    .name = "RequestBodyUrlEncodedForm",
    .family = AB_FAMILY_NONE,
    .fields = request_body_url_encoded_form_fields,
    .options_size = sizeof(request_body_url_encoded_form),
    .help = "The request's body is a form, application/x-www-form-urlencoded.",
};

static const ab_field request_body_json_object_fields[] = {
    {"value", AB_FIELD_NESTED, AB_AT(request_body_json_object, value), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_OBJECT,
     .help = "The JSON object; templates in keys and texts at any depth are evaluated."},
    {0},
};

const ab_component_type ab_component_request_body_json_object = {
    .name = "RequestBodyJsonObject",
    .family = AB_FAMILY_NONE,
    .fields = request_body_json_object_fields,
    .options_size = sizeof(request_body_json_object),
    .help = "The request's body is a JSON object.",
};

static const ab_field request_body_graphql_fields[] = {
    {"value", AB_FIELD_CHILD, AB_AT(request_body_graphql, value), .flags = AB_FIELD_REQUIRED,
     .of = "RequestBodyGraphQlQuery", .help = "The query and what belongs to it."},
    {0},
};

const ab_component_type ab_component_request_body_graphql = {
    .name = "RequestBodyGraphQL",
    .family = AB_FAMILY_NONE,
    .fields = request_body_graphql_fields,
    .options_size = sizeof(request_body_graphql),
    .help = "The request's body is a GraphQL query.",
};

static const ab_field request_body_graphql_query_fields[] = {
    {"query", AB_FIELD_STRING, AB_AT(request_body_graphql_query, query), .flags = AB_FIELD_REQUIRED,
     .deflt = "\"query {\\n    \\n}\"",
     .help = "The query; templates are evaluated. Members beside it are sent as they are named."},
    {0},
};

const ab_component_type ab_component_request_body_graphql_query = {
    .name = "RequestBodyGraphQlQuery",
    .family = AB_FAMILY_NONE,
    .fields = request_body_graphql_query_fields,
    .options_size = sizeof(request_body_graphql_query),
    .untyped = true,
    .help = "A GraphQL query with its variables.",
};
