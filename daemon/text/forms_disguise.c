/*
 * forms_disguise.c - undoes the disguises within one word: dress, foreign letters, markup, leet,
 * repeats.
 *
 * Which stretches of a text are worth a look is forms_loose.c's business. Every pass is linear and
 * in place: a cell is rewritten or goes, and what it came from stays with it.
 */
#include "forms_build.h"
#include "letters.h"
#include "lookalike.h"
#include "markup.h"
#include <utf8proc.h>

enum {
	JOINED_MAX = 3,	  /* fu.ck and nig-ger are put together, well-known is not */
	FLAG_RUN_MIN = 3, /* two regional letters are a flag */
};

/* The cell behind the tag that begins at `at` and may stand inside a word, or `at` when there is
 * none. */
static size_t tag_end(const struct form_cells *cells, size_t at)
{
	char bytes[MARKUP_TAG_MAX];
	size_t len = 0;
	bool inside = false;

	for (; len < MARKUP_TAG_MAX && at + len < cells->count; len++) {
		uint32_t code = cells->items[at + len].code;

		bytes[len] = code < 0x80 ? (char)code : '?';
	}
	len = markup_end((struct slice){ bytes, len }, 0, &inside);
	return inside ? at + len : at;
}

static void mark_tags(struct form_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++) {
		if (cells->items[i].code != '<' && cells->items[i].code != '[')
			continue;
		size_t end = tag_end(cells, i);
		for (size_t j = i; j < end; j++)
			cells->items[j].part = PART_SPLIT;
		if (end > i)
			i = end - 1;
	}
}

static unsigned become_letter(struct form_cell *cell, uint32_t letter)
{
	cell->code = letter;
	cell->part = PART_LETTER;
	return 1;
}

static bool is_regional(uint32_t c)
{
	return c >= 0x1F1E6 && c <= 0x1F1FF;
}

static unsigned undress_flags(struct form_cells *cells)
{
	unsigned undone = 0;

	for (size_t i = 0; i < cells->count; i++) {
		size_t end = i;
		while (end < cells->count && is_regional(cells->items[end].code))
			end++;
		for (size_t j = i; end - i >= FLAG_RUN_MIN && j < end; j++)
			undone += become_letter(&cells->items[j],
						'a' + (cells->items[j].code - 0x1F1E6));
		i = end > i ? end - 1 : i;
	}
	return undone;
}

/* Dress of single letters, and marks left over on Latin ones (in other scripts marks are part of
 * the spelling) or on the blank before. */
static unsigned undress(struct form_cells *cells)
{
	unsigned undone = undress_flags(cells);
	bool after_latin = true;

	for (size_t i = 0; i < cells->count; i++) {
		struct form_cell *cell = &cells->items[i];
		uint32_t letter = lookalike_styled(cell->code);
		if (letter) {
			undone += become_letter(cell, letter);
		} else if (cell->part == PART_MARK && after_latin) {
			cell->part = PART_GONE;
			undone++;
			continue;
		}
		after_latin = cell->part == PART_LETTER && cell->code < 0x250;
	}
	return undone;
}

static bool was_capital(const struct form_cell *cell, struct slice raw)
{
	uint32_t written;

	letters_next(raw.data + cell->from, &written);
	return utf8proc_tolower((utf8proc_int32_t)written) != (utf8proc_int32_t)written;
}

static bool in_word(const struct form_cell *cell)
{
	return cell->part != PART_OTHER && cell->part != PART_JOIN;
}

/* Foreign letters become Latin only in a word that holds a Latin letter. */
static unsigned naturalise_word(struct form_cell *cell, size_t count, struct slice raw)
{
	bool latin = false;
	unsigned undone = 0;

	for (size_t i = 0; i < count; i++)
		latin |= cell[i].part == PART_LETTER && cell[i].code < 0x250;
	for (size_t i = 0; latin && i < count; i++) {
		if (cell[i].part != PART_LETTER || cell[i].code < 0x250)
			continue;
		uint32_t letter = lookalike_foreign(cell[i].code, was_capital(&cell[i], raw));
		if (letter)
			undone += become_letter(&cell[i], letter);
	}
	return undone;
}

static unsigned naturalise(struct form_cells *cells, struct slice raw)
{
	unsigned undone = 0;

	for (size_t i = 0, end; i < cells->count; i = end + 1) {
		for (end = i; end < cells->count && in_word(&cells->items[end]);)
			end++;
		undone += naturalise_word(cells->items + i, end - i, raw);
	}
	return undone;
}

