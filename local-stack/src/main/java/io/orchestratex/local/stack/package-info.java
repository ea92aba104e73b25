/** The stack's folder: its files, passwords and ports. */
@NullMarked
package io.orchestratex.local.stack;

import org.jspecify.annotations.NullMarked;
