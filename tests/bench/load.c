/*
 * load.c - what it costs to take rules up, in CPU seconds and bytes, beside the bare engine with
 * the same patterns.
 *
 * usage: load PATTERNS RULES…     PATTERNS: a file of keywords and regexes, one a line; - for none
 */
#include "check.h"
#include "crypto.h"
#include "judge.h"
#include "ruleset_inside.h"
#include "scanner.h"
#include <hs.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PATTERNS_MAX = 100000 };

static void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(3);
}

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t allocated(void)
{
	struct mallinfo2 memory = mallinfo2();

	return memory.uordblks + memory.hblkhd;
}

/* A store in memory, for the literals of a set of rules and the whole of it. */
enum { KEPT_MAX = 2 };

struct shelf {
	char names[KEPT_MAX][CRYPTO_ID_TEXT_MAX];
	struct buffer bytes[KEPT_MAX];
	size_t count;
};

static bool take(void *context, const char *name, struct buffer *ret_bytes)
{
	const struct shelf *shelf = context;

	for (size_t i = 0; i < shelf->count; i++) {
		if (strcmp(shelf->names[i], name) != 0)
			continue;
		buffer_add_slice(ret_bytes, buffer_slice(&shelf->bytes[i]));
		return true;
	}
	return false;
}

static void keep(void *context, const char *name, struct slice bytes)
{
	struct shelf *shelf = context;

	if (shelf->count == KEPT_MAX)
		die("more is kept than the bench knows of");
	snprintf(shelf->names[shelf->count], sizeof(shelf->names[0]), "%s", name);
	buffer_init(&shelf->bytes[shelf->count], SIZE_MAX / 4);
	buffer_add_slice(&shelf->bytes[shelf->count++], bytes);
}

static void clear(struct shelf *shelf)
{
	while (shelf->count > 0)
		buffer_done(&shelf->bytes[--shelf->count]);
}

static struct ruleset *load(char **folders, size_t count, const struct scanner_store *store)
{
	struct complaints complaints;
	struct ruleset *ruleset;

	complaints_init(&complaints);
	ruleset = ruleset_load_kept((const char *const *)folders, count, NULL, store, &complaints);
	if (!ruleset)
		complaints_print_errors(&complaints, stderr);
	complaints_done(&complaints);
	if (!ruleset)
		die("the rules were refused");
	return ruleset;
}

static void measure_load(char **folders, size_t count, const struct scanner_store *store,
			 double *best)
{
	double begun = cpu_seconds();

	ruleset_unref(load(folders, count, store));
	*best = cpu_seconds() - begun < *best ? cpu_seconds() - begun : *best;
}

static void measure_loads(char **folders, size_t count)
{
	struct shelf shelf = { .count = 0 };
	const struct scanner_store store = { take, keep, &shelf };
	double files = 9, literals = 9, whole = 9;

	for (int round = 0; round < 3; round++) {
		struct ruleset *ruleset;

		measure_load(folders, count, &store, &files);
		measure_load(folders, count, &store, &literals);
		ruleset = load(folders, count, &store);
		ruleset_keep(ruleset, &store);
		ruleset_unref(ruleset);
		measure_load(folders, count, &store, &whole);
		clear(&shelf);
	}
	printf("  rules, from files          %7.1f ms\n"
	       "  rules, literals kept       %7.1f ms\n"
	       "  rules, kept whole          %7.1f ms\n",
	       files * 1e3, literals * 1e3, whole * 1e3);
}

/* What a judge holds grows with the longest comment that came: this one is longer than most. */
static void judge_one(struct judge *judge)
{
	const struct comment comment = {
		.text = slice_from("Nobody answers the telephone, nobody opens the door, and the "
				   "parcel that I paid for in September stands in your yard in "
				   "the rain. Vem svarar? Hvem åbner? Wer zahlt mir das? 😡😡")
	};
	struct error error = { 0 };
	struct verdict verdict;
	struct arena arena;

	arena_init(&arena, 1 << 14, 1 << 20);
	if (judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error) < 0)
		die(error.text);
	arena_done(&arena);
}

static void measure_memory(char **folders, size_t count)
{
	struct error error = { 0 };
	size_t begun = allocated(), whole;
	struct ruleset *ruleset = load(folders, count, NULL);
	struct judge *judge;

	whole = allocated() - begun;
	begun = allocated();
	judge = judge_new(ruleset, &error);
	if (!judge)
		die(error.text);
	judge_one(judge);
	printf("  memory of the rules        %7zu KiB (engine %zu, arena %zu)\n"
	       "  memory of a judge          %7zu KiB\n",
	       whole >> 10, scanner_bytes(ruleset->scanner) >> 10, ruleset->arena.held_bytes >> 10,
	       (allocated() - begun) >> 10);
	judge_free(judge);
	ruleset_unref(ruleset);
}

static size_t read_patterns(const char *path, const char **patterns)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t capacity = 0, count = 0;
	ssize_t len;

	if (!file)
		die("cannot read the patterns");
	while ((len = getline(&line, &capacity, file)) > 0 && count < PATTERNS_MAX)
		patterns[count++] = strndup(line, (size_t)len - 1);
	free(line);
	fclose(file);
	return count;
}

static void measure_bare(const char *path)
{
	const char **patterns = calloc(PATTERNS_MAX, sizeof(char *));
	unsigned *flags = calloc(PATTERNS_MAX, sizeof(unsigned));
	unsigned *ids = calloc(PATTERNS_MAX, sizeof(unsigned));
	size_t count, database_bytes = 0, scratch_bytes = 0;
	hs_compile_error_t *failure = NULL;
	hs_database_t *database = NULL;
	hs_scratch_t *scratch = NULL;
	double begun;

	if (!patterns || !flags || !ids)
		die("out of memory");
	count = read_patterns(path, patterns);
	for (size_t i = 0; i < count; i++) {
		flags[i] = HS_FLAG_SINGLEMATCH;
		ids[i] = (unsigned)i;
	}
	begun = cpu_seconds();
	if (hs_compile_multi(patterns, flags, ids, (unsigned)count, HS_MODE_BLOCK, NULL, &database,
			     &failure) != HS_SUCCESS)
		die(failure->message);
	begun = cpu_seconds() - begun;
	if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS ||
	    hs_database_size(database, &database_bytes) != HS_SUCCESS ||
	    hs_scratch_size(scratch, &scratch_bytes) != HS_SUCCESS)
		die("the engine failed");
	printf("  bare engine, the same      %7.0f ms, %zu KiB and %zu KiB of scratch\n",
	       begun * 1e3, database_bytes >> 10, scratch_bytes >> 10);
	hs_free_scratch(scratch);
	hs_free_database(database);
	for (size_t i = 0; i < count; i++)
		free((void *)(uintptr_t)patterns[i]);
	free(patterns);
	free(flags);
	free(ids);
}

int main(int argc, char **argv)
{
	struct error error = { 0 };

	if (argc < 3 || crypto_init(&error) < 0)
		die("usage: load PATTERNS RULES…");
	measure_memory(argv + 2, (size_t)argc - 2);
	measure_loads(argv + 2, (size_t)argc - 2);
	if (strcmp(argv[1], "-") != 0)
		measure_bare(argv[1]);
	return 0;
}