static void sweep(struct form_cells *cells)
{
	size_t kept = 0;

	for (size_t i = 0; i < cells->count; i++) {
		if (cells->items[i].part != PART_GONE)
			cells->items[kept++] = cells->items[i];
	}
	cells->count = kept;
}

static bool makes_words(const struct form_cell *cell)
{
	return cell->part == PART_LETTER || cell->part == PART_DIGIT || cell->part == PART_SIGN;
}

/* How many cells of this kind of stretch begin at `at`. */
static size_t run_of(const struct form_cells *cells, size_t at, enum form_part part)
{
	size_t end = at;

	while (end < cells->count &&
	       (part == PART_LETTER ? makes_words(&cells->items[end])
				    : cells->items[end].part == (uint8_t)part))
		end++;
	return end - at;
}

static bool may_close_up(const struct form_cells *cells, size_t gap, size_t gap_len, size_t left,
			 size_t right)
{
	const struct form_cell *cell = cells->items + gap;
	bool letter_beside = cell[-1].part == PART_LETTER || cell[gap_len].part == PART_LETTER;

	if (cell->part == PART_SPLIT)
		return letter_beside;
	size_t longest = cell->code == '.' || cell->code == '-' ? JOINED_MAX : 1;
	return letter_beside && gap_len <= 2 && left <= longest && right <= longest;
}

/* id_iot, i.d.i.o.t: what parts the pieces of one word goes. */
static unsigned close_gaps(struct form_cells *cells)
{
	unsigned undone = 0;
	size_t left = 0;

	for (size_t i = 0; i < cells->count;) {
		size_t piece = run_of(cells, i, PART_LETTER);
		if (piece > 0) {
			left = piece;
			i += piece;
			continue;
		}
		enum form_part part = (enum form_part)cells->items[i].part;
		size_t gap = part == PART_SPLIT || part == PART_JOIN ? run_of(cells, i, part) : 0;
		size_t right =
			gap && i + gap < cells->count ? run_of(cells, i + gap, PART_LETTER) : 0;
		if (left && right && may_close_up(cells, i, gap, left, right)) {
			for (size_t j = i; j < i + gap; j++)
				cells->items[j].part = PART_GONE;
			undone += (unsigned)gap;
		}
		left = 0;
		i += gap ? gap : 1;
	}
	return undone;
}

static bool is_one_of(uint32_t code, const char *letters)
{
	return code != 0 && code < 0x80 && strchr(letters, (int)code) != NULL;
}

/*
 * 1 ! and | are i or l: after a vowel and before a vowel or the end l (asshole, nazil), after the
 * consonants that begin a word together with l and before a vowel l (slut), else i (shit, idiot).
 */
static uint32_t stroke_letter(const struct form_cell *cell, size_t at, size_t count)
{
	uint32_t before = at > 0 ? cell[at - 1].code : 0;
	uint32_t after = at + 1 < count ? cell[at + 1].code : 0;
	uint32_t before_it = at > 1 ? cell[at - 2].code : 0;

	if (after == '1' || (before == 'l' && letters_is_vowel(before_it)))
		return 'l';
	if (letters_is_vowel(before))
		return before == 'i' || before == 'e' || !after || letters_is_vowel(after) ? 'l'
											   : 'i';
	if (letters_is_vowel(after) && at == 1 && is_one_of(before, "bcfgkps"))
		return 'l';
	return 'i';
}

static size_t digits_from(const struct form_cell *cell, size_t count)
{
	size_t digits = 0;

	while (digits < count && cell[digits].part == PART_DIGIT)
		digits++;
	return digits;
}

static size_t digits_before(const struct form_cell *cell, size_t count)
{
	size_t digits = 0;

	while (digits < count && cell[count - 1 - digits].part == PART_DIGIT)
		digits++;
	return digits;
}

/*
 * A word with letters enough: what stands between letters is read as letters; a digit in front only
 * if it is one and three letters or further leet follow (4rsch, but 10th and 5pm), at the end only
 * two and after two letters (fuck3r5, but iphone2024).
 */
