/* likeness.c - see likeness.h. Every comment goes through it: it looks at each byte once. */
#include "likeness.h"

#include "letters.h"
#include "utf8.h"

enum { PIECE = 4, WORD_LETTERS_MIN = 2 };

/* What is read of a text so far: its letters, in lower case and without what is between them. */
struct reading {
	struct slice text;
	size_t at;
	bool linked;
	unsigned words, word_letters;
	size_t letters; /* bytes of them */
	char folded[LIKENESS_TEXT_MAX];
};

static void end_word(struct reading *reading)
{
	reading->words += reading->word_letters >= WORD_LETTERS_MIN;
	reading->word_letters = 0;
}

static bool begins(const struct reading *reading, const char *word, size_t len)
{
	return reading->text.len - reading->at >= len &&
	       memcmp(reading->text.data + reading->at, word, len) == 0;
}

static void skip_to_blank(struct reading *reading)
{
	while (reading->at < reading->text.len && !slice_is_blank(reading->text.data[reading->at]))
		reading->at++;
}

static void skip_line(struct reading *reading)
{
	while (reading->at < reading->text.len && reading->text.data[reading->at] != '\n')
		reading->at++;
}

/* Handles, links, and what is said again of somebody else's: no words of the writer's. */
static bool skip_foreign(struct reading *reading)
{
	const bool begins_word =
		reading->at == 0 || slice_is_blank(reading->text.data[reading->at - 1]);

	if (!begins_word)
		return false;
	if (begins(reading, "http://", 7) || begins(reading, "https://", 8) ||
	    begins(reading, "www.", 4)) {
		reading->linked = true;
		skip_to_blank(reading);
		return true;
	}
	if (begins(reading, "@", 1)) {
		skip_to_blank(reading);
		return true;
	}
	if (begins(reading, "> ", 2) &&
	    (reading->at == 0 || reading->text.data[reading->at - 1] == '\n')) {
		skip_line(reading);
		return true;
	}
	return false;
}

/* From a mark to the one that ends it, where there is one. */
static const struct marks {
	const char *opens, *closes;
} marks[] = {
	{ "\"", "\"" }, { "“", "”" }, { "„", "“" }, { "»", "«" }, { "«", "»" }, { "”", "”" }
};

static bool skip_quoted(struct reading *reading)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const size_t opens = strlen(marks[i].opens), closes = strlen(marks[i].closes);

		if (!begins(reading, marks[i].opens, opens))
			continue;
		const char *from = reading->text.data + reading->at + opens;
		const char *end = memmem(from, reading->text.len - reading->at - opens,
					 marks[i].closes, closes);
		if (!end)
			continue;
		reading->at = (size_t)(end - reading->text.data) + closes;
		return true;
	}
	return false;
}

/* Of the letters of our languages, which begin with C3. */
static char lower_second(char first, char second)
{
	const unsigned char byte = (unsigned char)second;

	return first == '\xC3' && byte >= 0x80 && byte <= 0x9E ? (char)(byte + 0x20) : second;
}

static void read_wide(struct reading *reading)
{
	const char *bytes = reading->text.data + reading->at;
	uint32_t code;
	const size_t len = letters_next(bytes, &code);
	const enum letter_kind kind = letters_kind(code);

	reading->at += len;
	if (kind == LETTER_MARK)
		return;
	if (kind != LETTER_ALPHA) {
		end_word(reading);
		return;
	}
	reading->word_letters++;
	memcpy(reading->folded + reading->letters, bytes, len);
	if (len == 2)
		reading->folded[reading->letters + 1] = lower_second(bytes[0], bytes[1]);
	reading->letters += len;
}

/* Mostly there are some. */
static void read_ascii_letters(struct reading *reading)
{
	const size_t end = letters_ascii_end(reading->text, reading->at);
	char *to = reading->folded + reading->letters;

	reading->letters += end - reading->at;
	reading->word_letters += (unsigned)(end - reading->at);
	while (reading->at < end)
		*to++ = (char)(reading->text.data[reading->at++] | 0x20);
}

