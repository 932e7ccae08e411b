/* mute_request.c - see mute_request.h. */
#include "mute_request.h"

#include "clock.h"
#include "crypto.h"
#include "known.h"
#include "language.h"
#include "muting.h"
#include "series.h"
#include "suggest.h"
#include "totals.h"
#include "units.h"
#include "utf8.h"
#include "who.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- brand ---- */

static int check_brand(const struct config *config, const struct partition *partition,
		       struct slice brand, struct error *error)
{
	struct known *names;
	int r;

	if (brand.len == 0 || brand.len >= MUTE_NAME_MAX)
		return error_set(error, ERROR_INVALID, "say which brand: \"brand\"");
	names = known_new(brand, (struct slice){ 0 }, error);
	if (!names)
		return error->code;
	for (size_t i = 0; i < config->brand_count; i++)
		(void)known_note(names, slice_from(config->brands[i].name));
	r = known_has(names)
		    ? 0
		    : totals_brands(partition->link, partition->number, known_note, names, error);
	if (r == 0)
		r = known_refuse(names, "brand", error);
	known_free(names);
	return r;
}

/* ---- scope ---- */

#define CHANNEL "channel:"
#define SILENT "silence:"

enum checked { IN_SERIES, AS_LANGUAGE, AS_FEED, ANYTHING };

/* A post may be silenced before its first comment. */
static const struct kind {
	const char *prefix;
	enum checked checked;
} kinds[] = { { "topic:", IN_SERIES },
	      { CHANNEL, IN_SERIES },
	      { "post:", ANYTHING },
	      { "language:", AS_LANGUAGE },
	      { SILENT, AS_FEED } };
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static const struct kind *kind_of(struct slice scope)
{
	for (size_t i = 0; i < KINDS; i++) {
		const struct slice prefix = slice_from(kinds[i].prefix);

		if (scope.len > prefix.len && slice_begins_with(scope, prefix))
			return &kinds[i];
	}
	return NULL;
}

static int refuse_kind(struct slice scope, struct error *error)
{
	const char *prefixes[KINDS];
	const char *colon = scope.len ? memchr(scope.data, ':', scope.len) : NULL;
	const size_t len = colon ? (size_t)(colon - scope.data) + 1 : scope.len;
	const char *near;

	for (size_t i = 0; i < KINDS; i++) {
		prefixes[i] = kinds[i].prefix;
		if (slice_is(slice_trim(scope), prefixes[i]))
			return error_set(error, ERROR_INVALID,
					 "scope \"%s\" does not say which: its name stands behind "
					 "the colon",
					 prefixes[i]);
	}
	near = suggest_nearest(slice_cut(scope, 0, len), prefixes, KINDS);
	if (near)
		return error_set(error, ERROR_INVALID,
				 "no scope \"%.*s\" is known; did you mean %s…?", (int)scope.len,
				 scope.data, near);
	return error_set(error, ERROR_INVALID,
			 "no scope \"%.*s\" is known; there are topic:…, channel:…, post:…, "
			 "language:… and, of a feed that says nothing, silence:…; without one it "
			 "is the whole brand",
			 (int)scope.len, scope.len ? scope.data : "");
}

static int check_in_series(const struct partition *partition, struct slice brand,
			   struct slice scope, struct slice prefix, struct error *error)
{
	struct known *names = known_new(scope, prefix, error);
	int r;

	if (!names)
		return error->code;
	r = series_scopes(partition->link, partition->number, brand, 0, known_note, names, error);
	if (r == 0)
		r = known_refuse(names, "comment with", error);
	known_free(names);
	return r;
}

static int check_language(struct slice scope, struct slice prefix, struct error *error)
{
	const struct slice name = slice_cut(scope, prefix.len, scope.len);
	enum language language;

	if (language_from_name(name, &language) && slice_is(name, language_name(language)))
		return 0;
	return error_set(error, ERROR_INVALID,
			 "no language \"%.*s\" is known; there are sv, nb, nn, da, de and en",
			 (int)name.len, name.data);
}

/* "silence:brand" or "silence:channel:…" */
static int check_feed(const struct partition *partition, struct slice brand, struct slice scope,
		      struct error *error)
{
	const struct slice feed = slice_cut(scope, strlen(SILENT), scope.len);

