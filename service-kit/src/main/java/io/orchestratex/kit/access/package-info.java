/** Who calls: token check, roles and the caller of a request. */
@NullMarked
package io.orchestratex.kit.access;

import org.jspecify.annotations.NullMarked;
