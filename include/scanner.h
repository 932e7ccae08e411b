/*
 * scanner.h - many literals in one pass: Hyperscan (Vectorscan elsewhere) behind a small door.
 *
 * Literals are bytes, found anywhere, overlapping too; word boundaries are the caller's business.
 */
#ifndef LIVVAKT_SCANNER_H
#define LIVVAKT_SCANNER_H

#include "attributes.h"
#include "buffer.h"
#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCANNER_KEPT_MAX ((size_t)256 << 20) /* bytes of a compiled one that are kept at all */

/* Where compiled scanners are kept from one start to the next, since compiling takes a hundred
 * times as long as taking one up again. What is kept is machine data: whoever gives it must know
 * that nobody else could have written it. */
struct scanner_store {
	/* Appends what was kept under the name; false when there is nothing of that name. */
	bool (*take)(void *context, const char *name, struct buffer *ret_bytes);
	/* Need not succeed: then the next start compiles again. */
	void (*keep)(void *context, const char *name, struct slice bytes);
	void *context;
};

struct scanner;		/* compiled; immutable, shared */
struct scanner_scratch; /* one thread's, for one scanner */

struct scanner_literal {
	struct slice text; /* not empty */
	bool once;	   /* the first find in a text is enough */
};

/* The number of a literal is its place in the array. NULL on failure; with no literals a scanner
 * that finds nothing. `store` NULL: always compiled. What is kept there and does not fit (other
 * literals, another engine or processor, damaged) is compiled anew. crypto_init must have been
 * called when there is a store. */
struct scanner *scanner_new(const struct scanner_literal *literals, size_t count,
			    const struct scanner_store *store, struct error *error);
struct scanner *scanner_free(struct scanner *scanner);

/* The engine's bytes, to be taken up by the same engine on the same kind of processor; of none
 * where there are no literals. Packing fails with the buffer. NULL: they do not fit, or memory is
 * out. */
void scanner_pack(const struct scanner *scanner, struct buffer *ret_bytes);
struct scanner *scanner_unpack(struct slice bytes);

struct scanner_scratch *scanner_scratch_new(const struct scanner *scanner, struct error *error);
struct scanner_scratch *scanner_scratch_free(struct scanner_scratch *scratch);

/* Of the engine. */
const char *scanner_version(void);

/* Bytes of the engine's own tables, as they lie in memory. */
size_t scanner_bytes(const struct scanner *scanner);

/* Called for each find, with the number of the literal and where it ends; false stops the scan. */
typedef bool scanner_found(void *context, uint32_t literal, size_t end);

/* False when the scan was stopped by `found`, or could not be made. */
bool scanner_scan(const struct scanner *scanner, struct scanner_scratch *scratch, struct slice text,
		  scanner_found *found, void *context);

#endif
