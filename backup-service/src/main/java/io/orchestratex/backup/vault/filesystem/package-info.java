/** A vault in a folder. */
@NullMarked
package io.orchestratex.backup.vault.filesystem;

import org.jspecify.annotations.NullMarked;
