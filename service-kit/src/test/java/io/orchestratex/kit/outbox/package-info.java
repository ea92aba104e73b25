/** Tests of the outbox's own parts. */
@NullMarked
package io.orchestratex.kit.outbox;

import org.jspecify.annotations.NullMarked;
