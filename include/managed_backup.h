/*
 * managed_backup.h - the append-only files of a managed Redis, copied while it writes on.
 *
 * Redis' manifest names the files of one state: a base, which nobody writes any more, and what came
 * since, of which only the last file grows. So if it names the same files after all of them were
 * opened, what is behind those descriptors, each up to its length of then, is the state of that
 * moment, whatever Redis rewrites and deletes meanwhile. A command that was cut in two at the very
 * end is left out by Redis when it reads the copy (`aof-load-truncated`).
 * Redis 7.0, "Multi Part AOF":
 * https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
 */
#ifndef LIVVAKT_MANAGED_BACKUP_H
#define LIVVAKT_MANAGED_BACKUP_H

#include "attributes.h"
#include "error.h"
#include <stdint.h>

/* From <state_folder>/redis into the new folder <to_folder>/redis, on the disk when it returns;
 * Redis need not run. ERROR_NOT_FOUND: there is no state to copy. */
MUST_CHECK int managed_backup(const char *state_folder, const char *to_folder, uint64_t *ret_bytes,
			      struct error *error);

#endif
