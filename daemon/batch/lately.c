/*
 * lately.c - see lately.h.
 *
 * Each author, link and text of the batch is one thing, found by its hash; comments point to
 * theirs. A thing has, for each rate that asks for its kind, what the store remembers and what the
 * batch added. So a flood of one text is one row to be read, and one to be written.
 */
#include "lately.h"

#include "delta_history.h"
#include "forms.h"
#include "letters.h"
#include "links.h"
#include "repeats.h"
#include "tally.h"
#include "utf8.h"

#include <stdlib.h>

enum { LINKS_MAX = 8, THINGS_EACH = LINKS_MAX + 2, PIECE = 512 };
/* Series hold 35 days, and so long late comments are of use to each other. What is older would come
 * back as new where the numbers of slots begin again. */
#define TOO_OLD_US (35 * INT64_C(86400) * 1000000)

static const char *const names[RATE_OF_COUNT] = {
	[RATE_AUTHOR] = "author", [RATE_LINK] = "link", [RATE_TEXT] = "text"
};

struct arrival {
	uint32_t slot, count;
};

/* For one rate. */
struct row {
	struct slice known; /* as the store has it */
	struct arrival *added;
	size_t count, room;
};

struct hidden {
	uint64_t comment;
	int64_t ts_us;
	struct hidden *next;
};

struct thing {
	uint64_t hash, before; /* before: of an author, with the key before this one; else 0 */
	enum rate_of of;
	struct row *rows;	  /* by place among the rates of this kind */
	struct slice known_hides; /* of an author */
	struct hidden *hidden;	  /* by the batch */
	struct thing *next;	  /* of the same brand and kind */
};

struct lately_brand {
	struct slice name;
	struct thing *things[RATE_OF_COUNT];
	size_t counts[RATE_OF_COUNT];
	struct lately_brand *next;
};

struct subject {
	const struct comment *comment;
	int64_t ts_us;
	struct thing *author, *text, *links[LINKS_MAX]; /* NULL: none, or nobody asks */
	size_t link_count;
};

struct lately {
	const struct author_keys *keys;
	struct forms_maker *forms_maker;
	struct lately_batch batch;
	bool failed, hides;
	size_t rate_count, of_count[RATE_OF_COUNT];
	struct rate rates[RULESET_RATES_MAX];
	struct lately_brand *brands;
	struct subject *subjects;
	size_t count;
	struct thing **table; /* open addressing */
	size_t table_size;
};

struct lately *lately_new(const struct author_keys *keys)
{
	struct lately *lately = calloc(1, sizeof(*lately));

	if (!lately)
		return NULL;
	lately->keys = keys;
	lately->forms_maker = forms_maker_new();
	return lately->forms_maker ? lately : lately_free(lately);
}

struct lately *lately_free(struct lately *lately)
{
	if (!lately)
		return NULL;
	forms_maker_free(lately->forms_maker);
	free(lately);
	return NULL;
}

static void *piece(struct lately *lately, size_t count, size_t bytes)
{
	void *memory = lately->failed ? NULL : arena_calloc(lately->batch.arena, count, bytes);

	lately->failed = !memory;
	return memory;
}

/* --- who and what they are --- */

static void learn_wishes(struct lately *lately, const struct lately_batch *batch)
{
	lately->batch = *batch;
	lately->failed = false;
	lately->brands = NULL;
	lately->count = 0;
	lately->rate_count = ruleset_rate_count(batch->ruleset);
	memset(lately->of_count, 0, sizeof(lately->of_count));
	for (size_t i = 0; i < lately->rate_count; i++) {
		lately->rates[i] = ruleset_rate(batch->ruleset, i);
		lately->of_count[lately->rates[i].of]++;
	}
	lately->hides =
		ruleset_wants_author_hides(batch->ruleset) && batch->config->remember_hides_us > 0;
}

int lately_begin(struct lately *lately, const struct lately_batch *batch, bool *ret_asked,
		 struct error *error)
{
	size_t size = 16;

