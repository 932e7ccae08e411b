/*
 * pack_condition.c - see pack_condition.h. Most keys hold one number or one list; a table says
 * which condition each makes. Times of day and rates are made of several keys.
 */
#include "pack_condition.h"
#include "clock.h"
#include "condition_conflict.h"
#include "units.h"
#include "utf8.h"
#include <stdio.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_BYTES = 160, NUMBER_MAX = 1000000000 };

static void refuse(struct pack_reader *reader, struct place place, const char *code,
		   const char *text)
{
	complaints_add(reader->complaints, place, COMPLAINT_ERROR, code, "%s", text);
}

/* --- one condition --- */

/* "author younger_than 7d": what explain says of it. */
static const char *text_of(struct pack_reader *reader, const char *group, const struct yaml *value)
{
	char text[TEXT_BYTES];

	snprintf(text, sizeof(text), "%s%s%.*s%s%.*s", group, group[0] ? " " : "",
		 (int)utf8_cut(value->key, 40).len, value->key.data, value->text.len > 0 ? " " : "",
		 (int)utf8_cut(value->text, 60).len, value->text.data);
	return arena_string(reader->arena, slice_from(text));
}

static struct condition *add(struct pack_reader *reader, struct conditions *to, const char *group,
			     const struct yaml *value, enum condition_kind kind)
{
	struct condition *condition = &to->items[to->count];

	*condition = (struct condition){
		.kind = kind,
		.place = value->key_place,
		.text = text_of(reader, group, value),
	};
	if (!condition->text)
		return NULL;
	to->count++;
	return condition;
}

/* --- numbers --- */

enum number_kind { NUMBER_COUNT, NUMBER_HIDES, NUMBER_AGE, NUMBER_SHARE, NUMBER_MOOD };

static const struct {
	const char *belongs;
	int64_t min, max;
} numbers[] = {
	[NUMBER_COUNT] = { "a whole number from 0 to 1000000000", 0, NUMBER_MAX },
	[NUMBER_HIDES] = { "a whole number from 1 to 32, as far as they are counted", 1,
			   CONDITION_HIDES_MAX },
	[NUMBER_AGE] = { "a length of time such as 12h, 7d or 4w", 1, INT64_MAX },
	[NUMBER_SHARE] = { "a share from 0 to 1, such as 0.7", 0, 1000 },
	[NUMBER_MOOD] = { "a sentiment from -1 to 1, such as -0.5", -1000, 1000 },
};

static bool parse_number(enum number_kind kind, struct slice text, int64_t *ret_number)
{
	uint64_t count = 0;

	if (kind == NUMBER_AGE)
		return units_parse_duration(text, ret_number);
	if (kind == NUMBER_SHARE || kind == NUMBER_MOOD)
		return units_parse_thousandths(text, ret_number);
	if (!units_parse_unsigned(text, NUMBER_MAX, &count))
		return false;
	*ret_number = (int64_t)count;
	return true;
}

static bool read_number(struct pack_reader *reader, const struct yaml *value, enum number_kind kind,
			int64_t min, int64_t *ret_number)
{
	int64_t number = 0;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return false;
	if (!parse_number(kind, value->text, &number) || number < numbers[kind].min ||
	    number > numbers[kind].max || number < min) {
		complaints_add(reader->complaints, value->place, COMPLAINT_ERROR, "bad-value",
			       "'%.*s' cannot stand here; write %s%s",
			       (int)utf8_cut(value->text, 60).len, value->text.data,
			       numbers[kind].belongs, min > numbers[kind].min ? ", above 0" : "");
		return false;
	}
	*ret_number = number;
	return true;
}

/* --- groups of numbers: author, sentiment, length, links, capitals --- */

struct leaf {
	const char *group, *key;
	enum condition_kind kind;
	enum number_kind number;
	int64_t min;
};

