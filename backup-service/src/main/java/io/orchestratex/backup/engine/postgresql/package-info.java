/** PostgreSQL, in the custom format of pg_dump. */
@NullMarked
package io.orchestratex.backup.engine.postgresql;

import org.jspecify.annotations.NullMarked;
