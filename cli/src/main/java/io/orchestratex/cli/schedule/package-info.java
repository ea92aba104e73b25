/** Verbs about schedules. */
@NullMarked
package io.orchestratex.cli.schedule;

import org.jspecify.annotations.NullMarked;
