/** Tests of schedules. */
@NullMarked
package io.orchestratex.kit.schedule;

import org.jspecify.annotations.NullMarked;
