/** Verbs about the stack on this machine. */
@NullMarked
package io.orchestratex.cli.stack;

import org.jspecify.annotations.NullMarked;
