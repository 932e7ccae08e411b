/*
 * scanner.h - many literals in one pass: Hyperscan (Vectorscan elsewhere) behind a small door.
 *
 * Literals are bytes, found anywhere, overlapping too; word boundaries are the caller's business.
 */
#ifndef LIVVAKT_SCANNER_H
#define LIVVAKT_SCANNER_H

#include "attributes.h"
#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scanner;		/* compiled; immutable, shared */
struct scanner_scratch; /* one thread's, for one scanner */

struct scanner_literal {
	struct slice text; /* not empty */
	bool once;	   /* the first find in a text is enough */
};

/* The number of a literal is its place in the array. NULL on failure; with no literals a scanner
 * that finds nothing. */
struct scanner *scanner_new(const struct scanner_literal *literals, size_t count,
			    struct error *error);
struct scanner *scanner_free(struct scanner *scanner);

struct scanner_scratch *scanner_scratch_new(const struct scanner *scanner, struct error *error);
struct scanner_scratch *scanner_scratch_free(struct scanner_scratch *scratch);

/* Called for each find, with the number of the literal and where it ends; false stops the scan. */
typedef bool scanner_found(void *context, uint32_t literal, size_t end);

/* False when the scan was stopped by `found`, or could not be made. */
bool scanner_scan(const struct scanner *scanner, struct scanner_scratch *scratch, struct slice text,
		  scanner_found *found, void *context);

#endif
