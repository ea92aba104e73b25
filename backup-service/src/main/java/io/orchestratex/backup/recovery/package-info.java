/** Servers brought back to any moment: archived logs, what they reach, and recoveries by them. */
@NullMarked
package io.orchestratex.backup.recovery;

import org.jspecify.annotations.NullMarked;
