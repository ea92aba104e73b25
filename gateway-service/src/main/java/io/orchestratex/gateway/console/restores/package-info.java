/** Pages about restores: the list, one restore, and the wizard that plans and begins one. */
@NullMarked
package io.orchestratex.gateway.console.restores;

import org.jspecify.annotations.NullMarked;
