/** The start page: is anything wrong, and what goes on. */
@NullMarked
package io.orchestratex.gateway.console.start;

import org.jspecify.annotations.NullMarked;
