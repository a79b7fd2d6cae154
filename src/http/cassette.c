#include "http/cassette.h"

#include "base/vec.h"
#include "http/response.h"
#include "json/json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_EXCHANGES = 1000000 }; /* of six digits */

typedef struct exchange {
    ab_str key; /* method, URL and body, masked */
    ab_value response;
    unsigned number;
    bool used;
} exchange;

struct ab_cassette {
    char *folder;
    bool replay;
    ab_mask_fn mask;
    void *context;
    pthread_mutex_t lock; /* guards the rest */
    unsigned count;
    ab_arena *arena;
    AB_VEC(exchange) exchanges;
};

static ab_cassette *make(const char *folder, bool replay, ab_mask_fn mask, void *context)
{
    ab_cassette *cassette = ab_xcalloc(1, sizeof(*cassette));
    cassette->folder = ab_xstrdup(folder);
    cassette->replay = replay;
    cassette->mask = mask;
    cassette->context = context;
    cassette->arena = ab_arena_new();
    pthread_mutex_init(&cassette->lock, NULL);
    return cassette;
}

bool ab_cassette_is_replay(const ab_cassette *cassette)
{
    return cassette->replay;
}

static const char *file_name(ab_arena *arena, const ab_cassette *cassette, unsigned number,
                             const char *kind)
{
    return ab_arena_printf(arena, "%s/%06u.%s", cassette->folder, number, kind).p;
}

static void add_masked(const ab_cassette *cassette, ab_buf *text)
{
    if (cassette->mask && text->n) {
        cassette->mask(cassette->context, text);
    }
}

/* ---- Files ---- */

static bool read_file(const char *path, ab_buf *out, ab_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : 1;
    while (n > 0) {
        char *to = ab_buf_reserve(out, 65536);
        n = to ? read(fd, to, 65536) : -1;
        if (n > 0) {
            out->n += (size_t)n;
        } else if (n < 0 && errno == EINTR) {
            n = 1;
        }
    }
    int code = errno;
    if (fd >= 0) {
        close(fd);
    }
    return n == 0 ||
           ab_error_set(error, AB_ERROR_CONFIG, "Cannot read %s: %s", path, strerror(code));
}

static bool write_file(const char *path, ab_str bytes, ab_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    size_t done = 0;
    while (fd >= 0 && done < bytes.n) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);
        if (n < 0 && errno != EINTR) {
            break;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    bool written = fd >= 0 && done == bytes.n;
    int code = errno;
    if (fd >= 0 && close(fd) != 0 && written) {
        code = errno;
        written = false;
    }
    return written ||
           ab_error_set(error, AB_ERROR_SYSTEM, "Cannot write %s: %s", path, strerror(code));
}

/* ---- Recording ---- */

static bool has_exchanges(const char *folder)
{
    DIR *dir = opendir(folder);
    bool found = false;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        found = found || ab_str_ends(ab_str_of(e->d_name), AB_STR(".json"));
    }
    if (dir) {
        closedir(dir);
    }
    return found;
}

ab_cassette *ab_cassette_record(const char *folder, ab_mask_fn mask, void *context, ab_error *error)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        ab_error_set(error, AB_ERROR_CONFIG, "The folder %s for the recording cannot be made: %s",
                     folder, strerror(errno));
        return NULL;
    }
    if (has_exchanges(folder)) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "The folder %s already holds a recording; name another or empty it", folder);
        return NULL;
    }
    return make(folder, false, mask, context);
}

