/** MongoDB, in the archive format of mongodump. */
@NullMarked
package io.orchestratex.backup.engine.mongodb;

import org.jspecify.annotations.NullMarked;
