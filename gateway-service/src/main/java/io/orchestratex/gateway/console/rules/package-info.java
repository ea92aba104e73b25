/** The pages about the rules that raise alerts. */
@NullMarked
package io.orchestratex.gateway.console.rules;

import org.jspecify.annotations.NullMarked;
