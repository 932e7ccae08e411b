/* condition.c - see condition.h; one function a kind, and a table of them. */
#include "condition.h"
#include "clock.h"
#include "letters.h"
#include "links.h"
#include "wordset.h"

typedef enum truth ask(const struct condition *condition, const struct condition_facts *facts);

static enum truth truth_of(bool holds)
{
	return holds ? TRUTH_YES : TRUTH_NO;
}

/* --- the author --- */

/* -1: not known. */
static int64_t age_of(const struct condition_facts *facts)
{
	int64_t now = facts->circumstances->now_us, made = facts->comment->author.created_at_us;

	return now <= 0 || made <= 0 || made > now ? -1 : now - made;
}

static enum truth is_younger(const struct condition *condition, const struct condition_facts *facts)
{
	int64_t age = age_of(facts);

	return age < 0 ? TRUTH_UNKNOWN : truth_of(age < condition->number);
}

static enum truth is_older(const struct condition *condition, const struct condition_facts *facts)
{
	int64_t age = age_of(facts);

	return age < 0 ? TRUTH_UNKNOWN : truth_of(age > condition->number);
}

static enum truth has_fewer(const struct condition *condition, const struct condition_facts *facts)
{
	int64_t followers = facts->comment->author.followers;

	return followers < 0 ? TRUTH_UNKNOWN : truth_of(followers < condition->number);
}

static enum truth has_more(const struct condition *condition, const struct condition_facts *facts)
{
	int64_t followers = facts->comment->author.followers;

	return followers < 0 ? TRUTH_UNKNOWN : truth_of(followers > condition->number);
}

static enum truth is_staff(const struct condition *condition, const struct condition_facts *facts)
{
	return truth_of(facts->comment->author.staff == (condition->number == 1));
}

static enum truth was_hidden(const struct condition *condition, const struct condition_facts *facts)
{
	int64_t hides = facts->circumstances->author_hides;

	return hides < 0 ? TRUTH_UNKNOWN : truth_of(hides >= condition->number);
}

/* --- where --- */

static enum truth is_among(const struct condition *condition, struct slice name)
{
	if (name.len == 0)
		return TRUTH_UNKNOWN;
	for (size_t i = 0; i < condition->name_count; i++)
		if (slice_equal(condition->names[i], name))
			return TRUTH_YES;
	return TRUTH_NO;
}

static enum truth is_channel(const struct condition *condition, const struct condition_facts *facts)
{
	return is_among(condition, facts->comment->channel);
}

static enum truth is_post(const struct condition *condition, const struct condition_facts *facts)
{
	return is_among(condition, facts->comment->post);
}

static enum truth is_brand(const struct condition *condition, const struct condition_facts *facts)
{
	return is_among(condition, facts->comment->brand);
}

/* --- what it is like --- */

static enum truth is_language(const struct condition *condition,
			      const struct condition_facts *facts)
{
	if (facts->language == LANGUAGE_ANY)
		return TRUTH_UNKNOWN;
	return truth_of(condition->languages & language_bit(facts->language));
}

static enum truth feels_worse(const struct condition *condition,
			      const struct condition_facts *facts)
{
	return truth_of(facts->sentiment < condition->number);
}

static enum truth feels_better(const struct condition *condition,
			       const struct condition_facts *facts)
{
	return truth_of(facts->sentiment > condition->number);
}

static enum truth is_angry(const struct condition *condition, const struct condition_facts *facts)
{
	return truth_of(facts->anger > condition->number);
}

static enum truth is_worried(const struct condition *condition, const struct condition_facts *facts)
{
	return truth_of(facts->worry > condition->number);
}

static int64_t count_letters(struct slice text)
{
	int64_t letters = 0;
	uint32_t code;

	for (size_t at = 0; at < text.len; letters += letters_in_word(code))
		at += letters_next(text.data + at, &code);
	return letters;
}

static enum truth is_shorter(const struct condition *condition, const struct condition_facts *facts)
{
	return truth_of(count_letters(facts->plain->text) < condition->number);
}

static enum truth is_longer(const struct condition *condition, const struct condition_facts *facts)
{
	return truth_of(count_letters(facts->plain->text) > condition->number);
}

static enum truth has_links(const struct condition *condition, const struct condition_facts *facts)
{
	char name[LINKS_NAME_MAX];
	int64_t links = 0;
	size_t at = 0;

	while (links <= condition->number && links_next(facts->plain->text, &at, name).len > 0)
		links++;
	return truth_of(links > condition->number);
}

