/*
 * mood.c - what language, mood and labels cost on top of matching, in CPU time, the stations taken
 * in turn in one process and the least of several rounds.
 *
 * usage: mood RULES UNLABELLED COMMENTS   (tests/bench/mood-run)
 *
 * RULES are all rules, UNLABELLED the same without the packs that only label, COMMENTS JSON Lines.
 * Labels are what a decision takes longer with those packs; language and mood are asked as the
 * judge asks them, on forms and words that are there. What is left of a decision is matching:
 * forms, words, finds, context, points.
 */
#include "judge.h"
#include "judge_inside.h"
#include "language_guess.h"
#include "matcher.h"
#include "sentiment.h"
#include "speech.h"
#include <time.h>

enum { ROUNDS = 9 };

struct bench {
	struct speech speech;
	struct judge *labelled, *unlabelled;
	const struct ruleset *ruleset;
	struct forms_maker *maker;
	struct matcher *matcher;
	struct arena arena;
	size_t told; /* so that no answer goes unread */
};

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct judge *load(const char *folder)
{
	struct complaints complaints;
	struct error error = { 0 };
	struct ruleset *ruleset;
	struct judge *judge;

	complaints_init(&complaints);
	ruleset = ruleset_load(&folder, 1, NULL, &complaints);
	if (!ruleset)
		complaints_print(&complaints, stderr);
	complaints_done(&complaints);
	if (!ruleset)
		die("the rules were refused");
	judge = judge_new(ruleset, &error);
	ruleset_unref(ruleset);
	if (!judge)
		die(error.text);
	return judge;
}

static void decide(struct bench *bench, struct judge *judge)
{
	for (size_t i = 0; i < SPEECH_TEXTS; i++) {
		struct comment comment = { .text = bench->speech.texts[i] };
		struct error error = { 0 };
		struct verdict verdict;

		arena_reset(&bench->arena);
		if (judge_comment(judge, &comment, &judge_terms_default, &bench->arena, &verdict,
				  &error) < 0)
			die(error.text);
		bench->told += verdict.label_count;
	}
}

static void decide_labelled(struct bench *bench)
{
	decide(bench, bench->labelled);
}

static void decide_unlabelled(struct bench *bench)
{
	decide(bench, bench->unlabelled);
}

/* How far the text is read: its words, its language, its mood. */
enum depth { WORDS, LANGUAGE, MOOD };

static void read_texts(struct bench *bench, enum depth depth)
{
	for (size_t i = 0; i < SPEECH_TEXTS; i++) {
		const struct word_view *view;
		struct language_guess guess;
		struct forms forms;

		if (forms_make(bench->maker, bench->speech.texts[i], &forms) < 0)
			die("out of memory");
		view = &matcher_read(bench->matcher, &forms)->view[FORM_PLAIN];
		if (depth == WORDS)
			continue;
		guess = language_guess(bench->ruleset->language_model, view->text, view->words,
				       view->hashes, view->count, LANGUAGE_ANY);
		bench->told += guess.language;
		if (depth == MOOD)
			bench->told += (size_t)sentiment_of(bench->ruleset->lexicon, guess.language,
							    forms.raw, view)
					       .anger;
	}
}

static void read_words(struct bench *bench)
{
	read_texts(bench, WORDS);
}

static void read_language(struct bench *bench)
{
	read_texts(bench, LANGUAGE);
}

static void read_mood(struct bench *bench)
{
	read_texts(bench, MOOD);
}

enum { STATIONS = 5 };
static void (*const stations[STATIONS])(struct bench *bench) = {
	decide_labelled, decide_unlabelled, read_words, read_language, read_mood,
};

static void measure(struct bench *bench)
{
	double least[STATIONS] = { 1, 1, 1, 1, 1 }, labels, language, mood, matching;

	for (int i = 0; i < ROUNDS * STATIONS; i++) {
		double begun = cpu_seconds(), took;

		stations[i % STATIONS](bench);
		took = (cpu_seconds() - begun) / SPEECH_TEXTS * 1e6;
		if (took < least[i % STATIONS] || i < STATIONS)
			least[i % STATIONS] = took;
	}
	labels = least[0] - least[1];
	language = least[3] - least[2];
	mood = least[4] - least[3];
	matching = least[1] - language - mood;
	printf("mood: a decision %.2f us: matching %.2f, language %.2f, mood %.2f, labels %.2f; "
	       "the last three are %.2f of matching (%zu bytes a text)\n",
	       least[0], matching, language, mood, labels, (language + mood + labels) / matching,
	       bench->speech.bytes / SPEECH_TEXTS);
}

int main(int argc, char **argv)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct error error = { 0 };

	if (!bench || argc != 4)
		die("usage: mood RULES UNLABELLED COMMENTS");
	speech_init(&bench->speech, 1, 0, argv[3]);
	bench->labelled = load(argv[1]);
	bench->unlabelled = load(argv[2]);
	bench->ruleset = judge_ruleset(bench->labelled);
	bench->maker = forms_maker_new();
	bench->matcher = matcher_new(bench->ruleset, &error);
	if (!bench->maker || !bench->matcher)
		die("out of memory");
	arena_init(&bench->arena, 1 << 18, 64 << 20);
	measure(bench);
	matcher_free(bench->matcher);
	forms_maker_free(bench->maker);
	judge_free(bench->labelled);
	judge_free(bench->unlabelled);
	arena_done(&bench->arena);
	speech_done(&bench->speech);
	free(bench);
	return 0;
}
