/** The way to the gateway: address, sign-in, calls and their failures. */
@NullMarked
package io.orchestratex.cli.access;

import org.jspecify.annotations.NullMarked;
