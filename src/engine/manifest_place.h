/* Where the manifest of a declarative source is: told by the cli to the declarative layer. */
#ifndef AB_ENGINE_MANIFEST_PLACE_H
#define AB_ENGINE_MANIFEST_PLACE_H

#include "airbyte/types.h"

/* One of `path` and `manifest` is set. Borrowed until the source is closed. */
typedef struct ab_manifest_place {
    const char *path;            /* a YAML or JSON file */
    const ab_value *manifest;    /* the config's __injected_declarative_manifest */
    bool shipped;                /* the image's own file: its custom components are trusted */
    const char *components_path; /* --components-path, NULL if not given */
    const ab_value *config;      /* as it was read, before configure; NULL for `spec` */
} ab_manifest_place;

#endif
