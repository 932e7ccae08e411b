/*
 * forms_plain.c - raw text to its plain form: Unicode's compatibility composition with case folded.
 *
 * ASCII stretches are copied with a table; only what is left goes to the Unicode library, code
 * point by code point, because its whole-string calls lose the way back to the original bytes.
 *
 * Composition works on clusters: a letter and the marks behind it. The letter was written out
 * already when a mark shows up, so it is taken back, decomposed, ordered and composed together with
 * its marks.
 */
#include "entity.h"
#include "forms_build.h"
#include "letters.h"
#include <utf8proc.h>

/* Unicode's stream-safe text allows 30 marks on a letter; ordering them costs the square of their
 * number, so further ones are dropped. */
enum {
	CLUSTER_MAX = 32,
	EXPANSION_MAX = 32,  /* longest decomposition of one code point is 18 */
	EXPANSION_TAKEN = 8, /* longer ones stay: a text of ﷺ would grow elevenfold */
};

struct cluster {
	utf8proc_int32_t codes[CLUSTER_MAX];
	size_t count;
	uint32_t from, to;
};

/* What an ASCII byte becomes in plain; 0: the slow way (entity) or nothing at all (controls). */
static const char ascii_plain[128] = {
	['\t'] = '\t', ['\n'] = '\n', ['\v'] = '\n', ['\f'] = '\n', ['\r'] = '\r', [' '] = ' ',
	['!'] = '!',   ['"'] = '"',   ['#'] = '#',   ['$'] = '$',   ['%'] = '%',   ['\''] = '\'',
	['('] = '(',   [')'] = ')',   ['*'] = '*',   ['+'] = '+',   [','] = ',',   ['-'] = '-',
	['.'] = '.',   ['/'] = '/',   ['0'] = '0',   ['1'] = '1',   ['2'] = '2',   ['3'] = '3',
	['4'] = '4',   ['5'] = '5',   ['6'] = '6',   ['7'] = '7',   ['8'] = '8',   ['9'] = '9',
	[':'] = ':',   [';'] = ';',   ['<'] = '<',   ['='] = '=',   ['>'] = '>',   ['?'] = '?',
	['@'] = '@',   ['A'] = 'a',   ['B'] = 'b',   ['C'] = 'c',   ['D'] = 'd',   ['E'] = 'e',
	['F'] = 'f',   ['G'] = 'g',   ['H'] = 'h',   ['I'] = 'i',   ['J'] = 'j',   ['K'] = 'k',
	['L'] = 'l',   ['M'] = 'm',   ['N'] = 'n',   ['O'] = 'o',   ['P'] = 'p',   ['Q'] = 'q',
	['R'] = 'r',   ['S'] = 's',   ['T'] = 't',   ['U'] = 'u',   ['V'] = 'v',   ['W'] = 'w',
	['X'] = 'x',   ['Y'] = 'y',   ['Z'] = 'z',   ['['] = '[',   ['\\'] = '\\', [']'] = ']',
	['^'] = '^',   ['_'] = '_',   ['`'] = '\'',  ['a'] = 'a',   ['b'] = 'b',   ['c'] = 'c',
	['d'] = 'd',   ['e'] = 'e',   ['f'] = 'f',   ['g'] = 'g',   ['h'] = 'h',   ['i'] = 'i',
	['j'] = 'j',   ['k'] = 'k',   ['l'] = 'l',   ['m'] = 'm',   ['n'] = 'n',   ['o'] = 'o',
	['p'] = 'p',   ['q'] = 'q',   ['r'] = 'r',   ['s'] = 's',   ['t'] = 't',   ['u'] = 'u',
	['v'] = 'v',   ['w'] = 'w',   ['x'] = 'x',   ['y'] = 'y',   ['z'] = 'z',   ['{'] = '{',
	['|'] = '|',   ['}'] = '}',   ['~'] = '~',
};

/* Small letters of an ASCII stretch of eight bytes; 0 when there is anything but letters, digits
 * and signs that stand as they are (0 itself is no such stretch). */
static uint64_t eight_small(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), upper = ones << 7;
	uint64_t from_a = bytes + ones * (0x80 - 'A'), over_z = bytes + ones * (0x7F - 'Z');

	if ((bytes | (bytes - ones * ' ') | ((bytes ^ ones * '&') - ones) |
	     ((bytes ^ ones * '`') - ones) | (bytes + ones)) &
	    upper)
		return 0;
	return bytes | (from_a & ~over_z & upper) >> 2;
}

