/**
 * {@code ox adopt}: from an engine that happens to run here to one that is backed up and watched.
 */
@NullMarked
package io.orchestratex.cli.adopt;

import org.jspecify.annotations.NullMarked;
