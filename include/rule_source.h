/*
 * rule_source.h - everything that moderators wrote, as read from the rule folders: packs, lists,
 * language.yaml and sentiment.txt, before anything is compiled.
 *
 * The layout of a folder is docs/rules.md's; a file or folder that is not named there is refused,
 * so that a typing mistake in a name cannot silence a pack.
 */
#ifndef LIVVAKT_RULE_SOURCE_H
#define LIVVAKT_RULE_SOURCE_H

#include "arena.h"
#include "complaint.h"
#include "crypto.h"
#include "language.h"
#include "pack.h"
#include "scanner.h"
#include <stddef.h>
#include <stdint.h>

enum {
	RULE_SOURCE_FILES_MAX = 4000,
	RULE_SOURCE_BYTES_MAX = 256 << 20, /* all that is read, and what is made of it */
	RULE_HASH_TEXT_MAX = 17,
};

/* A text with a number: a word of sentiment.txt and its strength, an intensifier and its factor. */
struct source_weight {
	struct pack_text text;
	int32_t value; /* thousandths */
};

struct source_weights {
	struct source_weight *items;
	size_t count;
};

/* A word, and how people write it as they speak it. */
struct source_spoken {
	struct pack_text word;
	struct pack_texts forms;
};

/* language.yaml */
struct source_language {
	enum language language;
	struct place place;
	struct pack_texts common, negation, never, comparatives, becoming, contrast, quotation,
		reports, messages, received, questions, hostility, beliefs, lies, bigots, games,
		trifles, intentions, approvals, objections, inscriptions, counter, anger, worry,
		no_slip;
	struct source_weights intensifiers;
	struct source_spoken *spoken;
	size_t spoken_count;
};

/* sentiment.txt; LANGUAGE_ANY for the one in common/ */
struct source_sentiment {
	enum language language;
	struct source_weights words;
};

/* lists/<name>.txt */
struct source_list {
	size_t root;		/* number of the folder it was found under */
	enum language language; /* LANGUAGE_ANY: common/ */
	struct slice name;
	struct place place;
	struct pack_texts entries;
};

struct source_pack {
	size_t root;
	enum language folder; /* in whose folder it lies; LANGUAGE_ANY: common/ */
	const struct pack *pack;
};

/* A file as it was read. */
struct source_file {
	size_t root;
	const char *path, *inside; /* the whole, and within the folder */
	struct slice text;
};

struct rule_source {
	struct arena arena;
	struct source_pack *packs;
	size_t pack_count;
	struct source_language *languages;
	size_t language_count;
	struct source_sentiment *sentiments;
	size_t sentiment_count;
	struct source_list *lists;
	size_t list_count;
	struct source_file *files;
	struct slice *parts; /* two of each file: its name within the folder, its text */
	size_t file_count;
	const struct scanner_store *store; /* of what is compiled of it; NULL: none */
	char id[CRYPTO_ID_TEXT_MAX];   /* of names within the folders and contents, nothing else, */
	char hash[RULE_HASH_TEXT_MAX]; /* and its beginning as a number */
};

/* Reads all it can and complains of the rest. False when there was any complaint of weight error;
 * rule_source_done is due in any case. */
bool rule_source_read(struct rule_source *source, const char *const *folders, size_t count,
		      struct complaints *complaints);
void rule_source_done(struct rule_source *source);

/* The same in two steps: reads the files and knows their hash, and makes sense of them. */
bool rule_source_gather(struct rule_source *source, const char *const *folders, size_t count,
			struct complaints *complaints);
void rule_source_parse(struct rule_source *source, struct complaints *complaints);

/* The same step by step, without files. `inside` is the path within the folder, as
 * "sv/threat.yaml", and the end of `path`, which complaints name. crypto_init must have been called
 * before rule_source_finish. */
void rule_source_init(struct rule_source *source);
void rule_source_add(struct rule_source *source, size_t root, const char *path, const char *inside,
		     struct slice text, struct complaints *complaints);
void rule_source_finish(struct rule_source *source);

/* What a pack means by a list's name: its own list, or a file's. NULL: there is none. */
const struct pack_texts *rule_source_list(const struct rule_source *source,
					  const struct source_pack *pack, struct slice name);

/* 64 bits of the parts' content, as 16 hexadecimal digits. */
void rule_source_hash(const struct slice *parts, size_t count, char ret_hash[RULE_HASH_TEXT_MAX]);

#endif
