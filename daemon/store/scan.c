/* scan.c - see scan.h. */
#include "scan.h"

#include "keys.h"

#include <stdio.h>

enum { PATTERN_MAX = 64, CURSOR_MAX = 24 };

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
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	struct slice next = redis_reply_text(redis_reply_at(reply, 0));
	if (next.len == 0 || next.len >= CURSOR_MAX) {
		r = error_set(error, ERROR_REFUSED, "SCAN gave no cursor");
	} else {
		memcpy(cursor, next.data, next.len);
		cursor[next.len] = '\0';
		r = hand_over(redis_reply_at(reply, 1), each, context, error);
	}
	redis_reply_free(reply);
	return r;
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
