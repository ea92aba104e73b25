/** Jobs and targets in PostgreSQL. */
@NullMarked
package io.orchestratex.backup.store.postgresql;

import org.jspecify.annotations.NullMarked;
