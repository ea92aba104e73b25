/** Whether what a service depends on is there. */
@NullMarked
package io.orchestratex.kit.health;

import org.jspecify.annotations.NullMarked;
