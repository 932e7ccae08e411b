/* region.c - see region.h. */
#include "region.h"

#include <sys/mman.h>
#include <unistd.h>

bool region_claim(struct region *region, uint64_t address, size_t bytes)
{
	/* Cast to and fro, since an address is all that is known of it. */
	void *wanted = (void *)(uintptr_t)address; /* NOLINT(performance-no-int-to-ptr) */
	/* Without MAP_FIXED_NOREPLACE: the thread sanitizer makes 0 of an address that it does not
	 * want, and there root would get it. */
	void *memory = mmap(wanted, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return false;
	*region = (struct region){ memory, bytes };
	if (memory == wanted) {
		/* A hint: a few large pages are touched sooner than thousands of small ones. */
		(void)madvise(memory, bytes, MADV_HUGEPAGE);
		return true;
	}
	region_done(region); /* something stands there, so it is elsewhere */
	return false;
}

void region_settle(struct region *region, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), kept = (bytes + page - 1) / page * page;

	if (kept < region->bytes)
		(void)munmap(region->memory + kept, region->bytes - kept);
	region->bytes = kept;
	(void)mprotect(region->memory, kept, PROT_READ);
}

void region_done(struct region *region)
{
	if (region->memory)
		(void)munmap(region->memory, region->bytes);
	*region = (struct region){ 0 };
}
