/*
 * judge.c - what a whole decision costs (JSON of a comment in, JSON of the verdict out) beside what
 * it cannot do without: a bare scan for the same keywords and regexes over the same texts. Rules
 * and texts are invented (speech.h), so that everybody can run it; the shipped rules can be added,
 * and one's own comments be judged.
 *
 * usage: judge KEYWORDS REGEXES [RULES] [--texts FILE]
 *
 * Ratios are of CPU times in one process, the least of several rounds taken in turn, so that a busy
 * machine tells less of itself. Judged with KEYWORDS and with FEW of them in the same rounds.
 *
 * The bare patterns are what one would write for Hyperscan alone: all of them CASELESS, since
 * nobody writes comments in lower case, UTF8, for \w and . are then characters rather than bytes,
 * and SINGLEMATCH, since it is enough to know that a rule was hit. It finds keywords within words
 * too, knows no disguise and says nothing but numbers.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "judge.h"
#include "crypto.h"
#include "speech.h"
#include "verdict_json.h"
#include <hs.h>
#include <pcre2.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	FEW = 100,
	ROUNDS = 9,
	LOOPED_TEXTS = 40, /* looping over all regexes is slow */
};

struct bench {
	struct speech speech;
	struct judge *judge, *few;
	struct arena arena;
	struct buffer out;
	hs_database_t *database;
	hs_scratch_t *scratch;
	pcre2_code **codes;
	size_t found, flagged;
};

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- Livvakt --- */

static void write_rules(const struct speech *speech, size_t keywords, FILE *file)
{
	enum { A_RULE = 20 };
	static const char rest[] =
		"]\n    category: insult\n    points: 1\n    hit: [a]\n    miss: [b]\n";

	fputs("pack: bench\nlanguage: any\nrules:\n", file);
	for (size_t i = 0; i < keywords; i++) {
		if (i % A_RULE == 0)
			fprintf(file, "%s  - id: w%zu\n    words: [", i ? rest : "", i);
		fprintf(file, "%s\"%s\"", i % A_RULE ? ", " : "", speech->keywords[i]);
	}
	for (size_t i = 0; i < speech->regex_count; i++)
		fprintf(file, "%s  - id: r%zu\n    regex: ['%s'", rest, i, speech->regexes[i]);
	fputs(rest, file);
}

static void write_pack(const struct speech *speech, size_t keywords, const char *folder)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/common", folder);
	if (mkdir(path, 0700) != 0)
		die("cannot make a folder");
	snprintf(path, sizeof(path), "%s/common/bench.yaml", folder);
	file = fopen(path, "we");
	if (!file)
		die("cannot write the rules");
	write_rules(speech, keywords, file);
	fclose(file);
}

static void remove_pack(const char *folder)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/common/bench.yaml", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/common", folder);
	rmdir(path);
	rmdir(folder);
}

static struct judge *load(const struct speech *speech, size_t keywords, const char *shipped)
{
	char folder[] = "/tmp/livvakt-bench-XXXXXX";
	const char *const folders[] = { folder, shipped };
	struct complaints complaints;
	struct error error = { 0 };
	struct ruleset *ruleset;
	struct judge *judge;

	if (!mkdtemp(folder))
		die("cannot make a folder");
	write_pack(speech, keywords, folder);
	complaints_init(&complaints);
	ruleset = ruleset_load(folders, shipped ? 2 : 1, NULL, &complaints);
	if (!ruleset)
		complaints_print(&complaints, stderr);
	complaints_done(&complaints);
	remove_pack(folder);
	if (!ruleset)
		die("the rules were refused");
	judge = judge_new(ruleset, &error);
	if (!judge)
		die(error.text);
	ruleset_unref(ruleset);
	return judge;
}

static void judge_with(struct bench *bench, struct judge *judge)
{
	struct error error = { 0 };

	bench->flagged = 0;
	for (size_t i = 0; i < SPEECH_TEXTS; i++) {
		struct comment comment;
		struct verdict verdict;

		arena_reset(&bench->arena);
		buffer_clear(&bench->out);
		if (decode_comment(bench->speech.bodies[i], 0, &bench->arena, &comment, &error) <
			    0 ||
		    judge_comment(judge, &comment, &judge_terms_default, &bench->arena, &verdict,
				  &error) < 0)
			die(error.text);
		verdict_write_json(&verdict, comment.id, &bench->out);
		bench->flagged += verdict.match_count > 0;
	}
}

static void judge_few(struct bench *bench)
{
	judge_with(bench, bench->few);
}

