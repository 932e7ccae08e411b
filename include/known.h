/*
 * known.h - is a name one of those that there are? With what may have been meant, where not.
 */
#ifndef LIVVAKT_KNOWN_H
#define LIVVAKT_KNOWN_H

#include "attributes.h"
#include "error.h"
#include "slice.h"
#include "totals.h"
#include <stdbool.h>

enum { KNOWN_MAX = STORE_BRANDS_MAX }; /* names among which the nearest is looked for */

struct known;

/* `wanted`: borrowed until it is freed. Only names that begin with `prefix` may have been meant.
 * NULL: out of memory. */
MUST_CHECK struct known *known_new(struct slice wanted, struct slice prefix, struct error *error);
void known_free(struct known *names);

/* One that there is; `context` is the struct known, for who lists names. False when it is the
 * wanted one, and no more are needed. */
bool known_note(void *context, struct slice name);
bool known_has(const struct known *names);

/* ERROR_INVALID, with the nearest, when it was not among them. `what`: "brand", "person". */
MUST_CHECK int known_refuse(const struct known *names, const char *what, struct error *error);

#endif
