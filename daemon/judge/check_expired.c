/* check_expired.c - see check_expired.h. */
#include "check_expired.h"
#include "clock.h"
#include "ruleset_inside.h"
#include "utf8.h"

struct expiring {
	const struct rule_source *source;
	const struct ruleset *ruleset;
	int64_t now_us;
	struct complaints *complaints;
};

static int shown(struct slice text)
{
	return (int)utf8_cut(text, 100).len;
}

static bool is_over(const struct expiring *expiring, const struct pack_rule *rule)
{
	const struct pack_moment *expires = &rule->combination.expires;

	return expires->text.len > 0 && expires->us <= expiring->now_us;
}

/* Rules are numbered as they stand, pack by pack. */
static const struct pack_rule *rule_of(const struct rule_source *source, uint32_t number)
{
	for (size_t i = 0; i < source->pack_count; i++) {
		const struct pack *pack = source->packs[i].pack;

		if (number < pack->rule_count)
			return &pack->rules[number];
		number -= (uint32_t)pack->rule_count;
	}
	return NULL;
}

static void warn_of_rule(const struct expiring *expiring, const struct pack_rule *rule,
			 struct slice owner)
{
	if (rule->owner.len > 0)
		owner = rule->owner;
	complaints_add(expiring->complaints, rule->combination.expires.place, COMPLAINT_WARNING,
		       "expired",
		       "this rule has expired and rests; take it out, or move the day%s%.*s%s",
		       owner.len > 0 ? " (its owner: " : "", shown(owner), owner.data,
		       owner.len > 0 ? ")" : "");
}

/* Nobody plans so far ahead: most likely a slip in the year. */
static void warn_of_late(const struct expiring *expiring, const struct pack_rule *rule)
{
	enum { DAYS_AHEAD = 366 };
	const struct pack_moment *starts = &rule->combination.starts;

	if (starts->text.len > 0 && starts->us > expiring->now_us + DAYS_AHEAD * CLOCK_DAY_US)
		complaints_add(
			expiring->complaints, starts->place, COMPLAINT_WARNING, "late-start",
			"this rule rests for more than a year yet; mend the day, or make it a "
			"draft until then");
}

static void warn_of_operands(const struct expiring *expiring, const struct operands *operands,
			     struct place place, const char *what)
{
	for (size_t i = 0; i < operands->count; i++) {
		const uint32_t number = operands->items[i].rule;
		const struct pack_rule *rule;

		if (number == OPERAND_CONDITIONS)
			continue;
		rule = rule_of(expiring->source, number);
		if (rule && is_over(expiring, rule))
			complaints_add(
				expiring->complaints, place, COMPLAINT_WARNING, "rests-on-expired",
				"%s has expired (%.*s), %s; take it out here, or move its day",
				expiring->ruleset->rules[number].name,
				shown(rule->combination.expires.text),
				rule->combination.expires.text.data, what);
	}
}

static void check_operands(const struct expiring *expiring, const struct combination *combination,
			   const struct pack_combination *source)
{
	warn_of_operands(expiring, &combination->all, source->all.place,
			 "so this rule never holds again");
	warn_of_operands(expiring, &combination->any, source->any.place,
			 "so it never counts again");
	warn_of_operands(expiring, &combination->of, source->at_least.place,
			 "so it never counts again");
	warn_of_operands(expiring, &combination->none, source->none.place,
			 "so what it forbade here is allowed since");
}

void check_expired(const struct rule_source *source, const struct ruleset *ruleset, int64_t now_us,
		   struct complaints *complaints)
{
	const struct expiring expiring = { source, ruleset, now_us, complaints };

	for (size_t i = 0; i < source->pack_count; i++) {
		const struct pack *pack = source->packs[i].pack;

		for (size_t j = 0; j < pack->rule_count; j++) {
			warn_of_late(&expiring, &pack->rules[j]);
			if (is_over(&expiring, &pack->rules[j]))
				warn_of_rule(&expiring, &pack->rules[j], pack->owner);
		}
	}
	for (size_t i = 0; i < ruleset->combination_count; i++) {
		const struct combination *combination = &ruleset->combinations[i];
		const struct pack_rule *rule = rule_of(source, combination->rule);

		if (rule && !is_over(&expiring, rule))
			check_operands(&expiring, combination, &rule->combination);
	}
}
