/** What a kind of database server must know to be backed up and restored. */
@NullMarked
package io.orchestratex.backup.engine;

import org.jspecify.annotations.NullMarked;
