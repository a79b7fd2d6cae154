#include "acceptance/connector.h"

#include "base/clock.h"
#include "base/vec.h"
#include "protocol/message_read.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

typedef AB_VEC(const char *) texts;

/* Where the files of a call lie within a container. */
static const char container_folder[] = "/tmp/airbyte-acceptance-test";
/* `docker` itself must not hang for ever either. */
#define DOCKER_LIMIT_US (INT64_C(60) * 1000000)

bool ab_at_is_image(const char *name)
{
    struct stat found;
    return stat(name, &found) != 0 || !S_ISREG(found.st_mode);
}

/* ---------------------------------------------------------------- files */

/* A folder that only we can look into; within it one that any user of a container may read, as a
 * mount does not ask the folders above it. */
typedef struct files {
    char outer[128];
    char inner[160];
    texts made; /* paths to remove */
} files;

static bool fail_file(ab_error *error, const char *path)
{
    return ab_error_set(error, AB_ERROR_SYSTEM, "Could not write %s: %s", path, strerror(errno));
}

static bool files_open(files *f, ab_error *error)
{
    const char *folder = getenv("TMPDIR");
    *f = (files){0};
    snprintf(f->outer, sizeof(f->outer), "%.80s/ab-acceptance-XXXXXX",
             folder && *folder ? folder : "/tmp");
    if (!mkdtemp(f->outer)) {
        return fail_file(error, f->outer);
    }
    snprintf(f->inner, sizeof(f->inner), "%s/files", f->outer);
    if (mkdir(f->inner, 0755) != 0) {
        rmdir(f->outer);
        return fail_file(error, f->inner);
    }
    return true;
}

static void files_close(files *f)
{
    for (size_t i = 0; i < f->made.n; i++) {
        unlink(f->made.at[i]);
    }
    AB_VEC_FREE(&f->made);
    rmdir(f->inner);
    rmdir(f->outer);
}

static bool files_write(ab_arena *arena, files *f, const char *name, const ab_value *value,
                        ab_error *error)
{
    const char *path = ab_arena_printf(arena, "%s/%s", f->inner, name).p;
    ab_str text = ab_json_text(arena, value, AB_JSON_COMPACT);
    FILE *file = fopen(path, "w");
    if (!file) {
        return fail_file(error, path);
    }
    AB_VEC_PUSH(&f->made, path);
    bool good = fwrite(text.p, 1, text.n, file) == text.n;
    return (fclose(file) == 0 && good) || fail_file(error, path);
}

/* ---------------------------------------------------------------- command lines */

static ab_str scalar_text(ab_arena *arena, const ab_value *value)
{
    return ab_is(value, AB_STRING) ? value->text : ab_json_text(arena, value, AB_JSON_COMPACT);
}

/* Calls `put` with "NAME=value" for each variable of the call. */
static void each_variable(ab_arena *arena, const ab_at_connector *connector, const ab_at_call *call,
                          texts *list, void (*put)(texts *, const char *))
{
    const ab_value *more = connector->environment;
    for (uint32_t i = 0; ab_is(more, AB_OBJECT) && i < more->count; i++) {
        const ab_member *member = &more->object.members[i];
        ab_str text = scalar_text(arena, &member->value);
        put(list, ab_arena_printf(arena, "%.*s=%.*s", AB_STR_ARG(member->key), AB_STR_ARG(text)).p);
    }
    if (call->deployment_mode.n) {
        put(list,
            ab_arena_printf(arena, "DEPLOYMENT_MODE=%.*s", AB_STR_ARG(call->deployment_mode)).p);
    }
}

static void put_option(texts *list, const char *variable)
{
    AB_VEC_PUSH(list, "-e");
    AB_VEC_PUSH(list, variable);
}

/* Replaces the variable of that name, or adds it. */
static void put_variable(texts *list, const char *variable)
{
    size_t name = (size_t)(strchr(variable, '=') - variable) + 1;
    for (size_t i = 0; i < list->n; i++) {
        if (strncmp(list->at[i], variable, name) == 0) {
            list->at[i] = variable;
            return;
        }
    }
    AB_VEC_PUSH(list, variable);
}

static void add_words(ab_arena *arena, texts *list, const char *words)
{
    ab_str rest = ab_str_trim(ab_str_of(words));
    while (rest.n > 0) {
        ptrdiff_t blank = ab_str_find(rest, AB_STR(" "), 0);
        size_t n = blank < 0 ? rest.n : (size_t)blank;
        AB_VEC_PUSH(list, ab_arena_cstr(arena, ab_str_sub(rest, 0, n)));
        rest = ab_str_trim(ab_str_sub(rest, n, rest.n));
    }
}

