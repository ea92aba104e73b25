/** The local stack on real engines. */
@NullMarked
package io.orchestratex.local;

import org.jspecify.annotations.NullMarked;
