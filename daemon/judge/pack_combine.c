/*
 * pack_combine.c - see pack_combine.h. Whether named rules exist and can hold together is
 * builder_combine.c's business.
 */
#include "pack_combine.h"
#include "clock.h"
#include "pack_condition.h"
#include "units.h"
#include <stddef.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void refuse(struct pack_reader *reader, struct place place, const char *code,
		   const char *text)
{
	complaints_add(reader->complaints, place, COMPLAINT_ERROR, code, "%s", text);
}

/* --- parts --- */

static bool read_part(struct pack_reader *reader, const struct yaml *value, struct pack_part *part)
{
	part->place = value->place;
	if (value->type == YAML_MAPPING) {
		pack_read_conditions(reader, value, &part->when);
		return part->when.count > 0;
	}
	pack_read_text(reader, value, &part->rule);
	return part->rule.text.len > 0;
}

void pack_read_parts(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_parts *parts = into;

	parts->place = value->place;
	if (value->type != YAML_LIST) { /* one alone needs no brackets */
		parts->items = arena_calloc(reader->arena, 1, sizeof(*parts->items));
		if (parts->items)
			parts->count = read_part(reader, value, parts->items);
		return;
	}
	if (value->count == 0 || value->count > PACK_PARTS_MAX) {
		refuse(reader, value->place, "parts-range",
		       "a combination has 1 to 64 parts; name rules, or {conditions}");
		return;
	}
	parts->items = pack_read_array(reader, value, sizeof(*parts->items));
	for (const struct yaml *item = parts->items ? value->first : NULL; item; item = item->next)
		parts->count += read_part(reader, item, &parts->items[parts->count]);
}

static void read_n(struct pack_reader *reader, const struct yaml *value, void *into)
{
	uint64_t n = 0;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (!units_parse_unsigned(value->text, PACK_PARTS_MAX, &n) || n == 0)
		refuse(reader, value->place, "bad-value", "'n' is a whole number from 1 to 64");
	else
		*(unsigned *)into = (unsigned)n;
}

static const struct pack_key at_least_keys[] = {
	{ "n", true, read_n, offsetof(struct pack_at_least, n) },
	{ "of", false, pack_read_parts, offsetof(struct pack_at_least, of) },
	{ "finds_of", false, pack_read_texts, offsetof(struct pack_at_least, finds_of) },
};

void pack_read_at_least(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_at_least *at_least = into;

	at_least->place = value->place;
	if (!pack_read_mapping(reader, value, "at_least", at_least_keys, COUNT_OF(at_least_keys),
			       at_least))
		return;
	if (!yaml_get(value, "of") == !yaml_get(value, "finds_of"))
		refuse(reader, value->place, "missing-key",
		       "at_least counts either rules ('of') or finds ('finds_of'); give it one of "
		       "them");
	else if (at_least->of.count > 0 && at_least->n > at_least->of.count)
		refuse(reader, value->place, "unreachable",
		       "fewer parts are named than must hold; make 'n' smaller, or count finds "
		       "with 'finds_of'");
}

void pack_read_near(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_combination *combination = into;
	uint64_t near = 0;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (!units_parse_unsigned(value->text, PACK_NEAR_MAX, &near)) {
		refuse(reader, value->place, "bad-value",
		       "'near' is how many other words may stand between, from 0 to 100");
		return;
	}
	combination->is_near = true;
	combination->near = (unsigned)near;
	combination->near_place = value->place;
}

/* --- days and moments --- */

static bool is_day(struct slice text)
{
	return text.len == 10;
}

static bool parse_moment(struct slice text, int64_t *ret_us)
{
	char whole[CLOCK_TEXT_MAX];
	int len;

	if (!is_day(text))
		return text.len > 10 && clock_parse(text, ret_us);
	len = snprintf(whole, sizeof(whole), "%.*sT00:00:00Z", (int)text.len, text.data);
	return len > 0 && clock_parse((struct slice){ whole, (size_t)len }, ret_us);
}

/* As a day or a moment is written, whatever its figures. */
static bool looks_like_one(struct slice text)
{
	static const char shape[] = "0000-00-00";

	if (text.len < sizeof(shape) - 1)
		return false;
	for (size_t i = 0; i < sizeof(shape) - 1; i++)
		if (shape[i] == '0' ? text.data[i] < '0' || text.data[i] > '9'
				    : text.data[i] != shape[i])
			return false;
	return is_day(text) || strchr("Tt ", text.data[10]);
}

void pack_read_moment(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_moment *moment = into;
	int64_t us = 0;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (parse_moment(value->text, &us))
		*moment = (struct pack_moment){ value->text, value->place, us };
	else
		refuse(reader, value->place, "bad-value",
		       looks_like_one(value->text)
			       ? "there is no such day or moment between the years 1970 and 2200; "
				 "a moment is written as 2026-12-01T18:00:00+01:00"
			       : "write a day, as 2026-12-01, or a moment, as "
				 "2026-12-01T18:00:00+01:00");
}

static void settle_moment(struct pack_moment *moment, struct zone zone, bool end)
{
	if (!is_day(moment->text))
		return;
	moment->us = zone_wall(zone, moment->us + (end ? CLOCK_DAY_US : 0));
}

/* --- examples --- */

struct example_author {
	int64_t age_us, followers, hidden;
	bool staff;
};

struct example_keys {
	struct pack_text text, channel, post, brand, lang;
	struct pack_moment at;
	struct example_author author;
	int64_t rate;
};

static void read_count(struct pack_reader *reader, const struct yaml *value, void *into)
{
	uint64_t count = 0;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (units_parse_unsigned(value->text, 1000000000, &count))
		*(int64_t *)into = (int64_t)count;
	else
		refuse(reader, value->place, "bad-value", "write a whole number here");
}

