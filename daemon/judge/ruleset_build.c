/*
 * ruleset_build.c - from what moderators wrote to what judges run: the order of the work, and the
 * ruleset's own life.
 *
 * Parts: builder_language.c (first: common words decide what is rare), builder_rule.c,
 * builder_phrase.c; then builder_combine.c, builder_grounds.c.
 */
#include "domain_table.h"
#include "mood_model.h"
#include "regex.h"
#include "respell.h"
#include "ruleset_builder.h"
#include "ruleset_image.h"
#include "vocabulary.h"
#include <malloc.h>
#include <stdlib.h>

enum { CHUNK_BYTES = 1 << 18, RULESET_BYTES_MAX = 512 << 20, TABLE_START = 4096 };

void *vector_push(struct vector *vector, size_t bytes)
{
	if (vector->count == vector->capacity) {
		size_t capacity = vector->capacity ? 2 * vector->capacity : 64;
		void *items = reallocarray(vector->items, capacity, bytes);

		if (!items)
			return NULL;
		vector->items = items;
		vector->capacity = capacity;
	}
	return memset((char *)vector->items + bytes * vector->count++, 0, bytes);
}

void builder_complain(struct builder *builder, struct place place, enum complaint_weight weight,
		      const char *code, const char *text)
{
	complaints_add(builder->complaints, place, weight, code, "%s", text);
}

/* Puts a sequence's number plus one into an open hash of a slot's sequences, or finds that it
 * stands there already. */
static bool stands_already(const struct slot *slot, const struct sequence *sequence,
			   const struct number_table *table)
{
	size_t at =
		wordset_hash(pattern_text(&sequence->patterns[0], FORM_PLAIN)) & (table->size - 1);

	while (table->numbers[at] && !sequence_equal(slot->items[table->numbers[at] - 1], sequence))
		at = (at + 1) & (table->size - 1);
	if (table->numbers[at])
		return true;
	table->numbers[at] = (uint32_t)slot->count + 1;
	return false;
}

bool number_table_init(struct number_table *table, size_t count)
{
	table->size = 4;
	while (table->size < 2 * (count + 1))
		table->size *= 2;
	table->numbers = calloc(table->size, sizeof(*table->numbers));
	return table->numbers != NULL;
}

bool number_table_double(struct number_table *table, size_t used, bool *ret_grown)
{
	size_t size = table->size ? 2 * table->size : TABLE_START;

	*ret_grown = 2 * (used + 1) >= table->size;
	if (!*ret_grown)
		return true;
	free(table->numbers);
	table->numbers = calloc(size, sizeof(*table->numbers));
	table->size = table->numbers ? size : 0;
	return table->numbers != NULL;
}

struct slot *builder_entries(struct builder *builder, const struct pack_texts *entries)
{
	struct arena *arena = &builder->workshop;
	struct slot *slot = arena_calloc(arena, 1, sizeof(*slot));
	struct place *places = arena_calloc(arena, entries->count + 1, sizeof(*places));
	struct number_table table;

	if (slot)
		slot->items = arena_calloc(arena, entries->count + 1, sizeof(*slot->items));
	if (!slot || !slot->items || !places || !number_table_init(&table, entries->count)) {
		builder->out_of_memory = true;
		return NULL;
	}
	slot->places = places;
	for (size_t i = 0; i < entries->count; i++) {
		struct sequence *sequence = term_parse_sequence(&entries->items[i], &builder->book,
								builder->complaints);

		if (!sequence)
			continue;
		if (stands_already(slot, sequence, &table)) {
			complaints_add(builder->complaints, entries->items[i].place,
				       COMPLAINT_WARNING, "duplicate-word",
				       "'%.*s' stands in this list already; take one out",
				       (int)entries->items[i].text.len,
				       entries->items[i].text.data);
			continue;
		}
		slot->items[slot->count] = sequence;
		places[slot->count++] = entries->items[i].place;
	}
	free(table.numbers);
	return slot;
}

