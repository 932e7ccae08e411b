/*
 * verdict_json.c - see verdict_json.h; the keys are a promise to users (docs: interfaces).
 */
#include "verdict_json.h"
#include "json.h"

static void write_scores(struct json_writer *writer, const struct verdict *verdict)
{
	json_write_key(writer, "scores");
	json_write_object(writer);
	for (int i = 0; i < CATEGORY_COUNT; i++) {
		if (verdict->scores[i] == 0)
			continue;
		json_write_key(writer, category_name((enum category)i));
		json_write_thousandths(writer, verdict->scores[i]);
	}
	json_write_object_end(writer);
}

static void write_texts(struct json_writer *writer, const char *key, const char *const *texts,
			size_t count)
{
	json_write_key(writer, key);
	json_write_array(writer);
	for (size_t i = 0; i < count; i++)
		json_write_text(writer, texts[i]);
	json_write_array_end(writer);
}

/* `context` and `shadow` stand there only where they say something. */
static void write_match(struct json_writer *writer, const struct match *match)
{
	json_write_object(writer);
	json_write_member_text(writer, "rule", match->rule);
	json_write_member_text(writer, "category",
			       match->category == CATEGORY_NONE ? NULL
								: category_name(match->category));
	json_write_key(writer, "points");
	json_write_thousandths(writer, match->points);
	json_write_key(writer, "span");
	json_write_array(writer);
	json_write_integer(writer, (int64_t)match->span.from);
	json_write_integer(writer, (int64_t)match->span.to);
	json_write_array_end(writer);
	json_write_key(writer, "form");
	json_write_name(writer, form_name(match->form));
	if (match->context)
		json_write_member_text(writer, "context", match->context);
	if (match->shadow)
		json_write_member_bool(writer, "shadow", true);
	if (match->counted != match->points) {
		json_write_key(writer, "counted");
		json_write_thousandths(writer, match->counted);
	}
	json_write_object_end(writer);
}

void verdict_write_json(const struct verdict *verdict, struct slice id, struct buffer *to)
{
	struct json_writer writer;

	json_write_begin(&writer, to);
	json_write_object(&writer);
	json_write_member_string(&writer, "id", id);
	json_write_key(&writer, "lang");
	json_write_name(&writer, language_name(verdict->language));
	json_write_key(&writer, "action");
	json_write_name(&writer, action_name(verdict->action));
	write_scores(&writer, verdict);
	json_write_key(&writer, "sentiment");
	json_write_thousandths(&writer, verdict->sentiment);
	json_write_key(&writer, "anger");
	json_write_thousandths(&writer, verdict->anger);
	json_write_key(&writer, "worry");
	json_write_thousandths(&writer, verdict->worry);
	json_write_key(&writer, "polarity");
	json_write_name(&writer, polarity_name(verdict->polarity));
	write_texts(&writer, "labels", verdict->labels, verdict->label_count);
	json_write_key(&writer, "matches");
	json_write_array(&writer);
	for (size_t i = 0; i < verdict->match_count; i++)
		write_match(&writer, &verdict->matches[i]);
	json_write_array_end(&writer);
	write_texts(&writer, "undecided", verdict->undecided, verdict->undecided_count);
	json_write_member_text(&writer, "ruleset", verdict->ruleset);
	json_write_object_end(&writer);
}
