/*
 * person.c - see person.h.
 *
 * The places are walked in an order in which each may learn from those before: comments that are
 * found by their author lead to the examples and messages that hold only the comment's id.
 */
#include "person.h"

#include "arena.h"
#include "block.h"
#include "incidents.h"
#include "json.h"
#include "keys.h"
#include "message.h"
#include "person_history.h"
#include "person_words.h"
#include "recent.h"
#include "scan.h"

#include <assert.h>
#include <stdio.h>

enum { PAGE = 64, ARENA_BYTES = 256 << 20, INCIDENT_TRIES = 5 };

static const char *const places[] = {
	[PERSON_WAITING] = "waiting", [PERSON_POISON] = "set aside", [PERSON_QUEUED] = "queue",
	[PERSON_RECENT] = "recent",   [PERSON_EXAMPLE] = "incident", [PERSON_MESSAGE] = "message",
	[PERSON_HIDDEN] = "hidden",   [PERSON_RATE] = "rate",	     [PERSON_PHRASE] = "phrase",
	[PERSON_VOICE] = "voice",
};
static_assert(sizeof(places) / sizeof(places[0]) == PERSON_PLACES, "each has a name");

const char *person_place_name(enum person_place place)
{
	assert(place >= 0 && place < PERSON_PLACES);
	return places[place];
}

/* Something that was found and leads on: a comment ("brand" NUL "id") or an incident. */
struct lead {
	struct slice name;
	struct lead *next;
};

struct walk {
	struct redis_link *link;
	const struct person_search *search;
	struct arena arena; /* of the leads */
	struct arena page;  /* of what is looked at now */
	struct block *block;
	struct lead *comments, *incidents;
	struct person_words words;
	uint64_t waiting;
};

/* --- leads --- */

static struct slice comment_name(struct walk *walk, struct slice brand, struct slice id)
{
	struct buffer name;
	struct slice copy;

	buffer_init(&name, 4096);
	buffer_add_slice(&name, brand);
	buffer_add_char(&name, '\0');
	buffer_add_slice(&name, id);
	copy = buffer_failed(&name) ? (struct slice){ 0 }
				    : arena_copy(&walk->page, buffer_slice(&name));
	buffer_done(&name);
	return copy;
}

static bool leads(const struct lead *list, struct slice name)
{
	for (; list; list = list->next) {
		if (slice_equal(list->name, name))
			return true;
	}
	return false;
}

static int follow(struct walk *walk, struct lead **list, struct slice name, struct error *error)
{
	if (leads(*list, name))
		return 0;
	struct lead *lead = arena_calloc(&walk->arena, 1, sizeof(*lead));
	if (lead)
		lead->name = arena_copy(&walk->arena, name);
	if (!lead || !lead->name.data)
		return error_set(error, ERROR_MEMORY, "out of memory");
	lead->next = *list;
	*list = lead;
	return 0;
}

/* --- what all places share --- */

static bool is_of_brand(const struct walk *walk, struct slice brand)
{
	const struct person *person = &walk->search->person;

	return person->brand.len == 0 || slice_equal(person->brand, brand);
}

static bool is_theirs(const struct walk *walk, const struct comment *comment)
{
	return slice_equal(comment->author.id, walk->search->person.id) &&
	       is_of_brand(walk, comment->brand);
}

bool person_is(const struct person *person, struct slice brand, uint64_t hash)
{
	const struct author_keys *keys = person->keys;

	return hash == crypto_author_hash(keys->current, brand, person->id) ||
	       (keys->until_us && hash == crypto_author_hash(keys->before, brand, person->id));
}

static int found_comment(struct walk *walk, enum person_place place, const struct comment *comment,
			 struct error *error)
{
	const struct person_finding finding = { .place = place,
						.brand = comment->brand,
						.id = comment->id,
						.channel = comment->channel,
						.url = comment->url,
						.text = comment->text,
						.name = comment->author.name,
						.ts_us = comment->ts_us };

	int r;

	walk->search->each(walk->search->context, &finding);
	r = person_words_keep(&walk->words, comment->brand, comment->text, error);
	return r < 0 ? r
		     : follow(walk, &walk->comments,
			      comment_name(walk, comment->brand, comment->id), error);
}

/* What is erased in one step; "gone already" is as good. */
static int erase(struct walk *walk, const struct redis_command *command, bool *ret_left,
		 struct error *error)
{
	struct redisReply *reply = NULL;
	int r = redis_link_command(walk->link, command, &reply, error);

	*ret_left = r == ERROR_CONFLICT;
	if (r == 0)
		redis_reply_free(reply);
	return r == ERROR_NOT_FOUND || r == ERROR_CONFLICT ? 0 : r;
}

