/** The API of monitor-service, as the console uses it. */
@NullMarked
package io.orchestratex.gateway.console.service.monitor;

import org.jspecify.annotations.NullMarked;