static void read_age(struct pack_reader *reader, const struct yaml *value, void *into)
{
	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (!units_parse_duration(value->text, into))
		refuse(reader, value->place, "bad-value",
		       "an age is a length of time such as 2h, 5d or 52w");
}

static void read_staff(struct pack_reader *reader, const struct yaml *value, void *into)
{
	static const char *const words[] = { "no", "yes" };
	size_t index = 0;

	if (pack_read_word(reader, value, words, COUNT_OF(words), &index))
		*(bool *)into = index == 1;
}

static const struct pack_key author_keys[] = {
	{ "age", false, read_age, offsetof(struct example_author, age_us) },
	{ "followers", false, read_count, offsetof(struct example_author, followers) },
	{ "hidden", false, read_count, offsetof(struct example_author, hidden) },
	{ "staff", false, read_staff, offsetof(struct example_author, staff) },
};

static void read_author(struct pack_reader *reader, const struct yaml *value, void *into)
{
	pack_read_mapping(reader, value, "an example's author", author_keys, COUNT_OF(author_keys),
			  into);
}

static const struct pack_key example_keys[] = {
	{ "text", true, pack_read_text, offsetof(struct example_keys, text) },
	{ "author", false, read_author, offsetof(struct example_keys, author) },
	{ "channel", false, pack_read_text, offsetof(struct example_keys, channel) },
	{ "post", false, pack_read_text, offsetof(struct example_keys, post) },
	{ "brand", false, pack_read_text, offsetof(struct example_keys, brand) },
	{ "lang", false, pack_read_text, offsetof(struct example_keys, lang) },
	{ "at", false, pack_read_moment, offsetof(struct example_keys, at) },
	{ "rate", false, read_count, offsetof(struct example_keys, rate) },
};

/* A Wednesday noon, unless the example says when: conditions then have something to look at. */
static int64_t noon(void)
{
	return clock_days_from_civil(2020, 1, 1) * CLOCK_DAY_US + 12 * CLOCK_HOUR_US;
}

static void make_example(const struct example_keys *keys, struct pack_example *example)
{
	int64_t now = keys->at.text.len > 0 ? keys->at.us : noon();

	*example = (struct pack_example){
		.text = keys->text,
		.now_us = now,
		.author_hides = keys->author.hidden,
		.rate = keys->rate,
		.comment = {
			.text = keys->text.text,
			.channel = keys->channel.text,
			.post = keys->post.text,
			.brand = keys->brand.text,
			.lang = keys->lang.text,
			.ts_us = now,
			.author = {
				.followers = keys->author.followers,
				.created_at_us = keys->author.age_us < 0 ? 0 : now - keys->author.age_us,
				.staff = keys->author.staff,
			},
			.reach = -1,
		},
	};
}

static bool read_example(struct pack_reader *reader, const struct yaml *value,
			 struct pack_example *example)
{
	struct example_keys keys = { .author = { -1, -1, -1, false }, .rate = -1 };

	if (value->type == YAML_MAPPING)
		pack_read_mapping(reader, value, "an example", example_keys, COUNT_OF(example_keys),
				  &keys);
	else
		pack_read_text(reader, value, &keys.text);
	make_example(&keys, example);
	return example->text.text.len > 0;
}

void pack_read_examples(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_examples *examples = into;

	if (value->type != YAML_LIST) {
		examples->items = arena_calloc(reader->arena, 1, sizeof(*examples->items));
		if (examples->items)
			examples->count = read_example(reader, value, examples->items);
		return;
	}
	examples->items = pack_read_array(reader, value, sizeof(*examples->items));
	for (const struct yaml *item = examples->items ? value->first : NULL; item;
	     item = item->next)
		examples->count += read_example(reader, item, &examples->items[examples->count]);
}

/* --- the whole --- */

bool pack_combines(const struct pack_combination *combination)
{
	return combination->none.count > 0 || combination->starts.text.len > 0 ||
	       combination->expires.text.len > 0 || combination->is_near ||
	       pack_stands_alone(combination);
}

bool pack_stands_alone(const struct pack_combination *combination)
{
	return combination->all.count > 0 || combination->any.count > 0 ||
	       combination->at_least.n > 0 || combination->when.count > 0;
}

static void set_zones(struct pack_parts *parts, const struct zone *zone,
		      struct complaints *complaints)
{
	for (size_t i = 0; i < parts->count; i++)
		pack_set_zone(&parts->items[i].when, zone, complaints);
}

static void settle(struct pack_reader *reader, struct pack_combination *combination,
		   const struct zone *zone)
{
	struct zone here = zone ? *zone : (struct zone){ .minutes = 0 };

	pack_set_zone(&combination->when, zone, reader->complaints);
	set_zones(&combination->all, zone, reader->complaints);
	set_zones(&combination->any, zone, reader->complaints);
	set_zones(&combination->none, zone, reader->complaints);
	set_zones(&combination->at_least.of, zone, reader->complaints);
	settle_moment(&combination->starts, here, false);
	settle_moment(&combination->expires, here, true);
	if (combination->starts.text.len > 0 && combination->expires.text.len > 0 &&
	    combination->expires.us <= combination->starts.us)
		refuse(reader, combination->expires.place, "unreachable",
		       "this rule expires before it starts; mend one of the two");
}

void pack_combine_finish(struct pack_reader *reader, const struct pack *pack)
{
	struct zone zone = { .minutes = 0 };
	bool known = pack->zone.text.len > 0 && pack_parse_zone(reader, &pack->zone, &zone);

	for (size_t i = 0; i < pack->rule_count; i++)
		settle(reader, &pack->rules[i].combination, known ? &zone : NULL);
}
