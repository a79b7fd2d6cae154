/* RecordExpander. */
#include "declarative/extractors/record_expander.h"

#include "declarative/extractors/parent_field_path.h"
#include "declarative/retrievers/alone.h"

#include <stdatomic.h>

typedef struct record_expander {
    ab_templates expand_records_from_field;
    bool remain_original_record;
    ab_components parent_fields;
    bool merge_parent;
    int on_no_records;
    ab_templates truncation_indicator_path;
    const ab_component *truncated_list_retriever;
} record_expander;

enum { ON_NO_RECORDS_SKIP, ON_NO_RECORDS_EMIT_PARENT };

struct ab_record_expander {
    const record_expander *options;
    ab_dpath path;      /* to the list */
    ab_dpath indicator; /* tells that the list is cut short; none: n 0 */
    ab_parent_field *fields;
    ab_retriever *retriever; /* of the whole list, or NULL */
    atomic_flag warned_cut;  /* once a stream */
    atomic_flag warned_short;
};

/* One record that is expanded. */
typedef struct expansion {
    ab_record_expander *self;
    const ab_value *parent;
    ab_value base; /* the parent without the list, where merge_parent is on */
    ab_arena *arena;
    ab_record_fn emit;
    void *context;
    int64_t *count;
    int64_t fetched;
} expansion;

/* ---- One item ---- */

static bool carries_parent(const ab_record_expander *self)
{
    const record_expander *o = self->options;
    return o->remain_original_record || o->parent_fields.n || o->merge_parent;
}

/* The parent below the item, then the named fields on top, then the whole parent. */
static bool add_parent(const expansion *e, ab_value *item, ab_error *error)
{
    const record_expander *o = e->self->options;
    if (o->merge_parent) {
        ab_value merged = ab_value_clone(e->arena, &e->base);
        for (size_t i = 0; i < item->count; i++) {
            ab_object_set(e->arena, &merged, item->object.members[i].key,
                          item->object.members[i].value);
        }
        *item = merged;
    }
    for (size_t i = 0; i < o->parent_fields.n; i++) {
        if (!ab_parent_field_copy(&e->self->fields[i], e->parent, e->arena, item, error)) {
            return false;
        }
    }
    if (o->remain_original_record) {
        ab_set(e->arena, item, "original_record", ab_value_clone(e->arena, e->parent));
    }
    return true;
}

static bool emit_item(const expansion *e, const ab_value *item, ab_error *error)
{
    ab_arena_mark mark = ab_arena_save(e->arena);
    ab_record record = {.parsed = true, .arena = e->arena};
    record.value = ab_value_clone(e->arena, item);
    bool ok = true;
    if (carries_parent(e->self)) {
        if (record.value.kind != AB_OBJECT) {
            ab_value wrapped = ab_value_object();
            ab_set(e->arena, &wrapped, "value", record.value);
            record.value = wrapped;
        }
        ok = add_parent(e, &record.value, error);
    }
    ok = ok && e->emit(e->context, &record, error);
    ab_arena_rewind(e->arena, mark);
    *e->count += ok ? 1 : 0;
    return ok;
}

/* ---- The parent without the list ---- */

static ab_dpath_action drop_list(void *context, ab_value *found)
{
    (void)context;
    return found->kind == AB_ARRAY ? AB_DPATH_DELETE : AB_DPATH_GO_ON;
}

static bool make_base(expansion *e, ab_error *error)
{
    if (!e->self->options->merge_parent) {
        return true;
    }
    e->base = ab_value_clone(e->arena, e->parent);
    return ab_dpath_visit(e->arena, &e->base, e->self->path, drop_list, NULL, error);
}

/* ---- A list that the API cut short ---- */

static ab_str path_text(ab_arena *arena, ab_dpath path)
{
    ab_value list = ab_value_array();
    for (size_t i = 0; i < path.n; i++) {
        ab_array_push(arena, &list, ab_value_str(path.segments[i]));
    }
    return ab_python_repr(arena, &list);
}

static bool is_cut(const expansion *e)
{
    const ab_value *found = NULL;
    return e->self->indicator.n && ab_dpath_get(e->parent, e->self->indicator, &found, NULL) &&
           found && ab_value_truthy(found);
}

/* The number that stands beside the indicator, or -1. */
static int64_t total_count(const expansion *e)
{
    ab_dpath path = e->self->indicator;
    ab_str *segments = AB_ARENA_ARRAY(e->arena, ab_str, path.n);
    memcpy(segments, path.segments, path.n * sizeof(*segments));
    segments[path.n - 1] = AB_STR("total_count");
    path.segments = segments; /* the marks stay: beside an element of a list there is no key */
    const ab_value *found = NULL;
    int64_t total;
    bool ok = ab_dpath_get(e->parent, path, &found, NULL);
    return ok && found && ab_value_int64(found, &total) ? total : -1;
}

