/*
 * forms.h - the normal forms of a text, with the way back to the original bytes.
 *
 *   raw    what was written (valid UTF-8)
 *   plain  NFKC case-fold, so ß is ss and NFD equals NFC; HTML entities undone; default-ignorables
 * (zero-width, soft hyphen, joiners) and control characters out; apostrophes of all kinds are ',
 * line and other separators \n or a blank. Letters keep their diacritics: får is not far loose
 * plain with disguises undone: look-alikes of other scripts inside a Latin word, leet in words that
 *          hold a letter, spaced-out and dotted letters, letters repeated three times and more,
 * words split by emoji or markup, stray marks and diacritics other than those of å ä ö æ ø ü é
 *
 * Pure; memory is reused from text to text, so a judge asks the system for none once warm.
 */
#ifndef LIVVAKT_FORMS_H
#define LIVVAKT_FORMS_H

#include "attributes.h"
#include "error.h"
#include "slice.h"
#include "verdict.h"
#include <stdbool.h>
#include <stdint.h>

/* One form: bytes, and for each byte the stretch of the original that it came from. */
struct form_text {
	struct slice text;    /* valid UTF-8, terminated */
	const uint32_t *from; /* text.len entries: start of the original bytes behind the character
				 holding this byte */
	const uint32_t *to;   /* and their end; both never fall from one entry to the next */
};

struct forms {
	struct slice raw;
	struct form_text form[FORM_COUNT]; /* FORM_PLAIN, FORM_LOOSE */
	bool loose_differs; /* false: loose has the very bytes of plain, and need not be searched */
	unsigned disguises; /* how many characters had to be undone for loose */
};

struct forms_maker; /* the memory */

struct forms_maker *forms_maker_new(void); /* NULL when out of memory */
struct forms_maker *forms_maker_free(struct forms_maker *maker);

/* What is given out lives until the next call with this maker. `raw` must be valid UTF-8, at most
 * COMMENT_TEXT_MAX bytes. Only fails with ERROR_MEMORY. */
MUST_CHECK int forms_make(struct forms_maker *maker, struct slice raw, struct forms *ret_forms);

/* What shall stand in a form instead of a stretch of it; an empty stretch is a place. */
struct form_change {
	size_t from, to;
	struct slice text;
};

/* Changes the loose form, once a text: blanks where words were glued together, words that were
 * misspelt. The changes rise and do not meet; places are not at its ends. What is new points to
 * the whole of what it replaces. */
MUST_CHECK int forms_mend(struct forms_maker *maker, struct forms *forms,
			  const struct form_change *changes, size_t count);

/* The original bytes behind a stretch of a form; an empty stretch stays empty. */
struct span forms_original(const struct forms *forms, enum form form, struct span in_form);

/* plain and loose of a rule's own words, so that both sides are folded by the same code: writes at
 * most `size` bytes, gives the length, or 0 when it does not fit or memory is out. `text` is valid
 * UTF-8. */
size_t forms_fold_plain(struct slice text, char *ret_bytes, size_t size);
size_t forms_fold_loose(struct slice text, char *ret_bytes, size_t size);

/* Of the Unicode library, by which what was folded once is told from what is folded today. */
const char *forms_version(void);

#endif
