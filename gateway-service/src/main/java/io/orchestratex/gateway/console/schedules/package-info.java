/** Pages about schedules: the list, one with its history, and the form with the next due times. */
@NullMarked
package io.orchestratex.gateway.console.schedules;

import org.jspecify.annotations.NullMarked;
