/* The last words where memory, threads or descriptors are out. */
#ifndef AB_PROTOCOL_OUT_OF_MEMORY_H
#define AB_PROTOCOL_OUT_OF_MEMORY_H

/* Writes a prepared TRACE ERROR (system_error) to stdout, allocating nothing. It starts with a line
 * break, as another thread's line may be cut; the platform skips empty lines. */
void ab_tell_out_of_memory(void);

#endif
