/* suggest.c - see suggest.h; optimal string alignment distance over short names. */
#include "suggest.h"

enum { NAME_MAX_BYTES = 64 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Both at most NAME_MAX_BYTES. Three rows suffice: a swap looks two rows back. */
static size_t distance(struct slice a, struct slice b)
{
	size_t rows[3][NAME_MAX_BYTES + 1];

	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i - 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t replace = above[j - 1] + (a.data[i - 1] != b.data[j - 1]);

			row[j] = least(replace, least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
			    a.data[i - 2] == b.data[j - 1])
				row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
		}
	}
	return rows[a.len % 3][b.len];
}

const char *suggest_nearest(struct slice word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	size_t best = NAME_MAX_BYTES;

	if (word.len > NAME_MAX_BYTES)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct slice candidate = slice_from(candidates[i]);
		size_t longer = word.len > candidate.len ? word.len : candidate.len;
		size_t far;

		if (candidate.len > NAME_MAX_BYTES)
			continue;
		far = distance(word, candidate);
		if (far < best && far * 3 <= longer) {
			best = far;
			nearest = candidates[i];
		}
	}
	return nearest;
}
