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
	CODE_BITS = 16,
	CODE_MAX = UINT16_MAX, /* stands for all beyond it: no language of ours has any */
	LEAN = 3,	       /* how many sightings the shorter group's share is worth */
	ALPHABET = 60,	       /* letters that might come, for those never seen */
	SHARE_BITS = 30,       /* shares are in 1/2^30 */
	COST_MAX = UINT8_MAX,
	SLOTS_AT_FIRST = 1 << 17,
};

/* Up to four code points side by side, the last one lowest; 0 is none. */
typedef uint64_t group_key;

struct counted {
	group_key key;	 /* 0: free */
	uint32_t lender; /* of a group that others lean on: its number plus one, once it has shares
			  */
	uint16_t count[CLASSES];
};

/* Of the last letter of a group after the ones before it. */
struct shares {
	uint32_t of[CLASSES];
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
static size_t spell(struct slice word, uint16_t ret_code[WORD_LONGEST])
{
	size_t count = 0;

	ret_code[count++] = '<';
	for (size_t at = 0; at < word.len && count < WORD_LONGEST - 1;) {
		uint32_t code;

		at += letters_next(word.data + at, &code);
		ret_code[count++] = (uint16_t)(code < CODE_MAX ? code : CODE_MAX);
	}
	ret_code[count++] = '>';
	return count;
}

static group_key key_of(const uint16_t *code, size_t len)
{
	group_key key = 0;

	for (size_t i = 0; i < len; i++)
		key = key << CODE_BITS | code[i];
	return key;
}

static size_t length_of(group_key key)
{
	size_t len = 0;

	for (; key; key >>= CODE_BITS)
		len++;
	return len;
}

/* The group without its first letter, and without its last. */
static group_key without_first(group_key key)
{
	return key & ~((group_key)CODE_MAX << (length_of(key) - 1) * CODE_BITS);
}

static group_key without_last(group_key key)
{
	return key >> CODE_BITS;
}

static inline uint32_t hash_of(group_key key)
{
	return (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) | 1u;
}

static inline size_t slot_of(uint32_t hash, size_t mask)
{
	return (hash >> 1 ^ hash >> 17) & mask;
}

static struct counted *find_counted(const struct spelling_model *model, group_key key)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = slot_of(hash_of(key), mask);; i++) {
		struct counted *counted = &model->counted[i & mask];
		if (counted->key == 0 || counted->key == key)
			return counted;
	}
}

static int grow(struct spelling_model *model)
{
	size_t old_count = model->slot_count;
	struct counted *old = model->counted;

	if ((model->used + WORD_LONGEST * GROUP_LONGEST) * 2 <= old_count)
		return 0;
	model->slot_count = old_count ? old_count * 2 : SLOTS_AT_FIRST;
	model->counted = calloc(model->slot_count, sizeof(*old));
	if (!model->counted) {
		model->counted = old;
		model->slot_count = old_count;
		return ERROR_MEMORY;
	}
	for (size_t i = 0; i < old_count; i++) {
		if (old[i].key)
			*find_counted(model, old[i].key) = old[i];
	}
	free(old);
	return 0;
}

static void count_group(struct spelling_model *model, group_key key, int class)
{
	struct counted *counted = find_counted(model, key);

	if (counted->key == 0) {
		counted->key = key;
		model->used++;
	}
	if (counted->count[class] < UINT16_MAX)
		counted->count[class]++;
}

int spelling_model_add(struct spelling_model *model, int class, struct slice word)
{
	uint16_t code[WORD_LONGEST];
	size_t count = spell(word, code);

	if (grow(model) < 0)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		for (size_t len = 1; len <= GROUP_LONGEST && i + len <= count; len++)
			count_group(model, key_of(code + i, len), class);
	}
	model->total[class] += (uint32_t)count;
	return 0;
}

/* The group without its first letter has its shares already, among the lenders'. */
static struct shares shares_of(const struct spelling_model *model, const struct counted *group,
			       const struct shares *lenders)
{
	const struct shares *lender = NULL;
	const uint16_t *before = NULL;
	struct shares shares;

	if (without_last(group->key)) {
		uint32_t number = find_counted(model, without_first(group->key))->lender;

		lender = &lenders[number - 1];
		before = find_counted(model, without_last(group->key))->count;
	}
	for (int class = 0; class < CLASSES; class ++) {
		uint64_t seen = before ? before[class] : model->total[class];
		uint64_t lent = lender ? (uint64_t)lender->of[class] * LEAN
				       : ((uint64_t)LEAN << SHARE_BITS) / ALPHABET;
		uint64_t own = (uint64_t)group->count[class] << SHARE_BITS;
		shares.of[class] = (uint32_t)((own + lent) / (seen + LEAN));
	}
	return shares;
}

static void store(struct spelling_model *model, group_key counted, const struct shares *shares)
{
	uint32_t key = hash_of(counted);
	size_t mask = model->slot_count - 1, i = slot_of(key, mask);

	while (model->groups[i & mask].key)
		i++;
	struct group *group = &model->groups[i & mask];
	group->key = key;
	for (int class = 0; class < CLASSES; class ++) {
		uint32_t share = shares->of[class] ? shares->of[class] : 1;
		uint32_t cost = SHARE_BITS * SPELLING_BIT - spelling_log2(share);
		group->cost[class] = (uint8_t)(cost < COST_MAX ? cost : COST_MAX);
	}
}

static size_t count_lenders(const struct spelling_model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->slot_count; i++)
		count += model->counted[i].key && length_of(model->counted[i].key) < GROUP_LONGEST;
	return count;
}

static void weigh_groups(struct spelling_model *model, struct shares *lenders)
{
	uint32_t lender_count = 0;

	for (size_t len = 1; len <= GROUP_LONGEST; len++) {
		for (size_t i = 0; i < model->slot_count; i++) {
			struct counted *counted = &model->counted[i];
			struct shares shares;

			if (length_of(counted->key) != len)
				continue;
			shares = shares_of(model, counted, lenders);
			store(model, counted->key, &shares);
			if (len == GROUP_LONGEST)
				continue;
			lenders[lender_count++] = shares;
			counted->lender = lender_count;
		}
	}
}

int spelling_model_finish(struct spelling_model *model)
{
	struct shares *lenders;

	if (grow(model) < 0)
		return ERROR_MEMORY;
	model->groups = calloc(model->slot_count, sizeof(*model->groups));
	lenders = calloc(count_lenders(model) + 1, sizeof(*lenders));
	if (model->groups && lenders) {
		weigh_groups(model, lenders);
		free(model->counted);
		model->counted = NULL;
	}
	free(lenders);
	return model->groups && !model->counted ? 0 : ERROR_MEMORY;
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
static const struct group *longest_group(const struct spelling_model *model, const uint16_t *code,
					 size_t end)
{
	size_t longest = end + 1 < GROUP_LONGEST ? end + 1 : GROUP_LONGEST;

	for (size_t len = longest; len > 0; len--) {
		const struct group *group =
			find_group(model, hash_of(key_of(code + end + 1 - len, len)));
		if (group)
			return group;
	}
	return NULL;
}

void spelling_cost(const struct spelling_model *model, struct slice word,
		   uint32_t ret_cost[SPELLING_CLASSES])
{
	uint16_t code[WORD_LONGEST];
	size_t count = spell(word, code);

	memset(ret_cost, 0, CLASSES * sizeof(*ret_cost));
	for (size_t i = 1; i < count; i++) {
		const struct group *group = longest_group(model, code, i);
		for (int class = 0; group && class < CLASSES; class ++)
			ret_cost[class] += group->cost[class];
	}
}