static void warn_cut(const expansion *e, int64_t embedded)
{
    if (atomic_flag_test_and_set(&e->self->warned_cut)) {
        return;
    }
    int64_t total = total_count(e);
    ab_str of =
        total < 0 ? AB_STR("") : ab_arena_printf(e->arena, " of %lld total", (long long)total);
    ab_log(ab_log_process(), AB_LOG_WARN,
           "The nested list at %.*s is marked as truncated (the field at %.*s is truthy) but no "
           "`truncated_list_retriever` is configured, so only the %lld embedded item(s)%.*s were "
           "expanded and the remaining items are not emitted. Configure `truncated_list_retriever` "
           "to fetch the complete list if the API provides an endpoint for it. This warning is "
           "emitted once per stream; other records may be truncated as well.",
           AB_STR_ARG(path_text(e->arena, e->self->path)),
           AB_STR_ARG(path_text(e->arena, e->self->indicator)), (long long)embedded,
           AB_STR_ARG(of));
}

static void warn_short(const expansion *e)
{
    int64_t total = total_count(e);
    if (total < 0 || e->fetched >= total || atomic_flag_test_and_set(&e->self->warned_short)) {
        return;
    }
    ab_log(ab_log_process(), AB_LOG_WARN,
           "The `truncated_list_retriever` for the nested list at %.*s returned %lld record(s) but "
           "the `total_count` field next to %.*s reports %lld, so the fetched list is still "
           "incomplete.%s Check that the retriever has a `paginator` configured and that its "
           "request matches the complete-list endpoint. This warning is emitted once per stream; "
           "other records may be affected as well.",
           AB_STR_ARG(path_text(e->arena, e->self->path)), (long long)e->fetched,
           AB_STR_ARG(path_text(e->arena, e->self->indicator)), (long long)total,
           e->fetched ? "" : " The embedded items were expanded as a fallback.");
}

static bool take_fetched(void *context, ab_record *record, ab_error *error)
{
    expansion *e = context;
    e->fetched++;
    return ab_record_parse(record, error) && emit_item(e, &record->value, error);
}

/* Fetches the whole list; *done tells that it had items. */
static bool fetch(expansion *e, const ab_scope *scope, bool *done, ab_error *error)
{
    *done = false;
    if (!is_cut(e) || !e->self->retriever) {
        return true;
    }
    ab_value partition = ab_value_object();
    ab_set(e->arena, &partition, "parent_record", *e->parent);
    ab_slice_read read = {
        .env = scope->env,
        .arena = e->arena,
        .slice = ab_slice_new(e->arena, &partition, NULL, NULL),
        .sink = scope->sink,
        .emit = take_fetched,
        .context = e,
    };
    if (!e->self->retriever->ops->read(e->self->retriever, &read, error)) {
        return false;
    }
    warn_short(e);
    *done = e->fetched > 0;
    return true;
}

/* ---- Expanding ---- */

static int64_t embedded_items(const ab_value *found)
{
    int64_t n = 0;
    for (size_t i = 0; i < found->count; i++) {
        n += ab_is(&found->items[i], AB_ARRAY) ? (int64_t)found->items[i].count : 0;
    }
    return n;
}

static bool emit_embedded(expansion *e, ab_error *error)
{
    ab_value found = ab_value_array();
    if (!ab_dpath_values(e->arena, e->parent, e->self->path, &found, error)) {
        return false;
    }
    int64_t embedded = embedded_items(&found);
    if (!e->self->retriever && is_cut(e)) {
        warn_cut(e, embedded);
    }
    for (size_t i = 0; i < found.count; i++) {
        const ab_value *list = &found.items[i];
        for (size_t j = 0; ab_is(list, AB_ARRAY) && j < list->count; j++) {
            if (!emit_item(e, &list->items[j], error)) {
                return false;
            }
        }
    }
    if (embedded || e->self->options->on_no_records != ON_NO_RECORDS_EMIT_PARENT) {
        return true;
    }
    ++*e->count;
    ab_record parent = {.parsed = true, .value = *e->parent, .arena = e->arena};
    return e->emit(e->context, &parent, error);
}

