/*
 * verdict.h - what the judge says of one comment.
 *
 * Points and figures are thousandths, so equal input gives equal output on every machine. Arrays
 * live in the arena that judging was given, NULL where they hold nothing; names are borrowed from
 * the ruleset.
 */
#ifndef LIVVAKT_VERDICT_H
#define LIVVAKT_VERDICT_H

#include "language.h"
#include "slice.h"
#include <stddef.h>
#include <stdint.h>

enum category {
	CATEGORY_THREAT,
	CATEGORY_HATE,
	CATEGORY_INSULT,
	CATEGORY_PROFANITY,
	CATEGORY_SEXUAL,
	CATEGORY_SELFHARM,
	CATEGORY_SPAM,
	CATEGORY_PRIVATE,
	CATEGORY_COUNT,
	CATEGORY_NONE = CATEGORY_COUNT /* a rule that only labels */
};

enum action { ACTION_ALLOW, ACTION_REVIEW, ACTION_HIDE, ACTION_COUNT };
enum polarity { POLARITY_NEGATIVE, POLARITY_NEUTRAL, POLARITY_POSITIVE, POLARITY_COUNT };

/* The form of the text in which a rule was found (DESIGN: normal forms). */
enum form { FORM_PLAIN, FORM_LOOSE, FORM_COUNT };

struct match {
	const char *rule;	/* "sv-threat/kill-you" */
	enum category category; /* CATEGORY_NONE for a rule that only labels */
	int32_t points; /* thousandths, as they counted: after form and context, beside other rules
			   for the same words, before caps */
	struct span span; /* in the original text */
	enum form form;
	const char *context; /* NULL, or why it cannot hide: "negated", "quoted", "reported",
				"question", "counter-speech", "across sentences", "game",
				"ascribed", "about others", "goes on", "excused elsewhere",
				"uncertain language", "rests on sentiment", "rests on
				conditions" */
	const char *beside;  /* NULL, or the rule that was paid for the same words: the points are
				what this one adds */
	bool shadow;	     /* reported only: earned nothing */
	int32_t counted;     /* thousandths: what its group's cap left of the points */
	int32_t cap;	     /* thousandths, of its group; 0: it has none */
};

struct verdict {
	enum language language;
	enum action action;
	int32_t scores[CATEGORY_COUNT]; /* thousandths of points, after caps */
	int32_t threats_meant; /* of the points for threats: those that no context excuses */
	int32_t sentiment;     /* -1000 … 1000 */
	int32_t anger, worry;  /* 0 … 1000 */
	enum polarity polarity;
	const char **labels; /* "topic:boycott", sorted, each once */
	size_t label_count;
	struct match *matches; /* by span.from, then rule */
	size_t match_count;
	const char **undecided; /* rules that hit a limit: a person must look */
	size_t undecided_count;
	const char *ruleset; /* hash of all rules, 16 hex digits */
};

const char *category_name(enum category category);
bool category_from_name(struct slice name, enum category *ret_category);
const char *action_name(enum action action);
const char *polarity_name(enum polarity polarity);
/* By name or its first three letters, in any case; false, and nothing written, for others. */
bool polarity_from_name(struct slice name, enum polarity *ret_polarity);
const char *form_name(enum form form);
bool verdict_has_label(const struct verdict *verdict, const char *label);

#endif
