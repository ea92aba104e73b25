/** SQLite files as targets. */
@NullMarked
package io.orchestratex.backup.engine.sqlite;

import org.jspecify.annotations.NullMarked;