bool ab_record_expander_expand(ab_record_expander *self, const ab_scope *scope, ab_record *record,
                               ab_record_fn emit, void *context, int64_t *count, ab_error *error)
{
    if (!ab_record_parse(record, error)) {
        return false;
    }
    if (record->value.kind != AB_OBJECT || !self->path.n) {
        ++*count;
        return emit(context, record, error);
    }
    expansion e = {
        .self = self,
        .parent = &record->value,
        .arena = record->arena,
        .emit = emit,
        .context = context,
        .count = count,
    };
    bool done;
    return make_base(&e, error) && fetch(&e, scope, &done, error) &&
           (done || emit_embedded(&e, error));
}

/* ---- Build ---- */

static bool build_retriever(ab_build *build, ab_record_expander *self, ab_error *error)
{
    const ab_component *retriever = self->options->truncated_list_retriever;
    if (!retriever) {
        return true;
    }
    static const char *const unsupported[] = {"partition_router", "pagination_reset"};
    for (size_t i = 0; i < sizeof(unsupported) / sizeof(unsupported[0]); i++) {
        const ab_value *member = ab_get(retriever->node, unsupported[i]);
        if (member && ab_value_truthy(member)) {
            return ab_error_set(error, AB_ERROR_SYSTEM,
                                "`%s` is not supported on `truncated_list_retriever`.",
                                unsupported[i]);
        }
    }
    if (!self->indicator.n) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "`truncation_indicator_path` is required when "
                            "`truncated_list_retriever` is configured.");
    }
    self->retriever = ab_retriever_build_alone(
        build, retriever, AB_STR("record_expander_truncated_list"), false, NULL, error);
    return self->retriever && ab_dpath_no_globs(self->path, "expand_records_from_field", error);
}

static bool build_fields(ab_build *build, ab_record_expander *self, ab_error *error)
{
    const ab_components *fields = &self->options->parent_fields;
    self->fields = AB_ARENA_ARRAY(build->arena, ab_parent_field, fields->n + 1);
    for (size_t i = 0; i < fields->n; i++) {
        if (!ab_parent_field_build(build, fields->at[i], &self->fields[i], error)) {
            return ab_component_error(build, fields->at[i], error);
        }
    }
    return true;
}

ab_record_expander *ab_record_expander_build(ab_build *build, const ab_component *component,
                                             ab_error *error)
{
    ab_record_expander *self = AB_ARENA_NEW(build->arena, ab_record_expander);
    self->options = component->options;
    atomic_flag_clear(&self->warned_cut);
    atomic_flag_clear(&self->warned_short);
    bool ok = ab_config_path_eval(build, component, &self->options->expand_records_from_field,
                                  &self->path, error) &&
              ab_config_path_eval(build, component, &self->options->truncation_indicator_path,
                                  &self->indicator, error) &&
              ab_dpath_no_globs(self->indicator, "truncation_indicator_path", error) &&
              build_fields(build, self, error) && build_retriever(build, self, error);
    if (!ok) {
        ab_component_error(build, component, error);
    }
    return ok ? self : NULL;
}

static const ab_field record_expander_fields[] = {
    {"expand_records_from_field", AB_FIELD_TEMPLATES,
     AB_AT(record_expander, expand_records_from_field), .flags = AB_FIELD_REQUIRED,
     .help = "Keys that lead to the list within each record; globs may lead to several lists."},
    {"remain_original_record", AB_FIELD_BOOL, AB_AT(record_expander, remain_original_record),
     .help = "Whether each item carries the whole record as `original_record`."},
    {"parent_fields", AB_FIELD_CHILDREN, AB_AT(record_expander, parent_fields),
     .of = "ParentFieldPath", .help = "Fields of the record that are copied onto each item."},
    {"merge_parent", AB_FIELD_BOOL, AB_AT(record_expander, merge_parent),
     .help = "Whether each item is merged over the record without its list."},
    {"on_no_records", AB_FIELD_ENUM, AB_AT(record_expander, on_no_records),
     .of = "skip|emit_parent", .deflt = "\"skip\"",
     .help = "What becomes of a record whose list is missing or empty."},
    {"truncation_indicator_path", AB_FIELD_TEMPLATES,
     AB_AT(record_expander, truncation_indicator_path),
     .help = "Keys that lead to a flag which says that the list is not complete."},
    {"truncated_list_retriever", AB_FIELD_CHILD, AB_AT(record_expander, truncated_list_retriever),
     .of = "SimpleRetriever|CustomRetriever",
     .help = "Fetches the complete list of a record; sees it as stream_partition.parent_record."},
    {0},
};

const ab_component_type ab_component_record_expander = {
    .name = "RecordExpander",
    .family = AB_FAMILY_NONE,
    .fields = record_expander_fields,
    .options_size = sizeof(record_expander),
    .help = "Makes a record of each element of a list within the records.",
};
