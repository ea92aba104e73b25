/** Faults in words. */
@NullMarked
package io.orchestratex.local.fault;

import org.jspecify.annotations.NullMarked;
