/*
 * regex_probe.c - see regex_probe.h.
 *
 * A text that is hard for a pattern repeats what the pattern repeats, and then does not end as it
 * must. What it repeats is mostly a letter, a digit or a blank, or else a word or sign of its own:
 * `(?:.*?,){9}x` is hard on commas alone.
 */
#include "regex_probe.h"
#include "letters.h"
#include "literal.h"
#include "regex.h"

enum {
	PIECES_MAX = 32,
	PIECE_BYTES_MAX = 24,
	LEADS_OF_PIECES_MAX = 3, /* literals that the pattern's own pieces are tried behind */
	TAIL_MAX = 256,
};

struct probe {
	struct regex *regex;
	struct regex_scratch *scratch;
	struct slice pieces[PIECES_MAX]; /* words and signs of the pattern */
	size_t piece_count;
	char tail[TAIL_MAX];
	size_t tail_len;
};

static void add_piece(struct probe *probe, struct slice piece)
{
	if (piece.len == 0 || piece.len > PIECE_BYTES_MAX || probe->piece_count == PIECES_MAX)
		return;
	for (size_t i = 0; i < probe->piece_count; i++)
		if (slice_equal(probe->pieces[i], piece))
			return;
	probe->pieces[probe->piece_count++] = piece;
}

/* Every match may need a character; where it is nowhere, PCRE2 sees that at once. */
static void add_to_tail(struct probe *probe, struct slice character)
{
	if (probe->tail_len + character.len > TAIL_MAX ||
	    memmem(probe->tail, probe->tail_len, character.data, character.len))
		return;
	memcpy(probe->tail + probe->tail_len, character.data, character.len);
	probe->tail_len += character.len;
}

/* What a backslash makes of a letter is no word; what it makes of a sign is that sign. */
static void read_pieces(struct probe *probe, struct slice pattern)
{
	size_t word = 0; /* where it begins */

	for (size_t at = 0; at < pattern.len;) {
		bool escaped = at > 0 && pattern.data[at - 1] == '\\';
		uint32_t code;
		size_t next = at + letters_next(pattern.data + at, &code);

		if (!letters_in_word(code) || escaped) {
			add_piece(probe, slice_cut(pattern, word, at));
			word = next;
		}
		if (!letters_in_word(code))
			add_piece(probe, slice_cut(pattern, at, next));
		add_to_tail(probe, slice_cut(pattern, at, next));
		at = next;
	}
	add_piece(probe, slice_cut(pattern, word, pattern.len));
}

static void put(char *bytes, size_t *len, struct slice piece)
{
	memcpy(bytes + *len, piece.data, piece.len);
	*len += piece.len;
}

/* Once `lead`, then `unit` again and again, and a sign that nearly no pattern expects and a line
 * end that no dot goes over, so that a match fails at the very end. */
static bool is_hard_on(struct probe *probe, struct slice lead, struct slice unit)
{
	char bytes[REGEX_PROBE_BYTES + LITERAL_BYTES_MAX + 2 + TAIL_MAX];
	struct span span;
	size_t len = 0;

	put(bytes, &len, lead);
	while (len + unit.len <= REGEX_PROBE_BYTES)
		put(bytes, &len, unit);
	put(bytes, &len, slice_from("\x01\n"));
	put(bytes, &len, (struct slice){ probe->tail, probe->tail_len });
	return regex_find(probe->regex, probe->scratch, (struct slice){ bytes, len }, 0, &span) ==
	       REGEX_UNDECIDED;
}

static bool is_hard_behind(struct probe *probe, struct slice lead)
{
	static const char *const units[] = { "a", "1", " ", "a ", "1 ", ".", "ab", "-" };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (is_hard_on(probe, lead, slice_from(units[i])))
			return true;
	return false;
}

/* A piece alone, behind a letter, and before a blank. */
static bool is_hard_on_pieces(struct probe *probe, struct slice lead)
{
	char bytes[PIECE_BYTES_MAX + 2];

	for (size_t i = 0; i < probe->piece_count; i++) {
		size_t len = 1;

		bytes[0] = 'a';
		put(bytes, &len, probe->pieces[i]);
		bytes[len] = ' ';
		if (is_hard_on(probe, lead, probe->pieces[i]) ||
		    is_hard_on(probe, lead, (struct slice){ bytes, len }) ||
		    is_hard_on(probe, lead, (struct slice){ bytes + 1, len }))
			return true;
	}
	return false;
}

static bool is_hard(struct probe *probe, const struct literals *literals)
{
	static const struct slice nothing = { "", 0 };

	if (is_hard_behind(probe, nothing) || is_hard_on_pieces(probe, nothing))
		return true;
	for (size_t i = 0; i < literals->count; i++)
		if (is_hard_behind(probe, literals->items[i]) ||
		    (i < LEADS_OF_PIECES_MAX && is_hard_on_pieces(probe, literals->items[i])))
			return true;
	return false;
}

bool regex_probe_is_hard(struct slice pattern)
{
	struct probe probe = { .scratch = regex_scratch_new() };
	struct literals literals = { 0 };
	struct error error = { 0 };
	struct arena arena;
	bool hard = false;

	probe.regex = regex_new(pattern, &error, NULL);
	arena_init(&arena, 4096, 1 << 20);
	if (probe.scratch && probe.regex) {
		add_to_tail(&probe,
			    slice_from(" abcdefghijklmnopqrstuvwxyzåäöæøü0123456789!?.,:;-'@#/"));
		read_pieces(&probe, pattern);
		(void)literal_of_regex(pattern, &arena, &literals);
		hard = is_hard(&probe, &literals);
	}
	arena_done(&arena);
	regex_free(probe.regex);
	regex_scratch_free(probe.scratch);
	return hard;
}