/* Headers that are nothing but credentials, in whatever form, and that no replay needs. */
static bool is_credential(ab_str header)
{
    static const char *const names[] = {"Authorization", "Proxy-Authorization", "Cookie",
                                        "Set-Cookie"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (ab_str_eq_nocase(header, ab_str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static ab_value headers_value(ab_arena *arena, const ab_cassette *cassette,
                              const ab_headers *headers)
{
    ab_value list = ab_value_object();
    for (size_t i = 0; i < headers->n; i++) {
        const ab_header *header = &headers->at[i];
        bool hidden = cassette->mask && is_credential(header->name);
        ab_object_set(arena, &list, header->name,
                      hidden ? ab_value_cstr("****") : ab_value_str(header->value));
    }
    return list;
}

/* A body as JSON text: bytes that are no UTF-8 as latin-1. */
static ab_str body_text(ab_arena *arena, ab_str body)
{
    return ab_utf8_valid(body) ? body : ab_header_from_bytes(arena, body);
}

static bool store_head(ab_cassette *cassette, unsigned number, const ab_http_request *request,
                       const ab_http_response *response, ab_arena *arena, ab_error *error)
{
    ab_value asked = ab_value_object();
    ab_set(arena, &asked, "method", ab_value_str(request->method));
    ab_set(arena, &asked, "url", ab_value_str(request->url));
    ab_set(arena, &asked, "headers", headers_value(arena, cassette, &response->sent_headers));
    ab_set(arena, &asked, "body", ab_value_str(body_text(arena, request->body)));
    ab_value given = ab_value_object();
    ab_set(arena, &given, "status", ab_value_int(response->status));
    if (response->failure) {
        ab_set(arena, &given, "failure", ab_value_cstr(ab_http_failure_name(response->failure)));
        ab_set(arena, &given, "problem", ab_value_cstr(response->problem));
    }
    ab_set(arena, &given, "url", ab_value_str(response->url));
    ab_set(arena, &given, "headers", headers_value(arena, cassette, &response->headers));
    ab_value both = ab_value_object();
    ab_set(arena, &both, "request", asked);
    ab_set(arena, &both, "response", given);
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_json_write(&text, &both, AB_JSON_INDENTED);
    ab_buf_add_char(&text, '\n');
    add_masked(cassette, &text);
    bool written = write_file(file_name(arena, cassette, number, "json"), ab_buf_str(&text), error);
    ab_buf_free(&text);
    return written;
}

static bool store_body(ab_cassette *cassette, unsigned number, const ab_http_response *response,
                       ab_arena *arena, ab_error *error)
{
    ab_buf scratch;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    ab_str bytes;
    bool good = ab_body_whole(response->body, &scratch, &bytes, error);
    ab_buf masked;
    ab_buf_init(&masked, AB_BUF_NO_MAX);
    if (good && ab_utf8_valid(bytes)) {
        ab_buf_add_str(&masked, bytes);
        add_masked(cassette, &masked);
        bytes = ab_buf_str(&masked);
    }
    good = good && write_file(file_name(arena, cassette, number, "body"), bytes, error);
    ab_buf_free(&masked);
    ab_buf_free(&scratch);
    return good;
}

bool ab_cassette_store(ab_cassette *cassette, const ab_http_request *request,
                       const ab_http_response *response, ab_error *error)
{
    pthread_mutex_lock(&cassette->lock);
    unsigned number = ++cassette->count;
    pthread_mutex_unlock(&cassette->lock);
    if (number >= MAX_EXCHANGES) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "A recording holds at most %d exchanges",
                            MAX_EXCHANGES - 1);
    }
    ab_arena *arena = ab_arena_new();
    bool stored = store_body(cassette, number, response, arena, error) &&
                  store_head(cassette, number, request, response, arena, error);
    ab_arena_free(arena);
    return stored;
}

/* Masks a stored text again: what turned out to be a secret after it was written. */
static void mask_file_again(const ab_cassette *cassette, const char *path)
{
    ab_buf text, masked;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_buf_init(&masked, AB_BUF_NO_MAX);
    if (read_file(path, &text, NULL) && ab_utf8_valid(ab_buf_str(&text))) {
        ab_buf_add_str(&masked, ab_buf_str(&text));
        add_masked(cassette, &masked);
        if (!ab_str_eq(ab_buf_str(&text), ab_buf_str(&masked))) {
            write_file(path, ab_buf_str(&masked), NULL);
        }
    }
    ab_buf_free(&masked);
    ab_buf_free(&text);
}

static void mask_again(const ab_cassette *cassette)
{
    for (unsigned number = 1; number <= cassette->count && number < MAX_EXCHANGES; number++) {
        mask_file_again(cassette, file_name(cassette->arena, cassette, number, "json"));
        mask_file_again(cassette, file_name(cassette->arena, cassette, number, "body"));
    }
}

void ab_cassette_free(ab_cassette *cassette)
{
    if (!cassette) {
        return;
    }
    if (!cassette->replay && cassette->mask) {
        mask_again(cassette);
    }
    AB_VEC_FREE(&cassette->exchanges);
    ab_arena_free(cassette->arena);
    pthread_mutex_destroy(&cassette->lock);
    free(cassette->folder);
    free(cassette);
}

/* ---- Replaying ---- */

/* What identifies a request; masked as a whole, as the recorded text was. */
static ab_str make_key(const ab_cassette *cassette, ab_arena *arena, ab_str method, ab_str url,
                       ab_str body)
{
    ab_buf key;
    ab_buf_init(&key, AB_BUF_NO_MAX);
    ab_buf_printf(&key, "%.*s %.*s\n", AB_STR_ARG(method), AB_STR_ARG(url));
    ab_buf_add_str(&key, body);
    add_masked(cassette, &key);
    ab_str copy = ab_arena_str(arena, ab_buf_str(&key));
    ab_buf_free(&key);
    return copy;
}

static bool load(ab_cassette *cassette, unsigned number, ab_error *error)
{
    ab_arena *arena = cassette->arena;
    const char *path = file_name(arena, cassette, number, "json");
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_value both;
    ab_json_options options = {.copy = true, .source = path};
    bool good = read_file(path, &text, error) &&
                ab_json_parse(arena, ab_buf_str(&text), &options, &both, error);
    ab_buf_free(&text);
    if (!good) {
        return false;
    }
    const ab_value *asked = ab_get(&both, "request");
    const ab_value *given = ab_get(&both, "response");
    if (!ab_is(asked, AB_OBJECT) || !ab_is(given, AB_OBJECT)) {
        return ab_error_set(error, AB_ERROR_CONFIG, "%s is no recorded exchange", path);
    }
    exchange e = {.response = *given, .number = number};
    e.key = make_key(cassette, arena, ab_get_text(asked, "method"), ab_get_text(asked, "url"),
                     ab_get_text(asked, "body"));
    AB_VEC_PUSH(&cassette->exchanges, e);
    return true;
}

ab_cassette *ab_cassette_replay(const char *folder, ab_mask_fn mask, void *context, ab_error *error)
{
    ab_cassette *cassette = make(folder, true, mask, context);
    for (unsigned number = 1; number < MAX_EXCHANGES; number++) {
        if (access(file_name(cassette->arena, cassette, number, "json"), F_OK) != 0) {
            break;
        }
        if (!load(cassette, number, error)) {
            ab_cassette_free(cassette);
            return NULL;
        }
    }
    return cassette;
}

/* The next exchange under the key: one that was not used, else the last; under the lock. */
static exchange *next_of(ab_cassette *cassette, ab_str key)
{
    exchange *found = NULL;
    for (size_t i = 0; i < cassette->exchanges.n; i++) {
        exchange *e = &cassette->exchanges.at[i];
        if (ab_str_eq(e->key, key)) {
            found = e;
            if (!e->used) {
                break;
            }
        }
    }
    if (found) {
        found->used = true;
    }
    return found;
}

static bool fill_failure(const exchange *e, ab_arena *arena, ab_http_response *response,
                         ab_error *error)
{
    ab_str name = ab_get_text(&e->response, "failure");
    if (!name.n) {
        return true;
    }
    ab_http_failure failure = ab_http_failure_of(name);
    if (!failure) {
        return ab_error_set(error, AB_ERROR_CONFIG, "%06u.json names an unknown failure: %.*s",
                            e->number, AB_STR_ARG(name));
    }
    ab_http_response_fail(response, failure,
                          ab_arena_cstr(arena, ab_get_text(&e->response, "problem")));
    return true;
}

static bool fill(const ab_cassette *cassette, const exchange *e, const ab_body_store *store,
                 ab_arena *arena, ab_http_response *response, ab_error *error)
{
    int64_t status = 0;
    ab_value_int64(ab_get(&e->response, "status"), &status);
    const ab_value *headers = ab_get(&e->response, "headers");
    ab_buf body;
    ab_buf_init(&body, AB_BUF_NO_MAX);
    bool good = read_file(file_name(arena, cassette, e->number, "body"), &body, error);
    response->body = good ? ab_body_of(store, ab_buf_str(&body), error) : NULL;
    ab_buf_free(&body);
    if (!response->body) {
        return false;
    }
    response->status = (int)status;
    response->url = ab_arena_str(arena, ab_get_text(&e->response, "url"));
    for (uint32_t i = 0; ab_is(headers, AB_OBJECT) && i < headers->count; i++) {
        const ab_member *m = &headers->object.members[i];
        ab_headers_set(arena, &response->headers, ab_arena_str(arena, m->key),
                       ab_arena_str(arena, ab_text(&m->value)));
    }
    response->gzip_encoded =
        ab_str_eq_nocase(ab_headers_text(&response->headers, "Content-Encoding"), AB_STR("gzip"));
    return fill_failure(e, arena, response, error);
}

bool ab_cassette_find(ab_cassette *cassette, const ab_http_request *request,
                      const ab_body_store *store, ab_arena *arena, ab_http_response *response,
                      ab_error *error)
{
    ab_str key =
        make_key(cassette, arena, request->method, request->url, body_text(arena, request->body));
    pthread_mutex_lock(&cassette->lock);
    const exchange *e = next_of(cassette, key);
    pthread_mutex_unlock(&cassette->lock);
    if (cassette->exchanges.n == 0) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "The folder %s holds no recording (000001.json)", cassette->folder);
    }
    if (!e) {
        ptrdiff_t end = ab_str_find(key, AB_STR("\n"), 0);
        bool has_body = (size_t)end + 1 < key.n;
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "The recording in %s has no exchange for %.*s%s; record it anew with "
                            "--record",
                            cassette->folder, AB_STR_ARG(ab_str_sub(key, 0, (size_t)end)),
                            has_body ? " with this body" : "");
    }
    return fill(cassette, e, store, arena, response, error);
}
