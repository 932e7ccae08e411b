/* terminal.c - see terminal.h. */
#include "terminal.h"

#include "clock.h"
#include "utf8.h"

static bool is_break(uint32_t code_point)
{
	return (code_point >= 0x09 && code_point <= 0x0d) || code_point == 0x85 ||
	       code_point == 0x2028 || code_point == 0x2029;
}

static bool is_unseen_power(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f) ||
	       code_point == 0x200e || code_point == 0x200f || code_point == 0x061c ||
	       (code_point >= 0x202a && code_point <= 0x202e) ||
	       (code_point >= 0x2066 && code_point <= 0x2069);
}

void terminal_print(FILE *to, struct slice text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t code_point = 0;
		size_t used = utf8_decode(slice_cut(text, at, text.len), &code_point);

		if (used && is_break(code_point))
			fputc(' ', to);
		else if (!used || is_unseen_power(code_point))
			fputs("\xef\xbf\xbd", to);
		else
			fwrite(text.data + at, 1, used, to);
		at += used ? used : 1;
	}
}

void terminal_print_minute(FILE *to, int64_t wall_us)
{
	char time[CLOCK_TEXT_MAX];

	fprintf(to, "%.10s %.5s UTC", clock_format(wall_us, time), time + strlen("2026-11-22T"));
}