static void judge_all(struct bench *bench)
{
	judge_with(bench, bench->judge);
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
	const struct speech *speech = &bench->speech;
	size_t count = speech->keyword_count + speech->regex_count;
	const char **patterns = calloc(count, sizeof(char *));
	unsigned *flags = calloc(count, sizeof(unsigned)), *ids = calloc(count, sizeof(unsigned));
	hs_compile_error_t *failure = NULL;

	if (!patterns || !flags || !ids)
		die("out of memory");
	for (size_t i = 0; i < count; i++) {
		patterns[i] = i < speech->keyword_count
				      ? speech->keywords[i]
				      : speech->regexes[i - speech->keyword_count];
		flags[i] = HS_FLAG_SINGLEMATCH | HS_FLAG_CASELESS | HS_FLAG_UTF8;
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
	for (size_t i = 0; i < SPEECH_TEXTS; i++) {
		struct slice text = bench->speech.texts[i];

		if (hs_scan(bench->database, text.data, (unsigned)text.len, 0, bench->scratch,
			    on_found, &bench->found) != HS_SUCCESS)
			die("the scan failed");
	}
}

static void compile_looped(struct bench *bench)
{
	bench->codes = calloc(bench->speech.regex_count + 1, sizeof(pcre2_code *));
	if (!bench->codes)
		die("out of memory");
	for (size_t i = 0; i < bench->speech.regex_count; i++) {
		PCRE2_SIZE offset;
		int code;

		bench->codes[i] =
			pcre2_compile((PCRE2_SPTR)bench->speech.regexes[i], PCRE2_ZERO_TERMINATED,
				      PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP, &code, &offset, NULL);
		if (!bench->codes[i] || pcre2_jit_compile(bench->codes[i], PCRE2_JIT_COMPLETE) != 0)
			die("PCRE2 refused a regex");
	}
}

/* Seconds a text when every regex is tried in turn. */
static double loop_regexes(const struct bench *bench)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	double begun = cpu_seconds();

	if (!data)
		die("out of memory");
	for (size_t i = 0; i < LOOPED_TEXTS; i++) {
		struct slice text = bench->speech.texts[i * (SPEECH_TEXTS / LOOPED_TEXTS)];

		for (size_t j = 0; j < bench->speech.regex_count; j++)
			(void)pcre2_match(bench->codes[j], (PCRE2_SPTR)text.data, text.len, 0,
					  PCRE2_NO_UTF_CHECK, data, NULL);
	}
	pcre2_match_data_free(data);
	return (cpu_seconds() - begun) / LOOPED_TEXTS;
}

/* --- all of it --- */

static double least(struct bench *bench, void (*work)(struct bench *bench), double before)
{
	double begun = cpu_seconds(), took;

	work(bench);
	took = (cpu_seconds() - begun) / SPEECH_TEXTS;
	return took < before ? took : before;
}

static void measure(struct bench *bench)
{
	double whole = 1, few = 1, bare = 1, looped = 1;

	for (int round = 0; round < ROUNDS; round++) {
		bare = least(bench, scan_all, bare);
		if (bench->few)
			few = least(bench, judge_few, few);
		whole = least(bench, judge_all, whole);
	}
	printf("%zu keywords, %zu regexes: decision %.2f us, bare scan %.2f us, ratio %.2f "
	       "(%zu bytes a text, %zu of %d with finds, %zu bare)\n",
	       bench->speech.keyword_count, bench->speech.regex_count, whole * 1e6, bare * 1e6,
	       whole / bare, bench->speech.bytes / SPEECH_TEXTS, bench->flagged, SPEECH_TEXTS,
	       bench->found);
	if (bench->few)
		printf("  against %d keywords: %.2f us, ratio %.2f\n", FEW, few * 1e6, whole / few);
	for (int round = 0; bench->speech.regex_count && round < 3; round++) {
		double took = loop_regexes(bench);

		looped = took < looped ? took : looped;
	}
	if (bench->speech.regex_count)
		printf("  looping PCRE2's JIT over the regexes: %.0f us a text, %.0f decisions\n",
		       looped * 1e6, looped / whole);
}

static void prepare(struct bench *bench, const char *shipped)
{
	double begun = cpu_seconds(), loaded;

	bench->judge = load(&bench->speech, bench->speech.keyword_count, shipped);
	loaded = cpu_seconds();
	compile_bare(bench);
	printf("rules loaded in %.2f s, the bare ones compiled in %.2f s\n", loaded - begun,
	       cpu_seconds() - loaded);
	if (bench->speech.keyword_count > FEW)
		bench->few = load(&bench->speech, FEW, shipped);
	compile_looped(bench);
	arena_init(&bench->arena, 1 << 18, 64 << 20);
	buffer_init(&bench->out, 1 << 20);
}

static void finish(struct bench *bench)
{
	for (size_t i = 0; i < bench->speech.regex_count; i++)
		pcre2_code_free(bench->codes[i]);
	free(bench->codes);
	hs_free_scratch(bench->scratch);
	hs_free_database(bench->database);
	judge_free(bench->judge);
	judge_free(bench->few);
	arena_done(&bench->arena);
	buffer_done(&bench->out);
	speech_done(&bench->speech);
	free(bench);
}

int main(int argc, char **argv)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	const char *texts = NULL;
	struct error error = { 0 };
	size_t keywords, regexes;

	if (argc > 4 && strcmp(argv[argc - 2], "--texts") == 0) {
		texts = argv[argc - 1];
		argc -= 2;
	}
	if (!bench || argc < 3 || argc > 4 || crypto_init(&error) < 0)
		die("usage: judge KEYWORDS REGEXES [RULES] [--texts FILE]");
	keywords = strtoul(argv[1], NULL, 10);
	regexes = strtoul(argv[2], NULL, 10);
	if (keywords == 0)
		die("no keywords");
	speech_init(&bench->speech, keywords, regexes, texts);
	prepare(bench, argc > 3 ? argv[3] : NULL);
	measure(bench);
	finish(bench);
	return 0;
}
