/*
 * scanner.c - see scanner.h; the only file that speaks Hyperscan.
 */
#include "scanner.h"
#include "crypto.h"
#include <hs.h>
#include <stdlib.h>

/* In front of what is kept; a change of the layout gets another number. */
static const char kept_head[] = "livvakt compiled literals 1\n";
enum { HEAD_BYTES = sizeof(kept_head) - 1, ID_BYTES = CRYPTO_ID_TEXT_MAX - 1 };

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

/* --- kept from one start to the next --- */

/* One name for the same literals, in the same order, for the same engine and processor. */
static bool name_of(const struct scanner_literal *literals, size_t count,
		    char ret_name[CRYPTO_ID_TEXT_MAX])
{
	hs_platform_info_t platform = { 0 };
	struct buffer written;
	struct slice parts[3] = { { kept_head, HEAD_BYTES }, slice_from(hs_version()) };
	bool good = hs_populate_platform(&platform) == HS_SUCCESS;

	buffer_init(&written, SCANNER_KEPT_MAX);
	buffer_add_u32(&written, platform.tune);
	buffer_add_u64(&written, platform.cpu_features);
	for (size_t i = 0; i < count; i++) {
		buffer_add_u32(&written, (uint32_t)literals[i].text.len);
		buffer_add_char(&written, literals[i].once);
		buffer_add_slice(&written, literals[i].text);
	}
	parts[2] = buffer_slice(&written);
	good = good && !buffer_failed(&written);
	if (good)
		crypto_content_id(parts, 3, ret_name);
	buffer_done(&written);
	return good;
}

/* What is kept: the head, its name, the id of the bytes, and the engine's bytes. */
static bool open_kept(struct slice kept, const char *name, struct slice *ret_bytes)
{
	struct slice bytes;
	char id[CRYPTO_ID_TEXT_MAX];

	if (kept.len <= HEAD_BYTES + 2 * ID_BYTES || memcmp(kept.data, kept_head, HEAD_BYTES) != 0)
		return false;
	bytes = slice_cut(kept, HEAD_BYTES + 2 * ID_BYTES, kept.len);
	crypto_content_id(&bytes, 1, id);
	*ret_bytes = bytes;
	return memcmp(kept.data + HEAD_BYTES, name, ID_BYTES) == 0 &&
	       memcmp(kept.data + HEAD_BYTES + ID_BYTES, id, ID_BYTES) == 0;
}

static bool take_kept(struct scanner *scanner, const struct scanner_store *store, const char *name)
{
	struct buffer kept;
	struct slice bytes;
	bool good;

	buffer_init(&kept, SCANNER_KEPT_MAX);
	good = store->take(store->context, name, &kept) && !buffer_failed(&kept) &&
	       open_kept(buffer_slice(&kept), name, &bytes) &&
	       hs_deserialize_database(bytes.data, bytes.len, &scanner->database) == HS_SUCCESS;
	if (!good)
		scanner->database = NULL;
	buffer_done(&kept);
	return good;
}

static void keep(const struct scanner *scanner, const struct scanner_store *store, const char *name)
{
	struct slice bytes = { NULL, 0 };
	struct buffer kept;
	char *written = NULL, id[CRYPTO_ID_TEXT_MAX];

	if (hs_serialize_database(scanner->database, &written, &bytes.len) != HS_SUCCESS)
		return;
	bytes.data = written;
	crypto_content_id(&bytes, 1, id);
	buffer_init(&kept, SCANNER_KEPT_MAX);
	buffer_add(&kept, kept_head, HEAD_BYTES);
	buffer_add(&kept, name, ID_BYTES);
	buffer_add(&kept, id, ID_BYTES);
	buffer_add_slice(&kept, bytes);
	if (!buffer_failed(&kept))
		store->keep(store->context, name, buffer_slice(&kept));
	buffer_done(&kept);
	free(written);
}

static bool take_or_compile(struct scanner *scanner, const struct scanner_literal *literals,
			    size_t count, const struct scanner_store *store, struct error *error)
{
	struct patterns patterns = { 0 };
	char name[CRYPTO_ID_TEXT_MAX];
	bool named = store && name_of(literals, count, name), good;

	if (named && take_kept(scanner, store, name))
		return true;
	good = patterns_init(&patterns, literals, count);
	if (!good)
		error_set(error, ERROR_MEMORY, "out of memory");
	good = good && compile(scanner, &patterns, count, error);
	patterns_done(&patterns);
	if (good && named)
		keep(scanner, store, name);
	return good;
}

struct scanner *scanner_new(const struct scanner_literal *literals, size_t count,
			    const struct scanner_store *store, struct error *error)
{
	struct scanner *scanner = calloc(1, sizeof(*scanner));

	if (!scanner) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	if (count > 0 && !take_or_compile(scanner, literals, count, store, error))
		return scanner_free(scanner);
	return scanner;
}

void scanner_pack(const struct scanner *scanner, struct buffer *ret_bytes)
{
	char *bytes = NULL;
	size_t len = 0;

	if (!scanner->database)
		return;
	if (hs_serialize_database(scanner->database, &bytes, &len) == HS_SUCCESS)
		buffer_add(ret_bytes, bytes, len);
	else
		ret_bytes->failed = true;
	free(bytes);
}

struct scanner *scanner_unpack(struct slice bytes)
{
	struct scanner *scanner = calloc(1, sizeof(*scanner));

	if (scanner && bytes.len > 0 &&
	    hs_deserialize_database(bytes.data, bytes.len, &scanner->database) != HS_SUCCESS) {
		free(scanner);
		return NULL;
	}
	return scanner;
}

const char *scanner_version(void)
{
	return hs_version();
}

size_t scanner_bytes(const struct scanner *scanner)
{
	size_t bytes = 0;

	if (scanner->database && hs_database_size(scanner->database, &bytes) != HS_SUCCESS)
		return 0;
	return bytes;
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
