/* counted.c - see counted.h. */
#include "counted.h"

enum { VERSION = 1, FIXED_BYTES = 37, TOPIC_BYTES_MAX = 255 };

bool counted_is_topic(struct slice label)
{
	static const char prefix[] = "topic:";

	return label.len > sizeof(prefix) - 1 && label.len <= TOPIC_BYTES_MAX &&
	       memcmp(label.data, prefix, sizeof(prefix) - 1) == 0;
}

struct counted counted_of(const struct verdict *verdict, int64_t ts_us)
{
	struct counted counted = { .ts_us = ts_us,
				   .polarity = verdict->polarity,
				   .action = verdict->action,
				   .undecided = verdict->undecided_count > 0 };

	for (unsigned i = 0; i < CATEGORY_COUNT; i++) {
		if (verdict->scores[i] > 0)
			counted.categories |= 1U << i;
	}
	for (size_t i = 0; i < verdict->label_count; i++) {
		struct slice label = slice_from(verdict->labels[i]);

		if (counted_is_topic(label) && counted.topic_count < COUNTED_TOPICS_MAX)
			counted.topics[counted.topic_count++] = label;
	}
	return counted;
}

void counted_pack(const struct counted *counted, struct buffer *to)
{
	buffer_add_char(to, VERSION);
	buffer_add_char(to, (char)counted->polarity);
	buffer_add_char(to, (char)counted->action);
	buffer_add_char(to, counted->undecided);
	buffer_add_char(to, (char)(unsigned char)counted->categories);
	buffer_add_u64(to, counted->text);
	buffer_add_u64(to, (uint64_t)counted->edited_us);
	buffer_add_u64(to, (uint64_t)counted->ts_us);
	buffer_add_u64(to, (uint64_t)counted->received_us);
	for (size_t i = 0; i < counted->topic_count; i++) {
		buffer_add_char(to, (char)(unsigned char)counted->topics[i].len);
		buffer_add_slice(to, counted->topics[i]);
	}
}

static uint64_t number_at(struct slice bytes, size_t at)
{
	uint64_t value = 0;

	for (size_t i = at + 8; i-- > at;)
		value = value << 8 | (unsigned char)bytes.data[i];
	return value;
}

static bool unpack_topics(struct slice rest, struct counted *counted)
{
	while (rest.len > 0) {
		size_t len = (unsigned char)rest.data[0];

		if (len > rest.len - 1 || counted->topic_count == COUNTED_TOPICS_MAX)
			return false;
		struct slice topic = slice_cut(rest, 1, 1 + len);
		if (!counted_is_topic(topic))
			return false;
		counted->topics[counted->topic_count++] = topic;
		rest = slice_cut(rest, 1 + len, rest.len);
	}
	return true;
}

bool counted_unpack(struct slice bytes, struct counted *ret_counted)
{
	if (bytes.len < FIXED_BYTES || bytes.data[0] != VERSION)
		return false;

	unsigned char polarity = (unsigned char)bytes.data[1];
	unsigned char action = (unsigned char)bytes.data[2];
	struct counted counted = {
		.polarity = (enum polarity)polarity,
		.action = (enum action)action,
		.undecided = bytes.data[3] == 1,
		.categories = (unsigned char)bytes.data[4],
		.text = number_at(bytes, 5),
		.edited_us = (int64_t)number_at(bytes, 13),
		.ts_us = (int64_t)number_at(bytes, 21),
		.received_us = (int64_t)number_at(bytes, 29),
	};
	if (polarity >= POLARITY_COUNT || action >= ACTION_COUNT || counted.ts_us < 0 ||
	    !unpack_topics(slice_cut(bytes, FIXED_BYTES, bytes.len), &counted))
		return false;
	*ret_counted = counted;
	return true;
}

bool counted_is_old_news(const struct counted *earlier, const struct counted *next)
{
	if (next->text == earlier->text || next->edited_us < earlier->edited_us)
		return true;
	return next->edited_us == earlier->edited_us && next->received_us < earlier->received_us;
}
