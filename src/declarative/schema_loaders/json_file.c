#include "declarative/schema_loaders/json_file.h"

#include "base/file.h"
#include "json/json.h"

#include <unistd.h>

#define MAX_SCHEMA_BYTES ((size_t)16 * 1024 * 1024)
/* References within references: a schema that refers to itself has no end. */
#define MAX_REFERENCES 64

/* A file that is being resolved. */
typedef struct document {
    ab_arena *arena;
    ab_str folder; /* with a slash behind, or empty */
    const ab_value *root;
    unsigned depth;
} document;

static ab_str folder_of(ab_str path)
{
    while (path.n && path.p[path.n - 1] != '/') {
        path.n--;
    }
    return path;
}

static bool exists(ab_str path)
{
    return access(path.p, R_OK) == 0;
}

/* ---- Where the file is ---- */

static ab_str join(ab_arena *arena, ab_str folder, ab_str path)
{
    return ab_arena_printf(arena, "%.*s%.*s", AB_STR_ARG(folder), AB_STR_ARG(path));
}

static bool locate(const ab_env *env, ab_arena *arena, ab_str path, ab_str *out)
{
    if (!env->manifest_file) {
        return false;
    }
    ab_str folder = folder_of(ab_str_of(env->manifest_file));
    while (ab_str_starts(path, AB_STR("./"))) {
        path = ab_str_sub(path, 2, path.n);
    }
    *out = join(arena, folder, path);
    if (path.n && exists(*out)) {
        return true;
    }
    ptrdiff_t slash = ab_str_find(path, AB_STR("/"), 0);
    *out = join(arena, folder, ab_str_sub(path, (size_t)slash + 1, path.n));
    return slash > 0 && exists(*out);
}

/* ---- Reading and resolving ---- */

static bool read_json(ab_arena *arena, ab_str path, ab_value *out, ab_error *error)
{
    ab_str text;
    if (!ab_file_read(arena, path.p, MAX_SCHEMA_BYTES, &text, error)) {
        return false;
    }
    ab_error broken = {0};
    const ab_json_options options = {.source = path.p};
    if (ab_json_parse(arena, text, &options, out, &broken)) {
        return true;
    }
    ab_error_set(error, AB_ERROR_SYSTEM, "Invalid JSON file format for file %.*s",
                 AB_STR_ARG(path));
    ab_error_detail(error, "%s", broken.message ? broken.message : "");
    ab_error_clear(&broken);
    return false;
}

static bool resolve(const document *d, const ab_value *in, ab_value *out, ab_error *error);

/* What "/a/b" leads to; "~1" stands for a slash, "~0" for a tilde (RFC 6901). */
static const ab_value *follow(ab_arena *arena, const ab_value *root, ab_str pointer)
{
    while (root && pointer.n) {
        ptrdiff_t end = ab_str_find(pointer, AB_STR("/"), 1);
        ab_str part = ab_str_sub(pointer, 1, end < 0 ? pointer.n : (size_t)end);
        pointer = end < 0 ? AB_STR("") : ab_str_sub(pointer, (size_t)end, pointer.n);
        char *key = ab_arena_alloc(arena, part.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < part.n; i++) {
            bool escape = part.p[i] == '~' && i + 1 < part.n;
            key[n++] = escape ? (part.p[++i] == '1' ? '/' : '~') : part.p[i];
        }
        root = ab_is(root, AB_OBJECT) ? ab_object_get(root, (ab_str){key, n}) : NULL;
    }
    return root;
}

static bool open_file(const document *d, ab_str name, document *out, ab_error *error)
{
    ab_str shared =
        ab_arena_printf(d->arena, "%.*sshared/%.*s", AB_STR_ARG(d->folder), AB_STR_ARG(name));
    ab_str path = exists(shared) ? shared : join(d->arena, d->folder, name);
    ab_value *root = AB_ARENA_NEW(d->arena, ab_value);
    *out = (document){d->arena, d->folder, root, d->depth};
    return read_json(d->arena, path, root, error);
}

static bool resolve_reference(const document *d, ab_str reference, ab_value *out, ab_error *error)
{
    ptrdiff_t hash = ab_str_find(reference, AB_STR("#"), 0);
    ab_str name = hash < 0 ? reference : ab_str_sub(reference, 0, (size_t)hash);
    ab_str pointer = hash < 0 ? AB_STR("") : ab_str_sub(reference, (size_t)hash + 1, reference.n);
    document target = *d;
    if (d->depth >= MAX_REFERENCES) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "The schema's references have no end: %.*s",
                            AB_STR_ARG(reference));
    }
    if (name.n && !open_file(d, name, &target, error)) {
        return false;
    }
    target.depth++;
    const ab_value *found = follow(d->arena, target.root, pointer);
    if (!ab_is(found, AB_OBJECT)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Unresolvable JSON pointer: %.*s",
                            AB_STR_ARG(reference));
    }
    if (!resolve(&target, found, out, error)) {
        return false;
    }
    ab_object_remove(d->arena, out, AB_STR("definitions"));
    return true;
}

static bool resolve_members(const document *d, const ab_value *in, ab_value *out, ab_error *error)
{
    *out = ab_value_object();
    for (size_t i = 0; i < in->count; i++) {
        ab_value value;
        if (!resolve(d, &in->object.members[i].value, &value, error)) {
            return false;
        }
        ab_object_set(d->arena, out, in->object.members[i].key, value);
    }
    return true;
}

static bool resolve(const document *d, const ab_value *in, ab_value *out, ab_error *error)
{
    const ab_value *reference = ab_is(in, AB_OBJECT) ? ab_get(in, "$ref") : NULL;
    if (ab_is(reference, AB_STRING)) {
        return resolve_reference(d, reference->text, out, error);
    }
    if (in->kind == AB_OBJECT) {
        return resolve_members(d, in, out, error);
    }
    *out = *in;
    if (in->kind == AB_ARRAY) {
        *out = ab_value_array();
        for (size_t i = 0; i < in->count; i++) {
            ab_value item;
            if (!resolve(d, &in->items[i], &item, error)) {
                return false;
            }
            ab_array_push(d->arena, out, item);
        }
    }
    return true;
}

bool ab_schema_file_load(const ab_env *env, ab_arena *arena, ab_str path, bool *found,
                         ab_value *schema, ab_error *error)
{
    ab_str file;
    *schema = ab_value_object();
    *found = locate(env, arena, path, &file);
    if (!*found) {
        return true;
    }
    ab_value *root = AB_ARENA_NEW(arena, ab_value);
    document d = {arena, folder_of(file), root, 0};
    return read_json(arena, file, root, error) && resolve(&d, root, schema, error);
}
