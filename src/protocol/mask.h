/* Masking of secrets in everything that people read: LOG, TRACE, CONNECTION_STATUS, stderr,
 * test-read, cassettes. Never in RECORD, STATE, CATALOG, SPEC, CONTROL. */
#ifndef AB_PROTOCOL_MASK_H
#define AB_PROTOCOL_MASK_H

#include "base/buf.h"
#include "json/value.h"

/* A set of secrets, each also in its URL-encoded and JSON-escaped forms, longest first.
 * Thread-safe: secrets are added while others mask. */
typedef struct ab_mask ab_mask;

ab_mask *ab_mask_new(void);
void ab_mask_free(ab_mask *mask);

/* Adds a secret (copied); the empty one is ignored, as is one that is known. Texts of fewer than
 * three bytes, or "true", "false", "null", are ignored too: masking them would make every line
 * unreadable and hide nothing. */
void ab_mask_add(ab_mask *mask, ab_str secret);
/* Adds the values of `config` at the places that `connection_specification` marks airbyte_secret,
 * through properties, oneOf, anyOf, allOf and items (get_secrets of the CDK); numbers by their
 * text; of an object or array each scalar. */
void ab_mask_add_config(ab_mask *mask, const ab_value *connection_specification,
                        const ab_value *config);
/* Adds the tokens in a document: texts of members named access_token, refresh_token or id_token, at
 * any depth. For answers of token endpoints that are about to be stored. */
void ab_mask_add_tokens(ab_mask *mask, const ab_value *document);
/* Appends `text` with every secret replaced by "****". Overlapping secrets are masked whole. */
void ab_mask_append(ab_mask *mask, ab_buf *out, ab_str text);
/* The masked text in `arena`; `text` itself where nothing was masked. */
ab_str ab_mask_text(ab_mask *mask, ab_arena *arena, ab_str text);

#endif