static int erase_by_function(struct walk *walk, const char *what, struct slice name, bool *ret_left,
			     struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(walk->search->partition, prefix);
	redis_command_call(&command, "livvakt_forget", prefix);
	redis_command_add_text(&command, what);
	redis_command_add(&command, name);
	return erase(walk, &command, ret_left, error);
}

/* --- streams of blocks --- */

static int look_at_entry(struct walk *walk, enum person_place place, struct slice id,
			 struct slice bytes, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct error unreadable;
	bool theirs = false, left;
	int r = 0;

	if (block_unpack(bytes, walk->block, &unreadable) < 0)
		walk->block->count = 0; /* then its bytes may still hold the id */
	for (size_t i = 0; r == 0 && i < walk->block->count; i++) {
		if (!is_theirs(walk, &walk->block->comments[i]))
			continue;
		theirs = true;
		walk->waiting += place == PERSON_WAITING;
		r = found_comment(walk, place, &walk->block->comments[i], error);
	}
	if (walk->block->count == 0 && place == PERSON_POISON && bytes.len > 0)
		theirs = memmem(bytes.data, bytes.len, walk->search->person.id.data,
				walk->search->person.id.len);
	if (r < 0 || !theirs || place != PERSON_POISON || !walk->search->forget)
		return r;
	redis_command_init(&command, "XDEL");
	redis_command_add(&command, keys_build(walk->search->partition, "poison",
					       (struct slice){ 0 }, (struct slice){ 0 }, key));
	redis_command_add(&command, id);
	return erase(walk, &command, &left, error);
}

static int read_entries(struct walk *walk, const char *stream, const char *from,
			struct redisReply **ret_reply, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "XRANGE");
	redis_command_add(&command, keys_build(walk->search->partition, stream, (struct slice){ 0 },
					       (struct slice){ 0 }, key));
	redis_command_add_text(&command, from);
	redis_command_add_text(&command, "+");
	redis_command_add_text(&command, "COUNT");
	redis_command_add_integer(&command, PAGE);
	return redis_link_command(walk->link, &command, ret_reply, error);
}

static int walk_stream(struct walk *walk, const char *stream, enum person_place place,
		       struct error *error)
{
	char from[80] = "-";
	size_t count = 1;
	int r = 0;

	while (r == 0 && count > 0) {
		struct redisReply *reply = NULL;

		r = read_entries(walk, stream, from, &reply, error);
		if (r < 0)
			return r;
		count = redis_reply_count(reply);
		for (size_t i = 0; r == 0 && i < count; i++) {
			const struct redisReply *entry = redis_reply_at(reply, i);
			struct slice id = redis_reply_text(redis_reply_at(entry, 0));
			const struct redisReply *fields = redis_reply_at(entry, 1);

			(void)snprintf(from, sizeof(from), "(%.*s", (int)id.len, id.data);
			r = look_at_entry(walk, place, id,
					  redis_reply_text(redis_reply_field(fields, "block")),
					  error);
		}
		redis_reply_free(reply);
		arena_reset(&walk->page);
	}
	return r;
}

static int walk_waiting(struct walk *walk, struct error *error)
{
	return walk_stream(walk, "stream", PERSON_WAITING, error);
}

static int walk_poison(struct walk *walk, struct error *error)
{
	return walk_stream(walk, "poison", PERSON_POISON, error);
}

/* --- pages of hashes --- */

typedef int look(struct walk *walk, struct slice key, const struct redisReply *reply,
		 struct error *error);

/* HGETALL of each key, a few at once. */
static int look_at_page(struct walk *walk, const struct slice *keys, size_t count, look *look_at,
			struct error *error)
{
	struct redis_command commands[PAGE];
	struct redisReply *replies[PAGE];
	int r = 0;

	for (size_t from = 0; r == 0 && from < count; from += PAGE) {
		size_t many = count - from < PAGE ? count - from : PAGE;

		for (size_t i = 0; i < many; i++) {
			redis_command_init(&commands[i], "HGETALL");
			redis_command_add(&commands[i], keys[from + i]);
		}
		r = redis_link_pipeline(walk->link, commands, many, replies, error);
		if (r < 0)
			return r;
		for (size_t i = 0; i < many; i++) {
			if (r == 0 && redis_reply_count(replies[i]) > 0)
				r = look_at(walk, keys[from + i], replies[i], error);
			redis_reply_free(replies[i]);
		}
		arena_reset(&walk->page);
	}
	return r;
}

static int look_at_queued(struct walk *walk, struct slice key, const struct redisReply *reply,
			  struct error *error)
{
	struct slice bytes = redis_reply_text(redis_reply_field(reply, "comment"));
	struct error unreadable;
	bool left;
	int r;

