/** What must no longer be accepted, told to each replica and service at once. */
@NullMarked
package io.orchestratex.gateway.revocation;

import org.jspecify.annotations.NullMarked;
