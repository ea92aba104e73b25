/** The engines that a service stores in: waited for at the start, watched afterwards. */
@NullMarked
package io.orchestratex.kit.readiness;

import org.jspecify.annotations.NullMarked;
