/** When each target is measured, what became of it, and which replica publishes that. */
@NullMarked
package io.orchestratex.monitor.schedule;

import org.jspecify.annotations.NullMarked;
