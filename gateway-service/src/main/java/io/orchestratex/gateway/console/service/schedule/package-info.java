/** The API of schedules, as the console uses it. */
@NullMarked
package io.orchestratex.gateway.console.service.schedule;

import org.jspecify.annotations.NullMarked;
