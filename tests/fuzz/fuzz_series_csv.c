/* fuzz_series_csv.c - any bytes as a CSV file for `livvakt detect`: read, and what could be read is
 * scored. */
#include "detect_series.h"
#include "series_csv.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice rest = { (const char *)data, len }, line;
	struct series_csv csv;
	struct series_row row;
	struct error error = { 0 };
	struct detect_point point;

	if (!series_csv_next_line(&rest, &line) || series_csv_header(&csv, line, &error) < 0)
		return 0;
	struct detect_series *series = detect_series_new(4.0);
	if (!series)
		return 0;
	while (series_csv_next_line(&rest, &line)) {
		int r = series_csv_row(&csv, line, &row, &error);
		if (r < 0)
			break;
		if (r == 0)
			continue;
		detect_series_add(series, row.at_us, row.value, &point);
		assert(point.score >= 0.0 && point.score <= 1.0);
	}
	detect_series_free(series);
	return 0;
}
