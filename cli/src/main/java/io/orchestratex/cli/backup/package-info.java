/** Verbs about targets, backups and restores. */
@NullMarked
package io.orchestratex.cli.backup;

import org.jspecify.annotations.NullMarked;
