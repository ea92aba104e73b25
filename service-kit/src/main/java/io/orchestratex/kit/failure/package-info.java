/** Expected failures and their one rendering as problem+json (RFC 9457). */
@NullMarked
package io.orchestratex.kit.failure;

import org.jspecify.annotations.NullMarked;
