/** Sums and states of all services, as the start page shows them. */
@NullMarked
package io.orchestratex.gateway.console.service.status;

import org.jspecify.annotations.NullMarked;
