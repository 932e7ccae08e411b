/*
 * fuzz_forms.c - any text through normal forms and words: forms stay valid UTF-8, offsets stay
 * inside the original, between two of its characters, and never fall; words lie in order and end at
 * boundaries.
 */
#include "comment.h"
#include "forms.h"
#include "letters.h"
#include "utf8.h"
#include "words.h"
#include <stdint.h>
#include <stdlib.h>

enum { WORDS_MAX = 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_form(const struct forms *forms, enum form form)
{
	const struct form_text *text = &forms->form[form];
	bool boundary = true;

	check(utf8_valid(text->text, NULL));
	check(text->text.data[text->text.len] == '\0');
	for (size_t i = 0; i < text->text.len; i++) {
		check(text->from[i] < text->to[i] && text->to[i] <= forms->raw.len);
		check(i == 0 ||
		      (text->from[i - 1] <= text->from[i] && text->to[i - 1] <= text->to[i]));
		boundary &= text->from[i] == 0 ||
			    ((unsigned char)forms->raw.data[text->from[i]] & 0xC0) != 0x80;
		boundary &= text->to[i] == forms->raw.len ||
			    ((unsigned char)forms->raw.data[text->to[i]] & 0xC0) != 0x80;
	}
	check(boundary);
}

/* Words end where no letter of theirs goes on. */
static bool ends_word(struct slice text, size_t at)
{
	uint32_t before = 0, behind = 0;
	size_t from = at - 1;

	if (at == text.len)
		return true;
	while (from > 0 && ((unsigned char)text.data[from] & 0xc0) == 0x80)
		from--;
	(void)utf8_decode(slice_cut(text, from, at), &before);
	(void)utf8_decode(slice_cut(text, at, text.len), &behind);
	return !letters_in_word(before) || !letters_in_word(behind);
}

static void check_words(const struct forms *forms, enum form form)
{
	struct slice text = forms->form[form].text;
	static struct word words[WORDS_MAX];
	size_t count = words_split(text, words, WORDS_MAX);

	for (size_t i = 0; i < count; i++) {
		check(words[i].from < words[i].to && words[i].to <= text.len);
		check(i == 0 || words[i - 1].to <= words[i].from);
		check(utf8_valid(slice_cut(text, words[i].from, words[i].to), NULL));
		check(words[i].kind > WORD_NUMBER || ends_word(text, words[i].to));
	}
	words_mark_capitals(forms, form, words, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct forms_maker *maker;
	struct slice raw = { (const char *)data, size };
	struct forms forms;

	if (!maker)
		maker = forms_maker_new();
	if (size > COMMENT_TEXT_MAX || !utf8_valid(raw, NULL))
		return 0;
	check(maker && forms_make(maker, raw, &forms) == 0);
	check_form(&forms, FORM_PLAIN);
	check_form(&forms, FORM_LOOSE);
	check(forms.loose_differs == (forms.disguises > 0));
	check_words(&forms, FORM_PLAIN);
	return 0;
}
