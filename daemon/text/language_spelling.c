/*
 * language_spelling.c - the weights of a word's letter groups, added up.
 *
 * Groups are of one to five code points, the word's ends included, and the whole word is one too:
 * that is how often it is used in one language and in the other. They are found by hash in a
 * table without names: two groups that meet in one row have learnt their weight together. The table
 * is taken in by the assembler, so a start costs nothing; its path is relative to the root of the
 * tree, in which make runs.
 */
#include "language_spelling.h"
#include "letters.h"

#ifndef LIVVAKT_SPELLING_TABLE
#define LIVVAKT_SPELLING_TABLE "daemon/text/language_spelling.table"
#endif

enum {
	GROUP_LONGEST = 5,
	WORD_LONGEST = 50, /* code points, the ends included */
};

__asm__(".pushsection .rodata\n"
	".balign 8\n"
	".global spelling_table\n"
	"spelling_table:\n"
	".incbin \"" LIVVAKT_SPELLING_TABLE "\"\n"
	".popsection\n");

uint32_t spelling_log2(uint64_t value)
{
	uint32_t whole = 63 - (uint32_t)__builtin_clzll(value);
	uint64_t mantissa = value << (63 - whole) >> 32; /* 1 … 2 with 31 bits behind the point */
	uint32_t result = whole * SPELLING_BIT;

	for (uint32_t bit = SPELLING_BIT / 2; bit > 0; bit /= 2) {
		mantissa = mantissa * mantissa >> 31;
		if (mantissa >> 32) {
			mantissa >>= 1;
			result += bit;
		}
	}
	return result;
}

/* The code points of a word with its ends marked; gives how many. */
static size_t spell(struct slice word, uint32_t ret_code[WORD_LONGEST])
{
	size_t count = 0;

	ret_code[count++] = '<';
	for (size_t at = 0; at < word.len && count < WORD_LONGEST - 1;)
		at += letters_next(word.data + at, &ret_code[count++]);
	ret_code[count++] = '>';
	return count;
}

static inline uint32_t row_of(uint32_t hash)
{
	return hash * 0x85EBCA6Bu / (UINT32_MAX / SPELLING_ROWS + 1);
}

static uint32_t hash_more(uint32_t hash, uint32_t code)
{
	hash = (hash ^ code) * 0x9E3779B1u;
	return hash ^ hash >> 15;
}

static uint32_t whole_hash(const uint32_t *code, size_t length)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < length; i++)
		hash = hash_more(hash, code[i]);
	return hash;
}

size_t spelling_rows(struct slice word, uint32_t ret_row[SPELLING_GROUPS])
{
	uint32_t code[WORD_LONGEST];
	size_t length = spell(word, code), count = 0;

	static_assert(WORD_LONGEST * GROUP_LONGEST < SPELLING_GROUPS, "room for all");
	if (length > GROUP_LONGEST)
		ret_row[count++] = row_of(whole_hash(code, length));
	for (size_t from = 0; from < length; from++) {
		uint32_t hash = 0;
		bool end_alone = from == 0 || from + 1 == length; /* every word has these */
		for (size_t i = 0; i < GROUP_LONGEST && from + i < length; i++) {
			hash = hash_more(hash, code[from + i]);
			if (i > 0 || !end_alone)
				ret_row[count++] = row_of(hash);
		}
	}
	return count;
}

/* A row at once. */
typedef int64_t row_bits __attribute__((vector_size(16)));
typedef int8_t weights __attribute__((vector_size(16)));
typedef int16_t sums __attribute__((vector_size(16)));
static_assert(sizeof(sums) == LANGUAGE_COUNT * sizeof(int16_t), "one for each language");

/* Each weight twice makes 16 bits, of which the upper half is the weight again with its sign. */
static inline sums weights_of(uint32_t row)
{
	int64_t bits;
	weights twice;

	memcpy(&bits, spelling_table[row], sizeof(bits));
	twice = (weights)(row_bits){ bits, 0 };
	twice = __builtin_shufflevector(twice, twice, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7,
					7);
	return (sums)twice >> 8;
}

void spelling_cost(struct slice word, int32_t ret_cost[LANGUAGE_COUNT])
{
	uint32_t row[SPELLING_GROUPS];
	size_t count = spelling_rows(word, row);
	sums sum = { 0 };

	static_assert(SPELLING_GROUPS * -INT8_MIN <= INT16_MAX, "no word is too dear");
	for (size_t i = 0; i < count; i++)
		sum += weights_of(row[i]);
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		ret_cost[language] = sum[language] / SPELLING_FINER;
}
