/* chorus_log.c - see chorus_log.h. */
#include "chorus_log.h"

#include "clock.h"
#include "keys.h"
#include "redis_command.h"
#include "redis_reply.h"

enum { HEADER_BYTES = 16, FLAGS_AT = 16, LIKENESS_AT = 17, AUTHOR_AT = 4, POST_AT = 12 };

void chorus_log_pack(const struct chorus_voice *voice, struct buffer *to)
{
	buffer_add_u32(to, (uint32_t)(voice->ts_us / CLOCK_MINUTE_US));
	buffer_add_u64(to, voice->author);
	buffer_add_u32(to, voice->post);
	buffer_add_char(to, (char)(unsigned char)voice->flags);
	buffer_add(to, voice->likeness.bytes, LIKENESS_BYTES);
}

static uint64_t number_at(const char *bytes, size_t count)
{
	uint64_t value = 0;

	for (size_t i = count; i-- > 0;)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

static void unpack(const char *bytes, struct chorus_voice *ret_voice)
{
	*ret_voice = (struct chorus_voice){
		.ts_us = (int64_t)number_at(bytes, 4) * CLOCK_MINUTE_US,
		.author = number_at(bytes + AUTHOR_AT, 8),
		.post = (uint32_t)number_at(bytes + POST_AT, 4),
		.flags = (unsigned char)bytes[FLAGS_AT],
	};
	memcpy(ret_voice->likeness.bytes, bytes + LIKENESS_AT, LIKENESS_BYTES);
}

uint64_t chorus_log_count(struct slice log, uint64_t author)
{
	uint64_t count = 0;

	for (size_t at = HEADER_BYTES; at + CHORUS_LOG_BYTES <= log.len; at += CHORUS_LOG_BYTES)
		count += number_at(log.data + at + AUTHOR_AT, 8) == author;
	return count;
}

/* What is no whole voice is none of ours. */
static void hand_on(struct slice voices, const struct chorus_listener *listener)
{
	struct chorus_voice voice;

	for (size_t at = 0; at + CHORUS_LOG_BYTES <= voices.len; at += CHORUS_LOG_BYTES) {
		unpack(voices.data + at, &voice);
		listener->hear(listener->context, &voice);
	}
}

/* There is none yet, or it is none of ours: it reads as empty. */
static bool open_header(struct slice bytes, struct chorus_place *ret_place)
{
	*ret_place = (struct chorus_place){ 0 };
	if (bytes.len < HEADER_BYTES)
		return false;
	ret_place->created_us = (int64_t)number_at(bytes.data, 8);
	ret_place->cut = ret_place->to = number_at(bytes.data + 8, 8);
	return true;
}

static void add_range(struct redis_command *command, struct slice key, int64_t from, int64_t to)
{
	redis_command_init(command, "GETRANGE");
	redis_command_add(command, key);
	redis_command_add_integer(command, from);
	redis_command_add_integer(command, to);
}

/* From the last byte that was read before: without that the log has lost its end, or is another.
 * The header comes second: was the log cut between the two, it says so. */
static int read_tail(struct redis_link *link, struct slice key, const struct chorus_place *place,
		     struct redisReply *replies[2], struct error *error)
{
	struct redis_command commands[2];

	add_range(&commands[0], key, HEADER_BYTES - 1 + (int64_t)(place->to - place->cut), -1);
	add_range(&commands[1], key, 0, HEADER_BYTES - 1);
	return redis_link_pipeline(link, commands, 2, replies, error);
}

/* Where the place is within the whole; nothing there was forgotten unheard. */
static bool is_heard(const struct chorus_place *whole, const struct chorus_place *place, size_t len)
{
	return place->known && whole->created_us == place->created_us && place->to >= whole->cut &&
	       place->to - whole->cut <= len;
}

static int follow_whole(struct redis_link *link, struct slice key, struct chorus_place *place,
			const struct chorus_listener *listener, struct error *error)
{
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct chorus_place whole;
	size_t from = 0;

	redis_command_init(&command, "GET");
	redis_command_add(&command, key);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	const struct slice log = redis_reply_text(reply);
	whole.known = open_header(log, &whole);
	const struct slice voices = slice_cut(log, whole.known ? HEADER_BYTES : log.len, log.len);
	if (is_heard(&whole, place, voices.len))
		from = (size_t)(place->to - whole.cut);
	else
		listener->forget(listener->context);
	hand_on(slice_cut(voices, from, voices.len), listener);
	whole.known = log.len >= HEADER_BYTES;
	whole.to = whole.cut + voices.len;
	*place = whole;
	redis_reply_free(reply);
	return 0;
}

int chorus_log_follow(struct redis_link *link, unsigned partition, struct slice brand,
		      struct chorus_place *place, const struct chorus_listener *listener,
		      struct error *error)
{
	char key_text[KEYS_KEY_MAX];
	const struct slice key =
		keys_build(partition, "chorus", brand, (struct slice){ 0 }, key_text);
	struct redisReply *replies[2];
	struct chorus_place now;

	if (!place->known)
		return follow_whole(link, key, place, listener, error);
	int r = read_tail(link, key, place, replies, error);
	if (r < 0)
		return r;
	const struct slice tail = redis_reply_text(replies[0]);
	const bool same = open_header(redis_reply_text(replies[1]), &now) &&
			  now.created_us == place->created_us && now.cut == place->cut &&
			  tail.len > 0;
	if (same) {
		hand_on(slice_cut(tail, 1, tail.len), listener);
		place->to += tail.len - 1;
	}
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return same ? 0 : follow_whole(link, key, place, listener, error);
}
