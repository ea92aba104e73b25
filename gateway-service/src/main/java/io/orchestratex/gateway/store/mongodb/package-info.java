/** The gateway's collections. */
@NullMarked
package io.orchestratex.gateway.store.mongodb;

import org.jspecify.annotations.NullMarked;
