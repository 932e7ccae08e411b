/*
 * lexicon_build.c - words that carry a mood on their way into one hash table for all languages,
 * shapes and kinds; see lexicon_inside.h.
 */
#include "error.h"
#include "lexicon_inside.h"
#include "wordset.h"
#include <stdlib.h>

static uint64_t hash_bytes(struct slice key, enum lexicon_shape shape)
{
	uint64_t hash = WORDSET_HASH_START;

	for (size_t i = 0; i < key.len; i++)
		hash = wordset_hash_step(hash, shape == LEXICON_SUFFIX ? key.data[key.len - 1 - i]
								       : key.data[i]);
	return hash;
}

struct lexicon *lexicon_new(void)
{
	return calloc(1, sizeof(struct lexicon));
}

struct lexicon *lexicon_free(struct lexicon *lexicon)
{
	if (!lexicon)
		return NULL;
	free(lexicon->bytes);
	free(lexicon->elements);
	free(lexicon->entries);
	free(lexicon->slots);
	free(lexicon->sieve);
	free(lexicon->near);
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		free(lexicon->inflections[language]);
	free(lexicon);
	return NULL;
}

/* Room for one more item (or `more` bytes); the array is left alone on failure. */
static void *grow(void *array, size_t *capacity, size_t count, size_t more, size_t item)
{
	if (count + more <= *capacity)
		return array;
	size_t wanted = *capacity ? *capacity * 2 : 256;
	while (wanted < count + more)
		wanted *= 2;
	void *grown = realloc(array, wanted * item);
	if (grown)
		*capacity = wanted;
	return grown;
}

static int grow_table(struct lexicon *lexicon)
{
	size_t old_count = lexicon->slot_count;
	struct bucket *old = lexicon->slots;

	if ((lexicon->slots_used + 1) * 2 <= old_count)
		return 0;
	struct bucket *slots = calloc(old_count ? old_count * 2 : 1024, sizeof(*slots));
	if (!slots)
		return ERROR_MEMORY;
	lexicon->slots = slots;
	lexicon->slot_count = old_count ? old_count * 2 : 1024;
	for (size_t i = 0; i < old_count; i++) {
		if (old[i].entry)
			*find_slot(lexicon, old[i].key) = old[i];
	}
	free(old);
	return 0;
}

static bool same_entry(const struct lexicon *lexicon, const struct entry *entry,
		       const struct lexicon_entry *parsed)
{
	if (entry->elements != parsed->count)
		return false;
	for (size_t i = 0; i < parsed->count; i++) {
		const struct element *element = &lexicon->elements[entry->first_element + i];
		if (element->shape != (uint8_t)parsed->shape[i] ||
		    !slice_equal(element_text(lexicon, element), parsed->word[i]))
			return false;
	}
	return true;
}

static bool known_already(const struct lexicon *lexicon, const struct bucket *slot,
			  enum lexicon_kind kind, const struct lexicon_entry *parsed)
{
	for (uint32_t at = slot->entry; at; at = lexicon->entries[at - 1].next) {
		const struct entry *entry = &lexicon->entries[at - 1];
		if (entry->kind == (uint8_t)kind && same_entry(lexicon, entry, parsed))
			return true;
	}
	return false;
}

static int reserve(struct lexicon *lexicon)
{
	void *grown = grow(lexicon->bytes, &lexicon->byte_capacity, lexicon->byte_count,
			   LEXICON_ENTRY_MAX, 1);
	if (!grown)
		return ERROR_MEMORY;
	lexicon->bytes = grown;
	grown = grow(lexicon->elements, &lexicon->element_capacity, lexicon->element_count,
		     LEXICON_PHRASE_MAX, sizeof(struct element));
	if (!grown)
		return ERROR_MEMORY;
	lexicon->elements = grown;
	grown = grow(lexicon->entries, &lexicon->entry_capacity, lexicon->entry_count, 1,
		     sizeof(struct entry));
	if (!grown)
		return ERROR_MEMORY;
	lexicon->entries = grown;
	return grow_table(lexicon);
}

static void store_elements(struct lexicon *lexicon, const struct lexicon_entry *parsed)
{
	for (size_t i = 0; i < parsed->count; i++) {
		struct slice word = parsed->word[i];
		lexicon->elements[lexicon->element_count++] = (struct element){
			.text_at = (uint32_t)lexicon->byte_count,
			.len = (uint8_t)word.len,
			.shape = (uint8_t)parsed->shape[i],
		};
		memcpy(lexicon->bytes + lexicon->byte_count, word.data, word.len);
		lexicon->byte_count += word.len;
	}
}

static char second_byte(const struct lexicon_entry *parsed)
{
	bool known = parsed->count > 1 &&
		     (parsed->shape[1] == LEXICON_EXACT || parsed->shape[1] == LEXICON_PREFIX);

	return known ? parsed->word[1].data[0] : '\0';
}

int lexicon_add(struct lexicon *lexicon, enum language language, enum lexicon_kind kind,
		struct slice entry, int32_t strength)
{
	struct lexicon_entry parsed;

	if (!lexicon_entry_read(&parsed, entry))
		return ERROR_INVALID;
	if (reserve(lexicon) < 0)
		return ERROR_MEMORY;
	enum lexicon_shape shape = parsed.shape[0];
	uint64_t hash = hash_bytes(parsed.word[0], shape);
	struct bucket *slot = find_slot(lexicon, key_of(hash, shape, language));
	if (known_already(lexicon, slot, kind, &parsed))
		return ERROR_INVALID;