/* The second byte in plain of a letter of Latin-1 that begins with 0xC3; 0: the slow way (ß), or no
 * letter. */
static unsigned char latin_plain(unsigned char second)
{
	if (second == 0x97 || second == 0x9F || second == 0xB7)
		return 0;
	return second | 0x20;
}

/* Does what begins at `at` stand in plain as it is, but for capitals? */
static bool is_simple(struct slice raw, size_t at)
{
	unsigned char byte = (unsigned char)raw.data[at];

	return byte < 0x80 ? ascii_plain[byte] != 0
			   : byte == 0xC3 && latin_plain((unsigned char)raw.data[at + 1]);
}

/* Copies ASCII and letters of Latin-1 as far as they go, which take as many bytes in plain; gives
 * how many. */
static size_t copy_bytes(char *bytes, struct slice raw)
{
	size_t at = 0;

	while (at < raw.len) {
		unsigned char byte = (unsigned char)raw.data[at];
		uint64_t small = raw.len - at >= 8 ? eight_small(letters_eight(raw, at)) : 0;

		if (small) {
			small = htole64(small);
			memcpy(bytes + at, &small, sizeof(small));
			at += sizeof(small);
		} else if (byte < 0x80 && ascii_plain[byte]) {
			bytes[at++] = ascii_plain[byte];
		} else if (byte == 0xC3 && latin_plain((unsigned char)raw.data[at + 1])) {
			bytes[at] = (char)byte;
			bytes[at + 1] = (char)latin_plain((unsigned char)raw.data[at + 1]);
			at += 2;
		} else {
			break;
		}
	}
	return at;
}

/* Letters of two bytes come from both of them. */
static void join_pairs(struct form_builder *builder, struct slice copied)
{
	const char *pair;
	size_t at = 0;

	while (at < copied.len && (pair = memchr(copied.data + at, 0xC3, copied.len - at))) {
		at = (size_t)(pair - copied.data);
		builder->to[builder->len + at]++;
		builder->from[builder->len + at + 1]--;
		at += 2;
	}
}

/* Gives where it stopped. */
static size_t copy_simple(struct form_builder *builder, struct slice raw, size_t at)
{
	struct slice rest = slice_cut(raw, at, raw.len);
	size_t run;

	if (!form_builder_reserve(builder, rest.len))
		return raw.len;
	run = copy_bytes(builder->bytes + builder->len, rest);
	memcpy(builder->from + builder->len, builder->identity + at, run * sizeof(*builder->from));
	memcpy(builder->to + builder->len, builder->identity + at + 1, run * sizeof(*builder->to));
	join_pairs(builder, slice_cut(raw, at, at + run));
	builder->len += run;
	return at + run;
}

/* Written differently, meant alike, and left apart by NFKC. */
static uint32_t unify(uint32_t c)
{
	if (c >= 0x249C && c <= 0x24B5) /* in brackets: one character, and no brackets meant */
		return 'a' + (c - 0x249C);
	if (c >= 0x1F110 && c <= 0x1F129)
		return 'a' + (c - 0x1F110);
	switch (c) {
	case 0x2018:
	case 0x2019:
	case 0x201B:
	case 0x2032:
	case 0x2BC:
	case 0xB4:
	case '`':
		return '\'';
	case '\v':
	case '\f':
	case 0x85:
	case 0x2028:
	case 0x2029:
		return '\n';
	case 0x1680:
	case 0x2800: /* look like a blank */
		return ' ';
	case 0x130: /* İ folds to i and a dot that nobody wrote */
		return 'i';
	default:
		return c;
	}
}

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
}

/* True for what may melt with the character before it: marks, and the second half of some pairs. */
static bool joins(uint32_t c)
{
	if (c < 0x300)
		return false;
	if (c >= 0x1160 && c <= 0x11FF)
		return true; /* Hangul vowels and finals */
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);
	return property->combining_class != 0 ||
	       (property->comb_index != UINT16_MAX && property->comb_index >= 0x8000);
}

