/** The page about what prompts used and cost. */
@NullMarked
package io.orchestratex.gateway.console.usage;

import org.jspecify.annotations.NullMarked;
