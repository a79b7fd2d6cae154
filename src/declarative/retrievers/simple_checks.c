/* What the Python runtime refuses when it builds a SimpleRetriever. */
#include "datetime/duration.h"
#include "declarative/paginators/stop_condition.h"
#include "declarative/retrievers/simple.h"

#include <inttypes.h>
#include <math.h>

/* What all checks look at. */
typedef struct checks {
    ab_build *build;
    const ab_simple_retriever_options *options;
    const ab_retriever_args *args;
    bool has_properties;
} checks;

#define STREAM(c) AB_STR_ARG((c)->args->stream)

#define refuse(error, ...) ab_error_set((error), AB_ERROR_SYSTEM, __VA_ARGS__)

/* ---- Actions of error handlers ---- */

static bool handler_uses(const ab_value *handler, const char *action)
{
    const ab_value *filters = ab_get(handler, "response_filters");
    const ab_value *nested = ab_get(handler, "error_handlers");
    for (size_t i = 0; ab_at(filters, i); i++) {
        if (ab_str_is(ab_get_text(ab_at(filters, i), "action"), action)) {
            return true;
        }
    }
    for (size_t i = 0; ab_at(nested, i); i++) {
        if (handler_uses(ab_at(nested, i), action)) {
            return true;
        }
    }
    return false;
}

static bool uses(const ab_component *requester, const char *action)
{
    const ab_value *handler = ab_get(requester->node, "error_handler");
    return !ab_str_is(ab_get_text(handler, "type"), "CustomErrorHandler") &&
           handler_uses(handler, action);
}

bool ab_requester_reject_page_actions(const ab_component *requester, const char *what,
                                      ab_error *error)
{
    if (requester && uses(requester, "REDUCE_PAGE_SIZE")) {
        return refuse(error,
                      "The REDUCE_PAGE_SIZE response action is not supported on the %s: only the "
                      "main requester of a SimpleRetriever can re-issue its page with a smaller "
                      "page size. Use a different action on that error handler.",
                      what);
    }
    return !requester || !uses(requester, "SPLIT_REQUEST_WINDOW") ||
           refuse(error,
                  "The SPLIT_REQUEST_WINDOW response action is not supported on the %s: only the "
                  "main requester of a SimpleRetriever reads a window that can be split. Use a "
                  "different action on that error handler.",
                  what);
}

/* ---- Lazy parents ---- */

bool ab_reads_parent_lazily(const ab_simple_retriever_options *o)
{
    const ab_components *routers = &o->partition_router;
    if (routers->n != 1 || routers->is_list) {
        return false;
    }
    const ab_value *parents = ab_get(routers->at[0]->node, "parent_stream_configs");
    for (size_t i = 0; ab_at(parents, i); i++) {
        const ab_value *pointer = ab_get(ab_at(parents, i), "lazy_read_pointer");
        if (pointer && ab_value_truthy(pointer)) {
            return true;
        }
    }
    return false;
}

static bool check_lazy_sync(const checks *c, ab_error *error)
{
    const ab_component *sync = c->args->incremental_sync;
    const ab_component *decoder = c->options->decoder;
    if (sync && strcmp(sync->type->name, "DatetimeBasedCursor") != 0) {
        return refuse(error, "LazySimpleRetriever only supports DatetimeBasedCursor. Found: %s.",
                      sync->type->name);
    }
    if (sync &&
        (ab_get_text(sync->node, "step").n || ab_get_text(sync->node, "cursor_granularity").n)) {
        return refuse(error,
                      "Found more that one slice per parent. LazySimpleRetriever only supports "
                      "single slice read for stream - %.*s.",
                      STREAM(c));
    }
    return !decoder || !strcmp(decoder->type->name, "JsonDecoder") ||
           refuse(error, "LazySimpleRetriever only supports JsonDecoder. Found: %s.",
                  decoder->type->name);
}

