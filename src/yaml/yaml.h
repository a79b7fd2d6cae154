/* YAML text to the value tree: what PyYAML's SafeLoader makes of it, as JSON values. */
#ifndef AB_YAML_YAML_H
#define AB_YAML_YAML_H

#include "base/error.h"
#include "json/value.h"

/* Containers nested deeper than this are refused: all that walk a value recurse. */
#define AB_YAML_MAX_DEPTH 512
/* Values a document may have once its aliases and merge keys are counted as copies: a bound for
 * those who walk the tree (a "billion laughs" file of 1 KB would have 10^9). The largest public
 * manifest has about 10^5. */
#define AB_YAML_MAX_NODES 1000000

/* Parses one document into `out`; every value and key has its line and column (from 1, the column
 * in characters). All text is copied into `arena`; `text` is not needed afterwards. An empty
 * document is null. `source_name` is named in errors and may be NULL.
 *
 * Scalars resolve by YAML 1.1 as PyYAML's SafeLoader resolves them: yes/no/on/off are booleans,
 * 0o17 is a string and 017 is 15, 1e5 is a string and 1.0e+5 a float, 1:30 is 90. Quoted and block
 * scalars are strings. A date or datetime stays a string, flagged AB_VALUE_TIMESTAMP; every scalar
 * without quotes is flagged AB_VALUE_PLAIN. Decimal numbers keep their source text where that text
 * is a JSON number. !!binary becomes its decoded bytes if they are UTF-8, else its base64 text.
 * Merge keys (<<) work; of duplicate keys the last value stays, at the place of the first. A key
 * that is no string becomes the text that Python's json.dumps gives it (1, true, null).
 *
 * An alias is a copy that shares text and elements with its anchor: change neither in place (see
 * ab_value_clone).
 *
 * Refused with a system_error that names file, line and column: syntax errors, more than one
 * document, unknown tags (the sets, pairs and omaps of YAML 1.1 too), undefined aliases, an alias
 * within its own anchor, keys that are containers, invalid UTF-8, UTF-16, the limits above.
 * Thread-safe for distinct arenas. */
bool ab_yaml_parse(ab_arena *arena, ab_str text, const char *source_name, ab_value *out,
                   ab_error *error);

#endif
