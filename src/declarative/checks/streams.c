#include "declarative/checks/streams.h"

bool ab_check_stream_available(ab_declarative_stream *stream, const char *kind, ab_arena *arena,
                               ab_str *reason)
{
    bool available = false;
    ab_str why;
    ab_error error = {0};
    if (!ab_declarative_stream_available(stream, arena, &available, &why, &error)) {
        *reason = ab_arena_printf(
            arena, "Encountered an error while checking availability of stream %.*s. Error: %s",
            AB_STR_ARG(stream->name), error.message);
        ab_error_clear(&error);
        return false;
    }
    if (!available) {
        *reason = ab_arena_printf(arena, "%s %.*s is not available: %.*s", kind,
                                  AB_STR_ARG(stream->name), AB_STR_ARG(why));
        ab_log(stream->env->log, AB_LOG_WARN, "%.*s", AB_STR_ARG(*reason));
    }
    return available;
}

void ab_check_discovery_failed(ab_arena *arena, ab_str *reason, ab_error *error)
{
    *reason = ab_arena_printf(arena, "Encountered an error while discovering streams. Error: %s",
                              error->message);
    ab_error_clear(error);
}
