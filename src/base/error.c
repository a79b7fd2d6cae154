#include "base/error.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 1, 0))) static char *format_text(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) {
        return ab_xstrdup(format);
    }
    char *text = ab_xmalloc((size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, args);
    return text;
}

static void put_before(char **text, char *context)
{
    if (!*text) {
        *text = context;
        return;
    }
    size_t n = strlen(context);
    size_t rest = strlen(*text);
    char *joined = ab_xmalloc(n + 2 + rest + 1);
    memcpy(joined, context, n);
    memcpy(joined + n, ": ", 2);
    memcpy(joined + n + 2, *text, rest + 1);
    free(*text);
    free(context);
    *text = joined;
}

bool ab_error_set(ab_error *error, ab_error_kind kind, const char *format, ...)
{
    if (!error) {
        return false;
    }
    va_list args;
    va_start(args, format);
    char *message = format_text(format, args);
    va_end(args);
    ab_error_clear(error);
    error->kind = kind;
    error->message = message;
    return false;
}

bool ab_error_wrap(ab_error *error, const char *format, ...)
{
    if (!error) {
        return false;
    }
    va_list args;
    va_start(args, format);
    put_before(&error->message, format_text(format, args));
    va_end(args);
    return false;
}

bool ab_error_detail(ab_error *error, const char *format, ...)
{
    if (!error) {
        return false;
    }
    va_list args;
    va_start(args, format);
    put_before(&error->internal, format_text(format, args));
    va_end(args);
    return false;
}

bool ab_error_at(ab_error *error, const char *file, unsigned line, unsigned column)
{
    if (!error) {
        return false;
    }
    if (!error->file && file) {
        error->file = ab_xstrdup(file);
    }
    if (!error->line) {
        error->line = line;
        error->column = column;
    }
    return false;
}

bool ab_error_in_stream(ab_error *error, ab_str stream)
{
    if (error && !error->stream) {
        error->stream = ab_xstrndup(stream.p, stream.n);
    }
    return false;
}

bool ab_error_in_component(ab_error *error, ab_str component)
{
    if (error && !error->component) {
        error->component = ab_xstrndup(component.p, component.n);
    }
    return false;
}

void ab_error_clear(ab_error *error)
{
    if (!error) {
        return;
    }
    free(error->message);
    free(error->internal);
    free(error->stream);
    free(error->component);
    free(error->file);
    *error = (ab_error){0};
}

void ab_error_move(ab_error *to, ab_error *from)
{
    if (!from || to == from) {
        return;
    }
    if (!to) {
        ab_error_clear(from);
        return;
    }
    ab_error_clear(to);
    *to = *from;
    *from = (ab_error){0};
}

const char *ab_error_kind_name(ab_error_kind kind)
{
    switch (kind) {
    case AB_ERROR_CONFIG:
        return "config_error";
    case AB_ERROR_TRANSIENT:
        return "transient_error";
    case AB_ERROR_NONE:
    case AB_ERROR_SYSTEM:
        break;
    }
    return "system_error";
}
