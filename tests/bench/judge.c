/*
 * judge.c - what a whole decision costs (JSON of a comment in, JSON of the verdict out) beside what
 * it cannot do without: a bare scan for the same keywords and regexes over the same texts. Rules
 * and texts are generated, so that everybody can run it; the shipped rules can be added.
 *
 * usage: judge KEYWORDS REGEXES [RULES]
 *
 * Ratios are of CPU times in one process, the least of several rounds taken in turn, so that a busy
 * machine tells less of itself.
 */
#include "judge.h"
#include "crypto.h"
#include "decode.h"
#include "regex.h"
#include "thresholds.h"
#include "verdict_json.h"
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	TEXTS = 4000,
	ROUNDS = 7,
	LOOPED_TEXTS = 40, /* looping over all regexes is slow */
	WORDS = 20000,	   /* of the generated language */
	WORD_MAX = 16,
	TEXT_MAX = 512,
	PATTERN_MAX_BYTES = 64,
};

struct bench {
	uint64_t random;
	char words[WORDS][WORD_MAX];
	size_t keyword_count, regex_count;
	char (*keywords)[WORD_MAX];
	char (*regexes)[PATTERN_MAX_BYTES];
	char texts[TEXTS][TEXT_MAX], bodies[TEXTS][TEXT_MAX + 64];
	size_t bytes;
	char folder[32];
	struct judge *judge;
	struct arena arena;
	struct buffer out;
	hs_database_t *database;
	hs_scratch_t *scratch;
	size_t found, flagged;
};

