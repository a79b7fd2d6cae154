#include "template/widths.h"

static uint64_t clip(uint64_t n)
{
    return n < UINT32_MAX ? n : UINT32_MAX;
}

static ab_width sum(ab_width a, ab_width b)
{
    return (ab_width){clip(a.low + b.low), clip(a.high + b.high)};
}

static ab_width either(ab_width a, ab_width b)
{
    return (ab_width){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

void ab_widths_atom(ab_widths *w, ab_width width)
{
    ab_open_group *group = &w->open[w->depth];
    group->branch = sum(group->branch, w->atom);
    w->atom = width;
}

void ab_widths_repeat(ab_widths *w, ab_width times)
{
    w->atom.low = clip(w->atom.low * clip(times.low));
    w->atom.high = clip(w->atom.high * clip(times.high));
}

void ab_widths_branch(ab_widths *w)
{
    ab_open_group *group = &w->open[w->depth];
    ab_widths_atom(w, (ab_width){0, 0});
    group->whole = group->branched ? either(group->whole, group->branch) : group->branch;
    group->branched = true;
    group->branch = (ab_width){0, 0};
}

bool ab_widths_open(ab_widths *w, ab_group_kind kind, bool captures, ab_str name)
{
    ab_widths_atom(w, (ab_width){0, 0});
    if (w->depth == AB_WIDTHS_MAX_DEPTH) {
        return false;
    }
    w->groups += captures;
    w->open[++w->depth] = (ab_open_group){.kind = kind, .number = captures ? w->groups : 0};
    if (captures && w->groups < AB_WIDTHS_MAX_GROUPS) {
        w->group[w->groups].name = name;
    }
    return true;
}

/* A condition without an alternative may match nothing. */
static ab_width width_of(const ab_open_group *group, bool two_branches)
{
    ab_width width = group->whole;
    if (group->kind == AB_GROUP_CONDITION && !two_branches) {
        width.low = 0;
    }
    return width;
}

bool ab_widths_close(ab_widths *w)
{
    if (!w->depth) {
        return true; /* PCRE2 tells that nothing is open */
    }
    ab_open_group *group = &w->open[w->depth];
    bool two_branches = group->branched;
    ab_widths_branch(w);
    ab_width width = width_of(group, two_branches);
    w->depth--;
    if (group->number && group->number < AB_WIDTHS_MAX_GROUPS) {
        w->group[group->number].width = width;
        w->group[group->number].closed = true;
    }
    bool looks = group->kind == AB_GROUP_LOOK_AHEAD || group->kind == AB_GROUP_LOOK_BEHIND;
    w->atom = looks ? (ab_width){0, 0} : width;
    return group->kind != AB_GROUP_LOOK_BEHIND || width.low == width.high;
}

uint32_t ab_widths_find(const ab_widths *w, ab_str name)
{
    for (uint32_t i = 1; name.n && i <= w->groups && i < AB_WIDTHS_MAX_GROUPS; i++) {
        if (ab_str_eq(w->group[i].name, name)) {
            return i;
        }
    }
    return 0;
}

bool ab_widths_closed(const ab_widths *w, uint32_t group)
{
    return group >= AB_WIDTHS_MAX_GROUPS || w->group[group].closed;
}

ab_width ab_widths_of(const ab_widths *w, uint32_t group)
{
    if (group >= AB_WIDTHS_MAX_GROUPS) {
        return (ab_width){0, UINT32_MAX};
    }
    return w->group[group].width;
}
