/* orders.c - see orders.h. */
#include "orders.h"

#include "incident.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { READER_MAX = 80 };

void orders_write(struct page *page, const struct brief *brief, const char *word, const char *rest)
{
	buffer_printf(page->to, "  livvakt incidents %s %s%s", word, brief->incident->id, rest);
	if (brief->config_path)
		buffer_printf(page->to, " \\\n    -c %s", brief->config_path);
	buffer_add_char(page->to, '\n');
}

/* A shell takes it as it is, */
static bool is_plain(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

	return name[strspn(name, plain)] == '\0' && name[0] != '-';
}

/* or between quotes. */
static bool can_be_quoted(const char *name)
{
	for (const char *at = name; *at; at++)
		if (*at == '\'' || slice_is_control(*at))
			return false;
	return name[0] != '-';
}

void orders_write_signed(struct page *page, const struct brief *brief, const char *word,
			 const char *rest)
{
	const char *reader = brief->reader ? brief->reader : "";
	const size_t len = strlen(reader);
	char tail[READER_MAX + 60];

	if (len == 0 || len >= READER_MAX || !can_be_quoted(reader))
		snprintf(tail, sizeof(tail), "%.30s", rest);
	else if (is_plain(reader))
		snprintf(tail, sizeof(tail), "%.30s \\\n    --by %s", rest, reader);
	else
		snprintf(tail, sizeof(tail), "%.30s \\\n    --by '%s'", rest, reader);
	orders_write(page, brief, word, tail);
}