static const struct leaf leaves[] = {
	{ "author", "younger_than", CONDITION_YOUNGER_THAN, NUMBER_AGE, 1 },
	{ "author", "older_than", CONDITION_OLDER_THAN, NUMBER_AGE, 1 },
	{ "author", "followers_below", CONDITION_FOLLOWERS_BELOW, NUMBER_COUNT, 1 },
	{ "author", "followers_above", CONDITION_FOLLOWERS_ABOVE, NUMBER_COUNT, 0 },
	{ "author", "hidden_before", CONDITION_HIDDEN_BEFORE, NUMBER_HIDES, 1 },
	{ "author", "staff", CONDITION_STAFF, NUMBER_COUNT, 0 },
	{ "sentiment", "below", CONDITION_SENTIMENT_BELOW, NUMBER_MOOD, -1000 },
	{ "sentiment", "above", CONDITION_SENTIMENT_ABOVE, NUMBER_MOOD, -1000 },
	{ "anger", "above", CONDITION_ANGER_ABOVE, NUMBER_SHARE, 0 },
	{ "worry", "above", CONDITION_WORRY_ABOVE, NUMBER_SHARE, 0 },
	{ "length", "letters_below", CONDITION_LETTERS_BELOW, NUMBER_COUNT, 1 },
	{ "length", "letters_above", CONDITION_LETTERS_ABOVE, NUMBER_COUNT, 0 },
	{ "links", "more_than", CONDITION_LINKS_ABOVE, NUMBER_COUNT, 0 },
	{ "capitals", "above", CONDITION_CAPITALS_ABOVE, NUMBER_SHARE, 0 },
};

static void read_leaf(struct pack_reader *reader, const struct leaf *leaf, const struct yaml *value,
		      struct conditions *to)
{
	static const char *const words[] = { "no", "yes" };
	struct condition *condition;
	int64_t number = 0;
	size_t index = 0;

	if (leaf->kind == CONDITION_STAFF) {
		if (!pack_read_word(reader, value, words, COUNT_OF(words), &index))
			return;
		number = (int64_t)index;
	} else if (!read_number(reader, value, leaf->number, leaf->min, &number)) {
		return;
	}
	condition = add(reader, to, leaf->group, value, leaf->kind);
	if (condition)
		condition->number = number;
}

/* A group has so few keys that the complaint names them all. */
static void complain_of_leaf(struct pack_reader *reader, const char *group,
			     const struct yaml *member)
{
	char names[TEXT_BYTES] = "";
	size_t len = 0;

	for (size_t i = 0; i < COUNT_OF(leaves) && len < sizeof(names); i++)
		if (strcmp(leaves[i].group, group) == 0)
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s",
						len > 0 ? ", " : "", leaves[i].key);
	complaints_add(reader->complaints, member->key_place, COMPLAINT_ERROR, "unknown-key",
		       "unknown key '%.*s' of '%s'; it has: %s", (int)utf8_cut(member->key, 60).len,
		       member->key.data, group, names);
}

static void read_leaves(struct pack_reader *reader, const char *group, const struct yaml *value,
			struct conditions *to)
{
	if (!pack_read_expect(reader, value, YAML_MAPPING))
		return;
	for (const struct yaml *member = value->first; member; member = member->next) {
		const struct leaf *found = NULL;

		for (size_t i = 0; i < COUNT_OF(leaves) && !found; i++)
			if (strcmp(leaves[i].group, group) == 0 &&
			    slice_is(member->key, leaves[i].key))
				found = &leaves[i];
		if (found)
			read_leaf(reader, found, member, to);
		else
			complain_of_leaf(reader, group, member);
	}
}

/* --- names --- */

static void read_names(struct pack_reader *reader, const struct yaml *value, struct conditions *to,
		       enum condition_kind kind)
{
	struct pack_texts texts = { 0 };
	struct condition *condition;

	pack_read_entries(reader, value, &texts);
	if (texts.count == 0)
		return;
	condition = add(reader, to, "", value, kind);
	if (!condition)
		return;
	condition->names = arena_calloc(reader->arena, texts.count, sizeof(struct slice));
	for (size_t i = 0; condition->names && i < texts.count; i++)
		condition->names[condition->name_count++] = texts.items[i].text;
}

static void read_language(struct pack_reader *reader, const struct yaml *value,
			  struct conditions *to)
{
	language_set languages = 0;
	struct condition *condition;

	pack_read_languages(reader, value, &languages);
	if (languages & language_bit(LANGUAGE_ANY))
		refuse(reader, value->place, "no-condition",
		       "every comment is in some language; name those that are meant, or take this "
		       "out");
	condition = languages ? add(reader, to, "", value, CONDITION_LANGUAGE) : NULL;
	if (condition)
		condition->languages = languages;
}

/* --- times of day --- */

struct time_keys {
	struct pack_text from, to, zone;
	struct pack_texts days;
};

static const struct pack_key time_keys[] = {
	{ "from", false, pack_read_text, offsetof(struct time_keys, from) },
	{ "to", false, pack_read_text, offsetof(struct time_keys, to) },
	{ "days", false, pack_read_texts, offsetof(struct time_keys, days) },
	{ "zone", false, pack_read_text, offsetof(struct time_keys, zone) },
};

