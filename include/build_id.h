/*
 * build_id.h - which very build this program is: what one left in memory or on disk by the layout
 * of its own structures, only the same one may take up.
 */
#ifndef LIVVAKT_BUILD_ID_H
#define LIVVAKT_BUILD_ID_H

#include "slice.h"

/* What the linker wrote into the program; of no length when it was linked without. */
struct slice build_id(void);

#endif
