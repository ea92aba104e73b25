/** Verbs about sessions, threads and prompts. */
@NullMarked
package io.orchestratex.cli.conversation;

import org.jspecify.annotations.NullMarked;
