/* counter.c - see counter.h. */
#include "counter.h"

#include <inttypes.h>

struct description {
	const char *name, *help;
};

static const struct description descriptions[] = {
#define X(name, help) [COUNTER_##name] = { #name, help },
	COUNTERS(X)
#undef X
};

void counters_print(const struct counters *counters, struct buffer *to)
{
	for (size_t i = 0; i < COUNTER_COUNT; i++) {
		const struct description *it = &descriptions[i];

		buffer_printf(to, "# HELP livvakt_%s_total %s\n# TYPE livvakt_%s_total counter\n",
			      it->name, it->help, it->name);
		buffer_printf(to, "livvakt_%s_total %" PRIu64 "\n", it->name,
			      counter_get(counters, (enum counter)i));
	}
}