/* Canonical order: marks by their class, equal ones as they came. */
static void order_marks(struct cluster *cluster)
{
	for (size_t i = 1; i < cluster->count; i++) {
		utf8proc_int32_t code = cluster->codes[i];
		int class = utf8proc_get_property(code)->combining_class;
		size_t at = i;

		while (class && at > 0 &&
		       utf8proc_get_property(cluster->codes[at - 1])->combining_class > class) {
			cluster->codes[at] = cluster->codes[at - 1];
			at--;
		}
		cluster->codes[at] = code;
	}
}

static void flush(struct form_builder *builder, struct cluster *cluster)
{
	if (cluster->count == 0)
		return;
	order_marks(cluster);
	utf8proc_ssize_t count =
		utf8proc_normalize_utf32(cluster->codes, (utf8proc_ssize_t)cluster->count,
					 UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	for (utf8proc_ssize_t i = 0; i < count; i++)
		form_builder_put(builder, (uint32_t)cluster->codes[i], cluster->from, cluster->to);
	cluster->count = 0;
}

/* Takes the last written character back, decomposed, as the beginning of a cluster. */
static void take_back(struct form_builder *builder, struct cluster *cluster, uint32_t from)
{
	cluster->from = from;
	if (builder->len == 0)
		return;
	size_t at = letters_before(builder->bytes, builder->len);
	uint32_t code;
	letters_next(builder->bytes + at, &code);
	utf8proc_ssize_t count =
		utf8proc_decompose_char((utf8proc_int32_t)code, cluster->codes, CLUSTER_MAX,
					UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, NULL);
	cluster->count = count > 0 ? (size_t)count : 0;
	cluster->from = builder->from[at];
	builder->len = at;
}

static void add_folded(struct form_builder *builder, struct cluster *cluster, uint32_t code,
		       uint32_t from, uint32_t to)
{
	if (!joins(code)) {
		flush(builder, cluster);
		form_builder_put(builder, code, from, to);
		return;
	}
	if (cluster->count == 0)
		take_back(builder, cluster, from);
	if (cluster->count < CLUSTER_MAX)
		cluster->codes[cluster->count++] = (utf8proc_int32_t)code;
	cluster->to = to;
}

static void add_code_point(struct form_builder *builder, struct cluster *cluster, uint32_t code,
			   uint32_t from, uint32_t to)
{
	code = unify(code);
	if (code < 0x80 && ascii_plain[code]) {
		flush(builder, cluster);
		form_builder_put(builder, (uint32_t)ascii_plain[code], from, to);
		return;
	}
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
	if (property->ignorable || is_control(code))
		return;
	if (property->decomp_seqindex == UINT16_MAX && property->casefold_seqindex == UINT16_MAX &&
	    (code < 0xAC00 || code > 0xD7A3)) {
		add_folded(builder, cluster, code, from, to);
		return;
	}
	utf8proc_int32_t parts[EXPANSION_MAX];
	utf8proc_ssize_t count =
		utf8proc_decompose_char((utf8proc_int32_t)code, parts, EXPANSION_MAX,
					UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
						UTF8PROC_IGNORE | UTF8PROC_STABLE,
					NULL);
	if (count > EXPANSION_TAKEN) {
		add_folded(builder, cluster, code, from, to);
		return;
	}
	for (utf8proc_ssize_t i = 0; i < count; i++)
		add_folded(builder, cluster, (uint32_t)parts[i], from, to);
}

void forms_build_plain(struct form_builder *builder, struct slice raw)
{
	struct cluster cluster = { .count = 0 };
	size_t at = 0;

	while (at < raw.len && !builder->failed) {
		unsigned char byte = (unsigned char)raw.data[at];
		if (is_simple(raw, at)) {
			flush(builder, &cluster);
			at = copy_simple(builder, raw, at);
			continue;
		}
		uint32_t code;
		size_t used = byte == '&' ? entity_decode(slice_cut(raw, at, raw.len), &code) : 0;
		if (used == 0)
			used = letters_next(raw.data + at, &code);
		if (code == '&') {
			flush(builder, &cluster);
			form_builder_put(builder, '&', (uint32_t)at, (uint32_t)(at + used));
		} else {
			add_code_point(builder, &cluster, code, (uint32_t)at,
				       (uint32_t)(at + used));
		}
		at += used;
	}
	flush(builder, &cluster);
}

const char *forms_version(void)
{
	return utf8proc_version();
}
