#include "cli/options.h"

#include "base/buf.h"
#include "datetime/iso.h"
#include "json/value.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const ab_option ab_source_options[] = {
    {"--manifest-path", "FILE", "run this manifest instead of the built-in connector", false},
    {"--components-path", "FILE", "Python components: refused, as this runtime has no Python",
     false},
    {"--debug", NULL, "log requests, responses and slices, too", false},
    {0},
};

const ab_option ab_config_options[] = {
    {"--config", "FILE", "the configuration, a JSON file", true},
    {0},
};

const ab_option ab_run_option_table[] = {
    {"--memory", "SIZE", "for bodies and queues: bytes, or with K, M, G (default 12M)", false},
    {"--workers", "N", "requests at once (default: as the source says, else 2)", false},
    {"--record", "FOLDER", "store all responses there, secrets masked", false},
    {"--replay", "FOLDER", "answer from stored responses, without network or waiting", false},
    {"--now", "TIME", "the time that the connector sees, such as 2026-01-31T00:00:00Z", false},
    {0},
};

enum { MAX_WORKERS = 1000 };
#define MIN_MEMORY (INT64_C(64) * 1024)
#define MAX_MEMORY (INT64_C(1) << 40)

/* Reads a whole number with an optional suffix of `units` ("KMG": powers of 1024). */
static bool read_number(const char *text, const char *units, int64_t *out)
{
    ab_str digits = ab_str_of(text);
    int64_t factor = 1;
    ab_value value;
    char last = digits.n > 0 ? digits.p[digits.n - 1] : '0';
    const char *unit = strchr(units, last >= 'a' && last <= 'z' ? last - 'a' + 'A' : last);
    if (unit && *unit) {
        digits.n--;
        for (const char *u = units; u <= unit; u++) {
            factor *= 1024;
        }
    }
    if (!ab_value_from_digits(digits, &value) || !ab_value_int64(&value, out) ||
        *out > INT64_MAX / factor) {
        return false;
    }
    *out *= factor;
    return true;
}

/* Reads an option's number if it was given. False after a usage error. */
static bool take_number(const ab_invocation *invocation, const char *name, const char *units,
                        int64_t least, int64_t most, int64_t *out)
{
    const char *text = ab_option_value(invocation, name);
    if (!text) {
        return true;
    }
    if (read_number(text, units, out) && *out >= least && *out <= most) {
        return true;
    }
    ab_usage_error(invocation, "%s: \"%s\" is not a number from %lld to %lld", name, text,
                   (long long)least, (long long)most);
    return false;
}

const char *ab_self(char *buffer)
{
    ssize_t n = readlink("/proc/self/exe", buffer, AB_SELF_BYTES - 1);
    buffer[n > 0 ? n : 0] = '\0';
    return n > 0 ? buffer : NULL;
}

bool ab_read_count(const ab_invocation *invocation, const char *name, int64_t *out)
{
    return take_number(invocation, name, "", 1, INT64_MAX, out);
}

static void refuse_choice(const ab_invocation *invocation, const char *name, const char *given,
                          const char *const *words)
{
    ab_buf list;
    ab_buf_init(&list, AB_BUF_NO_MAX);
    for (size_t i = 0; words[i]; i++) {
        ab_buf_printf(&list, "%s%s", i ? ", " : "", words[i]);
    }
    ab_usage_error(invocation, "%s: \"%s\" is none of %s", name, given, list.p);
    ab_buf_free(&list);
}

bool ab_read_choice(const ab_invocation *invocation, const char *name, const char *const *words,
                    size_t *out)
{
    const char *given = ab_option_value(invocation, name);
    for (size_t i = 0; words[i]; i++) {
        if (!given || strcmp(given, words[i]) == 0) {
            *out = i;
            return true;
        }
    }
    refuse_choice(invocation, name, given, words);
    return false;
}

static bool debug_wanted(const ab_invocation *invocation)
{
    const char *level = getenv("LOG_LEVEL");
    return ab_option_value(invocation, "--debug") ||
           (level && ab_str_eq_nocase(ab_str_of(level), AB_STR("debug")));
}

/* --now, as microseconds since 1970. False after a usage error. */
static bool take_now(const ab_invocation *invocation, ab_run_options *out)
{
    const char *text = ab_option_value(invocation, "--now");
    ab_datetime time;
    if (!text) {
        return true;
    }
    if (!ab_datetime_from_isoformat(ab_str_of(text), &time, NULL)) {
        ab_usage_error(invocation, "--now: \"%s\" is not a time such as 2026-01-31T00:00:00Z",
                       text);
        return false;
    }
    out->stopped_at_us = ab_datetime_epoch_us(&time);
    out->stopped = true;
    return true;
}

bool ab_read_run_options(const ab_invocation *invocation, ab_run_options *out)
{
    int64_t memory = 0, workers = 0, limit = 0;
    if (!take_number(invocation, "--memory", "KMG", MIN_MEMORY, MAX_MEMORY, &memory) ||
        !take_number(invocation, "--workers", "", 1, MAX_WORKERS, &workers) ||
        !take_number(invocation, "--limit", "", 1, INT64_MAX, &limit)) {
        return false;
    }
    *out = (ab_run_options){
        .memory_bytes = (size_t)memory,
        .workers = (int)workers,
        .limit = (uint64_t)limit,
        .streams = ab_option_value(invocation, "--streams"),
        .keep_nulls = ab_option_value(invocation, "--keep-nulls") != NULL,
        .debug = debug_wanted(invocation),
        .record_dir = ab_option_value(invocation, "--record"),
        .replay_dir = ab_option_value(invocation, "--replay"),
    };
    if (!take_now(invocation, out)) {
        return false;
    }
    if (out->record_dir && out->replay_dir) {
        ab_usage_error(invocation, "--record and --replay exclude each other");
        return false;
    }
    return true;
}
