/** What state the targets are in. */
@NullMarked
package io.orchestratex.monitor.health;

import org.jspecify.annotations.NullMarked;
