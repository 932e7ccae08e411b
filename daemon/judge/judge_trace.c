/* judge_trace.c - see judge_trace.h; what is kept of a find that did not count. */
#include "judge_trace.h"

static bool stands_already(const struct judge_trace *trace, const struct trace_drop *drop)
{
	for (size_t i = 0; i < trace->drop_count; i++)
		if (trace->drops[i].rule == drop->rule && trace->drops[i].reason == drop->reason &&
		    trace->drops[i].span.from == drop->span.from &&
		    trace->drops[i].span.to == drop->span.to)
			return true;
	return false;
}

void trace_drop(struct judge_trace *trace, const char *rule, const char *reason, struct span span,
		enum form form)
{
	const struct trace_drop drop = { rule, reason, span, form };

	if (trace && trace->drop_count < TRACE_DROPS_MAX && !stands_already(trace, &drop))
		trace->drops[trace->drop_count++] = drop;
}

void trace_ask(struct judge_trace *trace, const char *rule, const char *text, enum truth truth)
{
	if (trace && trace->ask_count < TRACE_ASKS_MAX)
		trace->asks[trace->ask_count++] = (struct trace_ask){ rule, text, truth };
}
