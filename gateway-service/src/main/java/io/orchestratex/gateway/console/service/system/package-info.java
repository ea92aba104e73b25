/** What the system is made of, as the gateway's API tells. */
@NullMarked
package io.orchestratex.gateway.console.service.system;

import org.jspecify.annotations.NullMarked;
