/*
 * fuzz_judge.c - any text through a small ruleset: the verdict always comes, its spans lie in the
 * text between two of its characters, its points stay in bounds, and the same text gets the same
 * verdict again.
 */
#include "crypto.h"
#include "judge.h"
#include "rule_source.h"
#include "ruleset_inside.h"
#include "utf8.h"
#include "verdict_json.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char language[] =
	"language: sv\n"
	"common: [och, att, det, jag, är, på, som, inte, den, med, för, har, du, dig, ska]\n"
	"negation: [inte, aldrig]\nquotation: [sa, skrev]\nquestions: [varför]\n"
	"hostility: [hatar]\nbeliefs: [tror]\nlies: [myten]\nbigots: [nazister]\ngames: [fia]\n"
	"counter: [\"är fel\"]\nintensifiers: {jätte: 1.3}\ncontrast: [men]\n";

#define EXAMPLES "hit: [a], miss: [b]}\n"
static const char pack[] =
	"pack: p\nlanguage: [sv, en]\n"
	"lists:\n  harm: [döda, mörda, \"slå ihjäl\", \"knivhugg*\"]\n"
	"groups:\n  mild: {cap: 3}\n"
	"rules:\n"
	"  - {id: kill, category: threat, points: 9, words: [\"jag ska {harm} {dig|er|din "
	"familj}\"], gap: 3, " EXAMPLES
	"  - {id: word, category: insult, points: 4, words: [idiot, \"svin*\", \"*skalle\", "
	"\"*hora*\", kuk], count: many,\n"
	"     except: [\"svinkött\", \"{din|ditt} skalle\"], group: mild, " EXAMPLES
	"  - {id: unless, category: hate, points: 5, words: [\"gå och dö\"], unless: [\"i "
	"spelet\"], label: topic:x, " EXAMPLES
	"  - {id: regex, category: threat, points: 9, regex: ['\\bvi vet var (?:du|ni) bor\\b', "
	"'\\d{6}-?\\d{4}'], " EXAMPLES "  - {id: joined, category: insult, points: 2, words: "
	"[\"+blatte+\", \"fitt+ +skalle\"], " EXAMPLES
	"  - {id: domain, category: spam, points: 2, domains: [bad.se, \"*.ru\", "
	"\"räksmörgås.se\"], " EXAMPLES
	"  - {id: hard, category: spam, points: 9, regex: ['zq(?:\\w+\\s?)+!'], " EXAMPLES
	"  - {id: excuse, category: insult, points: -2, words: [\"🙂\", ursäkta], " EXAMPLES
	"  - {id: any, category: spam, points: 4, words: [\"e-post\", \"gratis pengar\"], status: "
	"shadow, " EXAMPLES "  - {id: part, part: yes, words: [och, \"jag*\"], " EXAMPLES
	"  - {id: near, category: spam, points: 3, all: [part, word], near: 2, " EXAMPLES
	"  - {id: finds, category: hate, points: 5, at_least: {n: 3, finds_of: [word, part, "
	"near]}, "
	"none: [hard], " EXAMPLES
	"  - {id: own, category: threat, points: 3, words: [dig], any: [finds, {capitals: {above: "
	"0.5}}], near: 5, count: many, " EXAMPLES
	"  - {id: loud, label: topic:loud, when: {length: {letters_above: 9}, capitals: {above: "
	"0.9}}, " EXAMPLES;

static void check(bool holds)
{
	if (!holds)
		abort();
}

static struct judge *make_judge(void)
{
	struct complaints complaints;
	struct rule_source source;
	struct error error = { 0 };
	struct ruleset *ruleset;
	struct judge *judge;

	check(crypto_init(&error) == 0);
	complaints_init(&complaints);
	rule_source_init(&source);
	rule_source_add(&source, 0, "sv/language.yaml", "sv/language.yaml", slice_from(language),
			&complaints);
	rule_source_add(&source, 0, "sv/p.yaml", "sv/p.yaml", slice_from(pack), &complaints);
	rule_source_add(&source, 0, "sv/sentiment.txt", "sv/sentiment.txt",
			slice_from("bra\t3\nusel*\t-3\n"), &complaints);
	rule_source_finish(&source);
	ruleset = ruleset_build(&source, &complaints);
	check(ruleset != NULL);
	judge = judge_new(ruleset, &error);
	check(judge != NULL);
	ruleset_unref(ruleset);
	rule_source_done(&source);
	complaints_done(&complaints);
	return judge;
}

static bool between_characters(struct slice text, size_t at)
{
	return at == text.len || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

static void check_verdict(const struct verdict *verdict, struct slice text)
{
	for (size_t i = 0; i < verdict->match_count; i++) {
		struct span span = verdict->matches[i].span;

		check(span.from < span.to && span.to <= text.len);
		check(between_characters(text, span.from) && between_characters(text, span.to));
		check(i == 0 || verdict->matches[i - 1].span.from <= span.from);
	}
	for (int i = 0; i < CATEGORY_COUNT; i++)
		check(verdict->scores[i] >= 0);
	check(verdict->scores[CATEGORY_INSULT] <= 3000);
	check(verdict->sentiment >= -1000 && verdict->sentiment <= 1000);
	check(verdict->undecided_count == 0 || verdict->action >= ACTION_REVIEW);
}

static void judge_into(struct judge *judge, struct slice text, struct arena *arena,
		       struct buffer *json)
{
	const struct comment comment = { .text = text };
	struct verdict verdict;
	struct error error = { 0 };

	check(judge_comment(judge, &comment, &judge_terms_default, arena, &verdict, &error) == 0);
	if (utf8_valid(text, NULL))
		check_verdict(&verdict, text);
	verdict_write_json(&verdict, slice_from("x"), json);
	check(!buffer_failed(json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct judge *judge;
	struct slice text = { (const char *)data, size };
	struct buffer first, again;
	struct arena arena;

	if (!judge)
		judge = make_judge();
	arena_init(&arena, 65536, 64 << 20);
	buffer_init(&first, 64 << 20);
	buffer_init(&again, 64 << 20);
	judge_into(judge, text, &arena, &first);
	judge_into(judge, text, &arena, &again);
	check(slice_equal(buffer_slice(&first), buffer_slice(&again)));
	buffer_done(&again);
	buffer_done(&first);
	arena_done(&arena);
	return 0;
}
