/*
 * retold.h - words that somebody else said: a reporting word before or behind the hit, or a head
 * that tells of a message.
 */
#ifndef LIVVAKT_RETOLD_H
#define LIVVAKT_RETOLD_H

#include "context_inside.h"

bool retold_is_reported(const struct place_of_hit *place);

#endif
