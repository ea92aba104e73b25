/** The pages about events. */
@NullMarked
package io.orchestratex.gateway.console.events;

import org.jspecify.annotations.NullMarked;