static bool check_lazy(const checks *c, ab_error *error)
{
    const ab_simple_retriever_options *o = c->options;
    if (o->page_size_reduction || uses(o->requester, "REDUCE_PAGE_SIZE")) {
        return refuse(error,
                      "`page_size_reduction` and the REDUCE_PAGE_SIZE response action are not "
                      "supported when reading a parent stream lazily. Remove either the page size "
                      "reduction or the parent stream's `lazy_read_pointer` for stream %.*s.",
                      STREAM(c));
    }
    if (o->request_window_splitting || uses(o->requester, "SPLIT_REQUEST_WINDOW")) {
        return refuse(error,
                      "`request_window_splitting` and the SPLIT_REQUEST_WINDOW response action are "
                      "not supported when reading a parent stream lazily. Remove either the "
                      "request window splitting or the parent stream's `lazy_read_pointer` for "
                      "stream %.*s.",
                      STREAM(c));
    }
    return c->args->has_state || check_lazy_sync(c, error);
}

/* ---- Page size reduction ---- */

static bool check_reducible_paginator(const checks *c, ab_error *error)
{
    const ab_component *paginator = c->options->paginator;
    if (c->has_properties) {
        return refuse(error,
                      "`page_size_reduction` cannot be used together with query properties on "
                      "stream %.*s. Records from the earlier property chunks have already been "
                      "emitted when a chunk asks for a smaller page, so retrying the page would "
                      "emit them twice.",
                      STREAM(c));
    }
    if (c->args->file_uploader) {
        return refuse(error,
                      "`page_size_reduction` cannot be used together with a `file_uploader` on "
                      "stream %.*s. The file uploader sends one request per record from inside the "
                      "page's record generator, so a reduction asked for halfway through a page "
                      "would re-emit the records already yielded by it.",
                      STREAM(c));
    }
    if (!paginator || strcmp(paginator->type->name, "DefaultPaginator") != 0) {
        return refuse(error,
                      "`page_size_reduction` requires a DefaultPaginator on stream %.*s so that "
                      "the connector can send a smaller page size.",
                      STREAM(c));
    }
    if (!ab_get(paginator->node, "page_size_option")) {
        return refuse(error,
                      "`page_size_reduction` requires `page_size_option` on the paginator of "
                      "stream %.*s: without it the connector cannot tell the API to send a smaller "
                      "page.",
                      STREAM(c));
    }
    ab_str option = ab_get_text(ab_get(paginator->node, "page_token_option"), "type");
    return !ab_str_is(option, "RequestPath") ||
           refuse(error,
                  "`page_size_reduction` does not support a `page_token_option` of type "
                  "RequestPath on stream %.*s. The next page is then requested through a URL "
                  "returned by the API, which already carries the page size, so the reduced page "
                  "size would be sent alongside the original one. Use a CursorPagination strategy "
                  "with a `page_token_option` of type RequestOption instead.",
                  STREAM(c));
}

/* The page size where the manifest has it as a number, else 0: known once the config is. */
static int64_t constant_page_size(const ab_value *strategy)
{
    const ab_value *size = ab_get(strategy, "page_size");
    int64_t n = 0;
    ab_value parsed;
    if (ab_is(size, AB_STRING) && ab_value_from_digits(size->text, &parsed)) {
        size = &parsed;
    }
    return size && ab_value_int64(size, &n) ? n : 0;
}

static void warn_unreachable(const checks *c, const ab_page_size_reduction *r, int64_t size)
{
    double reach = pow(r->reduction_factor, (double)r->max_attempts);
    if (r->minimum_page_size > 1 && reach < (double)size / (double)r->minimum_page_size) {
        ab_log(c->build->env->log, AB_LOG_WARN,
               "Stream %.*s sets `minimum_page_size` to %" PRId64
               ", which `page_size_reduction` cannot reach in one run of failing pages: "
               "`max_attempts` is %" PRId64 " and `reduction_factor` is %g.",
               STREAM(c), r->minimum_page_size, r->max_attempts, r->reduction_factor);
    }
}

