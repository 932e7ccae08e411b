/* rules_house.h - rulesets out of texts in the test itself: files by their path within a rule
 * folder. */
#ifndef LIVVAKT_TESTS_RULES_HOUSE_H
#define LIVVAKT_TESTS_RULES_HOUSE_H

#include "crypto.h"
#include "judge.h"
#include "judge_inside.h"
#include "rule_source.h"
#include "ruleset_inside.h"

struct house_file {
	const char *inside, *text;
};

static const struct house_file house_sv = { "sv/language.yaml",
					    "language: sv\n"
					    "common: [och, att, det, jag, är, på, som, inte, den, "
					    "med, för, har, du, dig, ska, kan, slut]\n"
					    "negation: [inte, aldrig, ingen]\n"
					    "quotation: [sa, skrev, kallade]\n"
					    "reports: [hotade mig]\n"
					    "messages: [sms, meddelande*]\n"
					    "received: [fick, tog emot]\n"
					    "questions: [varför, hur]\n"
					    "inscriptions: [stod det]\n"
					    "intentions: [ville, vill]\n"
					    "approvals: [ja, bra idé]\n"
					    "games: [fia, mario kart]\n"
					    "trifles: [spoilar, \"kak*\"]\n"
					    "counter: [\"är fel\", \"är inte okej\"]\n" };
static const struct house_file house_en = {
	"en/language.yaml",
	"language: en\n"
	"common: [the, and, to, of, that, it, you, this, with, they, have, not, what, are, will]\n"
	"negation: [\"not\", never, \"no\", \"don't\"]\n"
	"quotation: [said, called, told, wrote]\n"
	"messages: [letter, note]\n"
	"received: [got, in my]\n"
	"inscriptions: [it said, it says]\n"
	"intentions: [wanted, want, wants, decided, plan]\n"
	"approvals: [yes, good idea, was right, too bad]\n"
	"objections: [disgusting, is a lie, nice party]\n"
	"questions: [why, how]\n"
	"hostility: [\"attack*\", hate, hates, hating]\n"
	"beliefs: [think, thinks, belief]\n"
	"lies: [lie]\n"
	"counter: [\"is wrong\"]\n"
};

/* Reads without compiling; rule_source_done is the caller's. */
static inline void house_read(struct rule_source *source, const struct house_file *files,
			      size_t count, struct complaints *complaints)
{
	struct error error = { 0 };

	assert_int_equal(crypto_init(&error), 0);
	rule_source_init(source);
	rule_source_add(source, 0, house_sv.inside, house_sv.inside, slice_from(house_sv.text),
			complaints);
	rule_source_add(source, 0, house_en.inside, house_en.inside, slice_from(house_en.text),
			complaints);
	for (size_t i = 0; i < count; i++)
		rule_source_add(source, 0, files[i].inside, files[i].inside,
				slice_from(files[i].text), complaints);
	rule_source_finish(source);
}

/* NULL when there is an error among the complaints. */
static inline struct ruleset *house_load(const struct house_file *files, size_t count,
					 struct complaints *complaints)
{
	struct rule_source source;
	struct ruleset *ruleset;

	house_read(&source, files, count, complaints);
	ruleset = ruleset_build(&source, complaints);
	rule_source_done(&source);
	if (complaints->errors > 0)
		ruleset = ruleset_unref(ruleset);
	return ruleset;
}

/* A judge for files without mistakes. */
static inline struct judge *house_judge_of(const struct house_file *files, size_t count)
{
	struct complaints complaints;
	struct error error = { 0 };
	struct ruleset *ruleset;
	struct judge *judge;

	complaints_init(&complaints);
	ruleset = house_load(files, count, &complaints);
	complaints_print(&complaints, stderr);
	assert_non_null(ruleset);
	judge = judge_new(ruleset, &error);
	assert_non_null(judge);
	ruleset_unref(ruleset);
	complaints_done(&complaints);
	return judge;
}

/* For one pack. */
static inline struct judge *house_judge(const char *inside, const char *pack)
{
	const struct house_file file = { inside, pack };

	return house_judge_of(&file, 1);
}

#endif
