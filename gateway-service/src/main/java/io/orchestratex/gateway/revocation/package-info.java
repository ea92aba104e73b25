/** What must no longer be accepted, announced to each replica and service at once. */
@NullMarked
package io.orchestratex.gateway.revocation;

import org.jspecify.annotations.NullMarked;