static bool check_strategy(const checks *c, const ab_value *strategy, ab_error *error)
{
    const ab_page_size_reduction *r = c->options->page_size_reduction->options;
    if (ab_str_is(ab_get_text(strategy, "type"), "PageIncrement")) {
        return refuse(error,
                      "`page_size_reduction` does not support the PageIncrement pagination "
                      "strategy used by stream %.*s. Pages are addressed as page number * page "
                      "size, so a smaller page size shifts every following page boundary and would "
                      "skip records. Use OffsetIncrement or CursorPagination.",
                      STREAM(c));
    }
    if (ab_str_is(ab_get_text(strategy, "type"), "CustomPaginationStrategy")) {
        return true;
    }
    const ab_value *given = ab_get(strategy, "page_size");
    if (!given || ab_is(given, AB_NULL)) {
        return refuse(error,
                      "`page_size_reduction` requires `page_size` on the pagination strategy of "
                      "stream %.*s: without it the paginator does not send a page size, so there "
                      "is nothing to reduce.",
                      STREAM(c));
    }
    int64_t size = constant_page_size(strategy);
    if (size && size <= r->minimum_page_size) {
        return refuse(error,
                      "`page_size_reduction` on stream %.*s can never reduce its page size: the "
                      "pagination strategy's `page_size` is %" PRId64
                      " and `minimum_page_size` is %" PRId64
                      ". Lower `minimum_page_size` or raise `page_size`.",
                      STREAM(c), size, r->minimum_page_size);
    }
    if (size) {
        warn_unreachable(c, r, size);
    }
    return true;
}

static bool check_stop_condition(const checks *c, const ab_value *strategy, ab_error *error)
{
    const ab_page_size_reduction *r = c->options->page_size_reduction->options;
    ab_arena *arena = c->build->arena;
    const ab_value *source = ab_get(strategy, "stop_condition");
    if (!ab_is(source, AB_STRING) || !source->text.n ||
        !ab_str_is(ab_get_text(strategy, "type"), "CursorPagination")) {
        return true;
    }
    ab_template *t = ab_template_compile(arena, source->text, AB_TEMPLATE_BOOLEAN, 0, error);
    if (!t) {
        return false;
    }
    ab_str reason;
    ab_str text = ab_python_repr(arena, source);
    switch (ab_stop_condition_check(t, r->minimum_page_size, arena, &reason)) {
    case AB_STOP_TRUNCATES:
        return refuse(error,
                      "`page_size_reduction` on stream %.*s cannot be used with the "
                      "`stop_condition` %.*s: %.*s. The pagination would then end early, silently "
                      "dropping the rest of the partition. Compare against the `page_size` "
                      "interpolation variable instead, which holds the page size that was actually "
                      "requested (for example `{{ last_page_size < page_size }}`), or test the "
                      "page for emptiness with `{{ last_page_size == 0 }}`.",
                      STREAM(c), AB_STR_ARG(text), AB_STR_ARG(reason));
    case AB_STOP_UNKNOWN:
        ab_log(c->build->env->log, AB_LOG_WARN,
               "Stream %.*s uses `page_size_reduction` with the `stop_condition` %.*s, which could "
               "not be checked against the reduction because %.*s. Make sure a page that is full "
               "at a reduced page size does not satisfy it, otherwise the pagination ends early "
               "and the rest of the partition is silently dropped.",
               STREAM(c), AB_STR_ARG(text), AB_STR_ARG(reason));
        return true;
    default:
        return true;
    }
}

