/* HttpRequester. */
#include "declarative/requesters/requester.h"

typedef struct http_requester {
    const ab_template *url_base;
    const ab_template *url;
    const ab_template *path;
    int http_method;
    const ab_component *authenticator;
    const ab_component *fetch_properties_from_endpoint;
    const ab_component *query_properties;
    ab_mapping request_parameters;
    ab_mapping request_headers;
    ab_mapping request_body_data;
    const ab_template_tree *request_body_json;
    const ab_component *request_body;
    const ab_component *error_handler;
    bool use_cache;
    double connect_timeout_in_seconds;
    double read_timeout_in_seconds;
    bool use_tcp_keepalive;
} http_requester;

static const ab_field http_requester_fields[] = {
    {"url_base", AB_FIELD_TEMPLATE, AB_AT(http_requester, url_base), .flags = AB_FIELD_DEPRECATED},
    {"url", AB_FIELD_TEMPLATE, AB_AT(http_requester, url)},
    {"path", AB_FIELD_TEMPLATE, AB_AT(http_requester, path), .flags = AB_FIELD_DEPRECATED},
    {"http_method", AB_FIELD_ENUM, AB_AT(http_requester, http_method), .of = "GET|POST",
     .deflt = "\"GET\""},
    {"authenticator", AB_FIELD_CHILD, AB_AT(http_requester, authenticator),
     .of = "ApiKeyAuthenticator|BasicHttpAuthenticator|"
           "BearerAuthenticator|OAuthAuthenticator|JwtAuthenticator|"
           "SessionTokenAuthenticator|SelectiveAuthenticator|"
           "CustomAuthenticator|NoAuth|LegacySessionTokenAuthenticator|"
           "RateLimitedMultipleTokenAuthenticator"},
    {"fetch_properties_from_endpoint", AB_FIELD_CHILD,
     AB_AT(http_requester, fetch_properties_from_endpoint), .flags = AB_FIELD_DEPRECATED,
     .of = "PropertiesFromEndpoint"},
    {"query_properties", AB_FIELD_CHILD, AB_AT(http_requester, query_properties),
     .of = "QueryProperties"},
    {"request_parameters", AB_FIELD_MAPPING, AB_AT(http_requester, request_parameters),
     .flags = AB_FIELD_TEXT_VALUES, .of = "QueryProperties",
     .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_headers", AB_FIELD_MAPPING, AB_AT(http_requester, request_headers),
     .flags = AB_FIELD_TEXT_VALUES, .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_body_data", AB_FIELD_MAPPING, AB_AT(http_requester, request_body_data),
     .flags = AB_FIELD_TEXT_VALUES | AB_FIELD_DEPRECATED,
     .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_body_json", AB_FIELD_NESTED, AB_AT(http_requester, request_body_json),
     .flags = AB_FIELD_DEPRECATED, .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_body", AB_FIELD_CHILD, AB_AT(http_requester, request_body),
     .of = "RequestBodyPlainText|RequestBodyUrlEncodedForm|"
           "RequestBodyJsonObject|RequestBodyGraphQL"},
    {"error_handler", AB_FIELD_CHILD, AB_AT(http_requester, error_handler),
     .of = "DefaultErrorHandler|CompositeErrorHandler|CustomErrorHandler"},
    {"use_cache", AB_FIELD_BOOL, AB_AT(http_requester, use_cache)},
    {"connect_timeout_in_seconds", AB_FIELD_NUMBER,
     AB_AT(http_requester, connect_timeout_in_seconds), .flags = AB_FIELD_ABOVE},
    {"read_timeout_in_seconds", AB_FIELD_NUMBER, AB_AT(http_requester, read_timeout_in_seconds),
     .flags = AB_FIELD_ABOVE},
    {"use_tcp_keepalive", AB_FIELD_BOOL, AB_AT(http_requester, use_tcp_keepalive)},
    {0},
};

const ab_component_type ab_component_http_requester = {
    .name = "HttpRequester",
    .family = AB_FAMILY_REQUESTER,
    .fields = http_requester_fields,
    .options_size = sizeof(http_requester),
};
