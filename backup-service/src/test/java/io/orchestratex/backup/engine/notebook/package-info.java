/** A second sample engine, on the files of the first: it restores in place. */
@NullMarked
package io.orchestratex.backup.engine.notebook;

import org.jspecify.annotations.NullMarked;
