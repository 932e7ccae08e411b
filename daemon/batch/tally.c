/* tally.c - see tally.h. */
#include "tally.h"

#include "chorus.h"
#include "clock.h"
#include "delta_voices.h"
#include "fnv.h"
#include "hide.h"
#include "incident.h"
#include "likeness.h"
#include "repeats.h"
#include "utf8.h"
#include "verdict_json.h"

#include <stdio.h>

enum {
	REASON_BYTES = 256,
	SCOPES_MAX = 3 + COUNTED_TOPICS_MAX,
	/* Of a post's id; with its prefix it fits into an incident's name. */
	POST_BYTES = INCIDENT_NAME_MAX - sizeof("post:"),
};
/* An account is new for so long. */
#define NEWCOMER_US (7 * CLOCK_DAY_US)

uint64_t tally_author(const uint8_t key[CRYPTO_KEY_BYTES], const struct comment *comment)
{
	if (comment->author.id.len == 0)
		return 0;
	return crypto_author_hash(key, comment->brand, comment->author.id);
}

struct delta_hide tally_hide(const struct author_keys *keys, const struct comment *comment,
			     int64_t window_us, int64_t now_us)
{
	if (window_us <= 0)
		return (struct delta_hide){ 0 };
	return (struct delta_hide){ .author = tally_author(keys->current, comment),
				    .before = keys->until_us ? tally_author(keys->before, comment)
							     : 0,
				    .comment = repeat_key(comment, keys->things),
				    .ts_us = comment->ts_us < now_us ? comment->ts_us : now_us,
				    .window_us = window_us };
}

/* Self-harm goes before all else where it was shown to a person for it. */
static bool weighs_more(const struct match *match, const struct match *than, bool care)
{
	bool first = care && match->category == CATEGORY_SELFHARM,
	     second = care && than->category == CATEGORY_SELFHARM;

	return first != second ? first : match->points > than->points;
}

/* The match that weighs most for the action, but for those of one category; NULL without any that
 * counts. */
static const struct match *heaviest(const struct verdict *verdict, enum category but)
{
	const bool care = verdict->action != ACTION_HIDE;
	const struct match *best = NULL;

	for (size_t i = 0; i < verdict->match_count; i++) {
		const struct match *match = &verdict->matches[i];

		if (match->category == CATEGORY_NONE || match->category == but || match->shadow ||
		    match->points <= 0)
			continue;
		if (!best || weighs_more(match, best, care))
			best = match;
	}
	return best;
}

/* "hate: sv-hate/slur (quoted)"; gives the length. */
static size_t name_match(const struct match *match, const char *before, char *text, size_t size)
{
	int used = snprintf(text, size, "%s%s: %s%s%s%s", before, category_name(match->category),
			    match->rule, match->context ? " (" : "",
			    match->context ? match->context : "", match->context ? ")" : "");

	return used > 0 && (size_t)used < size ? (size_t)used : size - 1;
}

struct slice tally_reason(const struct verdict *verdict, struct arena *arena)
{
	const struct match *match = heaviest(verdict, CATEGORY_NONE);
	const struct match *other = NULL;
	char text[REASON_BYTES];
	size_t len;

	if (match) {
		len = name_match(match, "", text, sizeof(text));
		if (match->category == CATEGORY_SELFHARM)
			other = heaviest(verdict, CATEGORY_SELFHARM);
		if (other)
			name_match(other, ", beside ", text + len, sizeof(text) - len);
	} else if (verdict->undecided_count) {
		snprintf(text, sizeof(text), "undecided: %s", verdict->undecided[0]);
	} else {
		snprintf(text, sizeof(text), "%s", action_name(verdict->action));
	}
	return arena_copy(arena, slice_from(text));
}

/* The same wish has the same id, whoever computes it and however often. An edited comment is
 * another wish: it may have been shown again since. */
static struct slice hide_id(const struct comment *comment, const char *action, struct arena *arena)
{
	const struct slice parts[] = { slice_from("hide"), slice_from(action), comment->brand,
				       comment->channel,   comment->id,	       comment->text };
	char id[CRYPTO_ID_TEXT_MAX + 8];
	char digest[CRYPTO_ID_TEXT_MAX];

	crypto_content_id(parts, sizeof(parts) / sizeof(parts[0]), digest);
	snprintf(id, sizeof(id), "msg-%s", digest);
	return arena_copy(arena, slice_from(id));
}