static void add_container(ab_arena *arena, const ab_at_connector *connector, const files *f,
                          const char *name, const ab_at_call *call, texts *argv)
{
    static const char *const first[] = {"docker", "run", "--rm", "--name"};
    for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
        AB_VEC_PUSH(argv, first[i]);
    }
    AB_VEC_PUSH(argv, name);
    AB_VEC_PUSH(argv, "-v");
    AB_VEC_PUSH(argv, ab_arena_printf(arena, "%s:%s:ro", f->inner, container_folder).p);
    each_variable(arena, connector, call, argv, put_option);
    if (connector->docker_options) {
        add_words(arena, argv, connector->docker_options);
    }
    AB_VEC_PUSH(argv, connector->program);
}

static bool add_file(ab_arena *arena, bool image, files *f, const char *name, const ab_value *value,
                     texts *argv, ab_error *error)
{
    if (!value) {
        return true;
    }
    const char *file = ab_arena_printf(arena, "%s.json", name).p;
    AB_VEC_PUSH(argv, ab_arena_printf(arena, "--%s", name).p);
    AB_VEC_PUSH(argv, ab_arena_printf(arena, "%s/%s", image ? container_folder : f->inner, file).p);
    return files_write(arena, f, file, value, error);
}

static bool make_command(ab_arena *arena, const ab_at_connector *connector, const ab_at_call *call,
                         files *f, const char *name, texts *argv, ab_error *error)
{
    if (connector->is_image) {
        add_container(arena, connector, f, name, call, argv);
    } else {
        AB_VEC_PUSH(argv, connector->program);
    }
    AB_VEC_PUSH(argv, call->command);
    bool image = connector->is_image;
    if (!add_file(arena, image, f, "config", call->config, argv, error) ||
        !add_file(arena, image, f, "catalog", call->catalog, argv, error) ||
        !add_file(arena, image, f, "state", call->state, argv, error)) {
        return false;
    }
    if (connector->manifest_path && !image) {
        AB_VEC_PUSH(argv, "--manifest-path");
        AB_VEC_PUSH(argv, connector->manifest_path);
    }
    for (const char *const *option = call->options; option && *option; option++) {
        AB_VEC_PUSH(argv, *option);
    }
    AB_VEC_PUSH(argv, NULL);
    return true;
}

/* ---------------------------------------------------------------- what comes out */

/* The client's end does not end the container. */
static void kill_container(ab_arena *arena, const char *name)
{
    const char *const argv[] = {"docker", "kill", name, NULL};
    ab_process_result ignored;
    ab_process_run(arena, argv, NULL, DOCKER_LIMIT_US, &ignored, NULL);
}

static bool run_command(ab_arena *arena, const ab_at_connector *connector, const ab_at_call *call,
                        const char *name, const texts *argv, ab_at_output *out, ab_error *error)
{
    texts environment = {0};
    for (char **variable = environ; *variable; variable++) {
        AB_VEC_PUSH(&environment, *variable);
    }
    if (!connector->is_image) {
        each_variable(arena, connector, call, &environment, put_variable);
    }
    AB_VEC_PUSH(&environment, NULL);
    bool started =
        ab_process_run(arena, argv->at, environment.at, call->limit_us, &out->process, error);
    AB_VEC_FREE(&environment);
    if (started && connector->is_image && (out->process.timed_out || out->process.interrupted)) {
        kill_container(arena, name);
    }
    return started;
}

bool ab_at_connector_run(ab_arena *arena, const ab_at_connector *connector, const ab_at_call *call,
                         ab_at_output *out, ab_error *error)
{
    files f;
    texts argv = {0};
    if (!files_open(&f, error)) {
        return false;
    }
    const char *name = ab_arena_printf(arena, "ab-acceptance-%.6s", strrchr(f.outer, '-') + 1).p;
    bool good = make_command(arena, connector, call, &f, name, &argv, error) &&
                run_command(arena, connector, call, name, &argv, out, error);
    AB_VEC_FREE(&argv);
    files_close(&f);
    if (good) {
        out->noise = ab_messages_read(arena, out->process.out, &out->messages);
    }
    return good;
}

bool ab_at_image_config(ab_arena *arena, const char *image, ab_value *out, ab_error *error)
{
    const char *const argv[] = {"docker",           "image", "inspect", "--format",
                                "{{json .Config}}", image,   NULL};
    ab_process_result result;
    if (!ab_process_run(arena, argv, NULL, DOCKER_LIMIT_US, &result, error)) {
        return false;
    }
    if (result.status != 0) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "docker does not know the image: %.*s",
                            AB_STR_ARG(ab_str_trim(result.err)));
    }
    return ab_json_parse(arena, result.out, NULL, out, error);
}

ab_value ab_at_bodies(ab_arena *arena, const ab_at_output *output, const char *type)
{
    return ab_message_bodies(arena, &output->messages, type);
}
