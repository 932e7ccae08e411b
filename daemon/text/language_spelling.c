/*
 * language_spelling.c - a chain of letters for each language, in one hash table of letter groups.
 *
 * Counting first: groups of one to four code points, the word's ends included. Finishing turns
 * counts into costs, the longer group leaning on the shorter one where it was seen seldom (Witten
 * and Bell's smoothing with a fixed weight), so that asking takes the longest group that any
 * language has seen, and no more. Integers throughout.
 */
#include "language_spelling.h"
#include "error.h"
#include "letters.h"
#include <stdlib.h>

enum {
	CLASSES = SPELLING_CLASSES,
	GROUP_LONGEST = 4,
	WORD_LONGEST = 50, /* code points, the ends included */
	LEAN = 3,	   /* how many sightings the shorter group's share is worth */
	ALPHABET = 60,	   /* letters that might come, for those never seen */
	SHARE_BITS = 30,   /* shares are in 1/2^30 */
	COST_MAX = UINT8_MAX,
};

struct counted {
	uint32_t code[GROUP_LONGEST];
	uint8_t len; /* 0: free */
	uint16_t count[CLASSES];
	uint32_t share[CLASSES];
};

struct group {
	uint32_t key; /* 0: free */
	uint8_t cost[CLASSES];
};

struct spelling_model {
	struct counted *counted; /* until finished */
	struct group *groups;
	size_t slot_count, used; /* a power of two; those taken */
	uint32_t total[CLASSES]; /* letters seen */
};

struct spelling_model *spelling_model_new(void)
{
	return calloc(1, sizeof(struct spelling_model));
}

struct spelling_model *spelling_model_free(struct spelling_model *model)
{
	if (!model)
		return NULL;
	free(model->counted);
	free(model->groups);
	free(model);
	return NULL;
}

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

/* Never 0, which marks a free slot. */
static uint32_t key_of(const uint32_t *code, size_t len)
{
	uint32_t key = (uint32_t)len;

	for (size_t i = 0; i < len; i++)
		key = ((key ^ code[i]) * 0x9E3779B1u) ^ key >> 15;
	return key | 1u;
}

static inline size_t slot_of(uint32_t key, size_t mask)
{
	return (key >> 1 ^ key >> 17) & mask;
}

static struct counted *find_counted(const struct spelling_model *model, const uint32_t *code,
				    size_t len)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = slot_of(key_of(code, len), mask);; i++) {
		struct counted *counted = &model->counted[i & mask];
		if (counted->len == 0 ||
		    (counted->len == len && memcmp(counted->code, code, len * sizeof(*code)) == 0))
			return counted;
	}
}

static int grow(struct spelling_model *model)
{
	size_t old_count = model->slot_count;
	struct counted *old = model->counted;

	if ((model->used + WORD_LONGEST * GROUP_LONGEST) * 2 <= old_count)
		return 0;
	model->slot_count = old_count ? old_count * 2 : 1024;
	model->counted = calloc(model->slot_count, sizeof(*old));
	if (!model->counted) {
		model->counted = old;
		model->slot_count = old_count;
		return ERROR_MEMORY;
	}
	for (size_t i = 0; i < old_count; i++) {
		if (old[i].len)
			*find_counted(model, old[i].code, old[i].len) = old[i];
	}
	free(old);
	return 0;
}

static void count_group(struct spelling_model *model, const uint32_t *code, size_t len, int class)
{
	struct counted *counted = find_counted(model, code, len);

	if (counted->len == 0) {
		counted->len = (uint8_t)len;
		memcpy(counted->code, code, len * sizeof(*code));
		model->used++;
	}
	if (counted->count[class] < UINT16_MAX)
		counted->count[class]++;
}

int spelling_model_add(struct spelling_model *model, int class, struct slice word)
{
	uint32_t code[WORD_LONGEST];
	size_t count = spell(word, code);

	if (grow(model) < 0)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		for (size_t len = 1; len <= GROUP_LONGEST && i + len <= count; len++)
			count_group(model, code + i, len, class);
	}
	model->total[class] += (uint32_t)count;
	return 0;
}

/* The share of a group's last letter after the ones before it. The group without its first letter
 * has its shares already. */
static void set_shares(struct spelling_model *model, struct counted *group)
{
	const struct counted *shorter = NULL, *before = NULL;

	if (group->len > 1) {
		shorter = find_counted(model, group->code + 1, group->len - 1u);
		before = find_counted(model, group->code, group->len - 1u);
	}
	for (int class = 0; class < CLASSES; class ++) {
		uint64_t seen = before ? before->count[class] : model->total[class];
		uint64_t lent = shorter ? (uint64_t)shorter->share[class] * LEAN
					: ((uint64_t)LEAN << SHARE_BITS) / ALPHABET;
		uint64_t own = (uint64_t)group->count[class] << SHARE_BITS;
		group->share[class] = (uint32_t)((own + lent) / (seen + LEAN));
	}
}

static void store(struct spelling_model *model, const struct counted *counted)
{
	uint32_t key = key_of(counted->code, counted->len);
	size_t mask = model->slot_count - 1, i = slot_of(key, mask);

	while (model->groups[i & mask].key)
		i++;
	struct group *group = &model->groups[i & mask];
	group->key = key;
	for (int class = 0; class < CLASSES; class ++) {
		uint32_t share = counted->share[class] ? counted->share[class] : 1;
		uint32_t cost = SHARE_BITS * SPELLING_BIT - spelling_log2(share);
		group->cost[class] = (uint8_t)(cost < COST_MAX ? cost : COST_MAX);
	}
}

int spelling_model_finish(struct spelling_model *model)
{
	if (grow(model) < 0)
		return ERROR_MEMORY;
	model->groups = calloc(model->slot_count, sizeof(*model->groups));
	if (!model->groups)
		return ERROR_MEMORY;
	for (unsigned len = 1; len <= GROUP_LONGEST; len++) {
		for (size_t i = 0; i < model->slot_count; i++) {
			if (model->counted[i].len != len)
				continue;
			set_shares(model, &model->counted[i]);
			store(model, &model->counted[i]);
		}
	}
	free(model->counted);
	model->counted = NULL;
	return 0;
}

static const struct group *find_group(const struct spelling_model *model, uint32_t key)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = slot_of(key, mask);; i++) {
		const struct group *group = &model->groups[i & mask];
		if (group->key == key)
			return group;
		if (group->key == 0)
			return NULL;
	}
}

/* The group that ends at `end`, the longest that is known; NULL when even the letter is not. */
static const struct group *longest_group(const struct spelling_model *model, const uint32_t *code,
					 size_t end)
{
	size_t longest = end + 1 < GROUP_LONGEST ? end + 1 : GROUP_LONGEST;

	for (size_t len = longest; len > 0; len--) {
		const struct group *group = find_group(model, key_of(code + end + 1 - len, len));
		if (group)
			return group;
	}
	return NULL;
}

void spelling_cost(const struct spelling_model *model, struct slice word,
		   uint32_t ret_cost[SPELLING_CLASSES])
{
	uint32_t code[WORD_LONGEST];
	size_t count = spell(word, code);

	memset(ret_cost, 0, CLASSES * sizeof(*ret_cost));
	for (size_t i = 1; i < count; i++) {
		const struct group *group = longest_group(model, code, i);
		for (int class = 0; group && class < CLASSES; class ++)
			ret_cost[class] += group->cost[class];
	}
}
