/** A throw-away engine: all that the stack has to know of one lies in this folder. */
@NullMarked
package io.orchestratex.local.part.counter;

import org.jspecify.annotations.NullMarked;
