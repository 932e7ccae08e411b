/*
 * recent.c - recent comments of a brand, packed and read back.
 *
 * The commit writes them (delta.c packs, livvakt.lua keeps them few and young).
 *
 *   version:1 polarity:1 action:1 standing:1 sentiment:4 ts:8 author:8, then id, channel, url,
 * text, scopes (none in version 1): 2+bytes each. The standing was zero once, and nobody read it.
 */
#include "recent.h"

#include "comment.h"
#include "keys.h"
#include "utf8.h"

enum { VERSION = 2, BEFORE_SCOPES = 1, FIXED_BYTES = 24, TEXTS = 5 };

static void add_text(struct buffer *to, struct slice text)
{
	buffer_add_char(to, (char)(unsigned char)text.len);
	buffer_add_char(to, (char)(unsigned char)(text.len >> 8));
	buffer_add_slice(to, text);
}

void recent_pack_name(struct slice id, struct slice channel, struct buffer *to)
{
	add_text(to, utf8_cut(id, COMMENT_ID_MAX));
	add_text(to, utf8_cut(channel, COMMENT_ID_MAX));
}

void recent_pack(const struct recent_comment *comment, struct buffer *to)
{
	buffer_add_char(to, VERSION);
	buffer_add_char(to, (char)comment->polarity);
	buffer_add_char(to, (char)comment->action);
	buffer_add_char(to, (char)comment->standing);
	buffer_add_u32(to, (uint32_t)comment->sentiment);
	buffer_add_u64(to, (uint64_t)comment->ts_us);
	buffer_add_u64(to, comment->author);
	recent_pack_name(comment->id, comment->channel, to);
	add_text(to, utf8_cut(comment->url, COMMENT_URL_MAX));
	add_text(to, utf8_cut(comment->text, RECENT_TEXT_MAX));
	add_text(to, utf8_cut(comment->scopes, RECENT_SCOPES_MAX));
}

bool recent_next_scope(struct slice *rest, struct slice *ret_scope)
{
	size_t len = rest->len ? strnlen(rest->data, rest->len) : 0;

	if (rest->len == 0)
		return false;
	*ret_scope = slice_cut(*rest, 0, len);
	*rest = slice_cut(*rest, len < rest->len ? len + 1 : len, rest->len);
	return true;
}

bool recent_is_in(const struct recent_comment *comment, struct slice scope)
{
	struct slice rest = comment->scopes, each;

	while (recent_next_scope(&rest, &each)) {
		if (slice_equal(each, scope))
			return true;
	}
	return false;
}

static uint64_t number_at(struct slice bytes, size_t at, size_t count)
{
	uint64_t value = 0;

	for (size_t i = at + count; i-- > at;)
		value = value << 8 | (unsigned char)bytes.data[i];
	return value;
}

static bool unpack_texts(struct slice rest, struct slice *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = rest.len >= 2 ? (size_t)number_at(rest, 0, 2) : SIZE_MAX;
		if (rest.len < 2 || len > rest.len - 2)
			return false;
		*texts[i] = slice_cut(rest, 2, 2 + len);
		if (!utf8_valid(*texts[i], NULL))
			return false;
		rest = slice_cut(rest, 2 + len, rest.len);
	}
	return rest.len == 0;
}

bool recent_unpack(struct slice bytes, struct recent_comment *ret_comment)
{
	if (bytes.len < FIXED_BYTES || bytes.data[0] < BEFORE_SCOPES || bytes.data[0] > VERSION)
		return false;

	unsigned char polarity = (unsigned char)bytes.data[1];
	unsigned char action = (unsigned char)bytes.data[2];
	unsigned char standing = (unsigned char)bytes.data[3];
	struct recent_comment comment = {
		.polarity = (enum polarity)polarity,
		.action = (enum action)action,
		.sentiment = (int32_t)(uint32_t)number_at(bytes, 4, 4),
		.ts_us = (int64_t)number_at(bytes, 8, 8),
		.author = number_at(bytes, 16, 8),
		.standing = standing < RECENT_STANDING_COUNT ? (enum recent_standing)standing
							     : RECENT_STANDING_UNKNOWN,
	};
	struct slice *const texts[TEXTS] = { &comment.id, &comment.channel, &comment.url,
					     &comment.text, &comment.scopes };
	const size_t count = bytes.data[0] == BEFORE_SCOPES ? TEXTS - 1 : TEXTS;

	if (polarity >= POLARITY_COUNT || action >= ACTION_COUNT ||
	    !unpack_texts(slice_cut(bytes, FIXED_BYTES, bytes.len), texts, count))
		return false;
	*ret_comment = comment;
	return true;
}

/* Newest first in the reply, oldest first in the list. */
static int copy_list(const struct redisReply *reply, struct arena *arena,
		     struct recent_list *ret_list, struct error *error)
{
	size_t count = redis_reply_count(reply), kept = 0;
	struct recent_comment *comments = arena_calloc(arena, count, sizeof(*comments));

	for (size_t i = count; comments && i-- > 0;) {
		struct slice bytes = redis_reply_text(redis_reply_at(reply, i));
		struct slice copy = arena_copy(arena, bytes);
		if (!copy.data)
			comments = NULL;
		else if (recent_unpack(copy, &comments[kept]))
			kept++;
	}
	if (!comments)
		return error_set(error, ERROR_MEMORY, "no memory for %zu recent comments", count);
	*ret_list = (struct recent_list){ comments, kept };
	return 0;
}

int recent_read(struct redis_link *link, unsigned partition, struct slice brand,
		const struct recent_range *range, struct arena *arena, struct recent_list *ret_list,
		struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "ZRANGE");
	redis_command_add(&command,
			  keys_build(partition, "recent", brand, (struct slice){ 0 }, key));
	redis_command_add_integer(&command, range->to_us - 1);
	redis_command_add_integer(&command, range->from_us);
	redis_command_add_text(&command, "BYSCORE");
	redis_command_add_text(&command, "REV");
	redis_command_add_text(&command, "LIMIT");
	redis_command_add_integer(&command, 0);
	redis_command_add_integer(&command,
				  (int64_t)(range->max < RECENT_KEPT ? range->max : RECENT_KEPT));
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	r = copy_list(reply, arena, ret_list, error);
	redis_reply_free(reply);
	return r;
}
