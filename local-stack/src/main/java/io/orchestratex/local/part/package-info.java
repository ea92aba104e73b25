/** What a stack consists of: the parts, their order, and what each owes. */
@NullMarked
package io.orchestratex.local.part;

import org.jspecify.annotations.NullMarked;
