/*
 * forms.c - the door to the normal forms: keeps the memory, takes the short way for clean ASCII.
 *
 * How plain comes from raw is forms_plain.c's business, how disguises are undone that of
 * forms_loose.c and forms_disguise.c.
 */
#include "forms.h"
#include "comment.h"
#include "forms_build.h"
#include "letters.h"
#include <assert.h>
#include <stdlib.h>

struct forms_maker {
	struct form_builder builder[FORM_COUNT];
	struct form_builder mended; /* loose with blanks */
	struct form_cells cells;
};

struct forms_maker *forms_maker_new(void)
{
	return calloc(1, sizeof(struct forms_maker));
}

struct forms_maker *forms_maker_free(struct forms_maker *maker)
{
	if (!maker)
		return NULL;
	for (int form = 0; form < FORM_COUNT; form++)
		form_builder_done(&maker->builder[form]);
	form_builder_done(&maker->mended);
	free(maker->cells.items);
	free(maker);
	return NULL;
}

void form_builder_done(struct form_builder *builder)
{
	free(builder->bytes);
	free(builder->from);
	free(builder->to);
	free(builder->identity);
	*builder = (struct form_builder){ 0 };
}

static bool grow(struct form_builder *builder, size_t capacity)
{
	char *bytes = realloc(builder->bytes, capacity);
	if (bytes)
		builder->bytes = bytes;
	uint32_t *from = realloc(builder->from, capacity * sizeof(*from));
	if (from)
		builder->from = from;
	uint32_t *to = realloc(builder->to, capacity * sizeof(*to));
	if (to)
		builder->to = to;
	uint32_t *identity = realloc(builder->identity, (capacity + 1) * sizeof(*identity));
	if (identity)
		builder->identity = identity;
	if (!bytes || !from || !to || !identity) {
		builder->failed = true;
		return false;
	}
	for (size_t i = builder->capacity; i <= capacity; i++)
		identity[i] = (uint32_t)i;
	builder->capacity = capacity;
	return true;
}

bool form_builder_reserve(struct form_builder *builder, size_t more)
{
	size_t need = builder->len + more + 1;
	size_t capacity = builder->capacity ? builder->capacity : 256;

	if (builder->failed)
		return false;
	if (need <= builder->capacity)
		return true;
	while (capacity < need)
		capacity *= 2;
	return grow(builder, capacity);
}