static unsigned read_leet(struct form_cell *cell, size_t count)
{
	size_t letters = 0;
	unsigned undone = 0;

	for (size_t i = 0; i < count; i++)
		letters += cell[i].part == PART_LETTER;
	if (letters == 0 || letters == count || letters * 2 < count - letters)
		return 0;
	size_t leading = digits_from(cell, count), trailing = digits_before(cell, count);
	bool inner = leading + letters + trailing < count;
	size_t from = leading > 1 || (letters < 3 && !inner) ? leading : 0;
	size_t to = trailing > 2 || letters < 2 ? count - trailing : count;
	for (size_t i = from; i < to; i++) {
		uint32_t letter = cell[i].part == PART_LETTER ? 0 : lookalike_leet(cell[i].code);
		if (i == 0 && cell[0].code == '@' && cell[1].part == PART_LETTER)
			continue; /* a name */
		if (letter == 'i')
			letter = stroke_letter(cell, i, count);
		if (letter)
			undone += become_letter(&cell[i], letter);
	}
	return undone;
}

/* An exclamation mark or bar is punctuation unless it stands between letters. */
static bool is_stroke_sign(const struct form_cell *cell)
{
	return cell->part == PART_SIGN && lookalike_leet(cell->code) == 'i';
}

static unsigned read_leet_words(struct form_cells *cells)
{
	unsigned undone = 0;

	for (size_t i = 0; i < cells->count;) {
		size_t len = run_of(cells, i, PART_LETTER), trimmed = len;
		while (trimmed > 0 && is_stroke_sign(&cells->items[i + trimmed - 1]))
			trimmed--;
		size_t skipped = 0;
		while (skipped < trimmed && is_stroke_sign(&cells->items[i + skipped]))
			skipped++;
		undone += read_leet(cells->items + i + skipped, trimmed - skipped);
		i += len ? len : 1;
	}
	return undone;
}

/*
 * How many letters an emphatic run of three and more stood for. Vowels are single (fuuuck); a
 * consonant is double where our languages double it: between vowels (bitter), s and l also at the
 * end or before a consonant (ass, bullshit).
 */
static size_t letters_meant(uint32_t before, uint32_t letter, uint32_t after)
{
	if (letters_is_vowel(letter) || !letters_is_vowel(before))
		return 1;
	if (after && letters_is_vowel(after))
		return 2;
	return letter == 's' || letter == 'l' ? 2 : 1;
}

static unsigned shorten_runs(struct form_cells *cells)
{
	unsigned undone = 0;
	struct form_cell *cell = cells->items;

	for (size_t i = 0, end; i < cells->count; i = end) {
		for (end = i + 1; end < cells->count && cell[end].code == cell[i].code;)
			end++;
		if (cell[i].part != PART_LETTER || end - i < 3)
			continue;
		uint32_t before = i > 0 && cell[i - 1].part == PART_LETTER ? cell[i - 1].code : 0;
		uint32_t after =
			end < cells->count && cell[end].part == PART_LETTER ? cell[end].code : 0;
		size_t kept = letters_meant(before, cell[i].code, after);
		cell[i + kept - 1].to = cell[end - 1].to; /* the whole run shows as the word */
		for (size_t j = i + kept; j < end; j++)
			cell[j].part = PART_GONE;
		undone += (unsigned)(end - i - kept);
	}
	return undone;
}

static bool is_capital_i(const struct form_cells *cells, size_t at, struct slice raw)
{
	return at < cells->count && cells->items[at].code == 'i' &&
	       raw.data[cells->items[at].from] == 'I';
}

/* kiII: two capitals behind a small letter are no word's ending, and look like ll. One may be a
 * word's beginning (SchülerInnen), three are a number. */
static unsigned read_capital_pairs(struct form_cells *cells, struct slice raw)
{
	unsigned undone = 0;

	for (size_t i = 1, end; i < cells->count; i = end) {
		const struct form_cell *before = &cells->items[i - 1];

		for (end = i; is_capital_i(cells, end, raw);)
			end++;
		if (end - i == 2 && before->part == PART_LETTER && !was_capital(before, raw)) {
			undone += become_letter(&cells->items[i], 'l');
			undone += become_letter(&cells->items[i + 1], 'l');
		}
		end += end == i;
	}
	return undone;
}

unsigned forms_undo_disguise(struct form_cells *cells, struct slice raw)
{
	unsigned undone = 0;

	mark_tags(cells);
	if (cells->wide) {
		undone += undress(cells);
		sweep(cells);
		undone += naturalise(cells, raw);
	}
	undone += close_gaps(cells);
	sweep(cells);
	undone += read_leet_words(cells);
	undone += read_capital_pairs(cells, raw);
	undone += shorten_runs(cells);
	sweep(cells);
	return undone;
}
