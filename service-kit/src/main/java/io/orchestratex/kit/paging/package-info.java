/** Bounded lists. */
@NullMarked
package io.orchestratex.kit.paging;

import org.jspecify.annotations.NullMarked;
