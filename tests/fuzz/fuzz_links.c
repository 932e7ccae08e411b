/* fuzz_links.c - the links of any text, in plain form as everybody asks for them: the walk ends,
 * moves on, and names stay in bounds; what is named so has no longer name. */
#include "comment.h"
#include "forms.h"
#include "links.h"
#include "utf8.h"

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

static void check_links(struct slice text)
{
	size_t at = 0, before = 0;
	char name[LINKS_NAME_MAX];

	for (;;) {
		struct slice got = links_next(text, &at, name);

		check(at <= text.len && got.len <= LINKS_NAME_MAX);
		if (got.len == 0)
			break;
		check(at > before);
		before = at;
		if (utf8_valid(got, NULL)) /* long ones are cut anywhere */
			check_again(got);
	}
	check(at == text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct forms_maker *maker;
	struct slice raw = { (const char *)data, size };
	struct forms forms;

	if (!maker)
		maker = forms_maker_new();
	if (size > COMMENT_TEXT_MAX || !utf8_valid(raw, NULL))
		return 0;
	check(maker && forms_make(maker, raw, &forms) == 0);
	check_links(forms.form[FORM_PLAIN].text);
	return 0;
}
