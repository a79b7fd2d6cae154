/* FileUploader: downloads a file for each record into the platform's staging folder. */
#include "crypto/hash.h"
#include "declarative/extractors/extractor.h"
#include "declarative/requesters/requester.h"
#include "declarative/retrievers/simple.h"
#include "http/http.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGING_VARIABLE "AIRBYTE_STAGING_DIRECTORY"
#define STAGING_FOLDER "/staging/files"
#define LOCAL_FOLDER "/tmp/airbyte-file-transfer"

typedef struct file_uploader {
    const ab_component *requester;
    const ab_component *download_target_extractor;
    const ab_component *file_extractor;
    const ab_template *filename_extractor;
} file_uploader;

typedef struct uploader {
    ab_file_uploader base;
    ab_str stream;
    const ab_template *name;
    const ab_value *parameters;
    ab_requester *requester;
    ab_extractor *target;
} uploader;

/* ---- Where the file comes from ---- */

static bool find_target(const uploader *self, const ab_scope *scope, const ab_value *record,
                        ab_value *target, ab_error *error)
{
    ab_value found = ab_value_array();
    if (!ab_extractor_values(self->target, scope, record, &found, error)) {
        return false;
    }
    if (!found.count) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "No download targets found");
    }
    *target = found.items[0];
    return ab_is(target, AB_STRING) ||
           ab_error_set(
               error, AB_ERROR_SYSTEM, "download_target is expected to be a str but was %s: %.*s",
               ab_value_type_name(target), AB_STR_ARG(ab_python_str(scope->arena, target)));
}

static bool download(const uploader *self, const ab_scope *scope, ab_value target,
                     ab_response **response, ab_error *error)
{
    ab_scope inner = ab_scope_new(scope->env, scope->arena);
    ab_value extra = ab_value_object();
    ab_str reason;
    ab_set(scope->arena, &extra, "download_target", target);
    inner.slice = ab_slice_new(scope->arena, NULL, NULL, &extra);
    inner.sink = scope->sink;
    *response = NULL;
    ab_sent sent = self->requester->ops->send(self->requester, &inner, AB_STR(""), NULL, response,
                                              &reason, error);
    return sent == AB_SENT_RESPONSE ||
           (sent != AB_SENT_FAILED &&
            ab_error_set(error, AB_ERROR_SYSTEM, "The file's request was not answered"));
}

/* ---- Where it goes ---- */

static const char *folder(void)
{
    const char *staging = getenv(STAGING_VARIABLE);
    staging = staging ? staging : STAGING_FOLDER;
    struct stat info;
    return stat(staging, &info) == 0 ? staging : LOCAL_FOLDER;
}

/* The path without empty and "." parts; false where ".." leads out of the stream's folder. */
static bool clean_path(ab_arena *arena, ab_str stream, ab_str name, ab_str *out, ab_error *error)
{
    ab_str path = ab_arena_printf(arena, "%.*s/%.*s", AB_STR_ARG(stream), AB_STR_ARG(name));
    *out = AB_STR("");
    for (size_t from = 0; from <= path.n;) {
        size_t to = from;
        while (to < path.n && path.p[to] != '/') {
            to++;
        }
        ab_str part = ab_str_sub(path, from, to);
        if (ab_str_is(part, "..") || memchr(part.p, '\0', part.n)) {
            return ab_error_set(error, AB_ERROR_SYSTEM,
                                "The file name %.*s leads out of the stream's folder",
                                AB_STR_ARG(name));
        }
        if (part.n && !ab_str_is(part, ".")) {
            *out = ab_arena_printf(arena, "%.*s%s%.*s", AB_STR_ARG(*out), out->n ? "/" : "",
                                   AB_STR_ARG(part));
        }
        from = to + 1;
    }
    return true;
}

static bool relative_path(const uploader *self, const ab_scope *scope, const ab_value *record,
                          ab_str *out, ab_error *error)
{
    char id[37];
    ab_str name;
    if (self->name) {
        ab_scope inner = ab_scope_new(scope->env, scope->arena);
        inner.record = record;
        if (!ab_scope_text(&inner, self->name, self->parameters, &name, error)) {
            return false;
        }
    } else if (!ab_random_uuid4(id, error)) {
        return false;
    } else {
        name = ab_arena_str(scope->arena, ab_str_of(id));
    }
    while (name.n && name.p[0] == '/') {
        name = ab_str_sub(name, 1, name.n);
    }
    return clean_path(scope->arena, self->stream, name, out, error);
}

static bool system_error(const char *what, ab_str path, ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM, "%s %.*s: %s", what, AB_STR_ARG(path),
                        strerror(errno));
}

/* Makes the folders that lead to a file. */
static bool make_folders(ab_arena *arena, ab_str path, ab_error *error)
{
    for (size_t i = 1; i < path.n; i++) {
        if (path.p[i] == '/') {
            ab_str part = ab_arena_str(arena, ab_str_sub(path, 0, i));
            if (mkdir(part.p, 0777) && errno != EEXIST) {
                return system_error("Cannot make the folder", part, error);
            }
        }
    }
    return true;
}