static void check_pack_names(struct builder *builder)
{
	const struct rule_source *source = builder->source;

	for (size_t i = 1; i < source->pack_count; i++) {
		const struct pack_text *name = &source->packs[i].pack->name;

		for (size_t j = 0; j < i; j++) {
			if (!slice_equal(name->text, source->packs[j].pack->name.text))
				continue;
			complaints_add(builder->complaints, name->place, COMPLAINT_ERROR,
				       "duplicate-pack",
				       "pack '%s' stands already in %s; give one another name",
				       name->text.data, source->packs[j].pack->file);
			break;
		}
	}
}

static void build(struct builder *builder)
{
	struct ruleset *ruleset = builder->ruleset;
	const struct rule_source *source = builder->source;
	size_t rules = 0;

	for (size_t i = 0; i < source->pack_count; i++)
		rules += source->packs[i].pack->rule_count;
	ruleset->rules = arena_calloc(&ruleset->arena, rules + 1, sizeof(*ruleset->rules));
	if (!ruleset->rules) {
		builder->out_of_memory = true;
		return;
	}
	check_pack_names(builder);
	builder_languages(builder);
	for (size_t i = 0; i < source->pack_count && !builder->out_of_memory; i++)
		builder_pack(builder, &source->packs[i]);
	builder_unused_lists(builder);
	if (!builder->out_of_memory && respell_finish(builder->respell) < 0)
		builder->out_of_memory = true;
	builder_combinations(builder);
	builder_finish_literals(builder);
}

/* What has its own way of growing, once it has grown. */
static void copy_books(struct builder *builder)
{
	struct ruleset *ruleset = builder->ruleset;
	struct arena *arena = &ruleset->arena;

	ruleset->phrasebook = phrasebook_copy(builder->phrasebook, arena);
	ruleset->language_model = language_model_copy(builder->language_model, arena);
	ruleset->lexicon = lexicon_copy(builder->lexicon, arena);
	ruleset->vocabulary = vocabulary_copy(builder->vocabulary, arena);
	ruleset->respell = respell_copy(builder->respell, arena);
	builder->out_of_memory |= !ruleset->phrasebook || !ruleset->language_model ||
				  !ruleset->lexicon || !ruleset->vocabulary || !ruleset->respell;
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		if (!builder->compound_words[i])
			continue;
		ruleset->compound_words[i] = vocabulary_copy(builder->compound_words[i], arena);
		builder->out_of_memory |= !ruleset->compound_words[i];
	}
}

/* What was collected in growing arrays moves into the arena or changes its owner. */
static void keep(struct builder *builder)
{
	struct ruleset *ruleset = builder->ruleset;

	ruleset->regexes = builder->regexes.items;
	ruleset->regex_count = builder->regexes.count;
	ruleset->gates =
		arena_calloc(&ruleset->arena, ruleset->regex_count + 1, sizeof(*ruleset->gates));
	if (!ruleset->gates)
		builder->out_of_memory = true;
	for (uint32_t i = 0; ruleset->gates && i < ruleset->regex_count; i++)
		if (ruleset->regexes[i].always)
			ruleset->gates[ruleset->gate_count++] =
				(struct gate){ ruleset->regexes[i].signs,
					       ruleset->regexes[i].digits, i };
	ruleset->phrases = arena_duplicate(&ruleset->arena, builder->phrases.items,
					   builder->phrases.count * sizeof(*ruleset->phrases));
	ruleset->phrase_count = builder->phrases.count;
	ruleset->caps = arena_duplicate(&ruleset->arena, builder->caps.items,
					builder->caps.count * sizeof(*ruleset->caps));
	ruleset->cap_count = builder->caps.count;
	ruleset->domains =
		domain_table_new(&ruleset->arena, builder->domains.items, builder->domains.count);
	if (!ruleset->domains || !ruleset->phrases || !ruleset->caps)
		builder->out_of_memory = true;
	builder->regexes = (struct vector){ 0 };
	if (!builder->out_of_memory)
		copy_books(builder);
	memcpy(ruleset->hash, builder->source->hash, sizeof(ruleset->hash));
}

