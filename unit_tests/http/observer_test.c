/* The observer: it sees each exchange once, with who asked, failures too. */
#include "client.h"

#include <stdio.h>

typedef struct seen {
    char text[1024];
    size_t n;
} seen;

static void take(void *context, const ab_http_request *request, const ab_http_response *response)
{
    seen *s = context;
    ab_buf scratch;
    ab_str body = {0};
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    if (!response->failure) {
        assert_true(ab_body_whole(response->body, &scratch, &body, NULL));
    }
    s->n += (size_t)snprintf(s->text + s->n, sizeof(s->text) - s->n, "%.*s: %d %.*s%s\n",
                             AB_STR_ARG(request->asker), response->status, AB_STR_ARG(body),
                             response->failure ? "failed" : "");
    ab_buf_free(&scratch);
}

static bool answer(exchange *x)
{
    if (ab_str_is(x->target, "/moved")) {
        return server_reply(x, 302, "Location: /there\r\n", "");
    }
    return server_reply(x, ab_str_is(x->target, "/bad") ? 500 : 200, "", "body");
}

static void send_as(fixture *f, const char *url, const char *asker)
{
    ab_http_request request = get(url);
    request.asker = ab_str_of(asker);
    ab_http_response_unref(ab_http_fetch(f->session, &request));
}

static void sees_each_exchange(void **state)
{
    (void)state;
    seen s = {.n = 0};
    const ab_http_observer observer = {take, &s};
    fixture f;
    open_fixture(&f, &(ab_http_options){.observer = &observer}, answer);
    send_as(&f, server_url(&f.server, "/"), "a");
    send_as(&f, server_url(&f.server, "/moved"), "");
    send_as(&f, server_url(&f.server, "/bad"), "b");
    send_as(&f, "nothing://here", "c");
    close_fixture(&f);
    assert_string_equal(s.text, "a: 200 body\n: 200 body\nb: 500 body\nc: 0 failed\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sees_each_exchange)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
