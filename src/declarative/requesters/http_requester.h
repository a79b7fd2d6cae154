/* HttpRequester's inner parts, shared by its files: building a request, sending it. */
#ifndef AB_DECLARATIVE_REQUESTERS_HTTP_REQUESTER_H
#define AB_DECLARATIVE_REQUESTERS_HTTP_REQUESTER_H

#include "declarative/auth/authenticator.h"
#include "declarative/decoders/decoder.h"
#include "declarative/error_handlers/error_handler.h"
#include "declarative/requesters/requester.h"
#include "http/http.h"

struct ab_response_cache;

/* The options as parsed. */
typedef struct ab_http_requester_options {
    const ab_template *url_base;
    const ab_template *url;
    const ab_template *path;
    int http_method;
    const ab_component *authenticator;
    const ab_component *fetch_properties_from_endpoint;
    const ab_component *query_properties;
    ab_mapping request_parameters;
    ab_mapping request_headers;
    const ab_template *request_headers_text;
    ab_mapping request_body_data;
    const ab_template_tree *request_body_json;
    const ab_template *request_body_json_text;
    const ab_component *request_body;
    const ab_component *error_handler;
    int use_cache;
    double connect_timeout_in_seconds;
    double read_timeout_in_seconds;
    bool use_tcp_keepalive;
} ab_http_requester_options;

/* A body's templates: at most one of the four is set. */
typedef struct ab_body_templates {
    ab_mapping data;
    const ab_template_tree *json;
    const ab_template *json_text;
} ab_body_templates;

typedef struct ab_http_requester {
    ab_requester base;
    const ab_http_requester_options *options;
    const ab_value *parameters;
    ab_env *env;
    ab_str name;
    ab_str reader;               /* the source's stream that is told of rate limits; may be empty */
    ab_str query_properties_key; /* empty: none */
    ab_mapping headers;
    ab_body_templates body;
    ab_authenticator *auth;
    ab_error_handler *error_handler;
    const ab_decoder *decoder;
    ab_http_session *session;        /* NULL in pure calls */
    struct ab_response_cache *cache; /* NULL: none */
} ab_http_requester;

/* ---- http_prepare.c ---- */

/* What stays the same in each try: all but authentication. */
typedef struct ab_request_parts {
    ab_str url;
    ab_request_options own;
    ab_request_options extra;
} ab_request_parts;

/* Evaluates the templates. `extra` may be NULL; it is not copied. */
bool ab_http_requester_evaluate(const ab_http_requester *self, const ab_scope *scope, ab_str path,
                                const ab_request_options *extra, ab_request_parts *out,
                                ab_error *error);
/* Puts the parts and what the authenticator adds together. */
bool ab_http_requester_assemble(const ab_http_requester *self, const ab_scope *scope,
                                const ab_request_parts *parts, const ab_request_options *auth,
                                ab_prepared_request *out, ab_error *error);
/* What request templates see: an absent slice or token is null, extra fields of the slice are
 * variables. */
ab_scope ab_http_requester_scope(const ab_scope *scope);

/* ---- http_send.c ---- */
ab_pending *ab_http_requester_begin(const ab_requester *base, const ab_scope *scope, ab_str path,
                                    const ab_request_options *extra);
ab_sent ab_http_requester_finish(ab_pending *pending, ab_response **response, ab_str *reason,
                                 ab_error *error);
void ab_http_requester_abandon(ab_pending *pending);
ab_sent ab_http_requester_send(const ab_requester *base, const ab_scope *scope, ab_str path,
                               const ab_request_options *extra, ab_response **response,
                               ab_str *reason, ab_error *error);

/* ---- request_body.c ---- */
/* The templates of a request_body component. */
bool ab_request_body_templates(ab_build *build, const ab_component *body, ab_body_templates *out,
                               ab_error *error);

#endif
