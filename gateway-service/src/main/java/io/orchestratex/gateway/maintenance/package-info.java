/** Which services take no changes: heard of from backup-service, and obeyed at every way in. */
@NullMarked
package io.orchestratex.gateway.maintenance;

import org.jspecify.annotations.NullMarked;
