/* The retry loop, the response cache and cassettes, over real transfers. */
#include "client.h"

#include "base/file.h"

#include "http/attempt.h"
#include "http/budget.h"
#include "http/cache.h"
#include "http/cassette.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* "/s/A,B,C": the first request gets status A, the second B, the last one from then on; 0 closes
 * the connection. */
static bool answer(exchange *x)
{
    char list[64];
    snprintf(list, sizeof(list), "%.*s", AB_STR_ARG(ab_str_sub(x->target, 3, x->target.n)));
    char *at = list;
    long status = strtol(at, &at, 10);
    for (unsigned i = 1; i < x->number && *at == ','; i++) {
        status = strtol(at + 1, &at, 10);
    }
    char body[64];
    char attempt[16] = "none";
    server_header(x, "X-Attempt", attempt, sizeof(attempt));
    snprintf(body, sizeof(body), "%u %s", x->number, attempt);
    return status && server_reply(x, (int)status, "", body);
}

enum { WAIT_US = 100 };

typedef struct story {
    unsigned max_retries; /* their first wait is WAIT_US, the next ones twice the one before */
    ab_arena *arena;
    unsigned prepared;
    unsigned waited;
    int64_t last_wait_us;
} story;

static bool prepare(void *context, ab_http_request *request, unsigned attempt, ab_error *error)
{
    story *s = context;
    s->prepared++;
    if (attempt == 9) {
        return ab_error_set(error, AB_ERROR_CONFIG, "no token");
    }
    ab_headers_set(s->arena, &request->headers, AB_STR("X-Attempt"),
                   ab_arena_printf(s->arena, "a%u", attempt));
    return true;
}

static ab_http_verdict judge(void *context, const ab_http_response *response, unsigned attempt,
                             int64_t *wait_us, ab_error *error)
{
    const story *s = context;
    if (!response->failure && response->status < 400) {
        return AB_HTTP_ACCEPT;
    }
    bool may_pass = response->failure ? ab_http_failure_is_transient(response->failure)
                                      : response->status == 429 || response->status >= 500;
    if (may_pass && attempt <= s->max_retries) {
        *wait_us = (int64_t)WAIT_US << (attempt - 1);
        return AB_HTTP_RETRY;
    }
    if (response->failure) {
        ab_http_response_error(response, error);
    } else {
        ab_error_set(error, AB_ERROR_SYSTEM, "status %d", response->status);
    }
    return AB_HTTP_STOP;
}

static void before_wait(void *context, const ab_http_response *response, int64_t wait_us)
{
    (void)response;
    story *s = context;
    s->waited++;
    s->last_wait_us = wait_us;
}

static void requests_are_tried_again(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *body; /* NULL: it fails */
        const char *message;
        ab_error_kind kind;
        unsigned prepared;
        int64_t last_wait_us;
    } rows[] = {
        {"/s/200", "1 a1", NULL, AB_ERROR_NONE, 1, 0},
        {"/s/500,200", "2 a2", NULL, AB_ERROR_NONE, 2, 100},
        {"/s/429,500,502,200", "4 a4", NULL, AB_ERROR_NONE, 4, 400},
        {"/s/0,200", "2 a2", NULL, AB_ERROR_NONE, 2, 100},
        {"/s/404", NULL, "status 404", AB_ERROR_SYSTEM, 1, 0},
        {"/s/500", NULL, "status 500", AB_ERROR_SYSTEM, 4, 400},
        {"/s/0", NULL, "The request to 127.0.0.1 failed: Empty reply from server",
         AB_ERROR_TRANSIENT, 4, 400},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fixture f;
        open_fixture(&f, NULL, answer);
        story s = {.max_retries = 3, .arena = ab_arena_new()};
        ab_http_policy policy = {
            .prepare = prepare, .judge = judge, .before_wait = before_wait, .context = &s};
        ab_http_request request = get(server_url(&f.server, rows[i].path));
        ab_http_response *r = NULL;
        ab_error error = {0};
        bool sent = ab_http_send(f.session, &request, &policy, &r, &error);
        assert_int_equal(sent, rows[i].body != NULL);
        assert_int_equal(s.prepared, rows[i].prepared);
        assert_int_equal(s.last_wait_us, rows[i].last_wait_us);
        assert_int_equal(request.headers.n, 0);
        if (sent) {
            assert_body(r, rows[i].body);
            ab_http_response_unref(r);
        } else {
            assert_string_equal(error.message, rows[i].message);
            assert_int_equal(error.kind, rows[i].kind);
            ab_error_clear(&error);
        }
        ab_arena_free(s.arena);
        close_fixture(&f);
    }
}

