/** The pages about API keys. */
@NullMarked
package io.orchestratex.gateway.console.apikeys;

import org.jspecify.annotations.NullMarked;
