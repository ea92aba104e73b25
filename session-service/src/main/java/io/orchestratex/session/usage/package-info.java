/** What prompts used, over time. */
@NullMarked
package io.orchestratex.session.usage;

import org.jspecify.annotations.NullMarked;