	if (block_unpack(bytes, walk->block, &unreadable) < 0 ||
	    !is_theirs(walk, &walk->block->comments[0]))
		return 0;
	if (walk->search->forget) {
		r = erase_by_function(walk, "queued", scan_rest(key), &left, error);
		if (r < 0)
			return r;
	}
	return found_comment(walk, PERSON_QUEUED, &walk->block->comments[0], error);
}

static int queued_page(void *context, const struct slice *keys, size_t count, struct error *error)
{
	return look_at_page(context, keys, count, look_at_queued, error);
}

static int walk_queue(struct walk *walk, struct error *error)
{
	return scan_keys(walk->link, walk->search->partition, "queued", queued_page, walk, error);
}

/* --- recent comments --- */

static int look_at_recent(struct walk *walk, struct slice key, struct slice brand,
			  struct slice member, struct error *error)
{
	struct recent_comment recent;
	struct redis_command command;
	bool left;

	if (!recent_unpack(member, &recent) ||
	    !person_is(&walk->search->person, brand, recent.author))
		return 0;
	if (walk->search->forget) {
		redis_command_init(&command, "ZREM");
		redis_command_add(&command, key);
		redis_command_add(&command, member);
		int r = erase(walk, &command, &left, error);
		if (r < 0)
			return r;
	}
	return found_comment(walk, PERSON_RECENT,
			     &(struct comment){ .brand = brand,
						.id = recent.id,
						.channel = recent.channel,
						.url = recent.url,
						.text = recent.text,
						.ts_us = recent.ts_us },
			     error);
}

static int look_at_brand(struct walk *walk, struct slice key, struct error *error)
{
	char name[KEYS_BRAND_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct slice brand = { name, 0 };

	if (!keys_unescape(scan_rest(key), name, &brand.len) || !is_of_brand(walk, brand))
		return 0;
	redis_command_init(&command, "ZRANGE");
	redis_command_add(&command, key);
	redis_command_add_integer(&command, 0);
	redis_command_add_integer(&command, -1);
	int r = redis_link_command(walk->link, &command, &reply, error);
	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && i < redis_reply_count(reply); i++)
		r = look_at_recent(walk, key, brand, redis_reply_text(redis_reply_at(reply, i)),
				   error);
	redis_reply_free(reply);
	arena_reset(&walk->page);
	return r;
}

static int recent_page(void *context, const struct slice *keys, size_t count, struct error *error)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = look_at_brand(context, keys[i], error);
	return r;
}

static int walk_recent(struct walk *walk, struct error *error)
{
	return scan_keys(walk->link, walk->search->partition, "recent", recent_page, walk, error);
}

/* --- incidents --- */

struct examples {
	struct walk *walk;
	const struct incident *incident;
	bool tell;
	int code;
};

static bool is_their_example(void *context, const struct incident_example *example)
{
	struct examples *of = context;
	struct walk *walk = of->walk;
	struct slice brand = slice_from(of->incident->brand);
	const struct person_finding finding = { .place = PERSON_EXAMPLE,
						.brand = brand,
						.id = slice_from(example->id),
						.channel = slice_from(example->channel),
						.url = slice_from(example->url),
						.text = slice_from(example->text),
						.object = slice_from(of->incident->id),
						.ts_us = example->ts_us };

	if (!person_is(&walk->search->person, brand, strtoull(example->author, NULL, 16)) &&
	    !leads(walk->comments, comment_name(walk, brand, slice_from(example->id))))
		return false;
	if (of->tell)
		walk->search->each(walk->search->context, &finding);
	if (person_words_keep(&walk->words, brand, finding.text, NULL) < 0)
		of->code = ERROR_MEMORY;
	return true;
}

static void tell_nobody(void *context, const struct person_finding *finding)
{
	(void)context;
	(void)finding;
}

/* Gives how much of theirs was in it, or a negative code. Each is told of once. */
static int take_out(struct examples *of, struct incident *incident, struct error *error)
{
	struct walk *walk = of->walk;
	struct person_search quiet = *walk->search;
	int examples = (int)incident_take_out(incident, is_their_example, of);

	if (of->code)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (!of->tell)
		quiet.each = tell_nobody;
	int words = person_words_take_out(&walk->words, walk->link, &quiet, incident, &walk->page,
					  error);
	return words < 0 ? words : examples + words;
}

