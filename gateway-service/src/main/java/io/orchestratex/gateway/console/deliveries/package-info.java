/** The pages about what was sent about alerts. */
@NullMarked
package io.orchestratex.gateway.console.deliveries;

import org.jspecify.annotations.NullMarked;
