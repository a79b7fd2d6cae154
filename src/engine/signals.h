/* SIGTERM and SIGINT: the process ends within 800 ms, at a line's end if the reader lets it. */
#ifndef AB_ENGINE_SIGNALS_H
#define AB_ENGINE_SIGNALS_H

#include "engine/runtime.h"

/* First thing in main, before any thread exists: blocks SIGTERM and SIGINT (so that they wait for
 * the signals' thread; the kernel would drop them for process 1), ignores SIGPIPE. */
void ab_signals_block(void);
/* Starts the thread that waits for them. On one: no new work (runtime->stopping), the writer
 * finishes, _exit(143 or 130). `runtime` must stay until ab_signals_end. */
void ab_signals_start(ab_runtime *runtime);
/* Before the runtime is closed: from here on a signal just ends the process. Does not return if a
 * signal came already. */
void ab_signals_end(void);

#endif