static struct slice hide_body(const struct tally_wish *wish, struct arena *arena)
{
	const struct comment *comment = wish->comment;
	const struct hide_fields fields = { .values = {
						    [HIDE_ID] = comment->id,
						    [HIDE_BRAND] = comment->brand,
						    [HIDE_CHANNEL] = comment->channel,
						    [HIDE_POST] = comment->post,
						    [HIDE_AUTHOR] = comment->author.id,
						    [HIDE_REASON] = wish->reason,
						    [HIDE_RULE] = wish->rule,
					    } };
	struct buffer body;
	struct slice copy = { 0 };

	buffer_init(&body, HIDE_TEXT_MAX);
	hide_fields_write(&fields, &body);
	if (!buffer_failed(&body))
		copy = arena_copy(arena, buffer_slice(&body));
	buffer_done(&body);
	return copy;
}

static bool is_meant(const struct config_hide *hide, const struct comment *comment)
{
	return !hide->channel || slice_is(comment->channel, hide->channel);
}

/* False when memory is out. */
static bool add_wish(const struct config_hide *hide, const struct tally_wish *wish,
		     struct arena *arena, struct tally_messages *messages)
{
	const struct message message = {
		.id = hide_id(wish->comment, hide->name, arena),
		.kind = MESSAGE_HIDE,
		.receiver = slice_from(hide->name),
		.thread = wish->comment->id,
		.brand = wish->comment->brand,
		.body = hide_body(wish, arena),
		.created_us = wish->now_us,
	};

	if (!message.id.data || !message.body.data)
		return false;
	messages->items[messages->count++] = (struct effect_message){ message, wish->now_us };
	return true;
}

int tally_hide_messages(const struct config *config, const struct tally_wish *wish,
			struct arena *arena, struct tally_messages *ret_messages,
			struct error *error)
{
	struct tally_messages messages = { .items = arena_calloc(arena, config->hide_count,
								 sizeof(*messages.items)) };

	if (!messages.items)
		return error_set(error, ERROR_MEMORY, "out of memory; try again");
	for (size_t i = 0; i < config->hide_count; i++) {
		const struct config_hide *hide = &config->hides[i];

		if (is_meant(hide, wish->comment) && !add_wish(hide, wish, arena, &messages))
			return error_set(error, ERROR_MEMORY, "out of memory; try again");
	}
	*ret_messages = messages;
	return 0;
}

/* --- series --- */

/* The series within the brand that a comment counts in. */
struct scopes {
	struct slice items[SCOPES_MAX];
	size_t count;
};

/* What tells two long ids apart stands at their ends: addresses begin alike. */
static struct slice end_of(struct slice id, size_t limit)
{
	size_t from = id.len > limit ? id.len - limit : 0;

	while (from < id.len && ((unsigned char)id.data[from] & 0xc0) == 0x80)
		from++; /* not within a code point */
	return slice_cut(id, from, id.len);
}

static void add_scope(const struct tally *tally, struct scopes *scopes, const char *prefix,
		      struct slice name)
{
	char text[sizeof("language:") + COMMENT_ID_MAX];
	struct slice scope;

	if (name.len == 0 || scopes->count == SCOPES_MAX)
		return;
	snprintf(text, sizeof(text), "%s%.*s", prefix, (int)name.len, name.data);
	scope = arena_copy(tally->delta->arena, slice_from(text));
	if (scope.data)
		scopes->items[scopes->count++] = scope;
	else
		tally->delta->failed = true;
}

static void list_places(const struct tally *tally, const struct comment *comment,
			enum language language, struct scopes *scopes)
{
	*scopes = (struct scopes){ .count = 0 };
	add_scope(tally, scopes, "channel:", comment->channel);
	add_scope(tally, scopes, "post:", end_of(comment->post, POST_BYTES));
	if (language != LANGUAGE_ANY)
		add_scope(tally, scopes, "language:", slice_from(language_name(language)));
}

static void list_scopes(const struct tally *tally, const struct comment *comment,
			const struct verdict *verdict, struct scopes *scopes)
{
	list_places(tally, comment, verdict->language, scopes);
	for (size_t i = 0; i < verdict->label_count && scopes->count < SCOPES_MAX; i++) {
		struct slice label = slice_from(verdict->labels[i]);

		if (counted_is_topic(label))
			scopes->items[scopes->count++] = label;
	}
}

/* Nobody asks the series within a brand how many people wrote: of the few that are looked into, the
 * recent comments tell. */
