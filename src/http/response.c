#include "http/response.h"

#include "base/alloc.h"

#include <stdatomic.h>
#include <stdlib.h>

typedef struct counted_response {
    ab_http_response response; /* first, so that one address serves for both */
    atomic_uint references;
    ab_arena *arena;
} counted_response;

static counted_response *counted(ab_http_response *response)
{
    return (counted_response *)(void *)response;
}

ab_http_response *ab_http_response_new(void)
{
    counted_response *c = ab_xcalloc(1, sizeof(*c));
    atomic_init(&c->references, 1);
    c->arena = ab_arena_new();
    c->response.problem = "";
    return &c->response;
}

ab_arena *ab_http_response_arena(ab_http_response *response)
{
    return counted(response)->arena;
}

void ab_http_response_fail(ab_http_response *response, ab_http_failure failure, const char *problem)
{
    response->failure = failure;
    response->problem = ab_arena_cstr(counted(response)->arena, ab_str_of(problem));
}

ab_http_response *ab_http_response_ref(ab_http_response *response)
{
    atomic_fetch_add_explicit(&counted(response)->references, 1, memory_order_relaxed);
    return response;
}

void ab_http_response_unref(ab_http_response *response)
{
    if (!response ||
        atomic_fetch_sub_explicit(&counted(response)->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    ab_body_unref(response->body);
    ab_arena_free(counted(response)->arena);
    free(counted(response));
}

bool ab_http_response_error(const ab_http_response *response, ab_error *error)
{
    static const ab_http_failure for_the_user[] = {
        AB_HTTP_PRIVATE_ADDRESS, AB_HTTP_MISSING_SCHEMA, AB_HTTP_INVALID_SCHEMA,
        AB_HTTP_INVALID_URL,     AB_HTTP_INVALID_HEADER,
    };
    ab_error_kind kind =
        response->failure == AB_HTTP_STORAGE_FULL || response->failure == AB_HTTP_NOT_RECORDED
            ? AB_ERROR_SYSTEM
            : AB_ERROR_TRANSIENT;
    for (size_t i = 0; i < sizeof(for_the_user) / sizeof(for_the_user[0]); i++) {
        kind = for_the_user[i] == response->failure ? AB_ERROR_CONFIG : kind;
    }
    ab_error_set(error, kind, "%s", response->problem);
    return ab_error_detail(error, "%s", ab_http_failure_name(response->failure));
}