static void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(3);
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(struct bench *bench, uint64_t below)
{
	uint64_t z = bench->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- a language: pronounceable words, the frequent ones short --- */

static void make_word(struct bench *bench, size_t syllables, char *ret_word)
{
	static const char *const starts[] = { "b", "d", "f",  "g",  "h",  "j",	"k",  "l",  "m",
					      "n", "p", "r",  "s",  "t",  "v",	"sk", "st", "tr",
					      "",  "s", "kr", "fl", "gr", "sp", "d",  "h",  "m" };
	static const char vowels[] = "aeioueaaei";
	static const char *const ends[] = { "", "", "n", "r", "t", "l", "s", "", "nd", "ng" };
	size_t len = 0;

	for (size_t i = 0; i < syllables && len < WORD_MAX - 6; i++)
		len += (size_t)snprintf(ret_word + len, WORD_MAX - len, "%s%c%s",
					starts[draw(bench, sizeof(starts) / sizeof(starts[0]))],
					vowels[draw(bench, sizeof(vowels) - 1)],
					ends[draw(bench, sizeof(ends) / sizeof(ends[0]))]);
}

/* The rank of a word in a text, about as Zipf has it. */
static size_t rank(struct bench *bench)
{
	uint64_t below = 8;

	while (below < WORDS && draw(bench, 100) < 62)
		below *= 2;
	return draw(bench, below < WORDS ? below : WORDS);
}

static void make_text(struct bench *bench, size_t number)
{
	size_t words = 4 + draw(bench, 24), len = 0;
	char *text = bench->texts[number];

	for (size_t i = 0; i < words; i++) {
		static const char *const gaps[] = { " ", " ", " ", " ", " ", " ", ", ", ". " };
		const char *word = bench->words[rank(bench)];

		if (number % 20 == 0 && i == words / 2)
			word = bench->keywords[draw(bench, bench->keyword_count)];
		len += (size_t)snprintf(text + len, TEXT_MAX - len, "%s%s",
					i ? gaps[draw(bench, 8)] : "", word);
	}
	bench->bytes += len;
	snprintf(bench->bodies[number], sizeof(bench->bodies[number]),
		 "{\"id\":\"%zu\",\"brand\":\"bench\",\"text\":\"%s\"}", number, text);
}

static void make_language(struct bench *bench)
{
	for (size_t i = 0; i < WORDS; i++)
		make_word(bench, i < 60 ? 1 : i < 1500 ? 2 : 3, bench->words[i]);
	for (size_t i = 0; i < bench->keyword_count; i++)
		make_word(bench, 3 + i % 2, bench->keywords[i]);
	for (size_t i = 0; i < bench->regex_count; i++) {
		static const char *const forms[] = { "%s(?:en|er|ar)? [a-z]{2,6} %s",
						     "%s[0-9]{2,4}%.0s", "(?:%s|%s)(?:st|nd)e",
						     "%s(?: [a-z]+)? (?:og|and|und|och) %s" };
		char one[WORD_MAX], other[WORD_MAX];

		make_word(bench, 3, one);
		make_word(bench, 3, other);
		snprintf(bench->regexes[i], PATTERN_MAX_BYTES, forms[i % 4], one, other);
	}
	for (size_t i = 0; i < TEXTS; i++)
		make_text(bench, i);
}

/* --- Livvakt --- */

static void write_rules(const struct bench *bench, FILE *file)
{
	enum { A_RULE = 20 };
	static const char rest[] =
		"]\n    category: insult\n    points: 1\n    hit: [a]\n    miss: [b]\n";

	fputs("pack: bench\nlanguage: any\nrules:\n", file);
	for (size_t i = 0; i < bench->keyword_count; i++) {
		if (i % A_RULE == 0)
			fprintf(file, "%s  - id: w%zu\n    words: [", i ? rest : "", i);
		fprintf(file, "%s%s", i % A_RULE ? ", " : "", bench->keywords[i]);
	}
	for (size_t i = 0; i < bench->regex_count; i++)
		fprintf(file, "%s  - id: r%zu\n    regex: ['%s'", rest, i, bench->regexes[i]);
	fputs(rest, file);
}

static struct ruleset *load(struct bench *bench, const char *shipped)
{
	const char *const folders[] = { bench->folder, shipped };
	struct complaints complaints;
	struct ruleset *ruleset;
	char path[64];
	FILE *file;

	snprintf(bench->folder, sizeof(bench->folder), "/tmp/livvakt-bench-XXXXXX");
	if (!mkdtemp(bench->folder))
		die("cannot make a folder");
	snprintf(path, sizeof(path), "%s/common", bench->folder);
	if (mkdir(path, 0700) != 0)
		die("cannot make a folder");
	snprintf(path, sizeof(path), "%s/common/bench.yaml", bench->folder);
	file = fopen(path, "we");
	if (!file)
		die("cannot write the rules");
	write_rules(bench, file);
	fclose(file);
	complaints_init(&complaints);
	ruleset = ruleset_load(folders, shipped ? 2 : 1, NULL, &complaints);
	if (!ruleset)
		complaints_print(&complaints, stderr);
	complaints_done(&complaints);
	unlink(path);
	snprintf(path, sizeof(path), "%s/common", bench->folder);
	rmdir(path);
	rmdir(bench->folder);
	return ruleset;
}

static void judge_all(struct bench *bench)
{
	struct error error = { 0 };

	bench->flagged = 0;
	for (size_t i = 0; i < TEXTS; i++) {
		struct comment comment;
		struct verdict verdict;

		arena_reset(&bench->arena);
		buffer_clear(&bench->out);
		if (decode_comment(slice_from(bench->bodies[i]), 0, &bench->arena, &comment,
				   &error) < 0 ||
		    judge_comment(bench->judge, &comment, &judge_terms_default, &bench->arena,
				  &verdict, &error) < 0)
			die(error.text);
		verdict_write_json(&verdict, comment.id, &bench->out);
		bench->flagged += verdict.match_count > 0;
	}
}

/* --- bare engines --- */

static int on_found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		    void *context)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	++*(size_t *)context;
	return 0;
}

static void compile_bare(struct bench *bench)
{
	size_t count = bench->keyword_count + bench->regex_count;
	const char **patterns = calloc(count, sizeof(char *));
	unsigned *flags = calloc(count, sizeof(unsigned)), *ids = calloc(count, sizeof(unsigned));
	hs_compile_error_t *failure = NULL;

	if (!patterns || !flags || !ids)
		die("out of memory");
	for (size_t i = 0; i < count; i++) {
		patterns[i] = i < bench->keyword_count ? bench->keywords[i]
						       : bench->regexes[i - bench->keyword_count];
		flags[i] = HS_FLAG_SINGLEMATCH;
		ids[i] = (unsigned)i;
	}
	if (hs_compile_multi(patterns, flags, ids, (unsigned)count, HS_MODE_BLOCK, NULL,
			     &bench->database, &failure) != HS_SUCCESS ||
	    hs_alloc_scratch(bench->database, &bench->scratch) != HS_SUCCESS)
		die(failure ? failure->message : "the engine failed");
	free(patterns);
	free(flags);
	free(ids);
}

