/* voice.c - see voice.h. */
#include "voice.h"
#include "letters.h"
#include <string.h>

/* As soon as a fourth of the text is small letters there is no need to read on. */
static bool is_shouting(struct slice raw)
{
	enum { LEAST = 6 };
	size_t capitals = 0, smalls = 0;

	for (size_t i = 0; i < raw.len && smalls * 4 < raw.len; i++) {
		if (letters_ascii_alpha(raw.data[i])) {
			smalls += (raw.data[i] & 0x20) != 0;
			capitals += (raw.data[i] & 0x20) == 0;
		}
	}
	return capitals >= LEAST && capitals > smalls * 3;
}

static int32_t count_marks(struct slice raw)
{
	int32_t marks = 0;

	while (marks < VOICE_MARKS_MAX && raw.len > 0) {
		const char *mark = memchr(raw.data, '!', raw.len);

		if (!mark)
			break;
		marks++;
		raw = slice_cut(raw, (size_t)(mark - raw.data) + 1, raw.len);
	}
	return marks;
}

struct voice voice_of(struct slice raw)
{
	return (struct voice){ .exclamations = count_marks(raw),
			       .questions = raw.len && memchr(raw.data, '?', raw.len),
			       .shouting = is_shouting(raw) };
}