static bool may_open(unsigned char byte)
{
	return byte == '"' || byte == 0xE2 || byte == 0xC2;
}

static void read_next(struct reading *reading)
{
	read_ascii_letters(reading);
	if (reading->at == reading->text.len)
		return;
	const unsigned char byte = (unsigned char)reading->text.data[reading->at];

	if (may_open(byte) && skip_quoted(reading))
		return;
	if (byte >= 0x80) {
		read_wide(reading);
		return;
	}
	reading->at++;
	end_word(reading);
	if (slice_is_blank((char)byte))
		(void)skip_foreign(reading);
}

static void measure(const struct reading *reading, uint32_t *least)
{
	for (size_t i = 0; i + PIECE <= reading->letters; i++) {
		uint32_t piece;

		memcpy(&piece, reading->folded + i, PIECE);
		/* Murmur3's finaliser: the upper bits say the bin, a second look the order in it.
		 */
		uint32_t hash = le32toh(piece) * UINT32_C(0x9e3779b1);
		hash = (hash ^ hash >> 15) * UINT32_C(0x85ebca77);
		hash = (hash ^ hash >> 13) * UINT32_C(0xc2b2ae3d);
		uint32_t *bin = &least[(uint64_t)hash * LIKENESS_BYTES >> 32];
		const uint32_t value = (hash ^ hash >> 16) * UINT32_C(0x27d4eb2f);
		*bin = value < *bin ? value : *bin;
	}
}

/* An empty bin takes the next one's that is not, told from its own by how far it came. */
static void write_bytes(const uint32_t *least, struct likeness *ret_likeness)
{
	uint32_t value = UINT32_MAX;
	unsigned far = 0;

	for (size_t first = 0; first < LIKENESS_BYTES && value == UINT32_MAX; first++)
		value = least[first], far = (unsigned)first;
	for (size_t bin = LIKENESS_BYTES; bin-- > 0;) {
		far = least[bin] == UINT32_MAX ? far + 1 : 0;
		value = far ? value : least[bin];
		ret_likeness->bytes[bin] =
			(uint8_t)((value * UINT32_C(0x9e3779b1) >> 24) + far * 0x9D);
	}
}

static enum likeness_kind kind_of(const struct reading *reading)
{
	if (reading->words >= LIKENESS_WORDS_MIN && reading->letters >= LIKENESS_LETTERS_MIN)
		return reading->linked ? LIKENESS_LINKED : LIKENESS_TEXT;
	if (reading->words >= LIKENESS_SHORT_WORDS_MIN &&
	    reading->letters >= LIKENESS_SHORT_LETTERS_MIN && !reading->linked)
		return LIKENESS_SHORT;
	return LIKENESS_NONE;
}

enum likeness_kind likeness_of(struct slice text, struct likeness *ret_likeness)
{
	uint32_t least[LIKENESS_BYTES];
	struct reading reading; /* the letters are not cleared first */

	reading.text = utf8_cut(text, LIKENESS_TEXT_MAX);
	reading.at = reading.letters = 0;
	reading.words = reading.word_letters = 0;
	reading.linked = false;
	if (reading.text.len < LIKENESS_SHORT_LETTERS_MIN || begins(&reading, "RT @", 4))
		return LIKENESS_NONE;
	(void)skip_foreign(&reading);
	while (reading.at < reading.text.len)
		read_next(&reading);
	end_word(&reading);
	const enum likeness_kind kind = kind_of(&reading);
	if (kind == LIKENESS_NONE)
		return kind;
	memset(least, 0xff, sizeof(least));
	measure(&reading, least);
	write_bytes(least, ret_likeness);
	return kind;
}

unsigned likeness_common(const struct likeness *a, const struct likeness *b)
{
	unsigned common = 0;

	for (size_t i = 0; i < LIKENESS_BYTES; i++)
		common += a->bytes[i] == b->bytes[i];
	return common;
}

bool likeness_is_alike(const struct likeness *a, const struct likeness *b, bool is_short)
{
	return likeness_common(a, b) >= (is_short ? LIKENESS_ALIKE_SHORT : LIKENESS_ALIKE);
}
