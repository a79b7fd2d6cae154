/* `main eval`: evaluates a template or a pure function, for people or as JSON lines. */
#ifndef AB_CLI_EVAL_EVAL_H
#define AB_CLI_EVAL_EVAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "json/value.h"

/* A pure function of the batch interface. `request` is the whole request; the result lies in
 * `arena`. False and an error where the function fails. */
typedef bool (*ab_eval_fn)(ab_arena *arena, const ab_value *request, ab_value *out,
                           ab_error *error);
typedef struct ab_eval_function {
    const char *name;
    ab_eval_fn run;
} ab_eval_function;

/* Those that need components of manifests. */
bool ab_eval_datetime_slices(ab_arena *arena, const ab_value *request, ab_value *out,
                             ab_error *error);
bool ab_eval_cursor_state(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error);
bool ab_eval_http_request(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error);
bool ab_eval_extract(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error);
bool ab_eval_transform(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error);

/* All functions, ended by a NULL name. */
extern const ab_eval_function ab_eval_functions[];

/* One request of the batch interface: a template or a function. */
bool ab_eval_request(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error);

/* Appends a result as JSON: tuples as arrays, keys as text, what JSON cannot say as Python's
 * str(). */
void ab_eval_encode(ab_buf *out, ab_arena *arena, const ab_value *v);
/* Python's name of the value's type: "str", "int", "none", "tuple" … */
const char *ab_eval_type_name(const ab_value *v);

/* What the command is asked for: a batch, the reference, or else a template. Texts are borrowed. */
typedef struct ab_eval_options {
    const char *template;
    const char *config;  /* a file for the context's `config`; NULL: none */
    const char *context; /* a file with names and their values; NULL: none */
    const char *kind;    /* string, boolean or mapping; NULL: string */
    bool batch;          /* requests from stdin, as JSON lines, until its end */
    bool reference;      /* prints what templates can use, as Markdown */
} ab_eval_options;

/* Runs the command on stdin, stdout and stderr. Returns the exit status: 1 where the template
 * fails. */
int ab_eval_run(const ab_eval_options *options);

#endif
