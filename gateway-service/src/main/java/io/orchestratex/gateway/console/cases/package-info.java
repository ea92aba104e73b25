/** The pages about cases. */
@NullMarked
package io.orchestratex.gateway.console.cases;

import org.jspecify.annotations.NullMarked;
