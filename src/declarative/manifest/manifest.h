/* Loading a manifest: YAML or an injected value → a tree with references resolved, types and
 * parameters propagated → validated by the component tables. */
#ifndef AB_DECLARATIVE_MANIFEST_MANIFEST_H
#define AB_DECLARATIVE_MANIFEST_MANIFEST_H

#include "declarative/component.h"

/* Values that a manifest may have once its references are expanded: against "billion laughs". */
#define AB_MANIFEST_MAX_NODES 2000000
/* The largest public manifest has about 1 MB. */
#define AB_MANIFEST_MAX_BYTES ((size_t)64 * 1024 * 1024)

typedef struct ab_manifest {
    const char *file;  /* its path; NULL where injected */
    ab_value source;   /* as written, with positions */
    ab_value resolved; /* with references, types and parameters: what components are parsed from */
    /* Of ab_manifest_load_to_report: the references that lead nowhere, texts where they stand; in
     * `resolved` they are kept as those texts. */
    const ab_value **undefined;
    size_t undefined_count;
} ab_manifest;

/* Reads and resolves the file. All memory is in `arena`. Errors (system_error where it cannot be
 * read, else config_error) have file, line and column. Does not validate. */
bool ab_manifest_load(ab_arena *arena, const char *path, ab_manifest *out, ab_error *error);
/* The same for a manifest of which all problems are wanted: a reference that leads nowhere does not
 * stop it. */
bool ab_manifest_load_to_report(ab_arena *arena, const char *path, ab_manifest *out,
                                ab_error *error);
/* The same for a manifest that came as a value (`__injected_declarative_manifest`), borrowed. */
bool ab_manifest_from_value(ab_arena *arena, const ab_value *value, ab_manifest *out,
                            ab_error *error);
/* Validates the resolved manifest as the CDK does before it runs anything: false with the first
 * problem. Needs little time: no template is compiled. */
bool ab_manifest_validate(const ab_manifest *manifest, ab_error *error);
/* All problems, warnings and templates included, in the order of the file: what `main validate`
 * prints. The caller ends `parse` by ab_parse_end; set its arena. */
void ab_manifest_problems(const ab_manifest *manifest, ab_parse *parse);

/* ---- The steps ---- */

/* Resolves every string that starts with "#/" and every "$ref", siblings of which override the
 * referenced members (ManifestReferenceResolver). Results share structure: never change them in
 * place. Errors (config_error) name the reference and where it stands: undefined, circular. */
bool ab_manifest_resolve_references(ab_arena *arena, const ab_value *manifest, ab_value *out,
                                    ab_error *error);
/* The same, where references that lead nowhere are gathered in `gaps` and stay as they are. */
bool ab_manifest_resolve_most(ab_arena *arena, const ab_value *manifest, ab_manifest *gaps,
                              ab_value *out, ab_error *error);
/* The reference that an undefined one may have been meant to be, in `arena`; empty: none is near.
 */
ab_str ab_manifest_nearest_reference(ab_arena *arena, const ab_value *manifest, ab_str reference);
/* Fills in default types and hands parameters down (ManifestComponentTransformer). `parent` is the
 * "Type.field" where the node stands, or empty. `parent_wins`: parameters from above override those
 * of the node (dynamic streams). The result's containers are its own. */
bool ab_manifest_propagate(ab_arena *arena, const ab_value *component, ab_str parent,
                           bool parent_wins, ab_value *out, ab_error *error);

#endif
