/** The servers that are backed up and watched: list, add, test, change, remove. */
@NullMarked
package io.orchestratex.gateway.console.targets;

import org.jspecify.annotations.NullMarked;
