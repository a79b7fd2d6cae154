/* The partition routers of each retriever type. */
#ifndef AB_DECLARATIVE_RETRIEVERS_ROUTERS_H
#define AB_DECLARATIVE_RETRIEVERS_ROUTERS_H

#include "declarative/component.h"

/* `component` is of the type named; the routers as its options have them. */
ab_components ab_simple_retriever_routers(const ab_component *component);
ab_components ab_async_retriever_routers(const ab_component *component);

#endif
