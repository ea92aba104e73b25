/** The API of backup-service, as the console uses it. */
@NullMarked
package io.orchestratex.gateway.console.service.backup;

import org.jspecify.annotations.NullMarked;
