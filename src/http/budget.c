#include "http/budget.h"

#include "base/vec.h"
#include "http/call_matcher.h"

#include <pthread.h>

enum { US_PER_S = 1000000 };

typedef struct policy {
    ab_call_policy_kind kind;
    ab_compiled_matcher *matchers;
    size_t matcher_count;
    ab_call_rate *rates; /* by interval, the shortest first */
    size_t rate_count;
    /* Fixed window. */
    int64_t next_reset_us; /* real time */
    int64_t calls;
    /* Moving window: when each call was made, on the monotonic clock, the oldest first. */
    AB_VEC(int64_t) made;
} policy;

struct ab_call_budget {
    pthread_mutex_t lock; /* guards the policies' counters */
    ab_arena *arena;
    const ab_clock *clock;
    policy *policies;
    size_t policy_count;
    ab_str reset_header;
    ab_str remaining_header;
    const int *hit_statuses;
    size_t hit_status_count;
};

/* What try_acquire says: how long to wait, 0 for "go", or NEVER. */
enum { NEVER = -1 };

/* ---- Making ---- */

static bool copy_rates(ab_arena *arena, policy *to, const ab_call_policy *from, ab_error *error)
{
    bool fixed = from->kind == AB_CALL_FIXED_WINDOW;
    if (from->kind != AB_CALL_UNLIMITED && (fixed ? from->rate_count != 1 : from->rate_count < 1)) {
        return ab_error_set(error, AB_ERROR_CONFIG, "The list of rates can not be empty");
    }
    to->rates = AB_ARENA_ARRAY(arena, ab_call_rate, from->rate_count + 1);
    to->rate_count = from->rate_count;
    for (size_t i = 0; i < from->rate_count; i++) {
        if (from->rates[i].limit == 0 || from->rates[i].interval_us <= 0) {
            return ab_error_set(error, AB_ERROR_CONFIG,
                                "A call rate needs a limit and an interval above 0");
        }
        size_t k = i;
        for (; k > 0 && to->rates[k - 1].interval_us > from->rates[i].interval_us; k--) {
            to->rates[k] = to->rates[k - 1];
        }
        to->rates[k] = from->rates[i];
    }
    return true;
}

static ab_str or_else(ab_arena *arena, ab_str text, const char *otherwise)
{
    return ab_arena_str(arena, text.n ? text : ab_str_of(otherwise));
}

ab_call_budget *ab_call_budget_new(const ab_call_budget_options *options, const ab_clock *clock,
                                   ab_error *error)
{
    static const int too_many[] = {429};
    ab_call_budget *budget = ab_xcalloc(1, sizeof(*budget));
    ab_arena *arena = budget->arena = ab_arena_new();
    pthread_mutex_init(&budget->lock, NULL);
    budget->clock = clock;
    budget->reset_header = or_else(arena, options->reset_header, "ratelimit-reset");
    budget->remaining_header = or_else(arena, options->remaining_header, "ratelimit-remaining");
    const int *statuses = options->hit_statuses ? options->hit_statuses : too_many;
    budget->hit_status_count = options->hit_statuses ? options->hit_status_count : 1;
    int *copy = AB_ARENA_ARRAY(arena, int, budget->hit_status_count + 1);
    memcpy(copy, statuses, budget->hit_status_count * sizeof(int));
    budget->hit_statuses = copy;
    budget->policies = AB_ARENA_ARRAY(arena, policy, options->policy_count + 1);
    for (size_t i = 0; i < options->policy_count; i++) {
        const ab_call_policy *from = &options->policies[i];
        policy *to = &budget->policies[i];
        to->kind = from->kind;
        to->next_reset_us = from->next_reset_real_us;
        to->matchers = ab_matchers_compile(arena, from->matchers, from->matcher_count, error);
        if (!to->matchers) {
            ab_call_budget_free(budget);
            return NULL;
        }
        to->matcher_count = from->matcher_count;
        budget->policy_count++;
        if (!copy_rates(arena, to, from, error)) {
            ab_call_budget_free(budget);
            return NULL;
        }
    }
    return budget;
}

