/* error.c - see error.h; texts are cut at the limit and flattened to one line. */
#include "error.h"

#include "slice.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *error, enum error_code code, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return code;
	error->code = code;
	va_start(arguments, format);
	if (vsnprintf(error->text, sizeof(error->text), format, arguments) < 0)
		error->text[0] = '\0';
	va_end(arguments);
	slice_flatten(error->text);
	return code;
}

int error_prefix(struct error *error, const char *format, ...)
{
	char prefix[ERROR_TEXT_MAX];
	char old[ERROR_TEXT_MAX];
	va_list arguments;
	size_t used;

	if (!error)
		return ERROR_INVALID;
	va_start(arguments, format);
	if (vsnprintf(prefix, sizeof(prefix), format, arguments) < 0)
		prefix[0] = '\0';
	va_end(arguments);
	memcpy(old, error->text, sizeof(old));
	used = strlen(prefix);
	if (used > sizeof(error->text) - 3)
		used = sizeof(error->text) - 3;
	memcpy(error->text, prefix, used);
	memcpy(error->text + used, ": ", 3);
	strncat(error->text, old, sizeof(error->text) - used - 3);
	slice_flatten(error->text);
	return error->code;
}

int error_errno(struct error *error, const char *format, ...)
{
	int saved = errno;
	char what[ERROR_TEXT_MAX / 2];
	char reason[128];
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(what, sizeof(what), format, arguments) < 0)
		what[0] = '\0';
	va_end(arguments);
	return error_set(error, ERROR_SYSTEM, "%s: %s", what,
			 strerror_r(saved, reason, sizeof(reason)));
}

enum exit_status error_exit_status(enum error_code code)
{
	switch (code) {
	case ERROR_NONE:
		return STATUS_FINE;
	case ERROR_INVALID:
		return STATUS_USAGE;
	case ERROR_NOT_FOUND:
	case ERROR_CONFLICT:
		return STATUS_NO;
	default:
		return STATUS_WORLD;
	}
}
