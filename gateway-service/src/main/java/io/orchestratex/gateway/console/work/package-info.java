/** The pages about agents and tasks. */
@NullMarked
package io.orchestratex.gateway.console.work;

import org.jspecify.annotations.NullMarked;
