/*
 * scanner.c - see scanner.h; the only file that speaks Hyperscan.
 */
#include "scanner.h"
#include <hs.h>
#include <stdlib.h>

struct scanner {
	hs_database_t *database; /* NULL: no literals */
};

struct scanner_scratch {
	hs_scratch_t *scratch;
};

struct patterns {
	const char **texts;
	size_t *lengths;
	unsigned *ids, *flags;
};

static void patterns_done(struct patterns *patterns)
{
	free(patterns->texts);
	free(patterns->lengths);
	free(patterns->ids);
	free(patterns->flags);
}

static bool patterns_init(struct patterns *patterns, const struct scanner_literal *literals,
			  size_t count)
{
	patterns->texts = calloc(count, sizeof(char *));
	patterns->lengths = calloc(count, sizeof(size_t));
	patterns->ids = calloc(count, sizeof(unsigned));
	patterns->flags = calloc(count, sizeof(unsigned));
	if (!patterns->texts || !patterns->lengths || !patterns->ids || !patterns->flags)
		return false;
	for (size_t i = 0; i < count; i++) {
		patterns->texts[i] = literals[i].text.data;
		patterns->lengths[i] = literals[i].text.len;
		patterns->ids[i] = (unsigned)i;
		patterns->flags[i] = literals[i].once ? HS_FLAG_SINGLEMATCH : 0;
	}
	return true;
}

static bool compile(struct scanner *scanner, const struct patterns *patterns, size_t count,
		    struct error *error)
{
	hs_compile_error_t *failure = NULL;

	if (hs_compile_lit_multi(patterns->texts, patterns->flags, patterns->ids, patterns->lengths,
				 (unsigned)count, HS_MODE_BLOCK, NULL, &scanner->database,
				 &failure) == HS_SUCCESS)
		return true;
	error_set(error, ERROR_SYSTEM, "the literal engine refused the rules: %s",
		  failure ? failure->message : "no reason given");
	hs_free_compile_error(failure);
	return false;
}

struct scanner *scanner_new(const struct scanner_literal *literals, size_t count,
			    struct error *error)
{
	struct scanner *scanner = calloc(1, sizeof(*scanner));
	struct patterns patterns = { 0 };
	bool good = true;

	if (!scanner) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	if (count > 0) {
		good = patterns_init(&patterns, literals, count);
		if (!good)
			error_set(error, ERROR_MEMORY, "out of memory");
		good = good && compile(scanner, &patterns, count, error);
		patterns_done(&patterns);
	}
	return good ? scanner : scanner_free(scanner);
}

struct scanner *scanner_free(struct scanner *scanner)
{
	if (!scanner)
		return NULL;
	hs_free_database(scanner->database);
	free(scanner);
	return NULL;
}

struct scanner_scratch *scanner_scratch_new(const struct scanner *scanner, struct error *error)
{
	struct scanner_scratch *scratch = calloc(1, sizeof(*scratch));

	if (scratch && scanner->database &&
	    hs_alloc_scratch(scanner->database, &scratch->scratch) != HS_SUCCESS)
		scratch = scanner_scratch_free(scratch);
	if (!scratch)
		error_set(error, ERROR_MEMORY, "out of memory");
	return scratch;
}

struct scanner_scratch *scanner_scratch_free(struct scanner_scratch *scratch)
{
	if (!scratch)
		return NULL;
	hs_free_scratch(scratch->scratch);
	free(scratch);
	return NULL;
}

struct scan {
	scanner_found *found;
	void *context;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		    void *context)
{
	const struct scan *scan = context;

	(void)from;
	(void)flags;
	return scan->found(scan->context, id, (size_t)to) ? 0 : 1;
}

bool scanner_scan(const struct scanner *scanner, struct scanner_scratch *scratch, struct slice text,
		  scanner_found *found, void *context)
{
	struct scan scan = { found, context };

	if (!scanner->database || text.len == 0)
		return true;
	return hs_scan(scanner->database, text.data, (unsigned)text.len, 0, scratch->scratch,
		       on_match, &scan) == HS_SUCCESS;
}