void ab_call_budget_free(ab_call_budget *budget)
{
    if (!budget) {
        return;
    }
    for (size_t i = 0; i < budget->policy_count; i++) {
        ab_matchers_free(budget->policies[i].matchers, budget->policies[i].matcher_count);
        AB_VEC_FREE(&budget->policies[i].made);
    }
    pthread_mutex_destroy(&budget->lock);
    ab_arena_free(budget->arena);
    free(budget);
}

/* ---- Fixed windows (FixedWindowCallRatePolicy) ---- */

static void roll_window(policy *p, int64_t now_us)
{
    if (now_us > p->next_reset_us) {
        p->next_reset_us += p->rates[0].interval_us;
        p->calls = 0;
    }
}

static int64_t acquire_fixed(policy *p, unsigned weight, int64_t now_us)
{
    if (weight > p->rates[0].limit) {
        return NEVER;
    }
    roll_window(p, now_us);
    if (p->calls + weight > p->rates[0].limit) {
        int64_t wait = p->next_reset_us - now_us + 1; /* the window ends after its last instant */
        return wait > 1 ? wait : 1;
    }
    p->calls += weight;
    return 0;
}

static void update_fixed(policy *p, int64_t now_us, const int64_t *available,
                         const int64_t *reset_us)
{
    roll_window(p, now_us);
    int64_t limit = p->rates[0].limit;
    if (available && limit - p->calls > *available) {
        p->calls = limit - *available; /* never the other way: ours may be the lower limit */
    }
    if (reset_us) {
        p->next_reset_us = *reset_us;
    }
}

/* ---- Moving windows (MovingWindowCallRatePolicy over pyrate_limiter) ---- */

/* Calls made at or after `since`. */
static size_t calls_since(const policy *p, int64_t since)
{
    size_t low = 0;
    size_t high = p->made.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->made.at[middle] < since) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return p->made.n - low;
}

static void forget_old(policy *p, int64_t now_us)
{
    size_t kept = calls_since(p, now_us - p->rates[p->rate_count - 1].interval_us);
    if (p->made.n > 2 * kept + 16) {
        memmove(p->made.at, p->made.at + (p->made.n - kept), kept * sizeof(int64_t));
        p->made.n = kept;
    }
}

static int64_t acquire_moving(policy *p, unsigned weight, int64_t now_us)
{
    int64_t wait = 0;
    for (size_t i = 0; i < p->rate_count; i++) {
        const ab_call_rate *rate = &p->rates[i];
        if (weight > rate->limit) {
            return NEVER;
        }
        if (calls_since(p, now_us - rate->interval_us) + weight > rate->limit) {
            /* The call that must leave the window before there is room. */
            int64_t bound = p->made.at[p->made.n - 1 - (rate->limit - weight)];
            int64_t until = bound + rate->interval_us + 1 - now_us;
            wait = until > wait ? until : wait;
        }
    }
    if (wait > 0) {
        return wait;
    }
    forget_old(p, now_us);
    for (unsigned i = 0; i < weight; i++) {
        AB_VEC_PUSH(&p->made, now_us);
    }
    return 0;
}

/* An API that says "none left" fills the window. */
static void update_moving(policy *p, int64_t now_us, const int64_t *available,
                          const int64_t *reset_us)
{
    if (!available || *available != 0 || reset_us) {
        return;
    }
    size_t room = SIZE_MAX;
    for (size_t i = 0; i < p->rate_count; i++) {
        size_t used = calls_since(p, now_us - p->rates[i].interval_us);
        size_t left = used < p->rates[i].limit ? p->rates[i].limit - used : 0;
        room = left < room ? left : room;
    }
    for (size_t i = 0; i < room; i++) {
        AB_VEC_PUSH(&p->made, now_us);
    }
}

