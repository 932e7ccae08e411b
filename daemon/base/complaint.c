/* complaint.c - see complaint.h. */
#include "complaint.h"

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

static struct complaint *slot(struct complaints *list)
{
	if (list->count == COMPLAINTS_MAX)
		return NULL;
	if (!list->items)
		list->items = calloc(COMPLAINTS_MAX, sizeof(*list->items));
	return list->items ? &list->items[list->count++] : NULL;
}

void complaints_add(struct complaints *list, struct place place, enum complaint_weight weight, const char *code,
		    const char *format, ...)
{
	struct complaint *complaint;
	va_list arguments;

	if (weight == COMPLAINT_ERROR)
		list->errors++;
	else
		list->warnings++;
	complaint = slot(list);
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

void complaints_print(const struct complaints *list, FILE *to)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct complaint *complaint = &list->items[i];

		print_place(complaint, to);
		fprintf(to, "%s[%s]: %s\n", complaint->weight == COMPLAINT_ERROR ? "error" : "warning",
			complaint->code, complaint->text ? complaint->text : "out of memory");
	}
	if (list->errors + list->warnings > list->count)
		fprintf(to, "and %zu more\n", list->errors + list->warnings - list->count);
}

bool complaints_has(const struct complaints *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i].code, code) == 0)
			return true;
	}
	return false;
}