static bool check_reduction(const checks *c, ab_error *error)
{
    bool used = uses(c->options->requester, "REDUCE_PAGE_SIZE");
    if (!c->options->page_size_reduction) {
        return !used || refuse(error,
                               "Stream %.*s has a response filter with the REDUCE_PAGE_SIZE action "
                               "but the retriever does not define `page_size_reduction`. Add a "
                               "`page_size_reduction` block to the retriever.",
                               STREAM(c));
    }
    if (!used) {
        ab_log(c->build->env->log, AB_LOG_WARN,
               "Stream %.*s defines `page_size_reduction` but no response filter with the "
               "REDUCE_PAGE_SIZE action was found on its requester. The page size will never be "
               "reduced unless a custom error handler resolves to that action.",
               STREAM(c));
    }
    if (!check_reducible_paginator(c, error)) {
        return false;
    }
    const ab_value *strategy = ab_get(c->options->paginator->node, "pagination_strategy");
    return check_strategy(c, strategy, error) && check_stop_condition(c, strategy, error);
}

/* ---- Request window splitting ---- */

/* A duration of a fixed length above zero; *us is the length. */
static bool fixed_duration(ab_str text, bool *fixed, int64_t *us)
{
    ab_duration d;
    *fixed = false;
    *us = 0;
    if (!ab_duration_parse(text, &d, NULL)) {
        return false;
    }
    *fixed = !d.calendar;
    *us = ((int64_t)d.rest.days * 86400 + d.rest.seconds) * 1000000 + d.rest.microseconds;
    return true;
}

/* The finest step that a datetime format tells apart, in microseconds; 0: unknown. */
static int64_t smallest_unit(ab_str format)
{
    static const struct {
        const char *directive;
        int64_t us;
    } units[] = {
        {"%epoch_microseconds", 1},
        {"%s_as_float", 1},
        {"%f", 1},
        {"%_ms", 1000},
        {"%ms", 1000},
        {"%S", 1000000},
        {"%s", 1000000},
        {"%M", 60000000},
        {"%H", 3600000000},
        {"%I", 3600000000},
        {"%d", 86400000000},
    };
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (ab_str_find(format, ab_str_of(units[i].directive), 0) >= 0) {
            return units[i].us;
        }
    }
    return 0;
}

static bool check_granularity(const checks *c, const ab_value *sync, ab_error *error)
{
    ab_str granularity = ab_get_text(sync, "cursor_granularity");
    ab_str format = ab_get_text(sync, "datetime_format");
    bool fixed;
    int64_t us;
    fixed_duration(granularity, &fixed, &us);
    if (fixed && us <= 0) {
        return refuse(error,
                      "`request_window_splitting` requires a `cursor_granularity` greater than "
                      "zero on stream %.*s: `%.*s` parses to a zero-length duration, which can "
                      "never produce a smaller child window.",
                      STREAM(c), AB_STR_ARG(granularity));
    }
    return !fixed || us >= smallest_unit(format) ||
           refuse(error,
                  "`request_window_splitting` requires `cursor_granularity` to be no finer than "
                  "what `datetime_format` can represent on stream %.*s: `%.*s` is finer than "
                  "`%.*s`. Use a `datetime_format` precise enough to represent "
                  "`cursor_granularity`, or a coarser `cursor_granularity`.",
                  STREAM(c), AB_STR_ARG(granularity), AB_STR_ARG(format));
}

static bool check_splitting_cursor(const checks *c, ab_error *error)
{
    const ab_component *sync = c->args->incremental_sync;
    if (!c->args->cursor->ops->split) {
        return refuse(error,
                      "`request_window_splitting` requires an incremental cursor that supports "
                      "window splitting on stream %.*s. Found %s: this is only supported today for "
                      "a `DatetimeBasedCursor` with `cursor_granularity` set.",
                      STREAM(c), sync ? sync->type->name : "no cursor");
    }
    if (!sync || strcmp(sync->type->name, "DatetimeBasedCursor") != 0 ||
        !ab_get_text(sync->node, "cursor_granularity").n) {
        return refuse(error,
                      "`request_window_splitting` requires `cursor_granularity` on the "
                      "`DatetimeBasedCursor` of stream %.*s: without it there is no smallest "
                      "window to stop splitting at, and no way to keep two child windows from "
                      "overlapping at their shared edge.",
                      STREAM(c));
    }
    return (!c->args->is_client_side_incremental ||
            refuse(error,
                   "`request_window_splitting` cannot be used together with "
                   "`is_client_side_incremental` on stream %.*s: the window is filtered "
                   "client-side rather than sent to the API, so splitting it would not change the "
                   "request and could not resolve a SPLIT_REQUEST_WINDOW response.",
                   STREAM(c))) &&
           check_granularity(c, sync->node, error);
}

