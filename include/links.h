/*
 * links.h - the links of a text, each under the name by which two of them are the same.
 *
 * A link is a host (hosts.h) with a scheme or www. before it, or with a path behind it
 * ("example.org/x"). Its name is host, path and query, without scheme, www., user, port, fragment,
 * the last slash, and what only says where somebody came from (utm_…, fbclid …).
 *
 * Pure; hand in a folded form (forms.h), so that case does not matter.
 */
#ifndef LIVVAKT_LINKS_H
#define LIVVAKT_LINKS_H

#include "slice.h"

enum { LINKS_NAME_MAX = 512 }; /* longer names are cut: their beginning tells enough */

/* The next link at or behind `*at`, which moves behind it. Empty when there is none. */
struct slice links_next(struct slice text, size_t *at, char ret_name[LINKS_NAME_MAX]);

#endif
