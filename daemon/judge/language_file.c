/*
 * language_file.c - language.yaml: the words by which a language is known and by which context is
 * told.
 */
#include "language_file.h"
#include "pack_read.h"
#include "units.h"

enum { FACTOR_MIN = 100, FACTOR_MAX = 3000 };

static void read_intensifiers(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct source_weights *weights = into;

	if (!pack_read_expect(reader, value, YAML_MAPPING))
		return;
	weights->items = pack_read_array(reader, value, sizeof(*weights->items));
	for (const struct yaml *item = weights->items ? value->first : NULL; item;
	     item = item->next) {
		int64_t factor = 0;

		if (!pack_read_expect(reader, item, YAML_SCALAR))
			continue;
		if (!units_parse_thousandths(item->text, &factor) || factor < FACTOR_MIN ||
		    factor > FACTOR_MAX) {
			complaints_add(reader->complaints, item->place, COMPLAINT_ERROR,
				       "factor-range",
				       "a factor is a number from 0.1 to 3, as 1.3 or 0.7");
			continue;
		}
		weights->items[weights->count++] =
			(struct source_weight){ { item->key, item->key_place, true },
						(int32_t)factor };
	}
}

static void read_spoken(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct source_language *language = into;

	if (!pack_read_expect(reader, value, YAML_MAPPING))
		return;
	language->spoken = pack_read_array(reader, value, sizeof(*language->spoken));
	for (const struct yaml *item = language->spoken ? value->first : NULL; item;
	     item = item->next) {
		struct source_spoken *spoken = &language->spoken[language->spoken_count++];

		spoken->word = (struct pack_text){ item->key, item->key_place, true };
		pack_read_texts(reader, item, &spoken->forms);
	}
}

#define KEY(name, required, read, member)                                                          \
	{                                                                                          \
		name, required, read, offsetof(struct read_file, member)                           \
	}

/* The language is a set while it is read, as in packs. */
struct read_file {
	language_set set;
	struct source_language words;
};

static const struct pack_key keys[] = {
	KEY("language", true, pack_read_languages, set),
	KEY("common", true, pack_read_texts, words.common),
	KEY("negation", false, pack_read_texts, words.negation),
	KEY("never", false, pack_read_texts, words.never),
	KEY("comparatives", false, pack_read_texts, words.comparatives),
	KEY("becoming", false, pack_read_texts, words.becoming),
	KEY("intensifiers", false, read_intensifiers, words.intensifiers),
	KEY("contrast", false, pack_read_texts, words.contrast),
	KEY("quotation", false, pack_read_texts, words.quotation),
	KEY("reports", false, pack_read_texts, words.reports),
	KEY("messages", false, pack_read_texts, words.messages),
	KEY("received", false, pack_read_texts, words.received),
	KEY("questions", false, pack_read_texts, words.questions),
	KEY("hostility", false, pack_read_texts, words.hostility),
	KEY("beliefs", false, pack_read_texts, words.beliefs),
	KEY("lies", false, pack_read_texts, words.lies),
	KEY("bigots", false, pack_read_texts, words.bigots),
	KEY("games", false, pack_read_texts, words.games),
	KEY("trifles", false, pack_read_texts, words.trifles),
	KEY("intentions", false, pack_read_texts, words.intentions),
	KEY("approvals", false, pack_read_texts, words.approvals),
	KEY("objections", false, pack_read_texts, words.objections),
	KEY("inscriptions", false, pack_read_texts, words.inscriptions),
	KEY("counter", false, pack_read_texts, words.counter),
	KEY("anger", false, pack_read_texts, words.anger),
	KEY("worry", false, pack_read_texts, words.worry),
	KEY("no-slip", false, pack_read_texts, words.no_slip),
	KEY("spoken", false, read_spoken, words),
};

bool language_file_parse(struct slice text, const char *file, enum language folder,
			 struct arena *arena, struct complaints *complaints,
			 struct source_language *ret_language)
{
	struct pack_reader reader = { arena, complaints };
	const char *kept = arena_string(arena, slice_from(file));
	struct read_file read = { 0 };
	const struct yaml *root = kept ? yaml_parse(text, kept, arena, complaints) : NULL;

	if (!root || !pack_read_mapping(&reader, root, "language.yaml", keys,
					sizeof(keys) / sizeof(keys[0]), &read))
		return false;
	if (read.set && read.set != language_bit(folder)) {
		complaints_add(
			complaints, root->place, COMPLAINT_ERROR, "wrong-language",
			"this file lies in the folder of '%s'; its language must be that one",
			language_name(folder));
		return false;
	}
	read.words.language = folder;
	read.words.place = (struct place){ kept, 1, 1 };
	*ret_language = read.words;
	return true;
}
