/** Work that a service does by itself, apart from any request. */
@NullMarked
package io.orchestratex.kit.background;

import org.jspecify.annotations.NullMarked;
