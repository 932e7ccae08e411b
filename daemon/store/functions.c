/*
 * functions.c - the text of our function library, as part of the program.
 *
 * The assembler takes the file in, so that there is one source of it and no step that generates C.
 * The path is relative to the folder in which make runs: the root of the tree.
 */
#include "functions.h"

#include <stdlib.h>

#ifndef LIVVAKT_LUA
#define LIVVAKT_LUA "daemon/store/livvakt.lua"
#endif

__asm__(".pushsection .rodata\n"
	".global functions_begin\n"
	"functions_begin:\n"
	".incbin \"" LIVVAKT_LUA "\"\n"
	".byte 0\n"
	".popsection\n");

struct slice functions_text(void)
{
	return (struct slice){ functions_begin, strlen(functions_begin) }; /* a NUL stands behind */
}

int64_t functions_version(void)
{
	static const char mark[] = "local VERSION = ";
	const char *at = strstr(functions_begin, mark);

	return at ? strtol(at + sizeof(mark) - 1, NULL, 10) : 0;
}
