#include "generate/answers.h"

#include "base/str.h"
#include "generate/write_file.h"

#include <string.h>

static bool refuse(ab_error *error, const char *what, ab_str value, const char *wanted)
{
    return ab_error_set(error, AB_ERROR_CONFIG, "%s \"%.*s\": %s", what, AB_STR_ARG(value), wanted);
}

/* Whether all bytes are in `accepted`, and there is one. */
static bool consists_of(ab_str text, const char *accepted)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\0' || !strchr(accepted, text.p[i])) {
            return false;
        }
    }
    return text.n > 0;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
/* Of URLs, what means nothing to YAML, C, JSON and templates. */
#define URL_CHARACTERS LOWER UPPER DIGITS "-._~:/?&=%+,;@!*"

static bool accepts_name(ab_str value, ab_error *error)
{
    return (consists_of(value, LOWER DIGITS "-") && consists_of(ab_str_sub(value, 0, 1), LOWER) &&
            value.n <= 60 && !ab_str_starts(value, AB_STR("source-"))) ||
           refuse(error, "--name", value,
                  "a name has letters a-z, digits and '-', begins with a letter, and comes without "
                  "\"source-\"");
}

static bool accepts_one_of(const char *option, ab_str value, const char *choices, ab_error *error)
{
    ab_str all = ab_str_of(choices);
    for (size_t at = 0; at <= all.n;) {
        ptrdiff_t comma = ab_str_find(all, AB_STR(", "), at);
        size_t end = comma < 0 ? all.n : (size_t)comma;
        if (ab_str_eq(value, ab_str_sub(all, at, end))) {
            return true;
        }
        at = end + 2;
    }
    return ab_error_set(error, AB_ERROR_CONFIG, "%s \"%.*s\": one of %s", option, AB_STR_ARG(value),
                        choices);
}

static bool accepts_kind(ab_str value, ab_error *error)
{
    return accepts_one_of("--kind", value, "manifest, native", error);
}

static bool accepts_auth(ab_str value, ab_error *error)
{
    return accepts_one_of("--auth", value, "none, bearer, api-key, basic, oauth", error);
}

static bool accepts_base_url(ab_str value, ab_error *error)
{
    ab_str rest = ab_str_starts(value, AB_STR("https://"))  ? ab_str_sub(value, 8, value.n)
                  : ab_str_starts(value, AB_STR("http://")) ? ab_str_sub(value, 7, value.n)
                                                            : (ab_str){NULL, 0};
    return (consists_of(rest, URL_CHARACTERS) && rest.p[0] != '/' && value.n <= 1000) ||
           refuse(error, "--base-url", value, "a URL such as https://api.example.com/v1");
}

static bool accepts_streams(ab_str value, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    ab_new_stream streams[AB_MAX_NEW_STREAMS];
    size_t n = ab_generate_streams(ab_arena_cstr(arena, value), arena, streams, error);
    ab_arena_free(arena);
    return n > 0;
}

static bool accepts_records(ab_str value, ab_error *error)
{
    bool names = consists_of(value, LOWER UPPER DIGITS "_-.") && value.n <= 200 &&
                 value.p[0] != '.' && value.p[value.n - 1] != '.' &&
                 ab_str_find(value, AB_STR(".."), 0) < 0;
    return value.n == 0 || names ||
           refuse(error, "--records", value, "member names with dots between, such as data.items");
}

static bool accepts_out(ab_str value, ab_error *error)
{
    return (value.n > 0 && value.n < 1000) || refuse(error, "--out", value, "the name of a folder");
}

typedef struct question {
    const char *option;
    const char *asks;
    const char *deflt; /* NULL: made from the name */
    bool (*accepts)(ab_str value, ab_error *error);
    size_t offset;
} question;

static const question questions[] = {
    {"name", "Name of the connector, without \"source-\"", "example", accepts_name,
     offsetof(ab_generate_options, name)},
    {"kind", "Kind (manifest: a YAML file and no code; native: C)", "manifest", accepts_kind,
     offsetof(ab_generate_options, kind)},
    {"base-url", "Base URL of the API", "https://api.example.com", accepts_base_url,
     offsetof(ab_generate_options, base_url)},
    {"auth", "Authentication (none, bearer, api-key, basic, oauth)", "none", accepts_auth,
     offsetof(ab_generate_options, auth)},
    {"stream", "Streams, with their paths (users,orders=/v2/orders)", "items", accepts_streams,
     offsetof(ab_generate_options, streams)},
    {"records", "Member of a response that holds its records (data.items)", "data", accepts_records,
     offsetof(ab_generate_options, records)},
    {"out", "Folder", NULL, accepts_out, offsetof(ab_generate_options, out)},
};
enum { QUESTIONS = sizeof(questions) / sizeof(questions[0]) };

