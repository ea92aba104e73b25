/** MongoDB as a one-node replica set. */
@NullMarked
package io.orchestratex.local.part.mongodb;

import org.jspecify.annotations.NullMarked;