static void a_request_sent_ahead_is_judged_when_it_is_consumed(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    story s = {.max_retries = 3, .arena = ab_arena_new()};
    ab_http_policy policy = {
        .prepare = prepare, .judge = judge, .before_wait = before_wait, .context = &s};
    ab_http_request request = get(server_url(&f.server, "/s/500,200"));
    ab_transfer *ahead = ab_http_submit(f.session, &request);
    ab_http_response *r;
    assert_true(ab_http_send_from(f.session, ahead, &request, &policy, &r, NULL));
    assert_body(r, "2 a2");
    assert_int_equal(s.prepared, 1);
    ab_http_response_unref(r);
    ab_arena_free(s.arena);
    close_fixture(&f);
}

static void a_failing_preparation_stops(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    story s = {.max_retries = 20, .arena = ab_arena_new()};
    ab_http_policy policy = {.prepare = prepare, .judge = judge, .context = &s};
    ab_http_request request = get(server_url(&f.server, "/s/500"));
    ab_http_response *r;
    ab_error error = {0};
    assert_false(ab_http_send(f.session, &request, &policy, &r, &error));
    assert_string_equal(error.message, "no token");
    assert_int_equal(server_count(&f.server, &f.server.requests), 8);
    ab_error_clear(&error);
    ab_arena_free(s.arena);
    close_fixture(&f);
}

static void budgets_are_asked_and_corrected(void **state)
{
    (void)state;
    static const ab_call_rate rates[] = {{100, 1000}};
    static const ab_call_policy policies[] = {
        {.kind = AB_CALL_MOVING_WINDOW, .rates = rates, .rate_count = 1}};
    ab_call_budget_options options = {.policies = policies, .policy_count = 1};
    ab_call_budget *budget = ab_call_budget_new(&options, ab_clock_system(), NULL);
    fixture f;
    open_fixture(&f, NULL, answer);
    story s = {.max_retries = 3, .arena = ab_arena_new()};
    ab_http_policy policy = {.prepare = prepare, .judge = judge, .context = &s, .budget = budget};
    ab_http_request request = get(server_url(&f.server, "/s/429,200"));
    ab_http_response *r;
    assert_true(ab_http_send(f.session, &request, &policy, &r, NULL));
    assert_body(r, "2 a2");
    ab_http_response_unref(r);
    ab_call_budget_free(budget);
    ab_arena_free(s.arena);
    close_fixture(&f);
}

/* ---- The cache ---- */

typedef struct cached {
    fixture *f;
    ab_response_cache *cache;
    char url[64];
} cached;

static void *fetch_cached(void *context)
{
    cached *c = context;
    story s = {0};
    ab_http_policy policy = {
        .judge = judge, .context = &s, .cache = c->cache, .cache_key = AB_STR("key")};
    ab_http_request request = get(c->url);
    ab_http_response *r = NULL;
    return ab_http_send(c->f->session, &request, &policy, &r, NULL) ? r : NULL;
}

static void workers_share_one_fetch(void **state)
{
    (void)state;
    enum { WORKERS = 6 };
    fixture f;
    open_fixture(&f, NULL, answer);
    cached c = {&f, ab_response_cache_new(ab_http_store(f.http), 0), ""};
    snprintf(c.url, sizeof(c.url), "%s", server_url(&f.server, "/s/500,200"));
    assert_null(fetch_cached(&c)); /* a failure is not kept */
    pthread_t threads[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        pthread_create(&threads[i], NULL, fetch_cached, &c);
    }
    for (int i = 0; i < WORKERS; i++) {
        void *r;
        pthread_join(threads[i], &r);
        assert_non_null(r);
        assert_body(r, "2 none");
        ab_http_response_unref(r);
    }
    assert_int_equal(server_count(&f.server, &f.server.requests), 2);
    ab_response_cache_free(c.cache);
    close_fixture(&f);
}

static void the_least_used_leave_the_cache(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    enum { TWO_ENTRIES = 2 * 1024 + 100 }; /* heads count 1 KiB each, the bodies 6 bytes */
    ab_response_cache *cache = ab_response_cache_new(ab_http_store(f.http), TWO_ENTRIES);
    static const char *const keys[] = {"a", "b", "a", "c", "a", "b"};
    static const bool found[] = {false, false, true, false, true, false};
    for (size_t i = 0; i < 6; i++) {
        ab_http_response *r = NULL;
        ab_transfer *ahead;
        bool hit = ab_response_cache_get(cache, ab_str_of(keys[i]), &r, &ahead);
        assert_int_equal(hit, found[i]);
        if (!hit) {
            r = fetch(&f, "/s/200");
            ab_response_cache_settle(cache, ab_str_of(keys[i]), r);
        }
        ab_http_response_unref(r);
    }
    ab_response_cache_free(cache);
    close_fixture(&f);
}

