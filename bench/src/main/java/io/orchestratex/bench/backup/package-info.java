/** Backup and restore beside the engines' own tools. */
@NullMarked
package io.orchestratex.bench.backup;

import org.jspecify.annotations.NullMarked;
