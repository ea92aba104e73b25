/** Tests of the token check without a server. */
@NullMarked
package io.orchestratex.kit.access;

import org.jspecify.annotations.NullMarked;
