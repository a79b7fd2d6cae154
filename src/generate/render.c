#include "generate/render.h"

#include <stdio.h>
#include <string.h>

static const ab_template_file *find_file(const char *path)
{
    for (const ab_template_file *file = ab_generate_templates; file->path; file++) {
        if (strcmp(file->path, path) == 0) {
            return file;
        }
    }
    return NULL;
}

static const ab_variable *find_variable(const ab_variable *list, ab_str name)
{
    for (; list && list->name; list++) {
        if (ab_str_is(name, list->name)) {
            return list;
        }
    }
    return NULL;
}

bool ab_render_template(const ab_render *render, const char *path, ab_buf *out, ab_error *error)
{
    const ab_template_file *file = find_file(path);
    if (!file) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "There is no template %s", path);
    }
    return ab_render_text(render, (ab_str){file->bytes, file->length}, out, error);
}

/* "auth/FILE": the file of the choice made for auth. */
static bool render_choice(const ab_render *render, ab_str token, size_t slash, ab_buf *out,
                          ab_error *error)
{
    ab_str about = ab_str_sub(token, 0, slash), file = ab_str_sub(token, slash + 1, token.n);
    const ab_variable *choice = find_variable(render->choices, about);
    char path[128];
    if (choice) {
        snprintf(path, sizeof(path), "%.*s/%.*s/%.*s", AB_STR_ARG(about), AB_STR_ARG(choice->value),
                 AB_STR_ARG(file));
        if (!find_file(path)) {
            snprintf(path, sizeof(path), "%.*s/default/%.*s", AB_STR_ARG(about), AB_STR_ARG(file));
        }
    } else {
        snprintf(path, sizeof(path), "%.*s", AB_STR_ARG(token));
    }
    return ab_render_template(render, path, out, error);
}

static bool render_each(const ab_render *render, ab_str file, ab_buf *out, ab_error *error)
{
    char path[128];
    snprintf(path, sizeof(path), "%.*s", AB_STR_ARG(file));
    for (const ab_variable *const *stream = render->streams; *stream; stream++) {
        ab_render of_stream = *render;
        of_stream.stream = *stream;
        if (!ab_render_template(&of_stream, path, out, error)) {
            return false;
        }
    }
    return true;
}

static bool render_token(const ab_render *render, ab_str token, ab_buf *out, ab_error *error)
{
    static const char each[] = "each_stream ";
    if (ab_str_starts(token, AB_STR(each))) {
        return render_each(render, ab_str_sub(token, sizeof(each) - 1, token.n), out, error);
    }
    ptrdiff_t slash = ab_str_find(token, AB_STR("/"), 0);
    if (slash >= 0) {
        return render_choice(render, token, (size_t)slash, out, error);
    }
    const ab_variable *variable = find_variable(render->stream, token);
    if (!variable) {
        variable = find_variable(render->variables, token);
    }
    if (!variable) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "There is no template variable %.*s",
                            AB_STR_ARG(token));
    }
    ab_buf_add_str(out, variable->value);
    return true;
}

/* Adds the value's lines with the indentation before each that is not empty. */
static void add_indented(ab_buf *out, ab_str indentation, ab_str value)
{
    size_t at = 0;
    while (at < value.n) {
        ptrdiff_t end = ab_str_find(value, AB_STR("\n"), at);
        ab_str line = ab_str_sub(value, at, end < 0 ? value.n : (size_t)end);
        if (line.n > 0) {
            ab_buf_add_str(out, indentation);
            ab_buf_add_str(out, line);
        }
        ab_buf_add_char(out, '\n');
        at = end < 0 ? value.n : (size_t)end + 1;
    }
}

/* A line without its newline. */
static bool render_line(const ab_render *render, ab_str line, ab_buf *out, ab_error *error)
{
    ab_buf value;
    ab_buf_init(&value, AB_BUF_NO_MAX);
    size_t at = 0;
    bool good = true, alone = false;
    for (ptrdiff_t open; good && (open = ab_str_find(line, AB_STR("@{"), at)) >= 0;) {
        ptrdiff_t close = ab_str_find(line, AB_STR("}"), (size_t)open);
        if (close < 0) {
            break;
        }
        ab_str before = ab_str_sub(line, at, (size_t)open);
        ab_buf_clear(&value);
        good =
            render_token(render, ab_str_sub(line, (size_t)open + 2, (size_t)close), &value, error);
        alone = at == 0 && (size_t)close + 1 == line.n && ab_str_trim(before).n == 0;
        if (alone) {
            add_indented(out, before, ab_buf_str(&value));
        } else {
            ab_buf_add_str(out, before);
            /* A file's last newline would break the line. */
            ab_str text = ab_buf_str(&value);
            ab_buf_add_str(out, ab_str_ends(text, AB_STR("\n")) ? ab_str_sub(text, 0, text.n - 1)
                                                                : text);
        }
        at = (size_t)close + 1;
    }
    ab_buf_free(&value);
    if (good && !alone) {
        ab_buf_add_str(out, ab_str_sub(line, at, line.n));
        ab_buf_add_char(out, '\n');
    }
    return good;
}

bool ab_render_text(const ab_render *render, ab_str text, ab_buf *out, ab_error *error)
{
    size_t at = 0;
    while (at < text.n) {
        ptrdiff_t end = ab_str_find(text, AB_STR("\n"), at);
        size_t stop = end < 0 ? text.n : (size_t)end;
        if (!render_line(render, ab_str_sub(text, at, stop), out, error)) {
            return false;
        }
        at = stop + 1;
    }
    return true;
}
