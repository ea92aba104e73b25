/** One effect for a request that is sent twice. */
@NullMarked
package io.orchestratex.session.idempotency;

import org.jspecify.annotations.NullMarked;
