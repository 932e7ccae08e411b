/* fuzz_links.c - the links of any bytes: the walk ends, moves on, and names stay in bounds; a name
 * is the name of itself. */
#include "links.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* What is named so leads to the same place. */
static void check_again(struct slice name)
{
	char text[LINKS_NAME_MAX + 8] = "https://", again[LINKS_NAME_MAX];
	size_t at = 0;

	memcpy(text + 8, name.data, name.len);
	struct slice got = links_next((struct slice){ text, 8 + name.len }, &at, again);
	check(got.len <= name.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };
	size_t at = 0, before = 0;
	char name[LINKS_NAME_MAX];

	for (;;) {
		struct slice got = links_next(text, &at, name);

		check(at <= size && got.len <= LINKS_NAME_MAX);
		if (got.len == 0)
			break;
		check(at > before);
		before = at;
		check_again(got);
	}
	check(at == size);
	return 0;
}
