/*
 * language_file.h - language.yaml: the words by which a language is known and by which context is
 * told.
 */
#ifndef LIVVAKT_LANGUAGE_FILE_H
#define LIVVAKT_LANGUAGE_FILE_H

#include "rule_source.h"

/* `folder` is the language in whose folder the file lies: the file must be for that one. What is
 * given lives in the arena. False after a complaint. */
bool language_file_parse(struct slice text, const char *file, enum language folder,
			 struct arena *arena, struct complaints *complaints,
			 struct source_language *ret_language);

#endif
