/** The page that says whether each target could be brought back now. */
@NullMarked
package io.orchestratex.gateway.console.readiness;

import org.jspecify.annotations.NullMarked;