static const char **answer_of(ab_generate_options *options, const question *q)
{
    return (const char **)(void *)((char *)options + q->offset);
}

static const char *default_of(const ab_generate_options *options, const question *q,
                              ab_arena *arena)
{
    return q->deflt ? q->deflt : ab_arena_printf(arena, "source-%s", options->name).p;
}

bool ab_generate_accepts(const char *option, const char *value, ab_error *error)
{
    for (const question *q = questions; q < questions + QUESTIONS; q++) {
        if (strcmp(q->option, option) == 0) {
            return q->accepts(ab_str_of(value), error);
        }
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "There is no option --%s", option);
}

/* One line without its end; NULL at the end of the file. */
static const char *read_line(FILE *in, ab_arena *arena)
{
    char line[1024];
    if (!fgets(line, sizeof(line), in)) {
        return NULL;
    }
    return ab_arena_cstr(arena, ab_str_trim(ab_str_of(line)));
}

/* What is wrong, for somebody who typed no option. */
static const char *without_option(const char *message)
{
    const char *value = strncmp(message, "--", 2) == 0 ? strchr(message, ' ') : NULL;
    return value ? value + 1 : message;
}

void ab_generate_ask(ab_generate_options *options, FILE *in, FILE *out, ab_arena *arena)
{
    for (const question *q = questions; q < questions + QUESTIONS; q++) {
        const char **answer = answer_of(options, q);
        while (!*answer) {
            const char *deflt = default_of(options, q, arena);
            fprintf(out, "%s [%s]: ", q->asks, deflt);
            fflush(out);
            const char *line = read_line(in, arena);
            const char *value = line && *line ? line : deflt;
            ab_error error = {0};
            bool is_folder =
                strcmp(q->option, "out") == 0 && line; /* nobody is there to ask again */
            if (q->accepts(ab_str_of(value), &error) &&
                (!is_folder || ab_folder_is_free(value, &error))) {
                *answer = value;
            } else {
                fprintf(out, "  %s\n", without_option(error.message));
            }
            ab_error_clear(&error);
        }
    }
}

bool ab_generate_complete(ab_generate_options *options, ab_arena *arena, ab_error *error)
{
    for (const question *q = questions; q < questions + QUESTIONS; q++) {
        const char **answer = answer_of(options, q);
        if (!*answer) {
            *answer = default_of(options, q, arena);
        }
        if (!q->accepts(ab_str_of(*answer), error)) {
            return false;
        }
    }
    return true;
}

static bool take_stream(ab_str text, ab_arena *arena, ab_new_stream *out, ab_error *error)
{
    ptrdiff_t equals = ab_str_find(text, AB_STR("="), 0);
    out->name = ab_str_trim(ab_str_sub(text, 0, equals < 0 ? text.n : (size_t)equals));
    out->path = equals < 0 ? out->name : ab_str_trim(ab_str_sub(text, (size_t)equals + 1, text.n));
    if (!consists_of(out->name, LOWER UPPER DIGITS "_-") ||
        !consists_of(ab_str_sub(out->name, 0, 1), LOWER UPPER) || out->name.n > 60) {
        return refuse(error, "--stream", out->name,
                      "a stream's name has letters, digits, '_' and '-', and begins with a letter");
    }
    if (!consists_of(out->path, URL_CHARACTERS) || out->path.n > 1000) {
        return refuse(error, "--stream", out->path, "a path such as /v1/users");
    }
    out->name = ab_arena_str(arena, out->name);
    out->path =
        ab_arena_printf(arena, "%s%.*s", out->path.p[0] == '/' ? "" : "/", AB_STR_ARG(out->path));
    return true;
}

size_t ab_generate_streams(const char *text, ab_arena *arena, ab_new_stream *out, ab_error *error)
{
    size_t n = 0;
    ab_str all = ab_str_of(text);
    for (size_t at = 0; at <= all.n;) {
        ptrdiff_t comma = ab_str_find(all, AB_STR(","), at);
        size_t end = comma < 0 ? all.n : (size_t)comma;
        if (n == AB_MAX_NEW_STREAMS) {
            refuse(error, "--stream", all, "too many streams");
            return 0;
        }
        if (!take_stream(ab_str_sub(all, at, end), arena, &out[n], error)) {
            return 0;
        }
        for (size_t i = 0; i < n; i++) {
            if (ab_str_eq_nocase(out[i].name, out[n].name)) {
                refuse(error, "--stream", out[n].name, "named twice");
                return 0;
            }
        }
        n++;
        at = end + 1;
    }
    return n;
}