static bool parse_minutes(struct pack_reader *reader, const struct pack_text *text,
			  unsigned *ret_minutes)
{
	struct slice clock = text->text;
	uint64_t hours = 0, minutes = 0;

	if (clock.len == 0)
		return true; /* the whole day's end on that side */
	if (clock.len == 5 && clock.data[2] == ':' &&
	    units_parse_unsigned(slice_cut(clock, 0, 2), 24, &hours) &&
	    units_parse_unsigned(slice_cut(clock, 3, 5), 59, &minutes) &&
	    60 * hours + minutes <= MINUTES_OF_DAY) {
		*ret_minutes = (unsigned)(60 * hours + minutes);
		return true;
	}
	refuse(reader, text->place, "bad-value",
	       "a time of day is written as \"22:00\", from \"00:00\" to \"24:00\", in quotes");
	return false;
}

static bool parse_days(struct pack_reader *reader, const struct pack_texts *texts,
		       unsigned *ret_days)
{
	static const char *const names[DAYS_OF_WEEK] = { "mon", "tue", "wed", "thu",
							 "fri", "sat", "sun" };
	unsigned days = 0;

	for (size_t i = 0; i < texts->count; i++) {
		bool known = false;

		for (unsigned day = 0; day < DAYS_OF_WEEK && !known; day++) {
			known = slice_is(texts->items[i].text, names[day]);
			days |= known ? 1u << day : 0;
		}
		if (!known) {
			pack_read_unknown(reader, texts->items[i].place, "bad-value", "day",
					  texts->items[i].text, names, DAYS_OF_WEEK);
			return false;
		}
	}
	*ret_days = texts->count > 0 ? days : (1u << DAYS_OF_WEEK) - 1;
	return true;
}

static bool parse_zone(struct pack_reader *reader, const struct pack_text *text,
		       struct condition *condition)
{
	condition->zoneless = text->text.len == 0;
	return condition->zoneless || pack_parse_zone(reader, text, &condition->daily.zone);
}

static void read_time(struct pack_reader *reader, const struct yaml *value, struct conditions *to)
{
	struct time_keys keys = { 0 };
	struct condition made = { .daily = { .to = MINUTES_OF_DAY } }, *kept;

	if (!pack_read_mapping(reader, value, "a time", time_keys, COUNT_OF(time_keys), &keys) ||
	    !parse_minutes(reader, &keys.from, &made.daily.from) ||
	    !parse_minutes(reader, &keys.to, &made.daily.to) ||
	    !parse_days(reader, &keys.days, &made.daily.days) ||
	    !parse_zone(reader, &keys.zone, &made))
		return;
	if (made.daily.from % MINUTES_OF_DAY == made.daily.to % MINUTES_OF_DAY &&
	    keys.from.text.len + keys.to.text.len > 0) {
		refuse(reader, value->key_place, "unreachable",
		       "this time is over when it begins; make 'to' another than 'from', or leave "
		       "both out for whole days");
		return;
	}
	if (keys.from.text.len + keys.to.text.len + keys.days.count == 0) {
		refuse(reader, value->key_place, "no-condition",
		       "every comment comes at some time; say 'from' and 'to', or 'days'");
		return;
	}
	kept = add(reader, to, "", value, CONDITION_TIME);
	if (kept) {
		kept->daily = made.daily;
		kept->zoneless = made.zoneless;
	}
}

bool pack_parse_zone(struct pack_reader *reader, const struct pack_text *text,
		     struct zone *ret_zone)
{
	const char *near;

	if (zone_from_name(text->text, ret_zone))
		return true;
	near = zone_suggest(text->text);
	complaints_add(reader->complaints, text->place, COMPLAINT_ERROR, "unknown-zone",
		       "unknown time zone '%.*s'; %s%s%s", (int)utf8_cut(text->text, 60).len,
		       text->text.data,
		       near ? "did you mean '"
			    : "write a European city, as Europe/Oslo, or an "
			      "offset, as \"+01:00\"",
		       near ? near : "", near ? "'?" : "");
	return false;
}

void pack_set_zone(struct conditions *conditions, const struct zone *zone,
		   struct complaints *complaints)
{
	for (size_t i = 0; i < conditions->count; i++) {
		struct condition *condition = &conditions->items[i];

		if (condition->kind != CONDITION_TIME || !condition->zoneless)
			continue;
		if (zone)
			condition->daily.zone = *zone;
		else
			complaints_add(complaints, condition->place, COMPLAINT_ERROR, "no-zone",
				       "nothing says where this time is; add 'zone: Europe/Oslo' "
				       "here, or once at the top of the pack");
	}
}

/* --- rates --- */

struct rate_keys {
	int64_t more_than, within_us;
	enum rate_of of;
};

