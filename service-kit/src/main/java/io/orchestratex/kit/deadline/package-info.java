/** How long a request waits for what it needs. */
@NullMarked
package io.orchestratex.kit.deadline;

import org.jspecify.annotations.NullMarked;
