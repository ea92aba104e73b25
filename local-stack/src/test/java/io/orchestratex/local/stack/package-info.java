/** What a stack keeps in its folder. */
@NullMarked
package io.orchestratex.local.stack;

import org.jspecify.annotations.NullMarked;
