/** Conversations with models: who talks, what was said, what it cost. */
@NullMarked
package io.orchestratex.session;

import org.jspecify.annotations.NullMarked;
