/*
 * list_file.h - the plain text files among the rules: lists/<name>.txt and sentiment.txt.
 */
#ifndef LIVVAKT_LIST_FILE_H
#define LIVVAKT_LIST_FILE_H

#include "rule_source.h"

/* What they give lives in the arena; complaints: not-utf8, sentiment-syntax. False when nothing
 * could be read. `file` and `text` must live as long as what is given. */
bool list_file_parse(struct slice text, const char *file, struct arena *arena,
		     struct complaints *complaints, struct pack_texts *ret_entries);
bool sentiment_file_parse(struct slice text, const char *file, struct arena *arena,
			  struct complaints *complaints, struct source_weights *ret_words);

#endif