/* Of words of two letters and more: who writes "I" does not shout. */
static enum truth is_loud(const struct condition *condition, const struct condition_facts *facts)
{
	int64_t words = 0, loud = 0;

	for (size_t i = 0; i < facts->plain->count; i++) {
		const struct word *word = &facts->plain->words[i];

		if (word->kind != WORD_PLAIN || word->to - word->from < 2)
			continue;
		words++;
		loud += word->capitals;
	}
	return truth_of(1000 * loud > condition->number * words);
}

/* --- when and how often --- */

bool condition_daily_holds(const struct daily *daily, int64_t local_us)
{
	int64_t day = local_us / CLOCK_DAY_US;
	unsigned minute = (unsigned)(local_us % CLOCK_DAY_US / CLOCK_MINUTE_US);
	bool over_midnight = daily->to <= daily->from, inside;

	if (over_midnight && minute < daily->to) {
		inside = true;
		day--; /* it began yesterday */
	} else {
		inside = minute >= daily->from && (over_midnight || minute < daily->to);
	}
	/* 1970-01-01 was a Thursday */
	return inside && daily->days & 1u << (unsigned)((day + 3) % DAYS_OF_WEEK);
}

static enum truth is_time(const struct condition *condition, const struct condition_facts *facts)
{
	int64_t now = facts->circumstances->now_us;

	/* From the second day on, so that no place's clock shows a time before 1970. */
	if (now < CLOCK_DAY_US)
		return TRUTH_UNKNOWN;
	return truth_of(
		condition_daily_holds(&condition->daily, zone_local(condition->daily.zone, now)));
}

static enum truth is_flood(const struct condition *condition, const struct condition_facts *facts)
{
	const struct circumstances *given = facts->circumstances;
	size_t number = condition->rate_number;

	if (!given->rates || number >= given->rate_count || given->rates[number] < 0)
		return TRUTH_UNKNOWN;
	return truth_of(given->rates[number] >= condition->number);
}

static enum truth has_started(const struct condition *condition,
			      const struct condition_facts *facts)
{
	if (facts->trying)
		return TRUTH_YES;
	if (facts->circumstances->now_us <= 0)
		return TRUTH_UNKNOWN;
	return truth_of(facts->circumstances->now_us >= condition->number);
}

static enum truth has_not_expired(const struct condition *condition,
				  const struct condition_facts *facts)
{
	if (facts->trying)
		return TRUTH_YES;
	if (facts->circumstances->now_us <= 0)
		return TRUTH_UNKNOWN;
	return truth_of(facts->circumstances->now_us < condition->number);
}

/* --- the doors --- */

static ask *const asks[CONDITION_KINDS] = {
	[CONDITION_YOUNGER_THAN] = is_younger,
	[CONDITION_OLDER_THAN] = is_older,
	[CONDITION_FOLLOWERS_BELOW] = has_fewer,
	[CONDITION_FOLLOWERS_ABOVE] = has_more,
	[CONDITION_STAFF] = is_staff,
	[CONDITION_HIDDEN_BEFORE] = was_hidden,
	[CONDITION_CHANNEL] = is_channel,
	[CONDITION_POST] = is_post,
	[CONDITION_BRAND] = is_brand,
	[CONDITION_LANGUAGE] = is_language,
	[CONDITION_SENTIMENT_BELOW] = feels_worse,
	[CONDITION_SENTIMENT_ABOVE] = feels_better,
	[CONDITION_ANGER_ABOVE] = is_angry,
	[CONDITION_WORRY_ABOVE] = is_worried,
	[CONDITION_TIME] = is_time,
	[CONDITION_RATE] = is_flood,
	[CONDITION_LETTERS_BELOW] = is_shorter,
	[CONDITION_LETTERS_ABOVE] = is_longer,
	[CONDITION_LINKS_ABOVE] = has_links,
	[CONDITION_CAPITALS_ABOVE] = is_loud,
	[CONDITION_STARTS] = has_started,
	[CONDITION_EXPIRES] = has_not_expired,
};

enum truth condition_holds(const struct condition *condition, const struct condition_facts *facts)
{
	return asks[condition->kind](condition, facts);
}

enum truth conditions_hold(const struct conditions *conditions, const struct condition_facts *facts)
{
	enum truth all = TRUTH_YES;

	for (size_t i = 0; i < conditions->count; i++) {
		enum truth one = condition_holds(&conditions->items[i], facts);

		if (one == TRUTH_NO)
			return TRUTH_NO;
		if (one == TRUTH_UNKNOWN)
			all = TRUTH_UNKNOWN;
	}
	return all;
}
