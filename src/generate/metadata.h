/* metadata.yaml, and what a registry of connectors takes from it. */
#ifndef AB_GENERATE_METADATA_H
#define AB_GENERATE_METADATA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* "acme-cloud" → "Acme Cloud" */
ab_str ab_metadata_title(ab_arena *arena, ab_str name);
/* The host of a URL, without its port; borrowed from it. */
ab_str ab_metadata_host(ab_str url);
/* The base image of manifest-only connectors, as the lines of metadata.yaml. */
ab_str ab_metadata_build_options(void);

/* Makes a metadata.yaml with a new definitionId. `kind` is "manifest" or "native"; `name` and
 * `base_url` as generate takes them. */
bool ab_metadata_make(const char *kind, const char *name, const char *base_url, ab_buf *out,
                      ab_error *error);
/* Appends the entry of source_definitions.yaml that the text of a metadata.yaml gives. `path` is
 * named in errors (config_error: a member is missing, definitionId is no UUID). */
bool ab_registry_entry(ab_str metadata, const char *path, ab_buf *out, ab_error *error);

#endif
