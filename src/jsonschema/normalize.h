/* Conversion of a record's values to the types of its schema: the CDK's TypeTransformer with
 * DefaultSchemaNormalization. */
#ifndef AB_JSONSCHEMA_NORMALIZE_H
#define AB_JSONSCHEMA_NORMALIZE_H

#include "base/error.h"
#include "json/value.h"

/* A schema compiled for normalisation: immutable, usable from several threads at once. */
typedef struct ab_normalizer ab_normalizer;

/* Compiles; never fails (what is no schema is left out). The result lives in `arena` and refers to
 * `schema`, which must live as long. */
ab_normalizer *ab_normalizer_compile(ab_arena *arena, const ab_value *schema);

/* True if normalisation may change records at all: some property has one type besides null. */
bool ab_normalizer_is_active(const ab_normalizer *normalizer);

/* Converts the values in `record`, in place; new text is allocated in `arena`, the record's own.
 * A value is converted only where its schema names one type besides null: null to string gives
 * "None" unless null is allowed, numbers to string Python's str (1.0), containers their repr, text
 * to number and integer as float() and int() read it, text to boolean by the words of strtobool, a
 * scalar where an array of simple items is expected is wrapped. A value that cannot be converted
 * stays as it is. Numbers keep all their digits where the CDK goes through a double. *changed tells
 * whether something was converted. The record's containers must not be shared with another value.
 *
 * False, with a system_error, where the record meets a part of the schema that is none (an unknown
 * type, `items` that is a list, a reference that leads nowhere), which ends the stream in the CDK.
 * All else is converted nevertheless, so a caller may go on. */
bool ab_normalize(const ab_normalizer *normalizer, ab_arena *arena, ab_value *record, bool *changed,
                  ab_error *error);

#endif
