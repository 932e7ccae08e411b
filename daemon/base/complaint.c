/* complaint.c - see complaint.h. */
#include "complaint.h"

#include "slice.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void complaints_init(struct complaints *list)
{
	*list = (struct complaints){ 0 };
}

void complaints_done(struct complaints *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].file);
		free(list->items[i].text);
	}
	free(list->items);
	complaints_init(list);
}

/* When the list is full the latest warning goes for an error, which must not drown; the order of
 * finding stays. */
static struct complaint *replace_warning(struct complaints *list)
{
	for (size_t i = list->count; i-- > 0;) {
		struct complaint *complaint = &list->items[i];

		if (complaint->weight != COMPLAINT_WARNING)
			continue;
		free(complaint->file);
		free(complaint->text);
		memmove(complaint, complaint + 1, (list->count - i - 1) * sizeof(*complaint));
		return &list->items[list->count - 1];
	}
	return NULL;
}

static struct complaint *slot(struct complaints *list, enum complaint_weight weight)
{
	if (list->count == COMPLAINTS_MAX)
		return weight == COMPLAINT_ERROR ? replace_warning(list) : NULL;
	if (!list->items)
		list->items = calloc(COMPLAINTS_MAX, sizeof(*list->items));
	return list->items ? &list->items[list->count++] : NULL;
}

void complaints_add(struct complaints *list, struct place place, enum complaint_weight weight,
		    const char *code, const char *format, ...)
{
	struct complaint *complaint;
	va_list arguments;

	if (weight == COMPLAINT_ERROR)
		list->errors++;
	else
		list->warnings++;
	complaint = slot(list, weight);
	if (!complaint)
		return;
	complaint->file = place.file ? strdup(place.file) : NULL;
	complaint->line = place.line;
	complaint->column = place.column;
	complaint->weight = weight;
	complaint->code = code;
	va_start(arguments, format);
	if (vasprintf(&complaint->text, format, arguments) < 0)
		complaint->text = NULL;
	va_end(arguments);
	if (complaint->text)
		slice_flatten(complaint->text); /* whatever a quoted key or value holds */
}

static void print_place(const struct complaint *complaint, FILE *to)
{
	if (!complaint->file)
		return;
	if (complaint->line)
		fprintf(to, "%s:%u:%u: ", complaint->file, complaint->line, complaint->column);
	else
		fprintf(to, "%s: ", complaint->file);
}

void complaint_print(const struct complaint *complaint, FILE *to)
{
	print_place(complaint, to);
	fprintf(to, "%s[%s]: %s\n", complaint->weight == COMPLAINT_ERROR ? "error" : "warning",
		complaint->code, complaint->text ? complaint->text : "out of memory");
}

void complaints_print(const struct complaints *list, FILE *to)
{
	for (size_t i = 0; i < list->count; i++)
		complaint_print(&list->items[i], to);
	if (list->errors + list->warnings > list->count)
		fprintf(to, "and %zu more\n", list->errors + list->warnings - list->count);
}

void complaints_print_errors(const struct complaints *list, FILE *to)
{
	size_t printed = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].weight != COMPLAINT_ERROR)
			continue;
		complaint_print(&list->items[i], to);
		printed++;
	}
	if (list->errors > printed)
		fprintf(to, "and %zu more\n", list->errors - printed);
}

void complaints_raise(struct complaints *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++) {
		struct complaint *complaint = &list->items[i];

		if (complaint->weight != COMPLAINT_WARNING || strcmp(complaint->code, code) != 0)
			continue;
		complaint->weight = COMPLAINT_ERROR;
		list->errors++;
		list->warnings--;
	}
}

bool complaints_has(const struct complaints *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i].code, code) == 0)
			return true;
	}
	return false;
}