static void read_more_than(struct pack_reader *reader, const struct yaml *value, void *into)
{
	(void)read_number(reader, value, NUMBER_COUNT, 1, into);
}

static void read_within(struct pack_reader *reader, const struct yaml *value, void *into)
{
	int64_t within = 0;

	if (!read_number(reader, value, NUMBER_AGE, 1, &within))
		return;
	if (within < CLOCK_SECOND_US || within > CLOCK_DAY_US)
		refuse(reader, value->place, "bad-value",
		       "comments are counted within 1s to 24h; choose a length of time there");
	else
		*(int64_t *)into = within;
}

static void read_rate_of(struct pack_reader *reader, const struct yaml *value, void *into)
{
	static const char *const words[RATE_OF_COUNT] = { "author", "link", "text" };
	size_t index = 0;

	if (pack_read_word(reader, value, words, RATE_OF_COUNT, &index))
		*(enum rate_of *)into = (enum rate_of)index;
}

static const struct pack_key rate_keys[] = {
	{ "more_than", true, read_more_than, offsetof(struct rate_keys, more_than) },
	{ "within", true, read_within, offsetof(struct rate_keys, within_us) },
	{ "of", true, read_rate_of, offsetof(struct rate_keys, of) },
};

static void read_rate(struct pack_reader *reader, const struct yaml *value, struct conditions *to)
{
	struct rate_keys keys = { 0 };
	struct condition *condition;

	if (!pack_read_mapping(reader, value, "a rate", rate_keys, COUNT_OF(rate_keys), &keys) ||
	    keys.more_than == 0 || keys.within_us == 0)
		return;
	condition = add(reader, to, "", value, CONDITION_RATE);
	if (condition) {
		condition->number = keys.more_than;
		condition->rate = (struct rate){ keys.of, keys.within_us };
	}
}

/* --- all of them --- */

static void check_condition(struct pack_reader *reader, const struct conditions *conditions,
			    const struct condition *condition)
{
	if (condition_never_holds(condition))
		complaints_add(reader->complaints, condition->place, COMPLAINT_ERROR, "unreachable",
			       "'%s' never holds; choose a figure that comments can have",
			       condition->text);
	for (const struct condition *other = conditions->items; other < condition; other++)
		if (condition_excludes(other, condition))
			complaints_add(reader->complaints, condition->place, COMPLAINT_ERROR,
				       "unreachable",
				       "'%s' and '%s' never hold together; change one of them",
				       other->text, condition->text);
}

struct group {
	const char *key;
	void (*read)(struct pack_reader *reader, const struct yaml *value, struct conditions *to);
	enum condition_kind names; /* without `read`: the kind of condition that is a list */
};

static void read_member(struct pack_reader *reader, const struct yaml *member,
			struct conditions *to)
{
	static const char *const keys[] = { "author",	 "channel", "post",    "brand", "language",
					    "sentiment", "anger",   "worry",   "time",	"rate",
					    "length",	 "links",   "capitals" };
	static const struct group groups[] = {
		{ "channel", NULL, CONDITION_CHANNEL },
		{ "post", NULL, CONDITION_POST },
		{ "brand", NULL, CONDITION_BRAND },
		{ "language", read_language, 0 },
		{ "time", read_time, 0 },
		{ "rate", read_rate, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(groups); i++) {
		if (!slice_is(member->key, groups[i].key))
			continue;
		if (groups[i].read)
			groups[i].read(reader, member, to);
		else
			read_names(reader, member, to, groups[i].names);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(leaves); i++) {
		if (!slice_is(member->key, leaves[i].group))
			continue;
		read_leaves(reader, leaves[i].group, member, to);
		return;
	}
	pack_read_unknown(reader, member->key_place, "unknown-key", "condition", member->key, keys,
			  COUNT_OF(keys));
}

void pack_read_conditions(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct conditions *conditions = into;
	size_t most = 0;

	if (!pack_read_expect(reader, value, YAML_MAPPING))
		return;
	for (const struct yaml *member = value->first; member; member = member->next)
		most += member->type == YAML_MAPPING ? member->count : 1;
	conditions->items = arena_calloc(reader->arena, most + 1, sizeof(*conditions->items));
	if (!conditions->items) {
		refuse(reader, value->place, "too-large",
		       "the rules need more memory than allowed; split or shorten the files");
		return;
	}
	if (most == 0)
		refuse(reader, value->place, "no-condition",
		       "no condition stands here; write one, or take this out");
	for (const struct yaml *member = value->first; member; member = member->next)
		read_member(reader, member, conditions);
	for (size_t i = 0; i < conditions->count; i++)
		check_condition(reader, conditions, &conditions->items[i]);
}
