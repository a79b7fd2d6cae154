/* Schemas from records: what a manifest's author pastes. */
#ifndef AB_JSONSCHEMA_INFER_H
#define AB_JSONSCHEMA_INFER_H

#include "json/value.h"

/* Gathers what records have in common. Used by one thread at a time. */
typedef struct ab_inference ab_inference;

ab_inference *ab_inference_new(void);
void ab_inference_free(ab_inference *inference);

/* Takes one more record into account. Nothing of it is kept. */
void ab_inference_add(ab_inference *inference, const ab_value *record);
/* How many records there were. */
size_t ab_inference_count(const ab_inference *inference);

/* The schema that all records fit, in `arena`. As in the CDK's SchemaInferrer every property but
 * those that `required` names (top-level names; may be NULL) also takes null, as APIs leave out and
 * null what they like; a property that was only ever null is left out. Integers and other numbers
 * together are numbers; other mixtures list their types. Objects are merged property by property,
 * the items of arrays into one schema. Texts that were all dates or all date-times have the format,
 * date-times with the airbyte_type too (with_timezone, if all had an offset). */
ab_value ab_inference_schema(const ab_inference *inference, ab_arena *arena,
                             const ab_value *required);

#endif
