/* attributes.h - the three compiler attributes that the project uses, named once. */
#ifndef LIVVAKT_ATTRIBUTES_H
#define LIVVAKT_ATTRIBUTES_H

#include <stdlib.h>
#include <string.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* Frees the pointer variable when its scope ends; for scratch on cold paths. */
static inline void attributes_free_pointer(void *variable)
{
	void *pointer;

	memcpy(&pointer, variable, sizeof(pointer)); /* whatever pointer type it was */
	free(pointer);
}
#define AUTO_FREE __attribute__((cleanup(attributes_free_pointer)))

#endif