static size_t encode(uint32_t c, char bytes[4])
{
	if (c < 0x80) {
		bytes[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		bytes[0] = (char)(0xC0 | c >> 6);
		bytes[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		bytes[0] = (char)(0xE0 | c >> 12);
		bytes[1] = (char)(0x80 | (c >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	bytes[0] = (char)(0xF0 | c >> 18);
	bytes[1] = (char)(0x80 | (c >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (c >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

void form_builder_put(struct form_builder *builder, uint32_t code_point, uint32_t from, uint32_t to)
{
	if (!form_builder_reserve(builder, 4))
		return;
	size_t used = encode(code_point, builder->bytes + builder->len);
	for (size_t i = 0; i < used; i++) {
		builder->from[builder->len + i] = from;
		builder->to[builder->len + i] = to;
	}
	builder->len += used;
}

void form_builder_copy(struct form_builder *builder, const struct form_text *form, size_t from,
		       size_t to)
{
	size_t count = to - from;

	if (count == 0 || !form_builder_reserve(builder, count))
		return;
	memcpy(builder->bytes + builder->len, form->text.data + from, count);
	memcpy(builder->from + builder->len, form->from + from, count * sizeof(*form->from));
	memcpy(builder->to + builder->len, form->to + from, count * sizeof(*form->to));
	builder->len += count;
}

static struct form_text finish(struct form_builder *builder)
{
	builder->bytes[builder->len] = '\0';
	return (struct form_text){ { builder->bytes, builder->len }, builder->from, builder->to };
}

int forms_make(struct forms_maker *maker, struct slice raw, struct forms *ret_forms)
{
	struct form_builder *plain = &maker->builder[FORM_PLAIN],
			    *loose = &maker->builder[FORM_LOOSE];

	assert(raw.len <= COMMENT_TEXT_MAX);
	plain->len = loose->len = 0;
	plain->failed = loose->failed = maker->cells.failed = false;
	if (form_builder_reserve(plain, raw.len) && form_builder_reserve(loose, 0))
		forms_build_plain(plain, raw);
	if (plain->failed || loose->failed)
		return ERROR_MEMORY;

	struct forms forms = { .raw = raw, .form[FORM_PLAIN] = finish(plain) };
	forms.disguises = forms_build_loose(loose, &maker->cells, raw, &forms.form[FORM_PLAIN]);
	if (loose->failed || maker->cells.failed)
		return ERROR_MEMORY;
	forms.form[FORM_LOOSE] = forms.disguises ? finish(loose) : forms.form[FORM_PLAIN];
	forms.loose_differs = forms.disguises > 0;
	*ret_forms = forms;
	return 0;
}

static void put_change(struct form_builder *mended, const struct form_text *loose,
		       const struct form_change *change)
{
	uint32_t from = loose->from[change->from];
	uint32_t to = change->to > change->from ? loose->to[change->to - 1] : from;

	for (size_t at = 0; at < change->text.len;) {
		uint32_t letter;

		at += letters_next(change->text.data + at, &letter);
		form_builder_put(mended, letter, from, to);
	}
}

int forms_mend(struct forms_maker *maker, struct forms *forms, const struct form_change *changes,
	       size_t count)
{
	const struct form_text *loose = &forms->form[FORM_LOOSE];
	struct form_builder *mended = &maker->mended;
	size_t done = 0;

	mended->len = 0;
	mended->failed = false;
	if (!form_builder_reserve(mended, loose->text.len + count))
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		assert(changes[i].from >= done && changes[i].from < loose->text.len);
		form_builder_copy(mended, loose, done, changes[i].from);
		put_change(mended, loose, &changes[i]);
		done = changes[i].to;
	}
	form_builder_copy(mended, loose, done, loose->text.len);
	if (mended->failed)
		return ERROR_MEMORY;
	forms->form[FORM_LOOSE] = finish(mended);
	forms->loose_differs = true;
	forms->disguises += (unsigned)count;
	return 0;
}

struct span forms_original(const struct forms *forms, enum form form, struct span in_form)
{
	const struct form_text *text = &forms->form[form];

	assert(in_form.from <= in_form.to && in_form.to <= text->text.len);
	if (in_form.from == in_form.to) {
		size_t at =
			in_form.from < text->text.len ? text->from[in_form.from] : forms->raw.len;
		return (struct span){ at, at };
	}
	return (struct span){ text->from[in_form.from], text->to[in_form.to - 1] };
}

/* Small letters of ours, digits, blanks and signs: what rules are mostly written in. Plain has them
 * as they stand, and so has loose unless they look like a disguise. */
static bool stands_as_it_is(struct slice text, enum form form)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.data[i];

		if (byte >= ' ' && byte <= '~' && byte != '&' && byte != '`' &&
		    (byte < 'A' || byte > 'Z'))
			continue;
		/* à to ÿ, without ÷ */
		if (byte != 0xC3 || ++i == text.len || (unsigned char)text.data[i] < 0xA0 ||
		    (unsigned char)text.data[i] == 0xB7)
			return false;
	}
	return form == FORM_PLAIN || forms_skip_clean(text, 0, true) == text.len;
}

static size_t fold(struct slice text, enum form form, char *ret_bytes, size_t size)
{
	if (text.len <= size && stands_as_it_is(text, form)) {
		if (text.len)
			memcpy(ret_bytes, text.data, text.len);
		return text.len;
	}
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;
	size_t len = 0;

	if (maker && text.len <= COMMENT_TEXT_MAX && forms_make(maker, text, &forms) == 0 &&
	    forms.form[form].text.len <= size) {
		len = forms.form[form].text.len;
		if (len)
			memcpy(ret_bytes, forms.form[form].text.data, len);
	}
	forms_maker_free(maker);
	return len;
}

size_t forms_fold_plain(struct slice text, char *ret_bytes, size_t size)
{
	return fold(text, FORM_PLAIN, ret_bytes, size);
}

size_t forms_fold_loose(struct slice text, char *ret_bytes, size_t size)
{
	return fold(text, FORM_LOOSE, ret_bytes, size);
}
