/** Copies of backups in further vaults: wanted, made, tried again, looked after. */
@NullMarked
package io.orchestratex.backup.copy;

import org.jspecify.annotations.NullMarked;
