/** The {@code ox} command: every capability from a terminal, over the gateway. */
@NullMarked
package io.orchestratex.cli;

import org.jspecify.annotations.NullMarked;