	learn_wishes(lately, batch);
	*ret_asked = lately->rate_count > 0 || lately->hides;
	if (!*ret_asked)
		return 0;
	while (size < 2 * THINGS_EACH * batch->comments)
		size *= 2;
	lately->table_size = size;
	lately->table = piece(lately, size, sizeof(struct thing *));
	lately->subjects = piece(lately, batch->comments + 1, sizeof(*lately->subjects));
	return lately->failed ? error_set(error, ERROR_MEMORY, "out of memory") : 0;
}

/* A batch holds few brands, and mostly the same again. */
static struct lately_brand *brand_of(struct lately *lately, struct slice name)
{
	struct lately_brand *brand = lately->brands;

	while (brand && !slice_equal(brand->name, name))
		brand = brand->next;
	if (brand)
		return brand;
	brand = piece(lately, 1, sizeof(*brand));
	if (!brand)
		return NULL;
	brand->name = name;
	brand->next = lately->brands;
	lately->brands = brand;
	return brand;
}

static struct thing *thing_of(struct lately *lately, struct lately_brand *brand, enum rate_of of,
			      uint64_t hash)
{
	size_t at = (size_t)hash & (lately->table_size - 1);
	struct thing *thing;

	for (; lately->table[at]; at = (at + 1) & (lately->table_size - 1)) {
		if (lately->table[at]->hash == hash && lately->table[at]->of == of)
			return lately->table[at];
	}
	thing = piece(lately, 1, sizeof(*thing));
	if (!thing)
		return NULL;
	*thing = (struct thing){ .hash = hash, .of = of, .next = brand->things[of] };
	thing->rows = piece(lately, lately->of_count[of] + 1, sizeof(*thing->rows));
	brand->things[of] = thing;
	brand->counts[of]++;
	lately->table[at] = thing;
	return thing;
}

static uint64_t hash_piece(const struct lately *lately, struct slice brand, uint64_t before,
			   struct slice piece_of_text)
{
	const struct slice parts[] = { brand,
				       { (const char *)&before, sizeof(before) },
				       piece_of_text };

	return crypto_short_hash(lately->keys->things, parts, 3);
}

/* Letters and digits of the text, without any of the ways in which copies are made to look
 * different: case, blanks, signs, pictures, disguises. 0 when there are none. */
static uint64_t hash_text(const struct lately *lately, struct slice brand, struct slice loose)
{
	char bytes[PIECE];
	size_t len = 0, bytes_used;
	uint64_t hash = 0;
	uint32_t code;

	for (size_t at = 0; at < loose.len; at += bytes_used) {
		bytes_used = letters_next(loose.data + at, &code);
		if (!letters_in_word(code))
			continue;
		if (len + bytes_used > PIECE) {
			hash = hash_piece(lately, brand, hash, (struct slice){ bytes, len });
			len = 0;
		}
		memcpy(bytes + len, loose.data + at, bytes_used);
		len += bytes_used;
	}
	return len ? hash_piece(lately, brand, hash, (struct slice){ bytes, len }) : hash;
}

static void add_links(struct lately *lately, struct lately_brand *brand, struct subject *subject,
		      struct slice plain)
{
	char name[LINKS_NAME_MAX];
	size_t at = 0;

	while (subject->link_count < LINKS_MAX) {
		const struct slice parts[] = { brand->name, links_next(plain, &at, name) };
		struct thing *link;
		size_t i = 0;

		if (parts[1].len == 0)
			break;
		link = thing_of(lately, brand, RATE_LINK,
				crypto_short_hash(lately->keys->things, parts, 2));
		while (i < subject->link_count && subject->links[i] != link)
			i++;
		if (link && i == subject->link_count)
			subject->links[subject->link_count++] = link;
	}
}

static void add_content(struct lately *lately, struct lately_brand *brand, struct subject *subject)
{
	struct slice text = subject->comment->text;
	struct forms forms;
	uint64_t hash;

	if (text.len > COMMENT_TEXT_MAX || !utf8_valid(text, NULL))
		return; /* goes to a person as it is */
	if (forms_make(lately->forms_maker, text, &forms) < 0) {
		lately->failed = true;
		return;
	}
	if (lately->of_count[RATE_LINK])
		add_links(lately, brand, subject, forms.form[FORM_PLAIN].text);
	hash = lately->of_count[RATE_TEXT]
		       ? hash_text(lately, brand->name, forms.form[FORM_LOOSE].text)
		       : 0;
	if (hash)
		subject->text = thing_of(lately, brand, RATE_TEXT, hash);
}

