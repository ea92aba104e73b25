/** Signing in and out of the console, and the browsers in which one is signed in. */
@NullMarked
package io.orchestratex.gateway.console.signin;

import org.jspecify.annotations.NullMarked;
