/** What reaches a terminal. */
@NullMarked
package io.orchestratex.cli.output;

import org.jspecify.annotations.NullMarked;