static void add_points(const struct tally *tally, struct delta_brand *brand,
		       struct delta_point point, const struct scopes *scopes)
{
	point.scope = slice_from("brand");
	delta_add_point(tally->delta, brand, &point);
	point.author = 0;
	for (size_t i = 0; i < scopes->count; i++) {
		point.scope = scopes->items[i];
		delta_add_point(tally->delta, brand, &point);
	}
}

/* The points that the earlier version was given. Its language is not remembered: it is taken to be
 * that of the new one. */
static void take_points_back(const struct tally *tally, struct delta_brand *brand,
			     const struct comment *comment, enum language language,
			     const struct counted *earlier)
{
	bool abuse = earlier->action != ACTION_ALLOW;
	struct scopes scopes;

	list_places(tally, comment, language, &scopes);
	for (size_t i = 0; i < earlier->topic_count && scopes.count < SCOPES_MAX; i++)
		scopes.items[scopes.count++] = earlier->topics[i];
	add_points(tally, brand,
		   (struct delta_point){
			   .ts_us = earlier->ts_us,
			   .negative = earlier->polarity == POLARITY_NEGATIVE || abuse,
			   .abuse = abuse,
			   .undo = true,
		   },
		   &scopes);
}

/* Each with a NUL behind it, as recent_comment.h says. */
static struct slice join(const struct tally *tally, const struct scopes *scopes)
{
	struct slice joined = { 0 };
	struct buffer text;

	buffer_init(&text, RECENT_SCOPES_MAX);
	for (size_t i = 0; i < scopes->count; i++) {
		if (text.len + scopes->items[i].len + 1 > RECENT_SCOPES_MAX)
			break;
		buffer_add_slice(&text, scopes->items[i]);
		buffer_add_char(&text, '\0');
	}
	if (!buffer_failed(&text))
		joined = arena_copy(tally->delta->arena, buffer_slice(&text));
	tally->delta->failed |= !joined.data;
	buffer_done(&text);
	return joined;
}

static enum recent_standing standing_of(const struct comment *comment)
{
	const int64_t followers = comment->author.followers;
	const int64_t created_us = comment->author.created_at_us;

	if (followers < 0 && created_us <= 0)
		return RECENT_STANDING_UNKNOWN;
	if (followers == 0 || (created_us > 0 && comment->ts_us - created_us < NEWCOMER_US))
		return RECENT_STANDING_NEWCOMER;
	return RECENT_STANDING_SETTLED;
}

static void add_recent(const struct tally *tally, struct delta_brand *brand,
		       const struct comment *comment, const struct verdict *verdict,
		       uint64_t author, const struct scopes *scopes)
{
	struct recent_comment recent = {
		.id = comment->id,
		.channel = comment->channel,
		.url = comment->url,
		.text = comment->text,
		.ts_us = comment->ts_us,
		.author = author,
		.sentiment = verdict->sentiment,
		.polarity = verdict->polarity,
		.action = verdict->action,
		.standing = standing_of(comment),
	};

	if (!delta_wants_recent(tally->delta, brand, &recent))
		return;
	recent.scopes = join(tally, scopes);
	delta_add_recent(tally->delta, brand, &recent);
}

/* Two posts that are taken for one look a little more alike. */
static uint32_t hash_post(struct slice post)
{
	return post.len ? fnv32(post) | 1 : 0;
}

static unsigned flags_of(const struct comment *comment, const struct verdict *verdict,
			 enum likeness_kind kind)
{
	const enum recent_standing standing = standing_of(comment);

	return (verdict->polarity == POLARITY_NEGATIVE ? VOICE_NEGATIVE : 0) |
	       (verdict->action != ACTION_ALLOW ? VOICE_HELD : 0) |
	       (standing == RECENT_STANDING_NEWCOMER ? VOICE_NEWCOMER : 0) |
	       (standing != RECENT_STANDING_UNKNOWN ? VOICE_KNOWN : 0) |
	       (kind == LIKENESS_LINKED ? VOICE_LINKED : 0) |
	       (kind == LIKENESS_SHORT ? VOICE_SHORT : 0);
}

