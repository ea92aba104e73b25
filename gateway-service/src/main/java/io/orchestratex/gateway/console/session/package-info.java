/** Signing in to the console, and what a signed-in browser is. */
@NullMarked
package io.orchestratex.gateway.console.session;

import org.jspecify.annotations.NullMarked;