	if (slice_is(feed, MUTING_BRAND))
		return 0;
	if (!slice_begins_with(feed, slice_from(CHANNEL)))
		return error_set(error, ERROR_INVALID,
				 "of feeds that say nothing there are silence:brand and "
				 "silence:channel:…");
	return check_in_series(partition, brand, feed, slice_from(CHANNEL), error);
}

static int check_scope(const struct partition *partition, struct slice brand, struct slice scope,
		       struct error *error)
{
	const struct kind *kind = kind_of(slice_trim(scope)); /* "post: " says nothing */

	if (slice_is(scope, MUTING_BRAND))
		return 0;
	if (!kind || scope.len >= MUTE_NAME_MAX)
		return refuse_kind(slice_cut(scope, 0, scope.len < 80 ? scope.len : 80), error);
	switch (kind->checked) {
	case IN_SERIES:
		return check_in_series(partition, brand, scope, slice_from(kind->prefix), error);
	case AS_LANGUAGE:
		return check_language(scope, slice_from(kind->prefix), error);
	case AS_FEED:
		return check_feed(partition, brand, scope, error);
	case ANYTHING:
		break;
	}
	return 0;
}

/* ---- how long ---- */

static int read_end(const struct json *body, int64_t now_us, int64_t *ret_until_us,
		    struct error *error)
{
	const struct slice length = json_get_string(body, "for");
	const struct slice until = json_get_string(body, "until");
	int64_t us = 0;

	if ((length.len > 0) == (until.len > 0))
		return error_set(error, ERROR_INVALID,
				 "say how long: \"for\" (as 2h) or \"until\" (as "
				 "2026-12-24T18:00:00+01:00)");
	if (length.len > 0 && !units_parse_duration(length, &us))
		return error_set(error, ERROR_INVALID, "\"%.*s\" is no length of time, as 30m, 2h",
				 (int)length.len, length.data);
	if (until.len > 0 && !clock_parse(until, &us))
		return error_set(error, ERROR_INVALID,
				 "\"%.*s\" is no time, as 2026-12-24T18:00:00+01:00",
				 (int)until.len, until.data);
	us -= until.len > 0 ? now_us : 0;
	if (us <= 0)
		return error_set(error, ERROR_INVALID, "a silence ends later than now");
	if (us > MUTING_LONGEST_US)
		return error_set(error, ERROR_INVALID, "a silence lasts 7 days at most");
	*ret_until_us = now_us + us;
	return 0;
}

/* ---- the whole ---- */

static void make_id(struct mute *mute)
{
	char time[24], content[CRYPTO_ID_TEXT_MAX];

	snprintf(time, sizeof(time), "%" PRId64, mute->from_us);
	const struct slice parts[] = { slice_from(mute->brand), slice_from(mute->scope),
				       slice_from(mute->by), slice_from(time) };
	crypto_content_id(parts, sizeof(parts) / sizeof(parts[0]), content);
	snprintf(mute->id, sizeof(mute->id), "sil-%s", content);
}

int mute_request_read(const struct config *config, const struct partition *partition,
		      const struct json *body, int64_t now_us, struct mute *ret_mute,
		      struct error *error)
{
	const struct slice brand = json_get_string(body, "brand");
	const struct slice reason = slice_trim(json_get_string(body, "reason"));
	struct slice scope = json_get_string(body, "scope");
	struct mute mute = { .from_us = now_us };
	struct slice by = { 0 };
	int r;

	if (scope.len == 0)
		scope = slice_from(MUTING_BRAND);
	r = who_is_meant(config, json_get_string(body, "by"), &by, error);
	if (r == 0 && (reason.len == 0 || reason.len >= MUTE_REASON_MAX))
		r = error_set(error, ERROR_INVALID, "say why: \"reason\", at most %d bytes",
			      MUTE_REASON_MAX - 1);
	if (r == 0)
		r = read_end(body, now_us, &mute.until_us, error);
	if (r == 0)
		r = check_brand(config, partition, brand, error);
	if (r == 0)
		r = check_scope(partition, brand, scope, error);
	if (r < 0)
		return r;
	utf8_copy(mute.brand, sizeof(mute.brand), brand);
	utf8_copy(mute.scope, sizeof(mute.scope), scope);
	utf8_copy(mute.reason, sizeof(mute.reason), reason);
	utf8_copy(mute.by, sizeof(mute.by), by);
	make_id(&mute);
	*ret_mute = mute;
	return 0;
}
