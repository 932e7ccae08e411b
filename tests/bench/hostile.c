/*
 * hostile.c - what comments cost that were made to cost: twenty catastrophic regexes against their
 * worst texts, long texts of one thing, and the others' comments between them.
 *
 * usage: hostile
 *
 * CPU times of one process. What a limit ends is undecided, which means that a person looks; the
 * bench counts those, the judge's unit tests say what it means.
 */
#include "crypto.h"
#include "judge.h"
#include "speech.h"
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HOSTILE_MAX = 60000, SAMPLES_MAX = 4096, ROUNDS = 3, ONE_HOSTILE_IN = 20 };

static const struct trap {
	const char *pattern, *unit, *end;
} traps[] = {
	{ "(?:a+)+b", "a", "c" },
	{ "(?:a|aa)+$", "a", "!" },
	{ "(?:\\w+\\s?)+!", "ab ", "." },
	{ "(?:.*,){20}x", "a,", "\ny" },
	{ "^(?:\\w+)+$", "a", "!" },
	{ "(?:x+x+)+y", "x", "z" },
	{ "(?:[a-z]+)*\\d", "a", "-" },
	{ "(?:a*)*b", "a", "c" },
	{ "(?:\\d+)*x", "1", "y" },
	{ "(?:ab|a|b)*c", "ab", "d" },
	{ "(?:\\s*\\w\\s*)*:", "a ", ";" },
	{ ".*.*.*=x", "a", "y" },
	{ "(?:foo|fo|o)+bar", "foo", "baz" },
	{ "(?:[^@]+@)+\\.", "a@", "x" },
	{ "(\\w)(?:\\w*\\1)+z", "a", "y" },
	{ "(?:e+e*)+f", "e", "g" },
	{ "\\b(?:\\w+-?)+\\?", "ab-", "!" },
	{ "(?:(?:a{1,9}){1,9}){1,9}b", "a", "c" },
	{ "(?:.+)+kill", "k", "l" },
	{ "(?:h+a+)*h+!$", "ha", "." },
};
enum { TRAPS = sizeof(traps) / sizeof(traps[0]) };

struct bench {
	struct speech speech;
	struct judge *judge, *innocent; /* with the traps, and without */
	struct arena arena;
	double samples[SAMPLES_MAX];
	size_t count, undecided;
};

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- rules --- */

static void write_rules(const struct speech *speech, size_t trap_count, FILE *file)
{
	static const char rest[] =
		"    category: insult\n    points: 1\n    hit: [a]\n    miss: [b]\n";
	static const char with_domain[] =
		"    category: spam\n    points: 1\n    hit: [\"http://bad.example\"]\n"
		"    miss: [b]\n";

	fputs("pack: bench\nlanguage: any\nrules:\n", file);
	for (size_t i = 0; i < speech->keyword_count; i++)
		fprintf(file, "  - id: w%zu\n    words: [\"%s\"]\n%s", i, speech->keywords[i],
			rest);
	for (size_t i = 0; i < trap_count; i++)
		fprintf(file, "  - id: t%zu\n    regex: ['%s']\n%s", i, traps[i].pattern, rest);
	fprintf(file, "  - id: hosts\n    domains: [bad.example]\n%s", with_domain);
}

static struct judge *load(const struct speech *speech, size_t trap_count)
{
	char folder[] = "/tmp/livvakt-bench-XXXXXX", common[64], path[80];
	const char *const folders[] = { folder };
	struct complaints complaints;
	struct error error = { 0 };
	struct ruleset *ruleset;
	struct judge *judge;
	FILE *file = NULL;

	if (!mkdtemp(folder))
		die("cannot make a folder");
	snprintf(common, sizeof(common), "%s/common", folder);
	snprintf(path, sizeof(path), "%s/bench.yaml", common);
	if (mkdir(common, 0700) != 0 || !(file = fopen(path, "we")))
		die("cannot write the rules");
	write_rules(speech, trap_count, file);
	fclose(file);
	complaints_init(&complaints);
	ruleset = ruleset_load(folders, 1, NULL, &complaints);
	if (!ruleset)
		complaints_print(&complaints, stderr);
	complaints_done(&complaints);
	unlink(path);
	rmdir(common);
	rmdir(folder);
	judge = ruleset ? judge_new(ruleset, &error) : NULL;
	if (!judge)
		die("the rules were refused");
	ruleset_unref(ruleset);
	return judge;
}

/* --- judging --- */

static double took(struct bench *bench, struct judge *judge, struct slice text)
{
	const struct comment comment = { .text = text };
	struct error error = { 0 };
	struct verdict verdict;
	double begun = cpu_seconds();

	arena_reset(&bench->arena);
	if (judge_comment(judge, &comment, &judge_terms_default, &bench->arena, &verdict, &error) <
	    0)
		die(error.text);
	bench->undecided += verdict.undecided_count > 0;
	return cpu_seconds() - begun;
}