/* Claims the key "k", which nobody else can then, and offers a request under it. */
static ab_transfer *send_ahead(fixture *f, ab_response_cache *cache)
{
    assert_true(ab_response_cache_claim(cache, AB_STR("k")));
    assert_false(ab_response_cache_claim(cache, AB_STR("k")));
    ab_http_request request = get(server_url(&f->server, "/s/200"));
    ab_transfer *sent = ab_http_submit(f->session, &request);
    ab_response_cache_offer(cache, AB_STR("k"), sent);
    return sent;
}

/* What was sent ahead is taken by whoever wants it first, and sent once. */
static void what_was_sent_ahead_has_no_owner_yet(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    ab_response_cache *cache = ab_response_cache_new(ab_http_store(f.http), 0);
    ab_http_response *r;
    ab_transfer *ahead;
    ab_transfer *sent = send_ahead(&f, cache);
    assert_false(ab_response_cache_claim(cache, AB_STR("k")));
    assert_false(ab_response_cache_get(cache, AB_STR("k"), &r, &ahead));
    assert_ptr_equal(ahead, sent);
    assert_false(ab_response_cache_withdraw(cache, AB_STR("k"), sent));
    r = ab_transfer_wait(ahead);
    ab_transfer_free(ahead);
    ab_response_cache_settle(cache, AB_STR("k"), r);
    ab_http_response_unref(r);
    assert_true(ab_response_cache_get(cache, AB_STR("k"), &r, &ahead));
    assert_null(ahead);
    ab_http_response_unref(r);
    assert_int_equal(server_count(&f.server, &f.server.requests), 1);
    ab_response_cache_free(cache);
    close_fixture(&f);
}

static void what_was_sent_ahead_can_be_given_up(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    ab_response_cache *cache = ab_response_cache_new(ab_http_store(f.http), 0);
    ab_http_response *r;
    ab_transfer *ahead;
    ab_transfer *sent = send_ahead(&f, cache);
    assert_true(ab_response_cache_withdraw(cache, AB_STR("k"), sent));
    ab_transfer_free(sent);
    assert_false(ab_response_cache_get(cache, AB_STR("k"), &r, &ahead));
    assert_null(ahead);
    ab_response_cache_settle(cache, AB_STR("k"), NULL);
    ab_response_cache_free(cache);
    close_fixture(&f);
}

static bool answer_100k(exchange *x)
{
    static char body[100001];
    memset(body, 'x', sizeof(body) - 1);
    return server_reply(x, 200, "", body);
}

static void cached_bodies_leave_memory(void **state)
{
    (void)state;
    fixture f;
    ab_memory memory;
    ab_memory_init(&memory, 400 * 1024);
    open_fixture(&f, &(ab_http_options){.store = {.memory = &memory}}, answer_100k);
    ab_response_cache *cache = ab_response_cache_new(ab_http_store(f.http), 0);
    for (int i = 0; i < 8; i++) {
        char key = (char)('a' + i);
        ab_http_response *r;
        ab_transfer *ahead;
        assert_false(ab_response_cache_get(cache, (ab_str){&key, 1}, &r, &ahead));
        r = fetch(&f, "/");
        ab_response_cache_settle(cache, (ab_str){&key, 1}, r);
        ab_http_response_unref(r);
    }
    for (int i = 0; i < 8; i++) {
        char key = (char)('a' + i);
        ab_http_response *r;
        ab_transfer *ahead;
        assert_true(ab_response_cache_get(cache, (ab_str){&key, 1}, &r, &ahead));
        assert_int_equal(ab_body_size(r->body), 100000);
        ab_http_response_unref(r);
    }
    ab_response_cache_free(cache);
    close_fixture(&f);
    assert_int_equal(ab_memory_used(&memory), 0);
}

/* ---- Cassettes ---- */

static void mask_token(void *context, ab_buf *text)
{
    (void)context;
    ptrdiff_t at;
    while ((at = ab_str_find(ab_buf_str(text), AB_STR("tok123"), 0)) >= 0) {
        memcpy(text->p + at, "******", 6);
    }
}

