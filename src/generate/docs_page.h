/* The page of a connector in the docs, docs/integrations/sources/NAME.md. */
#ifndef AB_GENERATE_DOCS_PAGE_H
#define AB_GENERATE_DOCS_PAGE_H

#include "base/buf.h"
#include "base/error.h"
#include "json/value.h"

/* Appends the page: `old` is the page as it is (empty: none yet). What stands between the markers
 * (<!-- airbyte-cdk-c: configuration --> … <!-- airbyte-cdk-c: end -->, and the same for streams)
 * is made anew from the spec (a ConnectorSpecification) and the catalog (an AirbyteCatalog); all
 * else stays as it is. False with `error` (config_error) if `old` lacks a section's markers or its
 * end. */
bool ab_docs_page(ab_str old, const ab_value *spec, const ab_value *catalog, ab_buf *out,
                  ab_error *error);

#endif
