#include "declarative/source/groups.h"

static ab_str group_of(const ab_value *groups, ab_str stream)
{
    ab_str found = {NULL, 0};
    for (size_t i = 0; i < groups->count; i++) {
        const ab_value *members = ab_get(&groups->object.members[i].value, "streams");
        for (size_t j = 0; ab_is(members, AB_ARRAY) && j < members->count; j++) {
            if (ab_str_eq(ab_get_text(&members->items[j], "name"), stream)) {
                found = groups->object.members[i].key; /* the last group that names it counts */
            }
        }
    }
    return found;
}

typedef struct search {
    const ab_value *groups;
    const ab_declarative_stream *child;
    ab_error *error;
    unsigned depth;
} search;

/* As in the CDK, only streams with a cursor per partition show their parents here. */
static bool shows_parents(const ab_declarative_stream *stream)
{
    const ab_declarative_stream_options *options = stream->component->options;
    return options->incremental_sync && stream->router && stream->router->ops->parents;
}

static void check_parent(void *context, ab_declarative_stream *parent)
{
    search *s = context;
    if (ab_error_is_set(s->error) || s->depth > 50) {
        return;
    }
    if (ab_str_eq(group_of(s->groups, parent->name), s->child->group)) {
        ab_error_set(s->error, AB_ERROR_SYSTEM,
                     "Stream '%.*s' and its parent stream '%.*s' are both in group '%.*s'. A child "
                     "stream must not share a group with its parent to avoid deadlock.",
                     AB_STR_ARG(s->child->name), AB_STR_ARG(parent->name),
                     AB_STR_ARG(s->child->group));
        return;
    }
    if (shows_parents(parent)) {
        s->depth++;
        parent->router->ops->parents(parent->router, check_parent, s);
        s->depth--;
    }
}

bool ab_source_apply_groups(ab_declarative_source *source, ab_declarative_stream **streams,
                            size_t count, ab_error *error)
{
    const ab_value *groups = ab_get(&source->manifest.resolved, "stream_groups");
    ab_error problem = {0};
    for (size_t i = 0; ab_is(groups, AB_OBJECT) && i < count; i++) {
        ab_declarative_stream *stream = streams[i];
        stream->group = group_of(groups, stream->name);
        if (stream->group.n && shows_parents(stream)) {
            search s = {.groups = groups, .child = stream, .error = &problem};
            stream->router->ops->parents(stream->router, check_parent, &s);
        }
        if (ab_error_is_set(&problem)) {
            const ab_value *group = ab_object_get(groups, stream->group);
            ab_error_in_component(&problem, ab_arena_printf(source->arena, "stream_groups.%.*s",
                                                            AB_STR_ARG(stream->group)));
            ab_error_at(&problem, source->manifest.file, group->line, group->column);
            ab_error_move(error, &problem);
            return false;
        }
    }
    return true;
}