static void builder_done(struct builder *builder)
{
	phrasebook_free(builder->phrasebook);
	language_model_free(builder->language_model);
	lexicon_free(builder->lexicon);
	vocabulary_free(builder->vocabulary);
	respell_free(builder->respell);
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		vocabulary_free(builder->compound_words[i]);
		free(builder->spoken[i].items);
	}
	free(builder->spoken_slots.items);
	free(builder->phrases.items);
	free(builder->caps.items);
	free(builder->slots.items);
	free(builder->anchors.items);
	free(builder->candidates.items);
	free(builder->uses.items);
	free(builder->literals.items);
	free(builder->checked.items);
	free(builder->lists.items);
	free(builder->domains.items);
	free(builder->literal_table.numbers);
	free(builder->single_table.numbers);
	free(builder->everyday.items);
	free(builder->everyday_table.numbers);
	regex_scratch_free(builder->regex_scratch);
	free(builder->common_words.items);
	term_book_done(&builder->book);
	arena_done(&builder->workshop);
	arena_done(&builder->scratch);
}

static void complain_of_size(struct complaints *complaints)
{
	complaints_add(complaints, (struct place){ "rules", 0, 0 }, COMPLAINT_ERROR, "too-large",
		       "the rules need more memory than allowed");
}

/* `name` NULL: not to be kept. */
static struct ruleset *build_named(const struct rule_source *source, const char *name,
				   struct complaints *complaints)
{
	struct builder builder = { .source = source, .complaints = complaints };

	builder.ruleset = calloc(1, sizeof(*builder.ruleset));
	builder.regex_scratch = regex_scratch_new();
	arena_init(&builder.scratch, CHUNK_BYTES, RULESET_BYTES_MAX);
	arena_init(&builder.workshop, CHUNK_BYTES, RULESET_BYTES_MAX);
	if (builder.ruleset) {
		atomic_init(&builder.ruleset->references, 1);
		if (!name || !ruleset_image_begin(builder.ruleset, name))
			arena_init(&builder.ruleset->arena, CHUNK_BYTES, RULESET_BYTES_MAX);
		term_book_init(&builder.book, &builder.ruleset->arena);
	}
	if (builder.ruleset && builder.regex_scratch) {
		build(&builder);
		keep(&builder);
	} else {
		builder.out_of_memory = true;
	}
	if (builder.out_of_memory)
		complain_of_size(complaints);
	builder_done(&builder);
	if (builder.out_of_memory || !builder.ruleset->scanner)
		builder.ruleset = ruleset_unref(builder.ruleset);
	return builder.ruleset;
}

struct ruleset *ruleset_build_parts(const struct rule_source *source, struct complaints *complaints)
{
	return build_named(source, NULL, complaints);
}

struct ruleset *ruleset_build(const struct rule_source *source, struct complaints *complaints)
{
	size_t errors = complaints->errors;
	struct ruleset *ruleset = ruleset_build_parts(source, complaints);

	return complaints->errors > errors ? ruleset_unref(ruleset) : ruleset;
}

/* The verdict's ruleset names all that it came from. */
static void mix_hash(struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->mood_models.count; i++) {
		const struct slice parts[] = {
			slice_from(ruleset->hash),
			slice_from(ruleset->mood_models.items[i]->id),
		};

		rule_source_hash(parts, 2, ruleset->hash);
	}
}

/* Read also when the rules have mistakes, so that one run shows all. */
static void take_models(struct ruleset *ruleset, const struct mood_files *files,
			struct complaints *complaints)
{
	struct mood_models models = { .count = 0 };
	struct error error = { 0 };

	if (mood_models_load(&models, files, &error) < 0)
		complaints_add(complaints, (struct place){ "sentiment_model", 0, 0 },
			       COMPLAINT_ERROR, "sentiment-model", "%s", error.text);
	if (!ruleset) {
		mood_models_done(&models);
		return;
	}
	ruleset->mood_models = models;
	mix_hash(ruleset);
}

