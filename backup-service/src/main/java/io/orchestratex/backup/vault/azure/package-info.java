/** A vault in a container of Azure Blob Storage. */
@NullMarked
package io.orchestratex.backup.vault.azure;

import org.jspecify.annotations.NullMarked;
