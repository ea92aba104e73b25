/** The API of parked events, which every service that applies events has. */
@NullMarked
package io.orchestratex.gateway.console.service.parked;

import org.jspecify.annotations.NullMarked;