	lexicon->entries[lexicon->entry_count++] = (struct entry){
		.first_element = (uint32_t)lexicon->element_count,
		.elements = (uint8_t)parsed.count,
		.kind = (uint8_t)kind,
		.language = (uint8_t)language,
		.second = second_byte(&parsed),
		.strength = strength,
		.next = slot->entry,
	};
	store_elements(lexicon, &parsed);
	lexicon->slots_used += slot->entry == 0;
	*slot = (struct bucket){ key_of(hash, shape, language), (uint32_t)lexicon->entry_count,
				 slot->count + 1 };
	if (parsed.word[0].len > lexicon->longest[shape])
		lexicon->longest[shape] = parsed.word[0].len;
	if (shape == LEXICON_PREFIX &&
	    (lexicon->shortest == 0 || parsed.word[0].len < lexicon->shortest))
		lexicon->shortest = parsed.word[0].len;
	return 0;
}

/* Entries of one key side by side. */
static int line_up(struct lexicon *lexicon)
{
	struct entry *entries = calloc(lexicon->entry_count + 1, sizeof(*entries));
	uint32_t count = 0;

	if (!entries)
		return ERROR_MEMORY;
	for (size_t i = 0; i < lexicon->slot_count; i++) {
		struct bucket *slot = &lexicon->slots[i];
		uint32_t at = slot->entry;
		if (at)
			slot->entry = count + 1;
		for (; at; at = lexicon->entries[at - 1].next)
			entries[count++] = lexicon->entries[at - 1];
	}
	free(lexicon->entries);
	lexicon->entries = entries;
	return 0;
}

static void fill_sieves(struct lexicon *lexicon)
{
	for (size_t i = 0; i < lexicon->slot_count; i++) {
		const struct bucket *slot = &lexicon->slots[i];
		if (!slot->entry)
			continue;
		const struct entry *entry = &lexicon->entries[slot->entry - 1];
		enum lexicon_shape shape =
			(enum lexicon_shape)lexicon->elements[entry->first_element].shape;
		enum language language = (enum language)entry->language;
		/* The key of a hash is its own way back. */
		size_t place = sieve_place(key_of(slot->key, shape, language));
		lexicon->sieve[shape][place] |= (uint8_t)language_bit(language);
		for (int text = 0; text < LANGUAGE_COUNT; text++)
			if (language_bit(language) & near_languages((enum language)text))
				lexicon->near[text][shape][place / 64] |= UINT64_C(1) << place % 64;
	}
}

static int make_sieves(struct lexicon *lexicon)
{
	if (lexicon_is_empty(lexicon))
		return 0;
	lexicon->sieve = calloc(LEXICON_SHAPES, sizeof(*lexicon->sieve));
	lexicon->near = calloc(LANGUAGE_COUNT, sizeof(*lexicon->near));
	if (!lexicon->sieve || !lexicon->near)
		return ERROR_MEMORY;
	fill_sieves(lexicon);
	return 0;
}

int lexicon_finish(struct lexicon *lexicon)
{
	if (grow_table(lexicon) < 0) /* an empty lexicon needs a table too */
		return ERROR_MEMORY;
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		lexicon->inflections[language] = inflections_new((enum language)language);
		if (!lexicon->inflections[language])
			return ERROR_MEMORY;
	}
	return make_sieves(lexicon) < 0 ? ERROR_MEMORY : line_up(lexicon);
}

static bool copy_sieves(const struct lexicon *lexicon, struct arena *arena, struct lexicon *copy)
{
	if (lexicon_is_empty(lexicon))
		return true;
	copy->sieve =
		arena_duplicate(arena, lexicon->sieve, LEXICON_SHAPES * sizeof(*lexicon->sieve));
	copy->near = arena_duplicate(arena, lexicon->near, LANGUAGE_COUNT * sizeof(*lexicon->near));
	return copy->sieve && copy->near;
}

static bool copy_inflections(const struct lexicon *lexicon, struct arena *arena,
			     struct lexicon *copy)
{
	bool good = true;

	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		const struct inflections *all = lexicon->inflections[language];
		copy->inflections[language] = arena_duplicate(arena, all, inflections_bytes(all));
		good = good && copy->inflections[language];
	}
	return good;
}

const struct lexicon *lexicon_copy(const struct lexicon *lexicon, struct arena *arena)
{
	struct lexicon *copy = arena_duplicate(arena, lexicon, sizeof(*lexicon));

	if (!copy || !copy_sieves(lexicon, arena, copy) || !copy_inflections(lexicon, arena, copy))
		return NULL;
	copy->bytes = arena_duplicate(arena, lexicon->bytes, lexicon->byte_count);
	copy->elements = arena_duplicate(arena, lexicon->elements,
					 lexicon->element_count * sizeof(*lexicon->elements));
	copy->entries = arena_duplicate(arena, lexicon->entries,
					lexicon->entry_count * sizeof(*lexicon->entries));
	copy->slots = arena_duplicate(arena, lexicon->slots,
				      lexicon->slot_count * sizeof(*lexicon->slots));
	return copy->bytes && copy->elements && copy->entries && copy->slots ? copy : NULL;
}
