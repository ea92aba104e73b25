/** The one entry point: who calls, how often, and which service answers. */
@NullMarked
package io.orchestratex.gateway;

import org.jspecify.annotations.NullMarked;
