/* test_orders.c - facts about the commands in an e-mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "orders.h"

static void acknowledgement(const char *reader, const char *config_path, const char *want)
{
	const struct incident incident = { .id = "inc-1" };
	const struct brief brief = { .incident = &incident,
				     .reader = reader,
				     .config_path = config_path };
	struct buffer text;
	struct page page = { .to = &text };

	buffer_init(&text, 1000);
	orders_write_signed(&page, &brief, "ack", "");
	if (!slice_is(buffer_slice(&text), want))
		fail_msg("%.*s", (int)text.len, buffer_slice(&text).data);
	buffer_done(&text);
}

static void test_by_whom(void **state)
{
	(void)state;
	acknowledgement(NULL, NULL, "  livvakt incidents ack inc-1\n");
	acknowledgement("anna", NULL, "  livvakt incidents ack inc-1 \\\n    --by anna\n");
	acknowledgement("anna", "/etc/l.yaml",
			"  livvakt incidents ack inc-1 \\\n    --by anna \\\n    -c /etc/l.yaml\n");
	acknowledgement("Åsa B", NULL, "  livvakt incidents ack inc-1 \\\n    --by 'Åsa B'\n");
	acknowledgement("$(x)", NULL, "  livvakt incidents ack inc-1 \\\n    --by '$(x)'\n");
	/* what a shell would read otherwise, or an option */
	acknowledgement("a'b", NULL, "  livvakt incidents ack inc-1\n");
	acknowledgement("--by", NULL, "  livvakt incidents ack inc-1\n");
	acknowledgement("", NULL, "  livvakt incidents ack inc-1\n");
}

static void test_what_else(void **state)
{
	const struct incident incident = { .id = "inc-1" };
	const struct brief brief = { .incident = &incident, .reader = "anna" };
	struct buffer text;
	struct page page = { .to = &text };

	(void)state;
	buffer_init(&text, 1000);
	orders_write(&page, &brief, "mark", " expected");
	assert_true(slice_is(buffer_slice(&text), "  livvakt incidents mark inc-1 expected\n"));
	buffer_clear(&text);
	orders_write_signed(&page, &brief, "mark", " expected");
	assert_true(slice_is(buffer_slice(&text),
			     "  livvakt incidents mark inc-1 expected \\\n    --by anna\n"));
	buffer_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_whom),
		cmocka_unit_test(test_what_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
