/* place.h - for the store's own modules: by what time a thing stands in one of the lists. */
#ifndef LIVVAKT_PLACE_H
#define LIVVAKT_PLACE_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "slice.h"
#include <stdint.h>

/* `kind` is the list's (keys.h). ERROR_NOT_FOUND. */
MUST_CHECK int place_read(struct redis_link *link, unsigned partition, const char *kind,
			  struct slice member, int64_t *ret_us, struct error *error);

#endif