void lately_add(struct lately *lately, const struct comment *comment)
{
	struct lately_brand *brand = lately->failed ? NULL : brand_of(lately, comment->brand);
	struct subject *subject;
	uint64_t author = 0;

	if (!brand)
		return;
	assert(lately->count < lately->batch.comments);
	subject = &lately->subjects[lately->count++];
	*subject = (struct subject){ .comment = comment, .ts_us = comment->ts_us };
	if (subject->ts_us > lately->batch.now_us)
		subject->ts_us = lately->batch.now_us;
	if (lately->of_count[RATE_AUTHOR] || lately->hides)
		author = tally_author(lately->keys->current, comment);
	if (author)
		subject->author = thing_of(lately, brand, RATE_AUTHOR, author);
	if (subject->author && lately->keys->until_us)
		subject->author->before = tally_author(lately->keys->before, comment);
	if (lately->of_count[RATE_LINK] || lately->of_count[RATE_TEXT])
		add_content(lately, brand, subject);
}

/* --- what is remembered of them --- */

static struct history_list list_of(const struct rate *rate)
{
	return (struct history_list){ names[rate->of], rate->within_us };
}

/* One for all things of a brand and kind, authors behind them once more by the key before. */
static void ask(struct lately *lately, const struct lately_brand *brand, enum rate_of of,
		struct history_list list, struct history_query *ret_query)
{
	size_t things = brand->counts[of], at = 0;
	bool twice = of == RATE_AUTHOR && lately->keys->until_us;
	size_t count = twice ? 2 * things : things;
	uint64_t *keys = piece(lately, count, sizeof(*keys));
	struct slice *rows = piece(lately, count, sizeof(*rows));

	*ret_query = (struct history_query){ brand->name, list, keys, count, rows };
	if (lately->failed)
		return;
	for (const struct thing *thing = brand->things[of]; thing; thing = thing->next, at++) {
		keys[at] = thing->hash;
		if (twice)
			keys[things + at] = thing->before;
	}
}

/* The row of the thing at a place, and behind it an author's by the key before: they add up. */
static struct slice answer(struct lately *lately, const struct history_query *query, size_t things,
			   size_t at)
{
	struct slice row = query->ret_rows[at];
	struct slice before =
		query->count > things ? query->ret_rows[things + at] : (struct slice){ 0 };
	char *both = before.len ? piece(lately, 1, row.len + before.len) : NULL;

	if (!both)
		return row;
	if (row.len)
		memcpy(both, row.data, row.len);
	memcpy(both + row.len, before.data, before.len);
	return (struct slice){ both, row.len + before.len };
}

/* The rate's place among those of its kind. */
static size_t place_of(const struct lately *lately, size_t rate)
{
	size_t place = 0;

	for (size_t i = 0; i < rate; i++)
		place += lately->rates[i].of == lately->rates[rate].of;
	return place;
}

/* Walks over the questions in one fixed order: asks them, or takes the answers in. */
static size_t each_question(struct lately *lately, struct history_query *queries, bool answered)
{
	size_t count = 0;

	for (struct lately_brand *brand = lately->brands; brand; brand = brand->next) {
		for (size_t i = 0; i < lately->rate_count; i++) {
			enum rate_of of = lately->rates[i].of;
			size_t at = 0, place = place_of(lately, i);

			if (brand->counts[of] == 0)
				continue;
			if (!answered)
				ask(lately, brand, of, list_of(&lately->rates[i]), &queries[count]);
			for (struct thing *t = brand->things[of]; answered && t; t = t->next)
				t->rows[place].known =
					answer(lately, &queries[count], brand->counts[of], at++);
			count++;
		}
	}
	return count;
}

