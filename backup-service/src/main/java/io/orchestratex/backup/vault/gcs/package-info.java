/** A vault in a bucket of Google Cloud Storage. */
@NullMarked
package io.orchestratex.backup.vault.gcs;

import org.jspecify.annotations.NullMarked;
