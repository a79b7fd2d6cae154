/* New connectors: `main generate` writes a folder that builds, and whose tests pass, at once. */
#ifndef AB_GENERATE_GENERATE_H
#define AB_GENERATE_GENERATE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdio.h>

/* What is to be made. NULL members have the default that is told. Texts are borrowed. */
typedef struct ab_generate_options {
    const char *kind;     /* "manifest" (default) or "native" */
    const char *name;     /* "example": without "source-"; a-z, 0-9, '-' */
    const char *out;      /* the folder; default "source-NAME" */
    const char *base_url; /* default "https://api.example.com" */
    const char *auth;     /* "none" (default), "bearer", "api-key", "basic", "oauth" */
    const char *streams;  /* "items" (default), "users,orders=/v2/orders": path default "/NAME" */
    const char *records;  /* member of a response that holds its records: "data" (default),
                             "data.items", "" for a response that is the list itself */
} ab_generate_options;

/* Asks for what `options` does not have, each with its default, which an empty line takes; the end
 * of `in` takes all others. Wrong answers are told and asked again. Answers lie in `arena`. */
void ab_generate_ask(ab_generate_options *options, FILE *in, FILE *out, ab_arena *arena);
/* Whether a value is good for the option of that name ("name", "auth" …); false with `error`
 * (config_error). */
bool ab_generate_accepts(const char *option, const char *value, ab_error *error);

/* Writes the folder, which must be new or empty; *folder is its name, in `arena`. False with
 * `error` (config_error: a wrong option, a folder that is not empty). */
bool ab_generate(const ab_generate_options *options, ab_arena *arena, ab_str *folder,
                 ab_error *error);

#endif