static bool check_splitting_parts(const checks *c, ab_error *error)
{
    const ab_request_window_splitting *o = c->options->request_window_splitting->options;
    bool fixed;
    int64_t us;
    if (o->min_split_window.n) {
        fixed_duration(o->min_split_window, &fixed, &us);
        if (!fixed || us <= 0) {
            return refuse(error,
                          "`min_split_window` must be a positive duration expressible as a fixed "
                          "number of days/hours/minutes/seconds on stream %.*s: `%.*s` is not.",
                          STREAM(c), AB_STR_ARG(o->min_split_window));
        }
    }
    if (c->has_properties) {
        return refuse(error,
                      "`request_window_splitting` cannot be used together with query properties on "
                      "stream %.*s. Records from the earlier property chunks may have already been "
                      "emitted when a chunk asks to split the window, so splitting and re-reading "
                      "it could duplicate them.",
                      STREAM(c));
    }
    return !c->args->file_uploader ||
           refuse(error,
                  "`request_window_splitting` cannot be used together with a `file_uploader` on "
                  "stream %.*s. The file uploader sends one request per record from inside the "
                  "window's record generator, so a split requested partway through could re-emit "
                  "records already yielded by it.",
                  STREAM(c));
}

static bool check_splitting(const checks *c, ab_error *error)
{
    bool used = uses(c->options->requester, "SPLIT_REQUEST_WINDOW");
    if (!c->options->request_window_splitting) {
        return !used ||
               refuse(error,
                      "Stream %.*s has a response filter with the SPLIT_REQUEST_WINDOW action but "
                      "the retriever does not define `request_window_splitting`. Add a "
                      "`request_window_splitting` block to the retriever.",
                      STREAM(c));
    }
    if (!used) {
        ab_log(c->build->env->log, AB_LOG_WARN,
               "Stream %.*s defines `request_window_splitting` but no response filter with the "
               "SPLIT_REQUEST_WINDOW action was found on its requester. The request window will "
               "never be split unless a custom error handler or custom code resolves to that "
               "action.",
               STREAM(c));
    }
    return check_splitting_cursor(c, error) && check_splitting_parts(c, error);
}

/* ---- All of it ---- */

bool ab_simple_retriever_check(ab_build *build, const ab_component *component,
                               const ab_retriever_args *args, bool has_properties, ab_error *error)
{
    const ab_simple_retriever_options *o = component->options;
    checks c = {build, o, args, has_properties};
    if (args->is_data_feed && args->is_client_side_incremental) {
        ab_log(build->env->log, AB_LOG_WARN,
               "Stream %.*s: `is_client_side_incremental` adds no record filtering when "
               "`is_data_feed` is set, as a data feed already filters on the cursor value. It "
               "still makes the record selector apply the transformations before the "
               "`record_filter` condition.",
               STREAM(&c));
    }
    if (ab_reads_parent_lazily(o)) {
        if (!check_lazy(&c, error)) {
            return false;
        }
        if (!args->has_state) {
            return true;
        }
    }
    const ab_component *reset = o->pagination_reset;
    if (reset && ((const ab_pagination_reset *)reset->options)->limits &&
        ab_get(o->record_selector->node, "record_filter")) {
        return refuse(error, "PaginationResetLimits are not supported while having record filter.");
    }
    return check_splitting(&c, error) && check_reduction(&c, error);
}
