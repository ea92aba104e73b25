/** The pages about backups. */
@NullMarked
package io.orchestratex.gateway.console.backups;

import org.jspecify.annotations.NullMarked;
