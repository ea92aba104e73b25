/** Pages about vaults: the list, and one with what a test of it shows. */
@NullMarked
package io.orchestratex.gateway.console.vaults;

import org.jspecify.annotations.NullMarked;