/* Somebody may change the incident meanwhile: then once more, from what it is now. */
static int look_at_incident(struct walk *walk, struct slice id, struct error *error)
{
	const struct incidents_settings settings = { walk->search->partition,
						     walk->search->keep_incidents_us, NULL };
	int r = ERROR_CONFLICT;

	for (int i = 0; i < INCIDENT_TRIES && r == ERROR_CONFLICT; i++) {
		struct incident incident;
		struct examples of = { .walk = walk, .incident = &incident, .tell = i == 0 };

		r = incident_load(walk->link, walk->search->partition, id, &incident, error);
		if (r == ERROR_NOT_FOUND || r == ERROR_INVALID)
			return 0;
		if (r < 0 || !is_of_brand(walk, slice_from(incident.brand)))
			return r;
		r = take_out(&of, &incident, error);
		if (r <= 0)
			return r;
		r = 0;
		if (walk->search->forget)
			r = incident_update_forgotten(walk->link, &settings, &incident,
						      walk->search->now_us, error);
	}
	return r < 0 ? r : follow(walk, &walk->incidents, id, error);
}

static int incident_page(void *context, const struct slice *keys, size_t count, struct error *error)
{
	struct walk *walk = context;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		r = look_at_incident(walk, scan_rest(keys[i]), error);
		arena_reset(&walk->page);
	}
	return r;
}

static int walk_incidents(struct walk *walk, struct error *error)
{
	return scan_keys(walk->link, walk->search->partition, "incident", incident_page, walk,
			 error);
}

/* --- messages --- */

static bool is_their_message(struct walk *walk, const struct message *message)
{
	struct error unreadable;
	struct json *body;
	bool theirs = false;

	if (message->incident.len > 0)
		return leads(walk->incidents, message->incident);
	if (message->kind != MESSAGE_HIDE || !is_of_brand(walk, message->brand))
		return false;
	if (leads(walk->comments, comment_name(walk, message->brand, message->thread)))
		return true;
	body = json_parse(message->body, &unreadable);
	if (body)
		theirs = slice_equal(json_get_string(body, "author"), walk->search->person.id);
	json_free(body);
	return theirs;
}

static int look_at_message(struct walk *walk, struct slice key, const struct redisReply *reply,
			   struct error *error)
{
	struct slice text = redis_reply_text(redis_reply_field(reply, "json"));
	struct message message;
	struct error unreadable;
	struct json *json = json_parse(text, &unreadable);
	struct person_finding finding = { .place = PERSON_MESSAGE, .object = scan_rest(key) };
	int r = 0;

	bool theirs = json && message_read_json(json, &walk->page, &message) &&
		      is_their_message(walk, &message);
	json_free(json);
	if (!theirs)
		return 0;
	if (walk->search->forget)
		r = erase_by_function(walk, "message", scan_rest(key), &finding.left, error);
	finding.brand = message.brand;
	finding.text = message.body;
	finding.ts_us = message.created_us;
	if (r == 0)
		walk->search->each(walk->search->context, &finding);
	return r;
}

static int message_page(void *context, const struct slice *keys, size_t count, struct error *error)
{
	return look_at_page(context, keys, count, look_at_message, error);
}

static int walk_messages(struct walk *walk, struct error *error)
{
	return scan_keys(walk->link, walk->search->partition, "message", message_page, walk, error);
}

/* --- the walk --- */

static int begin(struct walk *walk, struct error *error)
{
	arena_init(&walk->arena, 65536, ARENA_BYTES);
	arena_init(&walk->page, 1 << 20, ARENA_BYTES);
	walk->words.arena = &walk->arena;
	walk->block = malloc(sizeof(*walk->block));
	return walk->block ? 0 : error_set(error, ERROR_MEMORY, "out of memory");
}

static void end(struct walk *walk)
{
	arena_done(&walk->arena);
	arena_done(&walk->page);
	free(walk->block);
}

int person_search(struct redis_link *link, const struct person_search *search, struct error *error)
{
	static int (*const walks[])(struct walk *, struct error *) = {
		walk_waiting, walk_poison, walk_queue, walk_recent, walk_incidents, walk_messages,
	};
	struct walk walk = { .link = link, .search = search };
	int r = begin(&walk, error);

	assert(search->person.id.len > 0);
	for (size_t i = 0; r == 0 && i < sizeof(walks) / sizeof(walks[0]); i++)
		r = walks[i](&walk, error);
	if (r == 0)
		r = person_history(link, search, error);
	end(&walk);
	return r;
}

int person_waiting(struct redis_link *link, const struct person_search *search, uint64_t *ret_count,
		   struct error *error)
{
	struct person_search quiet = *search;
	struct walk walk = { .link = link, .search = &quiet };
	int r = begin(&walk, error);

	quiet.each = tell_nobody;
	if (r == 0)
		r = walk_waiting(&walk, error);
	if (r == 0)
		*ret_count = walk.waiting;
	end(&walk);
	return r;
}
