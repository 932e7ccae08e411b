/* regex_probe.c - see regex_probe.h. */
#include "regex_probe.h"
#include "literal.h"
#include "regex.h"

/* The text is `lead` and then `unit` again and again, and a sign that nearly no pattern expects, so
 * that a match fails at the very end. Behind it stand all letters and signs, or PCRE2 would see at
 * once that what must end a match is nowhere. */
static struct slice probe_text(char *bytes, struct slice lead, const char *unit)
{
	static const char all[] = "\x01 abcdefghijklmnopqrstuvwxyzåäöæøü0123456789!?.,:;-'@#/";
	size_t step = strlen(unit), len = lead.len;

	memcpy(bytes, lead.data, lead.len);
	for (; len + step <= REGEX_PROBE_BYTES; len += step)
		memcpy(bytes + len, unit, step);
	memcpy(bytes + len, all, sizeof(all) - 1);
	return (struct slice){ bytes, len + sizeof(all) - 1 };
}

static bool is_too_hard(struct regex *regex, struct regex_scratch *scratch, struct slice lead,
			char *bytes)
{
	static const char *const units[] = { "a", "1", " ", "a ", "1 ", ".", "ab", "-" };
	struct span span;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (regex_find(regex, scratch, probe_text(bytes, lead, units[i]), 0, &span) ==
		    REGEX_UNDECIDED)
			return true;
	return false;
}

bool regex_probe_is_hard(struct slice pattern)
{
	struct regex_scratch *scratch = regex_scratch_new();
	struct error error = { 0 };
	struct regex *regex = regex_new(pattern, &error, NULL);
	struct literals literals = { 0 };
	struct arena arena;
	char bytes[2 * REGEX_PROBE_BYTES];
	bool hard = false;

	arena_init(&arena, 4096, 1 << 20);
	if (scratch && regex) {
		hard = is_too_hard(regex, scratch, (struct slice){ "", 0 }, bytes);
		if (literal_of_regex(pattern, &arena, &literals))
			for (size_t i = 0; i < literals.count && !hard; i++)
				hard = is_too_hard(regex, scratch, literals.items[i], bytes);
	}
	arena_done(&arena);
	regex_free(regex);
	regex_scratch_free(scratch);
	return hard;
}
