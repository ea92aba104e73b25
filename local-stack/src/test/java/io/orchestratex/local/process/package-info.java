/** Processes and their start. */
@NullMarked
package io.orchestratex.local.process;

import org.jspecify.annotations.NullMarked;
