/** Restores that are noticed. */
@NullMarked
package io.orchestratex.gateway.revocation;

import org.jspecify.annotations.NullMarked;
