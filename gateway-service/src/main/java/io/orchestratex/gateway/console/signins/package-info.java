/** The page about sign-ins. */
@NullMarked
package io.orchestratex.gateway.console.signins;

import org.jspecify.annotations.NullMarked;
