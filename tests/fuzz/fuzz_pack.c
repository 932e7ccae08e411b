/*
 * fuzz_pack.c - any bytes as a rule pack, compiled and tried: whatever comes is complained of or
 * works.
 *
 * Beside the pack lie a language and a list that it may use. A pack that compiles judges its own
 * text too, with all known that its conditions may ask for.
 */
#include "crypto.h"
#include "judge_inside.h"
#include "rule_source.h"
#include "ruleset_inside.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(struct rule_source *source, const char *inside, struct slice text,
		struct complaints *complaints)
{
	rule_source_add(source, 0, inside, inside, text, complaints);
}

/* Everything that conditions ask for is known: the way to the end of each. */
static void judge_all(struct judge *judge, struct slice text)
{
	const int64_t rates[RULESET_RATES_MAX] = { 9 };
	const struct circumstances circumstances = { INT64_C(1796083200000000), 3, rates,
						     RULESET_RATES_MAX };
	const struct judge_terms terms = { .thresholds = &thresholds_default,
					   .circumstances = &circumstances };
	const struct comment comment = { .text = text, .author.created_at_us = 1 };
	struct error error = { 0 };
	struct verdict verdict;
	struct arena arena;

	arena_init(&arena, 65536, 64 << 20);
	if (judge_comment(judge, &comment, &terms, &arena, &verdict, &error) < 0)
		abort();
	for (size_t i = 0; i < verdict.match_count; i++)
		if (verdict.matches[i].span.from >= verdict.matches[i].span.to ||
		    verdict.matches[i].span.to > text.len)
			abort();
	arena_done(&arena);
}

static void try_judging(struct ruleset *ruleset, struct slice text)
{
	struct error error = { 0 };
	struct judge *judge = judge_new(ruleset, &error);
	size_t len = text.len > COMMENT_TEXT_MAX ? COMMENT_TEXT_MAX : text.len;

	if (judge && !judge_find(judge, slice_cut(text, 0, len), ruleset->languages, &error))
		abort();
	if (judge)
		judge_all(judge, slice_cut(text, 0, len));
	judge_free(judge);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };
	struct complaints complaints;
	struct rule_source source;
	struct ruleset *ruleset;
	struct error error = { 0 };

	if (crypto_init(&error) < 0)
		return 0;
	complaints_init(&complaints);
	rule_source_init(&source);
	add(&source, "sv/language.yaml",
	    slice_from("language: sv\ncommon: [och, att, det]\nnegation: [inte]\n"), &complaints);
	add(&source, "sv/lists/harm.txt", slice_from("döda\nslå ihjäl\nknivhugg*\n"), &complaints);
	add(&source, "sv/x.yaml", text, &complaints);
	rule_source_finish(&source);
	ruleset = ruleset_build(&source, &complaints);
	if (!ruleset && complaints.errors == 0)
		abort(); /* refused without a word */
	if (ruleset)
		try_judging(ruleset, text);
	ruleset_unref(ruleset);
	rule_source_done(&source);
	complaints_done(&complaints);
	return 0;
}
