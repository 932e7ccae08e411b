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

/* A shell takes it as it is. */
static bool is_plain(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	const size_t len = strspn(name, plain);

	return len > 0 && len < READER_MAX && name[len] == '\0' && name[0] != '-';
}

void orders_write_acknowledgement(struct page *page, const struct brief *brief)
{
	char by[READER_MAX + 20] = "";

	if (brief->reader && is_plain(brief->reader))
		snprintf(by, sizeof(by), " \\\n    --by %s", brief->reader);
	orders_write(page, brief, "ack", by);
}
