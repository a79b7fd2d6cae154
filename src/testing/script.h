/* Scripted responses, played to a source under test. Private to src/testing. */
#ifndef AB_TESTING_SCRIPT_H
#define AB_TESTING_SCRIPT_H

#include "airbyte/test.h"
#include "base/vec.h"
#include "http/http.h"

#include <pthread.h>

/* A response and how often it was played. Texts lie in the script's arena. */
typedef struct ab_script_entry {
    ab_test_response response;
    unsigned played;
} ab_script_entry;

typedef struct ab_script {
    ab_http_player player; /* for the HTTP engine; its context is this struct */
    pthread_mutex_t lock;  /* of what follows, while a command runs */
    ab_arena *arena;
    AB_VEC(ab_script_entry) entries;
    ab_arena *requests_arena; /* the command's; NULL: none runs */
    ab_value requests;        /* an array */
} ab_script;

void ab_script_init(ab_script *script);
void ab_script_free(ab_script *script);
/* Takes back all responses. */
void ab_script_clear(ab_script *script);
/* A command begins: requests are noted anew, in `arena`. */
void ab_script_begin(ab_script *script, ab_arena *arena);
void ab_script_add(ab_script *script, const ab_test_response *response);
/* Whether `text` is `pattern`, in which '*' stands for any text. */
bool ab_script_fits(ab_str pattern, ab_str text);

#endif
