/** The page that says which services take no changes, and switches that by hand. */
@NullMarked
package io.orchestratex.gateway.console.maintenance;

import org.jspecify.annotations.NullMarked;
