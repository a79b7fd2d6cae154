/* Slices and states of a DatetimeBasedCursor. */
#include "cli/eval/eval.h"

#include "declarative/cursors/cursor.h"

typedef struct question {
    ab_env env;
    const ab_value *cursor;
    const ab_value *state;
    const ab_value *steps;
} question;

static void ask(question *q, ab_arena *arena, const ab_value *request)
{
    static const ab_value nothing = {.kind = AB_OBJECT};
    const ab_value *config = ab_get(request, "config");
    ab_env_init(&q->env, arena);
    q->env.config = ab_config_store_new(config ? config : &nothing);
    q->cursor = ab_get(request, "cursor");
    q->state = ab_get(request, "state");
    q->steps = ab_get(request, "steps");
}

static void done(question *q)
{
    ab_env_destroy(&q->env);
    ab_config_store_free(q->env.config);
}

bool ab_eval_datetime_slices(ab_arena *arena, const ab_value *request, ab_value *out,
                             ab_error *error)
{
    question q;
    ask(&q, arena, request);
    bool ok = ab_cursor_slices(&q.env, q.cursor, q.state, arena, out, error);
    done(&q);
    return ok;
}

bool ab_eval_cursor_state(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error)
{
    question q;
    ask(&q, arena, request);
    bool ok = ab_cursor_states(&q.env, q.cursor, q.state, q.steps, arena, out, error);
    done(&q);
    return ok;
}