/* ---- The budget ---- */

static policy *find_policy(ab_call_budget *budget, const ab_http_request *request, unsigned *weight)
{
    for (size_t i = 0; i < budget->policy_count; i++) {
        policy *p = &budget->policies[i];
        if (ab_matchers_match(p->matchers, p->matcher_count, request, weight)) {
            return p;
        }
    }
    return NULL;
}

static int64_t acquire(ab_call_budget *budget, policy *p, unsigned weight)
{
    int64_t wait = 0;
    pthread_mutex_lock(&budget->lock);
    if (p->kind == AB_CALL_FIXED_WINDOW) {
        wait = acquire_fixed(p, weight, ab_clock_real_us(budget->clock));
    } else if (p->kind == AB_CALL_MOVING_WINDOW) {
        wait = acquire_moving(p, weight, ab_clock_monotonic_us(budget->clock));
    }
    pthread_mutex_unlock(&budget->lock);
    return wait;
}

bool ab_call_budget_try_acquire(ab_call_budget *budget, const ab_http_request *request,
                                int64_t *wait_us, ab_error *error)
{
    unsigned weight;
    *wait_us = 0;
    policy *p = find_policy(budget, request, &weight);
    if (!p) {
        return true;
    }
    int64_t wait = acquire(budget, p, weight);
    if (wait == NEVER) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            p->kind == AB_CALL_FIXED_WINDOW
                                ? "Weight can not exceed the call limit"
                                : "Weight can not exceed the lowest configured rate limit");
    }
    *wait_us = wait;
    return wait == 0;
}

bool ab_call_budget_acquire(ab_call_budget *budget, ab_http *http, const ab_http_request *request,
                            ab_error *error)
{
    for (;;) {
        int64_t wait_us;
        ab_error problem = {0};
        if (ab_call_budget_try_acquire(budget, request, &wait_us, &problem)) {
            return true;
        }
        if (ab_error_is_set(&problem)) {
            ab_error_move(error, &problem);
            return false;
        }
        ab_http_pause(http, wait_us);
    }
}

/* A header that is an integer; false where there is none. */
static bool number_of(const ab_headers *headers, ab_str name, int64_t *out)
{
    const ab_str *text = ab_headers_get(headers, name);
    ab_str digits = text ? ab_str_trim(*text) : (ab_str){NULL, 0};
    int64_t number = 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9' || number > INT64_MAX / 100 / US_PER_S) {
            return false;
        }
        number = number * 10 + (digits.p[i] - '0');
    }
    *out = number;
    return digits.n > 0;
}

static bool is_hit(const ab_call_budget *budget, int status)
{
    for (size_t i = 0; i < budget->hit_status_count; i++) {
        if (budget->hit_statuses[i] == status) {
            return true;
        }
    }
    return false;
}

void ab_call_budget_update(ab_call_budget *budget, const ab_http_request *request, int status,
                           const ab_headers *headers)
{
    unsigned weight;
    policy *p = find_policy(budget, request, &weight);
    if (!p || p->kind == AB_CALL_UNLIMITED) {
        return;
    }
    int64_t available = 0;
    int64_t reset_us = 0;
    bool has_reset = number_of(headers, budget->reset_header, &reset_us);
    reset_us *= US_PER_S;
    bool has_available = number_of(headers, budget->remaining_header, &available);
    if (!has_available && is_hit(budget, status)) {
        has_available = true;
    }
    pthread_mutex_lock(&budget->lock);
    if (p->kind == AB_CALL_FIXED_WINDOW) {
        update_fixed(p, ab_clock_real_us(budget->clock), has_available ? &available : NULL,
                     has_reset ? &reset_us : NULL);
    } else {
        update_moving(p, ab_clock_monotonic_us(budget->clock), has_available ? &available : NULL,
                      has_reset ? &reset_us : NULL);
    }
    pthread_mutex_unlock(&budget->lock);
}
