/* scan.c - see scan.h. */
#include "scan.h"

#include "keys.h"

#include <stdio.h>

enum { PATTERN_MAX = 64, CURSOR_MAX = 24 };

/* Whole keys, some at a time. */
static int hand_over(const struct redisReply *page, scan_page *each, void *context,
		     struct error *error)
{
	struct slice keys[SCAN_PAGE_MAX];
	size_t count = 0;
	int r = 0;

	for (size_t i = 0; r >= 0 && i < redis_reply_count(page); i++) {
		keys[count++] = redis_reply_text(redis_reply_at(page, i));
		if (count == SCAN_PAGE_MAX) {
			r = each(context, keys, count, error);
			count = 0;
		}
	}
	return r >= 0 && count > 0 ? each(context, keys, count, error) : r;
}

/* The answer of a walk's step: where the next one begins, and what was found. */
static int take_step(struct redis_link *link, const struct redis_command *command,
		     char cursor[CURSOR_MAX], struct redisReply **ret_reply, struct error *error)
{
	int r = redis_link_command(link, command, ret_reply, error);

	if (r < 0)
		return r;
	struct slice next = redis_reply_text(redis_reply_at(*ret_reply, 0));
	if (next.len == 0 || next.len >= CURSOR_MAX) {
		redis_reply_free(*ret_reply);
		return error_set(error, ERROR_REFUSED, "SCAN gave no cursor");
	}
	memcpy(cursor, next.data, next.len);
	cursor[next.len] = '\0';
	return 0;
}

static int scan_once(struct redis_link *link, char cursor[CURSOR_MAX], const char *pattern,
		     scan_page *each, void *context, struct error *error)
{
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "SCAN");
	redis_command_add_text(&command, cursor);
	redis_command_add_text(&command, "MATCH");
	redis_command_add_text(&command, pattern);
	redis_command_add_text(&command, "COUNT");
	redis_command_add_integer(&command, SCAN_PAGE_MAX / 2);
	int r = take_step(link, &command, cursor, &reply, error);
	if (r < 0)
		return r;
	r = hand_over(redis_reply_at(reply, 1), each, context, error);
	redis_reply_free(reply);
	return r;
}

int scan_rows(struct redis_link *link, enum scan_of of, struct slice key, scan_rows_page *page,
	      void *context, struct error *error)
{
	char cursor[CURSOR_MAX] = "0";
	int r;

	do {
		struct redis_command command;
		struct redisReply *reply = NULL;

		redis_command_init(&command, of == SCAN_HASH ? "HSCAN" : "ZSCAN");
		redis_command_add(&command, key);
		redis_command_add_text(&command, cursor);
		redis_command_add_text(&command, "COUNT");
		redis_command_add_integer(&command, SCAN_PAGE_MAX);
		r = take_step(link, &command, cursor, &reply, error);
		if (r < 0)
			return r;
		r = page(context, redis_reply_at(reply, 1), error);
		redis_reply_free(reply);
	} while (r >= 0 && strcmp(cursor, "0") != 0);
	return r < 0 ? r : 0;
}

int scan_keys(struct redis_link *link, unsigned partition, const char *kind, scan_page *page,
	      void *context, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], pattern[PATTERN_MAX], cursor[CURSOR_MAX] = "0";
	int r;

	keys_prefix(partition, prefix);
	(void)snprintf(pattern, sizeof(pattern), "%s%s%s*", prefix, kind ? kind : "",
		       kind ? ":" : "");
	do {
		r = scan_once(link, cursor, pattern, page, context, error);
	} while (r >= 0 && strcmp(cursor, "0") != 0);
	return r < 0 ? r : 0;
}

/* "lv:{p0}:" and what follows. */
static struct slice behind_prefix(struct slice key)
{
	const char *brace = key.len ? memchr(key.data, '}', key.len) : NULL;
	size_t at = brace ? (size_t)(brace - key.data) + 2 : key.len;

	return slice_cut(key, at < key.len ? at : key.len, key.len);
}

struct slice scan_kind(struct slice key)
{
	struct slice name = behind_prefix(key);
	const char *colon = name.len ? memchr(name.data, ':', name.len) : NULL;

	return slice_cut(name, 0, colon ? (size_t)(colon - name.data) : name.len);
}

struct slice scan_rest(struct slice key)
{
	struct slice name = behind_prefix(key);
	size_t kind = scan_kind(key).len;

	return slice_cut(name, kind < name.len ? kind + 1 : name.len, name.len);
}

struct slice scan_key_in(unsigned partition, struct slice key, char ret_key[KEYS_KEY_MAX])
{
	struct slice name = behind_prefix(key);
	size_t len;

	keys_prefix(partition, ret_key);
	len = strlen(ret_key);
	if (name.len > KEYS_KEY_MAX - len - 1) /* none of ours is so long */
		name.len = KEYS_KEY_MAX - len - 1;
	if (name.len > 0)
		memcpy(ret_key + len, name.data, name.len);
	ret_key[len + name.len] = '\0';
	return (struct slice){ ret_key, len + name.len };
}
