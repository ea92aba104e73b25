/** What all parts have in common. */
@NullMarked
package io.orchestratex.local.part;

import org.jspecify.annotations.NullMarked;