static bool write_all(int fd, ab_str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        bytes = ab_str_sub(bytes, (size_t)n, bytes.n);
    }
    return true;
}

static bool write_body(int fd, ab_str path, const ab_response *response, uint64_t *size,
                       ab_error *error)
{
    const ab_body *body = response->http->body;
    ab_buf scratch;
    ab_str piece;
    bool ok = true;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    *size = 0;
    while (ok && *size < ab_body_size(body)) {
        ok = ab_body_chunk(body, *size, &scratch, &piece, error) &&
             (write_all(fd, piece) || system_error("Cannot write the file", path, error));
        *size += ok ? piece.n : 0;
    }
    ab_buf_free(&scratch);
    return ok;
}

static bool write_file(ab_arena *arena, ab_str path, const ab_response *response, uint64_t *size,
                       ab_error *error)
{
    if (!make_folders(arena, path, error)) {
        return false;
    }
    int fd = open(path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        return system_error("Cannot write the file", path, error);
    }
    bool ok = write_body(fd, path, response, size, error);
    if (close(fd) && ok) {
        ok = system_error("Cannot write the file", path, error);
    }
    return ok;
}

/* ---- Upload ---- */

static const ab_value *reference(ab_arena *arena, ab_str path, ab_str relative, uint64_t size)
{
    ab_value *file = AB_ARENA_NEW(arena, ab_value);
    *file = ab_value_object();
    ab_set(arena, file, "staging_file_url", ab_value_str(path));
    ab_set(arena, file, "source_file_relative_path", ab_value_str(relative));
    ab_set(arena, file, "file_size_bytes", ab_value_int((int64_t)size));
    return file;
}

static bool upload(ab_file_uploader *base, const ab_scope *scope, ab_record *record,
                   ab_error *error)
{
    const uploader *self = (const uploader *)base;
    ab_scope inner = *scope;
    ab_arena *arena = record->arena;
    ab_response *response;
    ab_value target;
    ab_str relative;
    uint64_t size = 0;
    inner.arena = arena;
    if (!ab_record_parse(record, error) ||
        !find_target(self, &inner, &record->value, &target, error) ||
        !download(self, &inner, target, &response, error)) {
        return false;
    }
    bool ok = relative_path(self, &inner, &record->value, &relative, error);
    if (ok) {
        ab_str path = ab_arena_printf(arena, "%s/%.*s", folder(), AB_STR_ARG(relative));
        ok = write_file(arena, path, response, &size, error);
        if (ok) {
            record->file_reference = reference(arena, path, relative, size);
            ab_log(scope->env->log, AB_LOG_INFO, "File uploaded: %.*s, %" PRIu64 " bytes",
                   AB_STR_ARG(relative), size);
        }
    }
    ab_response_close(response);
    return ok;
}

/* ---- Build ---- */

static void *build_uploader(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    const file_uploader *o = component->options;
    uploader *self = AB_ARENA_NEW(build->arena, uploader);
    (void)args;
    self->base.upload = upload;
    self->stream = build->stream;
    self->name = o->filename_extractor;
    self->parameters = component->parameters;
    if (!ab_requester_reject_page_actions(o->requester, "requester of a `file_uploader`", error)) {
        return NULL;
    }
    ab_decoder *decoder = ab_decoder_build(build, NULL, error);
    if (!decoder) {
        return NULL;
    }
    ab_requester_args requester_args = {.name = AB_STR("File Uploader"), .decoder = decoder};
    self->requester = ab_requester_build(build, o->requester, &requester_args, error);
    self->target = self->requester
                       ? ab_extractor_build(build, o->download_target_extractor, NULL, error)
                       : NULL;
    return self->target ? self : NULL;
}

static const ab_field file_uploader_fields[] = {
    {"requester", AB_FIELD_CHILD, AB_AT(file_uploader, requester), .flags = AB_FIELD_REQUIRED,
     .of = "HttpRequester|CustomRequester",
     .help = "Downloads the file; its templates see the target as download_target."},
    {"download_target_extractor", AB_FIELD_CHILD, AB_AT(file_uploader, download_target_extractor),
     .flags = AB_FIELD_REQUIRED, .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor",
     .help = "Where the download target is in a record."},
    {"file_extractor", AB_FIELD_CHILD, AB_AT(file_uploader, file_extractor),
     .of = "DpathExtractor|CustomRecordExtractor",
     .help = "Not used: the response's body is the file."},
    {"filename_extractor", AB_FIELD_TEMPLATE, AB_AT(file_uploader, filename_extractor),
     .help = "The file's name below the stream's folder; a random one where it is absent."},
    {0},
};

const ab_component_type ab_component_file_uploader = {
    .name = "FileUploader",
    .family = AB_FAMILY_FILE_UPLOADER,
    .fields = file_uploader_fields,
    .options_size = sizeof(file_uploader),
    .build = build_uploader,
    .help = "Downloads a file for each record and refers to it.",
};
