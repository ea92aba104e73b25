/** SQLite: one file, read by the library itself. */
@NullMarked
package io.orchestratex.backup.engine.sqlite;

import org.jspecify.annotations.NullMarked;
