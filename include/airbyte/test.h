/* Unit tests of a source: it runs in the test's own process, against scripted responses and a
 * stopped clock. Nothing goes over the network, nothing sleeps: what a retry or a rate limit waits
 * for has passed at once, and only the clock tells.
 *
 *     ab_test *test = ab_test_new(&my_source);
 *     ab_test_respond(test, "GET", "https://api.example.com/users", 200, NULL, "{\"data\": []}");
 *     assert_int_equal(ab_test_read(test, "{\"api_key\": \"k\"}", NULL, NULL), 0);
 *     assert_int_equal(ab_count_of(ab_test_records(test, "users")), 0);
 *     ab_test_free(test);
 *
 * It needs no framework: every result is a value to assert on. Partitions are read one after the
 * other, so that the order of requests and records is always the same.
 *
 * A command (ab_test_spec, ab_test_check, ab_test_discover, ab_test_read) returns the exit status
 * that the connector's process would have: 0, or 1 after a TRACE ERROR. What it printed is asked
 * for afterwards; all that is borrowed lives until the next command or ab_test_free.
 *
 * Threads: one at a time may use this interface, and one test at a time may run a command in a
 * process. Never NULL, unless it says so: where memory is out, the process ends with a message. */
#ifndef AIRBYTE_TEST_H
#define AIRBYTE_TEST_H

#include "airbyte/source.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ab_test ab_test;

/* A test of a native source, which is borrowed and closed (its `close` slot) by ab_test_free. */
ab_test *ab_test_new(const ab_source *source);
/* The same for a manifest, with the custom components that were registered before; opened anew by
 * each command, which tells what is wrong with it. `path` is copied. */
ab_test *ab_test_new_manifest(const char *path);
void ab_test_free(ab_test *test);

/* ---------------------------------------------------------------- the clock */

/* Stops the clock at `ms` milliseconds since 1970 (at first 2026-01-01T00:00:00Z). */
void ab_test_set_now_ms(ab_test *test, int64_t ms);
/* What the source sees as now: what was set, and all waits since. */
int64_t ab_test_now_ms(const ab_test *test);
/* What the last command waited for in all, in milliseconds. */
int64_t ab_test_waited_ms(const ab_test *test);

/* ---------------------------------------------------------------- the script */

/* How often a response can be had. */
enum { AB_TEST_ONCE = 0, AB_TEST_ALWAYS = -1 };

/* A response and the requests that get it. Texts are copied. */
typedef struct ab_test_response {
    const char *method; /* NULL: any */
    /* The URL, where '*' stands for any text. Without a '?' in it, any query may follow. */
    const char *url;
    const char *body_has; /* what the request's body must have in it; NULL: anything */
    int times;            /* AB_TEST_ONCE, a number, or AB_TEST_ALWAYS */
    int status;           /* 0: the connection fails, a transient error */
    const char *headers;  /* "Name: value" lines with '\n' between; NULL: none */
    const char *body;     /* NULL: empty */
    size_t body_length;   /* of bytes with a NUL among them; 0: up to the NUL */
} ab_test_response;

/* Adds a response. A request gets the first one added that fits it and is not used up; a request
 * without any fails with an error that names it. */
void ab_test_respond_with(ab_test *test, const ab_test_response *response);
/* The usual one: once, for this method and URL. `headers` may be NULL. JSON objects and arrays are
 * sent as application/json unless `headers` say otherwise. */
void ab_test_respond(ab_test *test, const char *method, const char *url, int status,
                     const char *headers, const char *body);
/* How many responses nobody asked for (those of AB_TEST_ALWAYS count if never used): 0 where all
 * of the script was played. */
size_t ab_test_unused(const ab_test *test);
/* Takes back all responses. */
void ab_test_clear(ab_test *test);

/* ---------------------------------------------------------------- commands */

/* `config`, `catalog` and `state` are JSON texts, which the connector's process would read from
 * files; what is wrong with them is told as that does. */
int ab_test_spec(ab_test *test);
int ab_test_check(ab_test *test, const char *config);
int ab_test_discover(ab_test *test, const char *config);
/* `catalog` NULL: all streams that discover has, incremental where they can be. `state` NULL: none.
 */
int ab_test_read(ab_test *test, const char *config, const char *catalog, const char *state);

/* ---------------------------------------------------------------- what came of it */

/* All messages of the last command in order: an array. */
const ab_value *ab_test_messages(const ab_test *test);
/* The bodies of all messages of a type ("RECORD", "STATE", "LOG", "TRACE", "CATALOG", "SPEC",
 * "CONNECTION_STATUS", "CONTROL"): an array of what its member `record`, `state` … holds. */
const ab_value *ab_test_bodies(ab_test *test, const char *type);
/* The data of a stream's records (NULL: of all streams): an array. */
const ab_value *ab_test_records(ab_test *test, const char *stream);
/* The stream_states of a stream's STATE messages: an array. */
const ab_value *ab_test_states(ab_test *test, const char *stream);
/* What a platform would give to the next read as its state: each stream's last STATE, a JSON text.
 */
const char *ab_test_last_state(ab_test *test);
/* "STARTED RUNNING COMPLETE": what the stream's status went through. */
const char *ab_test_statuses(ab_test *test, const char *stream);
/* The message of the first TRACE ERROR, or of a CONNECTION_STATUS that is FAILED; "" if all went
 * well. */
const char *ab_test_error(ab_test *test);
/* Whether a LOG message of the last command has this text in it. */
bool ab_test_logged(ab_test *test, const char *text);
/* A value as a text to compare, with a NUL behind: a string's characters, anything else as compact
 * JSON, numbers as the source wrote them; "" for NULL. */
const char *ab_test_text(ab_test *test, const ab_value *value);
/* The requests that were made, in order, tries included: an array of
 * {"method", "url", "headers": {…}, "body", "status"}; status 0: it failed. */
const ab_value *ab_test_requests(const ab_test *test);

#ifdef __cplusplus
}
#endif

#endif
