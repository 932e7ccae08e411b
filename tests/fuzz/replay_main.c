/* replay_main.c - runs a fuzz target over files given as arguments, where there is no libFuzzer. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int replay(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	long len;

	if (!file || fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) < 0) {
		fprintf(stderr, "cannot read %s\n", path);
		return 1;
	}
	rewind(file);
	data = malloc(len ? (size_t)len
			  : 1); /* exactly as long, so that a sanitizer sees one byte too far */
	if (!data || fread(data, 1, (size_t)len, file) != (size_t)len) {
		fprintf(stderr, "cannot read %s\n", path);
		return 1;
	}
	fclose(file);
	LLVMFuzzerTestOneInput(data, (size_t)len);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	return failed;
}