static void scan_all(struct bench *bench)
{
	bench->found = 0;
	for (size_t i = 0; i < TEXTS; i++)
		if (hs_scan(bench->database, bench->texts[i], (unsigned)strlen(bench->texts[i]), 0,
			    bench->scratch, on_found, &bench->found) != HS_SUCCESS)
			die("the scan failed");
}

/* Seconds a text when every regex is tried in turn. */
static double loop_regexes(const struct bench *bench)
{
	struct regex **compiled = calloc(bench->regex_count, sizeof(*compiled));
	struct regex_scratch *scratch = regex_scratch_new();
	struct error error = { 0 };
	struct span span;
	double begun;

	for (size_t i = 0; i < bench->regex_count; i++)
		compiled[i] = regex_new(slice_from(bench->regexes[i]), &error, NULL);
	begun = cpu_seconds();
	for (size_t i = 0; i < LOOPED_TEXTS; i++)
		for (size_t j = 0; j < bench->regex_count; j++)
			(void)regex_find(compiled[j], scratch, slice_from(bench->texts[i]), 0,
					 &span);
	begun = (cpu_seconds() - begun) / LOOPED_TEXTS;
	for (size_t i = 0; i < bench->regex_count; i++)
		regex_free(compiled[i]);
	regex_scratch_free(scratch);
	free(compiled);
	return begun;
}

/* --- all of it --- */

static double least(struct bench *bench, void (*work)(struct bench *bench), double before)
{
	double begun = cpu_seconds(), took;

	work(bench);
	took = (cpu_seconds() - begun) / TEXTS;
	return took < before ? took : before;
}

static void measure(struct bench *bench, double loaded, double compiled)
{
	double whole = 1, bare = 1;

	for (int round = 0; round < ROUNDS; round++) {
		whole = least(bench, judge_all, whole);
		bare = least(bench, scan_all, bare);
	}
	printf("%6zu keywords, %5zu regexes: decision %6.2f us, bare scan %5.2f us, ratio %5.2f; "
	       "load %.2f s, bare %.2f s (%zu bytes a text, %zu of %d with finds, %zu bare)\n",
	       bench->keyword_count, bench->regex_count, whole * 1e6, bare * 1e6, whole / bare,
	       loaded, compiled, bench->bytes / TEXTS, bench->flagged, TEXTS, bench->found);
	if (bench->regex_count > 0)
		printf("       looping PCRE2 over these regexes: %.0f us a text, %.0f decisions\n",
		       loop_regexes(bench) * 1e6, loop_regexes(bench) / whole);
}

int main(int argc, char **argv)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct error error = { 0 };
	struct ruleset *ruleset;
	double loaded, compiled;

	if (!bench || argc < 3 || crypto_init(&error) < 0)
		die("usage: judge KEYWORDS REGEXES [RULES]");
	bench->random = 4;
	bench->keyword_count = strtoul(argv[1], NULL, 10);
	bench->regex_count = strtoul(argv[2], NULL, 10);
	bench->keywords = calloc(bench->keyword_count + 1, sizeof(*bench->keywords));
	bench->regexes = calloc(bench->regex_count + 1, sizeof(*bench->regexes));
	if (!bench->keywords || !bench->regexes || bench->keyword_count == 0)
		die("no keywords, or out of memory");
	make_language(bench);
	loaded = cpu_seconds();
	ruleset = load(bench, argc > 3 ? argv[3] : NULL);
	loaded = cpu_seconds() - loaded;
	if (!ruleset || !(bench->judge = judge_new(ruleset, &error)))
		die("the rules were refused");
	ruleset_unref(ruleset);
	arena_init(&bench->arena, 1 << 18, 64 << 20);
	buffer_init(&bench->out, 1 << 20);
	compiled = cpu_seconds();
	compile_bare(bench);
	compiled = cpu_seconds() - compiled;
	measure(bench, loaded, compiled);
	hs_free_scratch(bench->scratch);
	hs_free_database(bench->database);
	judge_free(bench->judge);
	arena_done(&bench->arena);
	buffer_done(&bench->out);
	free(bench->keywords);
	free(bench->regexes);
	free(bench);
	return 0;
}
