/* RecordExpander: the elements of a list within a record become records of their own. */
#ifndef AB_DECLARATIVE_EXTRACTORS_RECORD_EXPANDER_H
#define AB_DECLARATIVE_EXTRACTORS_RECORD_EXPANDER_H

#include "declarative/component.h"
#include "declarative/env.h"

typedef struct ab_record_expander ab_record_expander;

ab_record_expander *ab_record_expander_build(ab_build *build, const ab_component *component,
                                             ab_error *error);
/* Hands the records that come out of `record` to `emit`, each in record->arena, which is rewound
 * after each; adds their number to *count. Thread-safe. */
bool ab_record_expander_expand(ab_record_expander *expander, const ab_scope *scope,
                               ab_record *record, ab_record_fn emit, void *context, int64_t *count,
                               ab_error *error);

#endif
