/** Whether each target could be brought back now, in how long, and what stands against it. */
@NullMarked
package io.orchestratex.backup.readiness;

import org.jspecify.annotations.NullMarked;