/* Compiled also when files were complained of, so that one run shows all mistakes. */
static struct ruleset *compile(struct rule_source *source, const char *name, size_t errors,
			       ruleset_trial *trial, struct complaints *complaints)
{
	size_t warnings = complaints->warnings;
	struct ruleset *ruleset;

	rule_source_parse(source, complaints);
	ruleset = build_named(source, name, complaints);
	if (ruleset && trial && complaints->errors == errors)
		trial(source, ruleset, complaints);
	if (ruleset && complaints->errors == errors && ruleset->region.memory &&
	    !ruleset_image_finish(ruleset, complaints->warnings - warnings))
		complain_of_size(complaints);
	if (complaints->errors > errors)
		ruleset = ruleset_unref(ruleset);
	(void)malloc_trim(0); /* what reading and building took is half as much again */
	return ruleset;
}

struct ruleset *ruleset_load_tried(const char *const *folders, size_t count,
				   const struct mood_files *models,
				   const struct scanner_store *store, ruleset_trial *trial,
				   struct complaints *complaints)
{
	struct rule_source source;
	size_t errors = complaints->errors, warnings = 0;
	struct ruleset *ruleset = NULL;
	char name[CRYPTO_ID_TEXT_MAX];
	bool named;

	named = rule_source_gather(&source, folders, count, complaints) && store &&
		ruleset_image_name(&source, name);
	source.store = store;
	if (named && !trial)
		ruleset = ruleset_image_take(name, store, &warnings);
	complaints->warnings += warnings;
	if (!ruleset)
		ruleset = compile(&source, named ? name : NULL, errors, trial, complaints);
	rule_source_done(&source);
	if (models)
		take_models(ruleset, models, complaints);
	return complaints->errors > errors ? ruleset_unref(ruleset) : ruleset;
}

struct ruleset *ruleset_load_kept(const char *const *folders, size_t count,
				  const struct mood_files *models,
				  const struct scanner_store *store, struct complaints *complaints)
{
	return ruleset_load_tried(folders, count, models, store, NULL, complaints);
}

struct ruleset *ruleset_load(const char *const *folders, size_t count,
			     const struct mood_files *models, struct complaints *complaints)
{
	return ruleset_load_kept(folders, count, models, NULL, complaints);
}

struct ruleset *ruleset_ref(struct ruleset *ruleset)
{
	atomic_fetch_add_explicit(&ruleset->references, 1, memory_order_relaxed);
	return ruleset;
}

static void ruleset_free(struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->regex_count; i++)
		regex_free(ruleset->regexes[i].regex);
	scanner_free(ruleset->scanner);
	mood_models_done(&ruleset->mood_models);
	free(ruleset->regexes);
	arena_done(&ruleset->arena);
	region_done(&ruleset->region);
	free(ruleset);
}

struct ruleset *ruleset_unref(struct ruleset *ruleset)
{
	if (ruleset &&
	    atomic_fetch_sub_explicit(&ruleset->references, 1, memory_order_acq_rel) == 1)
		ruleset_free(ruleset);
	return NULL;
}

const char *ruleset_hash(const struct ruleset *ruleset)
{
	return ruleset->hash;
}

const struct mood_models *ruleset_mood_models(const struct ruleset *ruleset)
{
	return &ruleset->mood_models;
}

size_t ruleset_rule_count(const struct ruleset *ruleset)
{
	return ruleset->rule_count;
}

size_t ruleset_rate_count(const struct ruleset *ruleset)
{
	return ruleset->rate_count;
}

struct rate ruleset_rate(const struct ruleset *ruleset, size_t number)
{
	assert(number < ruleset->rate_count);
	return ruleset->rates[number];
}

bool ruleset_wants_author_hides(const struct ruleset *ruleset)
{
	return ruleset->wants_author_hides;
}
