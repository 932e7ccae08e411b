/*
 * fuzz_ruleset_image.c - any damage to rules that were kept: they are not taken up, or are whole.
 *
 * The input says where the damage begins (four bytes), how much is missing at the end (two), and
 * what the bytes there are mixed with.
 */
#include "crypto.h"
#include "file.h"
#include "judge.h"
#include "ruleset_image.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PREFIX = 6 };

/* What was kept last, which is the ruleset: its literals come before. */
struct shelf {
	char name[CRYPTO_ID_TEXT_MAX];
	struct buffer bytes;
	const uint8_t *damage;
	size_t damage_len, at, missing;
};

static bool take(void *context, const char *name, struct buffer *ret_bytes)
{
	const struct shelf *shelf = context;
	char *taken;

	if (shelf->bytes.len == 0 || strcmp(name, shelf->name) != 0)
		return false;
	taken = buffer_take(ret_bytes, shelf->bytes.len - shelf->missing);
	if (!taken)
		return false;
	memcpy(taken, shelf->bytes.data, shelf->bytes.len - shelf->missing);
	for (size_t i = 0; i < shelf->damage_len; i++)
		taken[(shelf->at + i) % (shelf->bytes.len - shelf->missing)] ^=
			(char)shelf->damage[i];
	return true;
}

static void keep(void *context, const char *name, struct slice bytes)
{
	struct shelf *shelf = context;

	snprintf(shelf->name, sizeof(shelf->name), "%s", name);
	buffer_clear(&shelf->bytes);
	buffer_add_slice(&shelf->bytes, bytes);
}

/* Rules in a folder that is gone again. */
static void fill(struct shelf *shelf)
{
	static const char pack[] =
		"pack: p\nlanguage: sv\nrules:\n"
		"  - {id: a, category: insult, points: 4, words: [\"din {idiot*|*svin*}\"], regex: "
		"['köp \\d+'], hit: [x], miss: [y]}\n";
	const struct scanner_store store = { take, keep, shelf };
	char folder[] = "/tmp/livvakt-fuzz-XXXXXX", *inner, *path;
	const char *const folders[] = { folder };
	struct complaints complaints;
	struct ruleset *ruleset;
	struct error error = { 0 };
	FILE *file;

	if (!mkdtemp(folder))
		abort();
	inner = file_join(folder, "sv");
	path = file_join(inner, "p.yaml");
	if (file_make_folder(inner, 0700, &error) < 0 || !(file = fopen(path, "we")))
		abort();
	if (fputs(pack, file) < 0 || fclose(file) != 0)
		abort();
	complaints_init(&complaints);
	ruleset = ruleset_load_kept(folders, 1, NULL, &store, &complaints);
	if (!ruleset)
		abort();
	ruleset_keep(ruleset, &store);
	ruleset_unref(ruleset);
	complaints_done(&complaints);
	unlink(path);
	rmdir(inner);
	rmdir(folder);
	free(path);
	free(inner);
}

static void judge_by(struct ruleset *ruleset)
{
	const struct comment comment = { .text = slice_from("din jävla idiot, köp 12 grissvin") };
	struct error error = { 0 };
	struct judge *judge = judge_new(ruleset, &error);
	struct verdict verdict;
	struct arena arena;

	arena_init(&arena, 65536, 64 << 20);
	if (!judge ||
	    judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error) < 0)
		abort();
	arena_done(&arena);
	judge_free(judge);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct shelf shelf;
	const struct scanner_store store = { take, keep, &shelf };
	struct error error = { 0 };
	struct ruleset *ruleset;
	size_t warnings;
	bool damaged = false;

	if (size < PREFIX || crypto_init(&error) < 0)
		return 0;
	if (shelf.bytes.limit == 0) {
		buffer_init(&shelf.bytes, 64 << 20);
		fill(&shelf);
	}
	shelf.at = data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16 | (size_t)data[3] << 24;
	shelf.missing = data[4] | (size_t)data[5] << 8;
	shelf.damage = data + PREFIX;
	shelf.damage_len = size - PREFIX;
	for (size_t i = PREFIX; i < size; i++)
		damaged |= data[i] != 0;
	if (shelf.missing >= shelf.bytes.len || size > shelf.bytes.len - shelf.missing)
		return 0;
	ruleset = ruleset_image_take(shelf.name, &store, &warnings);
	if (ruleset && (damaged || shelf.missing > 0))
		abort();
	if (ruleset)
		judge_by(ruleset);
	ruleset_unref(ruleset);
	return 0;
}
