/** Conversations in MongoDB. */
@NullMarked
package io.orchestratex.session.store.mongodb;

import org.jspecify.annotations.NullMarked;
