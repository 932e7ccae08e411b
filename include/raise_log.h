/* raise_log.h - what became of an incident, as a line of the log: for whoever reads at three in the
 * morning what happened, to which incident, and who was told. */
#ifndef LIVVAKT_RAISE_LOG_H
#define LIVVAKT_RAISE_LOG_H

#include "buffer.h"
#include "raise_change.h"

/* Appends the line, without its end; nothing where the change is none that anybody hears of. */
void raise_log_say(const struct raise_change *change, struct buffer *to);

/* Says it. Call when the change is stored. */
void raise_log(const struct raise_change *change);

#endif