static size_t each_author(struct lately *lately, struct history_query *queries, bool answered)
{
	const struct history_list list = { NULL, lately->batch.config->remember_hides_us };
	size_t count = 0;

	if (!lately->hides)
		return 0;
	for (struct lately_brand *brand = lately->brands; brand; brand = brand->next) {
		size_t at = 0;

		if (brand->counts[RATE_AUTHOR] == 0)
			continue;
		if (!answered)
			ask(lately, brand, RATE_AUTHOR, list, &queries[count]);
		for (struct thing *t = brand->things[RATE_AUTHOR]; answered && t; t = t->next)
			t->known_hides =
				answer(lately, &queries[count], brand->counts[RATE_AUTHOR], at++);
		count++;
	}
	return count;
}

int lately_read(struct lately *lately, struct redis_link *link, struct error *error)
{
	size_t brands = 0, count = 0;
	struct history_query *queries;
	int r;

	for (const struct lately_brand *brand = lately->brands; brand; brand = brand->next)
		brands++;
	queries = piece(lately, brands * (lately->rate_count + 1) + 1, sizeof(*queries));
	if (queries) {
		count = each_question(lately, queries, false);
		count += each_author(lately, queries + count, false);
	}
	if (lately->failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = history_read(link, lately->batch.partition, queries, count, lately->batch.arena, error);
	if (r < 0)
		return r;
	count = each_question(lately, queries, true);
	(void)each_author(lately, queries + count, true);
	return lately->failed ? error_set(error, ERROR_MEMORY, "out of memory") : 0;
}

/* --- what the batch adds --- */

void lately_restart(struct lately *lately)
{
	for (struct lately_brand *brand = lately->brands; brand; brand = brand->next) {
		for (enum rate_of of = RATE_AUTHOR; of < RATE_OF_COUNT; of++) {
			for (struct thing *t = brand->things[of]; t; t = t->next) {
				t->hidden = NULL;
				for (size_t i = 0; i < lately->of_count[of]; i++)
					t->rows[i].count = 0;
			}
		}
	}
}

static void add_arrival(struct lately *lately, struct row *row, uint32_t slot)
{
	size_t i = row->count;

	while (i > 0 && row->added[i - 1].slot != slot)
		i--;
	if (i > 0) {
		row->added[i - 1].count++;
		return;
	}
	if (row->count == row->room) {
		size_t room = row->room ? 2 * row->room : 2;
		struct arrival *grown = piece(lately, room, sizeof(*grown));

		if (!grown)
			return;
		if (row->count)
			memcpy(grown, row->added, row->count * sizeof(*grown));
		row->added = grown;
		row->room = room;
	}
	row->added[row->count++] = (struct arrival){ slot, 1 };
}

static void count_thing(struct lately *lately, struct thing *thing, int64_t ts_us)
{
	size_t place = 0;

	for (size_t i = 0; i < lately->rate_count && !lately->failed; i++) {
		if (lately->rates[i].of == thing->of)
			add_arrival(lately, &thing->rows[place++],
				    history_slot(ts_us, lately->rates[i].within_us));
	}
}

void lately_count(struct lately *lately, size_t number)
{
	const struct subject *subject = &lately->subjects[number];

	if (lately->failed || subject->ts_us < 0 ||
	    subject->ts_us < lately->batch.now_us - TOO_OLD_US)
		return;
	if (subject->author)
		count_thing(lately, subject->author, subject->ts_us);
	if (subject->text)
		count_thing(lately, subject->text, subject->ts_us);
	for (size_t i = 0; i < subject->link_count; i++)
		count_thing(lately, subject->links[i], subject->ts_us);
}

void lately_hidden(struct lately *lately, size_t number)
{
	const struct subject *subject = &lately->subjects[number];
	struct thing *author = subject->author;
	struct hidden *hidden;
	uint64_t comment;

	if (lately->failed || !lately->hides || !author)
		return;
	comment = repeat_key(subject->comment, lately->keys->things);
	if (history_holds(author->known_hides, comment))
		return; /* an edited one, hidden before */
	hidden = piece(lately, 1, sizeof(*hidden));
	if (!hidden)
		return;
	*hidden = (struct hidden){ comment, subject->ts_us, author->hidden };
	author->hidden = hidden;
}

/* --- figures --- */

static int64_t figure(const struct thing *thing, size_t place, uint32_t slot)
{
	const struct row *row = &thing->rows[place];
	int64_t sum = history_arrivals(row->known, slot);

	for (size_t i = 0; i < row->count; i++)
		sum += slot - row->added[i].slot < HISTORY_SLOTS ? row->added[i].count : 0;
	return sum;
}

/* Of a comment's links, that which came most often. Nobody known is not known; no link came with
 * none. */
static int64_t figure_of(const struct lately *lately, const struct subject *subject, size_t rate)
{
	size_t place = place_of(lately, rate);
	uint32_t slot = history_slot(subject->ts_us, lately->rates[rate].within_us);
	int64_t most = 0;

	switch (lately->rates[rate].of) {
	case RATE_AUTHOR:
		return subject->author ? figure(subject->author, place, slot) : -1;
	case RATE_TEXT:
		return subject->text ? figure(subject->text, place, slot) : 0;
	default:
		for (size_t i = 0; i < subject->link_count; i++) {
			int64_t each = figure(subject->links[i], place, slot);

			most = each > most ? each : most;
		}
		return most;
	}
}

static int64_t hides_of(const struct lately *lately, const struct subject *subject)
{
	int64_t within_us = lately->batch.config->remember_hides_us, count;

	if (!lately->hides || !subject->author)
		return -1;
	count = history_hidden(subject->author->known_hides,
			       repeat_key(subject->comment, lately->keys->things), subject->ts_us,
			       within_us);
	for (const struct hidden *h = subject->author->hidden; h; h = h->next)
		count += h->ts_us <= subject->ts_us && subject->ts_us - h->ts_us < within_us;
	return count;
}

struct circumstances lately_circumstances(const struct lately *lately, size_t number, bool counted,
					  int64_t *ret_rates)
{
	const struct subject *subject = &lately->subjects[number];

	for (size_t i = 0; i < lately->rate_count; i++) {
		ret_rates[i] = figure_of(lately, subject, i);
		/* Whether the earlier version had the same link nobody remembers: then rather too
		 * few than too many. */
		if (counted && ret_rates[i] > 0)
			ret_rates[i]--;
	}
	return (struct circumstances){ .now_us = subject->ts_us,
				       .author_hides = hides_of(lately, subject),
				       .rates = ret_rates,
				       .rate_count = lately->rate_count };
}

/* --- for the commit --- */

static struct slice pack_row(struct lately *lately, const struct row *row)
{
	uint8_t *bytes = piece(lately, row->count, HISTORY_ARRIVAL_BYTES);

	for (size_t i = 0; bytes && i < row->count; i++) {
		for (size_t k = 0; k < 4; k++) {
			bytes[8 * i + k] = (uint8_t)(row->added[i].slot >> 8 * k);
			bytes[8 * i + 4 + k] = (uint8_t)(row->added[i].count >> 8 * k);
		}
	}
	return (struct slice){ (const char *)bytes,
			       bytes ? row->count * HISTORY_ARRIVAL_BYTES : 0 };
}

static void deliver_rate(struct lately *lately, const struct lately_brand *brand, size_t rate,
			 struct delta *delta)
{
	const struct history_list list = list_of(&lately->rates[rate]);
	struct delta_brand *to = delta_brand(delta, brand->name);
	size_t place = place_of(lately, rate);

	for (const struct thing *t = brand->things[lately->rates[rate].of]; t; t = t->next) {
		if (t->rows[place].count)
			delta_add_arrivals(delta, to, &list, t->hash,
					   pack_row(lately, &t->rows[place]));
	}
}

void lately_deliver(struct lately *lately, struct delta *delta)
{
	delta->arrivals_kept = lately->batch.config->rates_kept;
	for (const struct lately_brand *brand = lately->brands; brand; brand = brand->next) {
		for (size_t i = 0; i < lately->rate_count; i++)
			deliver_rate(lately, brand, i, delta);
	}
	delta->failed = delta->failed || lately->failed;
}

int64_t lately_remember_hides(const struct lately *lately)
{
	return lately->hides ? lately->batch.config->remember_hides_us : 0;
}
