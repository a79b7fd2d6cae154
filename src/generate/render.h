/* The templates of generated files, and their rendering.
 *
 * A template is text with tokens:
 *   @{name}              the value of a variable;
 *   @{auth/FILE}         the template FILE of the kind of authentication ("auth/bearer/FILE", else
 *   @{records/FILE}      "auth/default/FILE"), or of the place of records, rendered;
 *   @{each_stream FILE}  the template FILE rendered for each stream, one behind the other.
 * A token alone in its line keeps the line's indentation for all lines of its value, and an empty
 * value takes the line away. */
#ifndef AB_GENERATE_RENDER_H
#define AB_GENERATE_RENDER_H

#include "base/buf.h"
#include "base/error.h"

typedef struct ab_template_file {
    const char *path;
    const char *bytes;
    size_t length;
} ab_template_file;

/* All of templates/, ended by a path of NULL. */
extern const ab_template_file ab_generate_templates[];

/* A list ends with a name of NULL. */
typedef struct ab_variable {
    const char *name;
    ab_str value;
} ab_variable;

typedef struct ab_render {
    const ab_variable *variables;
    const ab_variable *choices;        /* "auth" → "bearer", "records" → "member" */
    const ab_variable *const *streams; /* variables of each stream, ended by NULL */
    const ab_variable *stream;         /* those of the stream at hand; NULL outside of streams */
} ab_render;

/* Appends the rendered template. False with `error` (system_error: a fault of the templates) for an
 * unknown template or token. Thread-safe. */
bool ab_render_template(const ab_render *render, const char *path, ab_buf *out, ab_error *error);
/* The same of a text. */
bool ab_render_text(const ab_render *render, ab_str text, ab_buf *out, ab_error *error);

#endif
