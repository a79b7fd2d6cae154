/* What the files that run statements share. Private to exec.c, loop.c and macro.c. */
#ifndef AB_TEMPLATE_EXEC_H
#define AB_TEMPLATE_EXEC_H

#include "template/ast.h"

bool ab_py_exec_nodes(ab_py *p, ab_py_nodes nodes);
/* Runs the nodes into a text of its own (Markup where it is escaped). */
bool ab_py_run_buffered(ab_py *p, ab_py_nodes body, ab_value *out);
/* To a name, an attribute of a namespace, or a tuple of such. */
bool ab_py_assign(ab_py *p, const ab_py_node *target, const ab_value *value);
bool ab_py_is_missing(const ab_value *v);
/* Text that a macro or filter gave goes out as it is; anything else does not join. */
bool ab_py_write_joined(ab_py *p, const ab_value *v);

/* The slots of a frame that is about to run again within itself. */
ab_value *ab_py_save_slots(ab_py *p, const ab_py_frame *frame);
void ab_py_restore_slots(ab_py *p, const ab_py_frame *frame, const ab_value *saved);

/* ---- loop.c ---- */
bool ab_py_exec_for(ab_py *p, const ab_py_node *node);
/* ---- macro.c ---- */
ab_value ab_py_new_macro(ab_py *p, const ab_py_node *node);
bool ab_py_exec_call_block(ab_py *p, const ab_py_node *node);
void ab_py_enter_block(ab_py *p, const ab_py_node *block);

#endif