static size_t fill(char *text, size_t most, const char *unit, const char *end)
{
	size_t len = 0;

	for (; len + strlen(unit) + strlen(end) <= most; len += strlen(unit))
		memcpy(text + len, unit, strlen(unit));
	memcpy(text + len, end, strlen(end));
	return len + strlen(end);
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static void spring_traps(struct bench *bench)
{
	static const size_t lengths[] = { 20,  30,   40,   60,	 100,	200,
					  400, 1000, 3000, 8000, 20000, HOSTILE_MAX };
	char text[HOSTILE_MAX];

	bench->count = bench->undecided = 0;
	for (size_t i = 0; i < TRAPS; i++)
		for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
			size_t len = fill(text, lengths[j], traps[i].unit, traps[i].end);
			double least = 1;

			for (int round = 0; round < ROUNDS; round++) {
				double once =
					took(bench, bench->judge, (struct slice){ text, len });

				least = once < least ? once : least;
			}
			bench->samples[bench->count++] = least;
		}
	qsort(bench->samples, bench->count, sizeof(double), compare);
	printf("%d catastrophic regexes, %zu worst texts of 20 to %d bytes: median %.2f ms, "
	       "p99 %.2f ms, greatest %.2f ms; %zu undecided\n",
	       TRAPS, bench->count, HOSTILE_MAX, bench->samples[bench->count / 2] * 1e3,
	       bench->samples[bench->count * 99 / 100] * 1e3,
	       bench->samples[bench->count - 1] * 1e3, bench->undecided / ROUNDS);
}

/* --- the others --- */

/* Seconds that the ordinary comments took; among them, unless there are no traps, hostile ones. */
static double ordinary(struct bench *bench, struct judge *judge, bool hostile)
{
	char text[1000];
	double sum = 0;

	for (size_t i = 0; i < SPEECH_TEXTS; i++) {
		const struct trap *trap = &traps[i / ONE_HOSTILE_IN % TRAPS];

		if (hostile && i % ONE_HOSTILE_IN == 0)
			(void)took(bench, judge,
				   (struct slice){
					   text, fill(text, sizeof(text), trap->unit, trap->end) });
		sum += took(bench, judge, bench->speech.texts[i]);
	}
	return sum;
}

static void judge_the_others(struct bench *bench)
{
	double innocent = 1e9, clean = 1e9, among = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double once = ordinary(bench, bench->innocent, false);

		innocent = once < innocent ? once : innocent;
		once = ordinary(bench, bench->judge, false);
		clean = once < clean ? once : clean;
		once = ordinary(bench, bench->judge, true);
		among = once < among ? once : among;
	}
	printf("ordinary comments with hostile ones between them: %.0f %% of their throughput "
	       "alone; with the regexes, which run on them too: %.0f %% of that without\n",
	       100 * clean / among, 100 * innocent / clean);
}

/* --- long texts of one thing --- */

static void measure_long(struct bench *bench)
{
	static const struct {
		const char *name, *unit, *end;
	} things[] = {
		{ "one letter", "a", "" },
		{ "single letters", "a ", "" },
		{ "combining marks", "e\xcc\x81\xcc\x82", "" },
		{ "marks alone", "\xcc\x81", "" },
		{ "emoji joiners", "\xf0\x9f\x91\xa9\xe2\x80\x8d", "" },
		{ "zero-width spaces", "\xe2\x80\x8b", "" },
		{ "leet", "1d10t ", "" },
		{ "markup", "<b>", "" },
		{ "entities", "&amp;", "" },
		{ "links", "http://a.b/ ", "" },
		{ "signs, no blanks", "a,", "." },
		{ "hosts, no blanks", "a.bc,", "" },
		{ "fractions", "1.2/", "" },
	};
	char text[COMMENT_TEXT_MAX];

	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		size_t len = fill(text, sizeof(text), things[i].unit, things[i].end);
		double least = 1;

		for (int round = 0; round < ROUNDS; round++) {
			double once = took(bench, bench->innocent, (struct slice){ text, len });

			least = once < least ? once : least;
		}
		printf("  %zu bytes of %-18s %6.2f ms\n", len, things[i].name, least * 1e3);
	}
}

int main(void)
{
	enum { KEYWORDS = 1000 };
	struct bench *bench = calloc(1, sizeof(*bench));
	struct error error = { 0 };

	if (!bench || crypto_init(&error) < 0)
		die("out of memory");
	speech_init(&bench->speech, KEYWORDS, 0, NULL);
	arena_init(&bench->arena, 1 << 18, 64 << 20);
	bench->judge = load(&bench->speech, TRAPS);
	bench->innocent = load(&bench->speech, 0);
	spring_traps(bench);
	judge_the_others(bench);
	measure_long(bench);
	judge_free(bench->judge);
	judge_free(bench->innocent);
	arena_done(&bench->arena);
	speech_done(&bench->speech);
	free(bench);
	return 0;
}
