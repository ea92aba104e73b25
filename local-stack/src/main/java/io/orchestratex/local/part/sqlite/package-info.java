/** A SQLite file to try backups with; there is no server, so it is no part that runs. */
@NullMarked
package io.orchestratex.local.part.sqlite;

import org.jspecify.annotations.NullMarked;
