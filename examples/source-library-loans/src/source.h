/* source-library-loans: what main and the unit tests see of it. */
#ifndef SOURCE_H
#define SOURCE_H

#include <airbyte/source.h>

extern const ab_source source_library_loans;
/* Its streams, ended by NULL. */
extern const ab_stream *const source_streams[];

#endif
