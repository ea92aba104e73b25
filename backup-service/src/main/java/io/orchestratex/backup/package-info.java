/** Takes, checks, keeps and restores backups of databases. */
@NullMarked
package io.orchestratex.backup;

import org.jspecify.annotations.NullMarked;
