/** The web console: pages below {@code /console}, a folder per feature. */
@NullMarked
package io.orchestratex.gateway.console;

import org.jspecify.annotations.NullMarked;