/* What may be one of many that say the same: not praise, nor what the brand's own people answer. */
static void add_voice(const struct tally *tally, struct delta_brand *brand,
		      const struct comment *comment, const struct verdict *verdict, uint64_t author)
{
	struct chorus_voice voice = { .ts_us = comment->ts_us < tally->delta->now_us
						       ? comment->ts_us
						       : tally->delta->now_us,
				      .author = author };

	if ((verdict->polarity == POLARITY_POSITIVE && verdict->action == ACTION_ALLOW) ||
	    comment->author.staff ||
	    config_brand(tally->config, comment->brand)->minimum_copies == 0 ||
	    voice.ts_us <= tally->delta->now_us - CHORUS_WITHIN_US ||
	    !utf8_valid(comment->text, NULL))
		return;
	const enum likeness_kind kind = likeness_of(comment->text, &voice.likeness);

	voice.post = hash_post(comment->post);
	voice.flags = flags_of(comment, verdict, kind);
	if (kind != LIKENESS_NONE &&
	    (kind != LIKENESS_SHORT || (voice.flags & (VOICE_NEGATIVE | VOICE_HELD))))
		delta_add_voice(tally->delta, brand, &voice);
}

/* One that was edited is no further voice: its earlier version was heard. */
static void add_series(const struct tally *tally, struct delta_brand *brand,
		       const struct comment *comment, const struct verdict *verdict, bool edited)
{
	const bool abuse = verdict->action != ACTION_ALLOW;
	const uint64_t author = tally_author(tally->keys->current, comment);
	struct scopes scopes;

	list_scopes(tally, comment, verdict, &scopes);
	add_points(tally, brand,
		   (struct delta_point){
			   .ts_us = comment->ts_us,
			   .negative = verdict->polarity == POLARITY_NEGATIVE || abuse,
			   .abuse = abuse,
			   .author = author,
		   },
		   &scopes);
	add_recent(tally, brand, comment, verdict, author, &scopes);
	if (!edited)
		add_voice(tally, brand, comment, verdict, author);
}

static void add_queued(const struct tally *tally, struct delta_brand *brand,
		       const struct comment *comment, const struct verdict *verdict,
		       struct slice reason, bool edited)
{
	struct delta_question question = {
		.comment = *comment,
		.action = verdict->action,
		.reason = reason,
		.edited = edited,
		.hide = tally_hide(tally->keys, comment, tally->remember_hides_us,
				   tally->delta->now_us),
	};
	struct buffer json;

	buffer_init(&json, DELTA_PIECE_BYTES);
	verdict_write_json(verdict, comment->id, &json);
	if (!buffer_failed(&json))
		question.verdict = arena_copy(tally->delta->arena, buffer_slice(&json));
	buffer_done(&json);
	if (question.verdict.data)
		delta_add_queued(tally->delta, brand, &question);
	else
		tally->delta->failed = true;
}

static void add_hides(const struct tally *tally, const struct comment *comment,
		      const struct verdict *verdict, struct slice reason)
{
	const struct match *match = heaviest(verdict, CATEGORY_NONE);
	const struct tally_wish wish = { comment, reason, slice_from(match ? match->rule : ""),
					 tally->delta->now_us };
	struct tally_messages messages = { NULL, 0 };

	if (tally_hide_messages(tally->config, &wish, tally->delta->arena, &messages, NULL) < 0) {
		tally->delta->failed = true; /* the batch comes again */
		return;
	}
	for (size_t i = 0; i < messages.count; i++)
		delta_add_message(tally->delta, &messages.items[i].message,
				  messages.items[i].due_us);
}

static void add(const struct tally *tally, const struct comment *comment,
		const struct verdict *verdict, bool edited)
{
	struct delta_brand *brand = delta_brand(tally->delta, comment->brand);
	struct slice reason;

	delta_add_verdict(brand, verdict);
	add_series(tally, brand, comment, verdict, edited);
	if (verdict->action == ACTION_ALLOW)
		return;
	reason = tally_reason(verdict, tally->delta->arena);
	add_queued(tally, brand, comment, verdict, reason, edited);
	if (verdict->action == ACTION_HIDE)
		add_hides(tally, comment, verdict, reason);
}

void tally_comment(const struct tally *tally, const struct comment *comment,
		   const struct verdict *verdict)
{
	add(tally, comment, verdict, false);
}

/* What was hidden stays before a person, also when the new version is harmless: somebody must say
 * that it may be shown again. */
void tally_edit(const struct tally *tally, const struct comment *comment,
		const struct verdict *verdict, const struct counted *earlier)
{
	struct delta_brand *brand = delta_brand(tally->delta, comment->brand);

	delta_take_back(brand, earlier);
	take_points_back(tally, brand, comment, verdict->language, earlier);
	delta_replace_recent(tally->delta, brand, comment, earlier->ts_us);
	if (earlier->action == ACTION_REVIEW && verdict->action == ACTION_ALLOW)
		delta_withdraw(tally->delta, brand, comment);
	add(tally, comment, verdict, true);
}
