/** The console in a real browser. */
@NullMarked
package io.orchestratex.journey.console;

import org.jspecify.annotations.NullMarked;
