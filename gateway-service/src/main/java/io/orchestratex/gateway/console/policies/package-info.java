/** Pages about backup policies: the list, one with what a cleanup would remove, and the form. */
@NullMarked
package io.orchestratex.gateway.console.policies;

import org.jspecify.annotations.NullMarked;
