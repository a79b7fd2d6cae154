/* Scopes while names get their slots. Private to scope.c and symbols.c. */
#ifndef AB_TEMPLATE_SCOPE_H
#define AB_TEMPLATE_SCOPE_H

#include "template/ast.h"

typedef struct ab_py_symbol {
    ab_str name;
    int32_t slot;
    int32_t source;
    uint8_t action; /* ab_py_load_action */
    bool stored;
} ab_py_symbol;

typedef struct ab_py_slot_name {
    ab_str name;
    int32_t slot;
} ab_py_slot_name;

/* The slots of a frame, shared by the copies that branches make of its symbols. */
typedef struct ab_py_slot_table {
    ab_py_slot_name *at;
    uint32_t n;
    uint32_t capacity;
} ab_py_slot_table;

typedef struct ab_py_symbols {
    ab_py *p;
    struct ab_py_symbols *parent;
    ab_py_symbol *at;
    uint32_t n;
    uint32_t capacity;
    ab_py_slot_table *slots;
} ab_py_symbols;

typedef struct ab_py_linker {
    ab_py *p;
    ab_py_program *program;
    unsigned conditional; /* depth of branches: unknown filters in them fail when run */
} ab_py_linker;

ab_py_symbols *ab_py_symbols_new(ab_py_linker *l, ab_py_symbols *parent);
/* In the frame or those around it; NULL: there is none. */
ab_py_symbol *ab_py_symbol_find(const ab_py_symbols *s, ab_str name);
/* A name that the frame brings along; its slot. */
int32_t ab_py_declare(ab_py_linker *l, ab_py_symbols *s, ab_str name);
/* A name that is read: from the context where nothing assigned to it. */
void ab_py_symbol_load(ab_py_linker *l, ab_py_symbols *s, ab_str name);
/* What a statement or expression does to the symbols of the frame that it stands in. */
void ab_py_visit(ab_py_linker *l, ab_py_symbols *s, const ab_py_node *node);
void ab_py_visit_list(ab_py_linker *l, ab_py_symbols *s, ab_py_nodes nodes);

/* ---- undeclared.c: Jinja's find_undeclared ---- */
typedef struct ab_py_wanted {
    const char *names[3];
    bool active[3];
    bool found[3];
} ab_py_wanted;
/* Which of up to three names (NULL: none) the nodes read before they assign to them. */
ab_py_wanted ab_py_undeclared(ab_py_nodes body, const char *a, const char *b, const char *c);
bool ab_py_has_scoped_block(ab_py_nodes nodes);

#endif
