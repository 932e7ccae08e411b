/*
 * condition.h - what a rule may ask beside the text: who wrote it, where, when, how often, in what
 * mood.
 *
 * The answer is yes, no, or not known: an account whose age nobody told is neither young nor old.
 */
#ifndef LIVVAKT_CONDITION_H
#define LIVVAKT_CONDITION_H

#include "circumstances.h"
#include "comment.h"
#include "complaint.h"
#include "language.h"
#include "zone.h"
#include <stdbool.h>
#include <stdint.h>

struct word_view;

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

enum condition_kind {
	CONDITION_YOUNGER_THAN, /* number: microseconds since the account was made */
	CONDITION_OLDER_THAN,
	CONDITION_FOLLOWERS_BELOW,
	CONDITION_FOLLOWERS_ABOVE,
	CONDITION_STAFF, /* number: 1 is one of the brand's own, 0 is not */
	CONDITION_HIDDEN_BEFORE,
	CONDITION_CHANNEL, /* names */
	CONDITION_POST,
	CONDITION_BRAND,
	CONDITION_LANGUAGE,
	CONDITION_SENTIMENT_BELOW, /* number: thousandths */
	CONDITION_SENTIMENT_ABOVE,
	CONDITION_ANGER_ABOVE,
	CONDITION_WORRY_ABOVE,
	CONDITION_TIME,
	CONDITION_RATE, /* number: more than so many, this comment counted */
	CONDITION_LETTERS_BELOW,
	CONDITION_LETTERS_ABOVE,
	CONDITION_LINKS_ABOVE,
	CONDITION_CAPITALS_ABOVE, /* number: thousandths of the words */
	CONDITION_STARTS,	  /* number: wall time; examples are judged as if it had come, */
	CONDITION_EXPIRES,	  /* and not yet gone by */
	CONDITION_KINDS
};

enum { MINUTES_OF_DAY = 24 * 60, DAYS_OF_WEEK = 7, CONDITION_HIDES_MAX = 32 /* counted so far */ };

/* A time of day, over midnight when `to` comes before `from`. */
struct daily {
	unsigned from, to; /* minutes; to is outside */
	unsigned days;	   /* bits, Monday is 1: on which it begins */
	struct zone zone;
};

struct condition {
	enum condition_kind kind;
	struct place place;
	int64_t number;
	struct slice *names;
	size_t name_count;
	language_set languages;
	struct daily daily;
	bool zoneless; /* CONDITION_TIME: nothing says where its clock hangs */
	struct rate rate;
	size_t rate_number; /* of the ruleset's rates */
	const char *text;   /* as it was written: "author younger_than 7d" */
};

/* That all must hold. */
struct conditions {
	struct condition *items;
	size_t count;
};

/* What conditions look at; the judge fills it. */
struct condition_facts {
	const struct comment *comment;
	const struct circumstances *circumstances;
	const struct word_view *plain;
	enum language language;		 /* LANGUAGE_ANY: uncertain, thus not known */
	int32_t sentiment, anger, worry; /* as the verdict's */
	bool trying;			 /* examples: rules that rest today are tried too */
};

enum truth condition_holds(const struct condition *condition, const struct condition_facts *facts);

/* Yes when all hold; no when one does not; else not known. */
enum truth conditions_hold(const struct conditions *conditions,
			   const struct condition_facts *facts);

/* Does its answer need the time at which a comment was written? */
static inline bool condition_is_of_time(const struct condition *condition)
{
	return condition->kind == CONDITION_YOUNGER_THAN ||
	       condition->kind == CONDITION_OLDER_THAN || condition->kind == CONDITION_TIME ||
	       condition->kind == CONDITION_STARTS || condition->kind == CONDITION_EXPIRES;
}

/* Whether it is this time of day where clocks show so much. */
bool condition_daily_holds(const struct daily *daily, int64_t local_us);

/* Does it ask only for the mood? */
static inline bool condition_is_sentiment(const struct condition *condition)
{
	return condition->kind >= CONDITION_SENTIMENT_BELOW &&
	       condition->kind <= CONDITION_WORRY_ABOVE;
}

#endif