static bool answer_post(exchange *x)
{
    char body[256];
    snprintf(body, sizeof(body), "%u %.*s tok123", x->number, AB_STR_ARG(x->body));
    return server_reply(x, 200, "X-Kind: json\r\n", body);
}

static void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        unlinkat(dirfd(dir), e->d_name, 0);
    }
    if (dir) {
        closedir(dir);
    }
    rmdir(path);
}

static ab_http_response *post(ab_http_session *session, const char *url, const char *body)
{
    ab_http_request request = get(url);
    request.method = AB_STR("POST");
    request.body = ab_str_of(body);
    return ab_http_fetch(session, &request);
}

static void cassettes_replay_what_was_recorded(void **state)
{
    (void)state;
    char folder[] = "/tmp/ab-cassette-XXXXXX";
    assert_non_null(mkdtemp(folder));
    fixture f;
    ab_cassette *cassette = ab_cassette_record(folder, mask_token, NULL, NULL);
    open_fixture(&f, &(ab_http_options){.cassette = cassette}, answer_post);
    char url[128];
    snprintf(url, sizeof(url), "%s", server_url(&f.server, "/a?key=tok123"));
    ab_http_response_unref(post(f.session, url, "one"));
    ab_http_response_unref(post(f.session, url, "two"));
    ab_http_response_unref(post(f.session, url, "one"));
    close_fixture(&f);
    ab_cassette_free(cassette);
    ab_error error = {0};
    assert_null(ab_cassette_record(folder, NULL, NULL, &error));
    assert_true(ab_str_ends(ab_str_of(error.message),
                            AB_STR(" already holds a recording; name another or empty it")));
    ab_error_clear(&error);

    cassette = ab_cassette_replay(folder, mask_token, NULL, &error);
    assert_non_null(cassette);
    ab_http *http = ab_http_new(&(ab_http_options){.cassette = cassette});
    ab_http_session *session = ab_http_session_new(http);
    static const char *const rows[][2] = {
        {"one", "1 one ******"},
        {"one", "3 one ******"},
        {"two", "2 two ******"},
        {"one", "3 one ******"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_http_response *r = post(session, url, rows[i][0]);
        assert_int_equal(r->failure, AB_HTTP_NO_FAILURE);
        assert_int_equal(r->status, 200);
        assert_str(ab_headers_text(&r->headers, "x-kind"), "json");
        assert_body(r, rows[i][1]);
        ab_http_response_unref(r);
    }
    ab_http_response *r = post(session, url, "three");
    assert_int_equal(r->failure, AB_HTTP_NOT_RECORDED);
    char want[256];
    url[strlen(url) - 6] = 0;
    snprintf(want, sizeof(want),
             "The recording in %s has no exchange for POST %s****** with this body; record it anew "
             "with --record",
             folder, url);
    assert_string_equal(r->problem, want);
    ab_http_response_unref(r);
    ab_http_session_free(session);
    ab_http_free(http);
    ab_cassette_free(cassette);
    remove_folder(folder);
}

static bool answer_or_cut(exchange *x)
{
    static const char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
    if (!ab_str_is(x->target, "/cut")) {
        return answer(x);
    }
    server_write(x, half, sizeof(half) - 1);
    return false;
}

/* Broken off in the body, answered, never sent: a replay goes the same way. */
static void cassettes_replay_failures(void **state)
{
    (void)state;
    char folder[] = "/tmp/ab-cassette-XXXXXX";
    assert_non_null(mkdtemp(folder));
    static const ab_http_failure want[] = {AB_HTTP_CHUNKED_ENCODING_ERROR, AB_HTTP_NO_FAILURE,
                                           AB_HTTP_INVALID_SCHEMA};
    char urls[3][128] = {"", "", "nowhere://host/"};
    char problems[3][256];
    fixture f;
    ab_cassette *cassette = ab_cassette_record(folder, NULL, NULL, NULL);
    open_fixture(&f, &(ab_http_options){.cassette = cassette}, answer_or_cut);
    snprintf(urls[0], sizeof(urls[0]), "%s", server_url(&f.server, "/cut"));
    snprintf(urls[1], sizeof(urls[1]), "%s", server_url(&f.server, "/s/200"));
    for (size_t i = 0; i < 3; i++) {
        ab_http_request request = get(urls[i]);
        ab_http_response *r = ab_http_fetch(f.session, &request);
        assert_int_equal(r->failure, want[i]);
        snprintf(problems[i], sizeof(problems[i]), "%s", r->problem);
        ab_http_response_unref(r);
    }
    close_fixture(&f);
    ab_cassette_free(cassette);

    cassette = ab_cassette_replay(folder, NULL, NULL, NULL);
    ab_http *http = ab_http_new(&(ab_http_options){.cassette = cassette});
    ab_http_session *session = ab_http_session_new(http);
    for (size_t i = 0; i < 3; i++) {
        ab_http_request request = get(urls[i]);
        ab_http_response *r = ab_http_fetch(session, &request);
        assert_int_equal(r->failure, want[i]);
        assert_string_equal(r->problem, problems[i]);
        ab_http_response_unref(r);
    }
    ab_http_session_free(session);
    ab_http_free(http);
    ab_cassette_free(cassette);
    remove_folder(folder);
}

static void a_replay_without_a_recording_fails_its_first_request(void **state)
{
    (void)state;
    ab_cassette *cassette = ab_cassette_replay("/nowhere", NULL, NULL, NULL);
    assert_non_null(cassette);
    ab_http *http = ab_http_new(&(ab_http_options){.cassette = cassette});
    ab_http_session *session = ab_http_session_new(http);
    ab_http_response *r = post(session, "http://127.0.0.1/", "");
    assert_int_equal(r->failure, AB_HTTP_NOT_RECORDED);
    assert_string_equal(r->problem, "The folder /nowhere holds no recording (000001.json)");
    ab_http_response_unref(r);
    ab_http_session_free(session);
    ab_http_free(http);
    ab_cassette_free(cassette);
}

/* Knows its secret only once that is told. */
static void mask_when_known(void *context, ab_buf *text)
{
    if (*(const bool *)context) {
        mask_token(NULL, text);
    }
}

static bool answer_with_cookie(exchange *x)
{
    return server_reply(x, 200, "Set-Cookie: session=abc\r\n", "{\"token\": \"tok123\"}");
}

static ab_str stored(ab_arena *arena, const char *folder, const char *name)
{
    ab_str text;
    const char *path = ab_arena_printf(arena, "%s/%s", folder, name).p;
    assert_true(ab_file_read(arena, path, 100000, &text, NULL));
    return text;
}

static void recordings_hide_what_became_a_secret(void **state)
{
    (void)state;
    char folder[] = "/tmp/ab-cassette-XXXXXX";
    assert_non_null(mkdtemp(folder));
    ab_arena *arena = ab_arena_new();
    bool known = false;
    fixture f;
    ab_cassette *cassette = ab_cassette_record(folder, mask_when_known, &known, NULL);
    open_fixture(&f, &(ab_http_options){.cassette = cassette}, answer_with_cookie);
    ab_http_request request = get(server_url(&f.server, "/"));
    ab_headers_set(arena, &request.headers, AB_STR("authorization"), AB_STR("Basic c2VjcmV0"));
    ab_http_response_unref(ab_http_fetch(f.session, &request));
    close_fixture(&f);
    assert_str(stored(arena, folder, "000001.body"), "{\"token\": \"tok123\"}");
    known = true;
    ab_cassette_free(cassette);
    assert_str(stored(arena, folder, "000001.body"), "{\"token\": \"******\"}");
    ab_str head = stored(arena, folder, "000001.json");
    assert_true(ab_str_find(head, AB_STR("\"authorization\": \"****\""), 0) > 0);
    assert_true(ab_str_find(head, AB_STR("\"Set-Cookie\": \"****\""), 0) > 0);
    remove_folder(folder);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_tried_again),
        cmocka_unit_test(a_request_sent_ahead_is_judged_when_it_is_consumed),
        cmocka_unit_test(what_was_sent_ahead_has_no_owner_yet),
        cmocka_unit_test(what_was_sent_ahead_can_be_given_up),
        cmocka_unit_test(a_failing_preparation_stops),
        cmocka_unit_test(budgets_are_asked_and_corrected),
        cmocka_unit_test(workers_share_one_fetch),
        cmocka_unit_test(the_least_used_leave_the_cache),
        cmocka_unit_test(cached_bodies_leave_memory),
        cmocka_unit_test(cassettes_replay_what_was_recorded),
        cmocka_unit_test(cassettes_replay_failures),
        cmocka_unit_test(a_replay_without_a_recording_fails_its_first_request),
        cmocka_unit_test(recordings_hide_what_became_a_secret),
    };
    return cmocka_run_group_tests_name("attempts", tests, NULL, NULL);
}
